"""α in long form: every cell of the tensor, once, in a line that says where it stands."""

import csv
import io

import numpy as np
import pytest

from attention_core.analysis.alpha_csv import COLUMNS, alpha_csv
from tests.helpers.traces import SOURCE, TARGET, make_trace


def lines(trace, grain):
    return list(
        csv.DictReader(io.StringIO(alpha_csv(trace=trace, grain=grain).removeprefix("\ufeff")))
    )


@pytest.mark.parametrize("grain", ["pieces", "words"])
def test_every_cell_is_the_tensors(grain):
    trace = make_trace()
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    found = lines(trace, grain)
    assert tuple(found[0]) == COLUMNS
    places = [(int(line["i"]), int(line["j"])) for line in found]
    rows, columns = weights.shape
    assert rows != columns
    assert places == [(i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)]
    for (i, j), line in zip(places, found, strict=True):
        assert np.float32(line["alpha"]) == weights[i - 1, j - 1]


def test_a_line_says_whose_it_is_and_what_it_stands_for():
    third = lines(make_trace(), "pieces")[2]
    assert (third["model"], third["digest"]) == ("attention-50", "0123456789ab")
    assert (third["beam"], third["rank"], third["grain"]) == ("5", "1", "pieces")
    assert (third["target"], third["source"]) == (TARGET[0][0], SOURCE[0][2])
    assert lines(make_trace(), "words")[1]["source"] == "unlit"


def test_energies_are_of_pieces_only():
    trace = make_trace()
    assert {line["energy"] for line in lines(trace, "words")} == {""}
    energies = [np.float32(line["energy"]) for line in lines(trace, "pieces")]
    assert energies == trace.energies.ravel().tolist()


def test_rows_sum_to_1(explorer):
    trace = explorer.translate(model="tiny-attention", sentence="the red bird sits.")
    for grain in ("pieces", "words"):
        sums: dict[str, float] = {}
        for line in lines(trace, grain):
            sums[line["i"]] = sums.get(line["i"], 0.0) + float(line["alpha"])
        assert list(sums.values()) == pytest.approx([1] * len(sums), abs=1e-6)
    energies = np.array([float(line["energy"]) for line in lines(trace, "pieces")])
    assert (energies.reshape(trace.energies.shape) == trace.energies).all()
    assert len(set(energies.tolist())) > 1


@pytest.mark.parametrize("text", ['say "no", no', "a,b", "क;ख", "line\u2028two"])
def test_any_word_stays_in_its_field(text):
    source = ((f"▁{text}", "</s>"), (1, 1))
    alpha = np.array([[0.75, 0.25]] * 4, dtype=np.float32)
    found = lines(make_trace(alpha=alpha, source=source), "pieces")
    assert [line["source"] for line in found[:2]] == [f"▁{text}", "</s>"]
    assert {line["alpha"] for line in found} == {"0.75", "0.25"}


def test_vanilla_has_nothing_to_write_down():
    with pytest.raises(ValueError, match="no α"):
        alpha_csv(trace=make_trace(alpha=None), grain="words")


def test_a_spreadsheet_opens_it_right():
    source = (("▁1-2", "=1", "-", "</s>"), (3, 1))
    alpha = np.array([[0.25] * 4] * 4, dtype=np.float32)
    text = alpha_csv(trace=make_trace(alpha=alpha, source=source), grain="pieces")
    assert text.startswith("\ufeffmodel,")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["source"] for row in rows[:4]] == ["▁1-2", "'=1", "-", "</s>"]
