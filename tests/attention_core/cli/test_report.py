"""Tables have every number of a result, each in its column."""

import dataclasses

from attention_core.cli.report import print_comparison, print_gold, print_quality, print_signatures
from attention_core.evaluation.bootstrap import Difference
from attention_core.evaluation.by_length import Comparison
from attention_core.evaluation.measurement import Measurement, Span

ROW = {
    "model": "one",
    "test": "pairs.tsv",
    "n": 18,
    "beam": 5,
    "bleu": 25.04,
    "bleu_low": 20.0,
    "bleu_high": 30.0,
    "chrf": 45.0,
    "chrf_low": 40.0,
    "chrf_high": 50.0,
    "signatures": {"bleu": "nrefs:1", "chrf": "nw:2"},
    "by_length": [
        {"min": 1, "max": 10, "n": 11, "bleu": 41.26, "bleu_low": 38.0, "bleu_high": 44.5}
        | {"chrf": 61.2, "chrf_low": 58.1, "chrf_high": 64.3},
        {"min": 51, "max": None, "n": 7, "bleu": 8.0, "bleu_low": 0.0, "bleu_high": 17.75}
        | {"chrf": 21.2, "chrf_low": 18.1, "chrf_high": 24.3},
    ],
    "kept": {},
    "seconds": 3.4,
}
MEASUREMENT = Measurement.from_json(ROW)


def test_quality_in_all_and_by_length(capsys):
    print_quality(MEASUREMENT)
    print_signatures(MEASUREMENT)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one on pairs.tsv: 18 pairs, beam 5, BLEU 25.0, chrF++ 45.0, 3 s"
    assert [line.split() for line in lines[2:5]] == [
        ["1+", "18", "25.0", "20.0", "to", "30.0", "45.0", "40.0", "to", "50.0"],
        ["1-10", "11", "41.3", "38.0", "to", "44.5", "61.2", "58.1", "to", "64.3"],
        ["51+", "7", "8.0", "0.0", "to", "17.8", "21.2", "18.1", "to", "24.3"],
    ]
    assert lines[5:] == ["bleu: nrefs:1", "chrf: nw:2"]


def test_what_long_sentences_retain(capsys):
    kept = {"bleu": {"low": 0.1, "high": 1.02}, "chrf": {"low": None, "high": None}}
    print_quality(Measurement.from_json({**ROW, "kept": kept}))
    lines = capsys.readouterr().out.splitlines()
    assert lines[5] == (
        "BLEU: sentences over 30 words retain 19% (95%: 10% to 102%) of the score at 1-10 words"
    )
    assert lines[6] == "chrF++: sentences over 30 words retain 35% of the score at 1-10 words"


def test_there_is_no_share_of_a_score_of_0(capsys):
    zero = [{**row, "bleu": 0.0, "bleu_low": 0.0, "bleu_high": 0.0} for row in ROW["by_length"]]
    kept = {"bleu": {"low": None, "high": None}}
    print_quality(Measurement.from_json({**ROW, "by_length": zero, "kept": kept}))
    line = capsys.readouterr().out.splitlines()[5]
    assert line == "BLEU: no share for sentences over 30 words: the score at 1-10 words is 0"


def test_a_comparison_has_its_own_table(capsys):
    def difference(value, p):
        return Difference(
            score=value, against=0.0, difference=value, low=value - 1, high=value + 1, p=p
        )

    row = Comparison(
        span=Span(min=31),
        n=7,
        differences={"bleu": difference(19.5, 0.00099), "chrf": difference(-0.5, None)},
    )
    other = Measurement.from_json({**ROW, "model": "two", "bleu": 5.5})
    print_comparison(MEASUREMENT, against=other, comparison=[row])
    lines = capsys.readouterr().out.splitlines()
    assert "two: BLEU 5.5, chrF++ 45.0, 3 s" in lines
    at = lines.index("one minus two, by paired bootstrap")
    assert lines[at + 2].split() == [
        *("31+", "7", "+19.5", "18.5", "to", "20.5", "0.001", "-0.5", "-1.5", "to", "0.5", "-")
    ]
    assert lines[at + 1].index("p  ") == lines[at + 2].index("0.001") + 4  # right below


def test_a_score_without_an_interval_has_a_dash(capsys):
    rows = [{k: v for k, v in ROW["by_length"][0].items() if k not in ("chrf_low", "chrf_high")}]
    measurement = Measurement.from_json({**ROW, "by_length": rows})
    print_quality(dataclasses.replace(measurement, seconds=None))
    lines = capsys.readouterr().out.splitlines()
    assert lines[3].split()[-2:] == ["61.2", "-"]


def test_gold_by_rule_and_by_shift(capsys):
    found = {"aer": 0.25, "precision": 0.75, "recall": 0.8}
    print_gold(
        {
            **{"model": "one", "gold": "gold.tsv", "n": 4, "method": "argmax", "seconds": 1.2},
            **found,
            "by_rule": [{"method": "argmax", **found}, {"method": "threshold 0.1", **found}],
            "by_shift": [
                {"rows": 0, "columns": 0, **found},
                {"rows": 1, "columns": 0, **found, "aer": 0.1},
            ],
            "posterior": [{"method": "argmax", **found, "aer": 0.2}],
            "occlusion": {**found, "recall": 0.3},
        }
    )
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "one on gold.tsv: 4 pairs, argmax, AER 0.250, 1 s"
    assert lines[3].split() == ["threshold", "0.1", "0.250", "0.750", "0.800"]
    assert lines[4].split() == ["posterior,", "argmax", "0.200", "0.750", "0.800"]
    assert lines[5].split() == ["occlusion,", "argmax", "0.250", "0.750", "0.300"]
    assert lines[8].split() == ["one", "row", "up", "0.100", "0.750", "0.800"]
