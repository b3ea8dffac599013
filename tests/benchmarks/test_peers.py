"""The comparison with other toolkits counts and times what it says.

The peers do not run in these tests, and no test depends on the speed.
"""

import itertools
import json
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers import tiny

sys.path.insert(0, str(Path(__file__).resolve().parent))

import peers
import peers_data
import peers_ours
import peers_task
from peers_task import BudgetSpentError, Clock, Task

from attention_core.config import TrainConfig
from attention_core.data.batches import Batches
from attention_core.data.pairs import read_pairs
from attention_core.text.languages import ENGLISH_HINDI
from attention_core.training.schedule import learning_rate


def task(folder=Path("runs"), **changes):
    fields = {
        "folder": folder / "ours",
        "data": folder / "data",
        "pieces": 1000,
        "batch_tokens": 60,
        "batch_sentences": 5,
        "batch_longest": 70,
        "longest": 60,
        "limit": 40,
        "source_pieces": 90,
        "target_pieces": 110,
        "embedding": 8,
        "encoder": 6,
        "decoder": 10,
        "attention": 7,
        "dropout": 0.1,
        "learning_rate": 2e-3,
        "final_rate": 5e-5,
        "warmup": 0.1,
        "clip": 1.0,
        "seed": 1,
        "threads": torch.get_num_threads(),
    }
    return Task(**fields | changes)


@pytest.fixture
def ticking(monkeypatch):
    """A clock that advances by ten seconds each time it is read."""
    seconds = itertools.count(0, 10)
    monkeypatch.setattr(peers_task.time, "perf_counter", lambda: next(seconds))


@pytest.mark.usefixtures("ticking")
def test_the_rate_is_of_real_pieces_after_start_up():
    clock = Clock(1000)
    ended = [clock.tick(pieces=pieces, slots=800) for pieces in (20, 30, 400, 550)]
    assert ended == [False, False, False, True]
    # Start-up is over with the 50th piece; 950 more took 20 seconds.
    assert clock.measurements() == {
        "pieces_per_second": 47.5,
        "seconds": 20.0,
        "pieces": 1000,
        "updates": 4,
        "pieces_per_update": 250.0,
        "padding": 0.6875,
    }


@pytest.mark.usefixtures("ticking")
def test_one_update_cannot_be_timed():
    clock = Clock(100)
    clock.tick(pieces=100, slots=100)
    with pytest.raises(ValueError, match="100 pieces in 1 updates"):
        clock.measurements()


def test_a_task_comes_back_as_it_was(tmp_path):
    given_task = task(tmp_path)
    assert Task.read(given_task.write()) == given_task


@pytest.mark.parametrize("update", [50, 77, 200, 499, 500])
def test_the_peers_learn_at_our_rates(update):
    config = TrainConfig(updates=500, warmup=50)
    peer_task = task(pieces=500 * 780, learning_rate=config.learning_rate, warmup=0.1)
    expected = learning_rate(update=update, config=config)
    assert peer_task.rate(update * 780) == pytest.approx(expected)


def test_the_warm_up_is_linear():
    peer_task = task(pieces=1000, learning_rate=3e-3, warmup=0.2)
    assert [peer_task.rate(pieces) for pieces in (0, 50, 100)] == pytest.approx([0, 7.5e-4, 1.5e-3])


def test_hooks_count_and_stop_a_peer():
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1.0)
    clock, peer_task, rates = Clock(100), task(pieces=100), []
    peers_task.watch(
        task=peer_task,
        clock=clock,
        model=model,
        optimizer=optimizer,
        count=lambda arguments, _: (4 * len(arguments[0]), 5 * len(arguments[0])),
    )

    def learn(rows):
        optimizer.zero_grad()
        model(torch.ones(rows, 3)).sum().backward()
        optimizer.step()
        rates.append(optimizer.param_groups[0]["lr"])

    for rows in (4, 7, 9):
        learn(rows)
    with pytest.raises(BudgetSpentError):
        learn(5)
    assert (clock.updates, clock.pieces, clock.slots) == (4, 100, 125)
    assert rates == [peer_task.rate(16), peer_task.rate(44), peer_task.rate(80)]
    assert optimizer.param_groups[0]["lr"] == peer_task.rate(100) == peer_task.final_rate


def test_the_end_is_not_an_exception_that_peers_catch():
    assert not issubclass(BudgetSpentError, Exception)


@given(st.text(alphabet="कमीापर नहीं।ab?▁\u2028\t", max_size=40))
def test_pieces_spell_the_text_that_our_tokenizer_spells(text):
    _, hindi = tiny.tokenizers()
    line = peers_data.piece_line(text, tokenizer=hindi)
    expected = hindi.decode(hindi.encode_ids(text))
    assert peers_task.join_pieces(line.split(" ")).replace("<unk>", "⁇") == expected
    assert line.split() == (line.split(" ") if line else [])
    assert len(line.splitlines()) <= 1  # JoeyNMT reads lines so


def test_lines_come_back_as_they_were(tmp_path):
    lines = ["one", "", "two\u2028three", ""]
    peers_task.write_lines(tmp_path / "lines", lines)
    assert peers_task.read_lines(tmp_path / "lines") == lines


@pytest.fixture
def prepared(tmp_path):
    text = "".join(f"{pair.source}\t{pair.target}\n" for pair in tiny.PAIRS)
    (tmp_path / "pairs.tsv").write_text(text, encoding="utf-8")
    (tmp_path / "test.tsv").write_text("a red ☃ sits here.\tलाल ☃ यहाँ है।\n", encoding="utf-8")
    for name, tokenizer in zip(("source", "target"), tiny.tokenizers(), strict=True):
        (tmp_path / f"{name}.spm").write_bytes(tokenizer.model)
    return peers_data.prepare(
        files=[(tmp_path / "pairs.tsv", 2.0)],
        dev=tmp_path / "pairs.tsv",
        test=tmp_path / "test.tsv",
        config=TrainConfig(joined=0.0),
        tokenizers=tmp_path,
        languages=ENGLISH_HINDI,
        pieces=200,
        folder=tmp_path / "data",
    )


def test_all_get_the_same_pairs_and_no_more_pieces_than_the_budget(prepared, tmp_path):
    source, target = tiny.tokenizers()
    pairs = read_pairs(tmp_path / "data" / "train.tsv")
    english, hindi = (
        peers_task.read_lines(tmp_path / "data" / f"train.{ending}")
        for ending in ("source", "target")
    )
    assert [line.split(" ") for line in english] == [
        list(source.encode(pair.source).pieces[:-1]) for pair in pairs
    ]
    lengths = [len(line.split(" ")) + 1 for line in hindi]
    assert lengths == [len(target.encode_ids(pair.target)) for pair in pairs]
    assert sum(lengths) == prepared.pieces >= 200 > sum(lengths[:-1])
    assert (prepared.pairs, prepared.available) == (len(pairs), 2 * len(tiny.PAIRS))
    assert prepared.mean_target == pytest.approx(sum(lengths) / len(pairs))


def test_pairs_are_not_in_the_order_of_their_files(prepared, tmp_path):
    pairs = read_pairs(tmp_path / "data" / "train.tsv")
    places = [[p.source.rstrip(".") for p in tiny.PAIRS].index(q.source.rstrip(".")) for q in pairs]
    assert places != sorted(places)


def test_a_vocabulary_numbers_pieces_as_we_do(prepared, tmp_path):
    for ending, tokenizer in zip(("source", "target"), tiny.tokenizers(), strict=True):
        known = peers_task.read_lines(tmp_path / "data" / f"vocabulary.{ending}")
        assert ["<pad>", "<unk>", "<s>", "</s>", *known] == [
            "<unk>" if index == 1 else tokenizer.id_to_piece(index)
            for index in range(len(tokenizer))
        ]
        test = (tmp_path / "data" / f"test.{ending}").read_text(encoding="utf-8").split()
        assert "<unk>" in test
        assert set(test) <= {*known, "<unk>"}


def test_too_few_pairs_are_all_taken():
    usable = [(pair, ([3], [4, 4, 3])) for pair in tiny.PAIRS]
    assert peers_data.first_pairs(usable, pieces=7) == usable[:3]
    assert peers_data.first_pairs(usable, pieces=10**6) == usable


def test_the_number_of_updates_is_the_first_that_suffices():
    examples = tiny.corpus().examples(pairs=tiny.PAIRS, longest=200)
    config = TrainConfig(batch_tokens=60, curriculum_updates=0)
    updates = peers_ours.updates_needed(examples=examples, config=config, pieces=1000)
    batches = itertools.islice(Batches(examples=examples, config=config), updates)
    sizes = [sum(len(target) for _, target in batch) for batch in batches]
    assert sum(sizes) >= 1000 > sum(sizes[:-1])


def test_ours_is_trained_and_decoded(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr(peers_task, "BATCHES", (2, 8))
    given_task = task(tmp_path, limit=prepared.limit)
    given_task.write()
    peers_ours.train(given_task)
    peers_ours.decode(given_task)
    training, decoding = (
        json.loads((given_task.folder / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("training", "decoding")
    )
    assert training["pieces"] >= 1000 > training["pieces"] - given_task.batch_tokens
    assert training["pieces_per_second"] > 0
    assert 0 <= training["padding"] < 1
    for row in decoding["rows"]:
        assert row["sentences_per_second"] == max(row["by_batch"].values())
        assert row["by_batch"][str(row["batch"])] == row["sentences_per_second"]
        lines = peers_task.read_lines(given_task.folder / f"test.{row['beam']}.txt")
        assert row["words_per_sentence"] == len(lines[0].split())
    quality = peers.quality(given_task)
    assert {name: row["n"] for name, row in quality.items()} == {
        "test.1": 1,
        "test.5": 1,
        "dev.5": len(tiny.PAIRS),
    }


def system(*, training, greedy, beam, bleu):
    rows = [
        {"beam": 1, "sentences_per_second": greedy},
        {"beam": 5, "sentences_per_second": beam},
    ]
    return {
        "training": {"pieces_per_second": training},
        "decoding": {"rows": rows},
        "quality": {"test.5": {"bleu": bleu}},
    }


def test_ours_is_compared_with_the_best_peer_in_each_rate():
    systems = {
        "ours": system(training=3000, greedy=90, beam=20, bleu=10.0),
        "joeynmt": system(training=1000, greedy=60, beam=25, bleu=8.5),
        "opennmt": system(training=2000, greedy=30, beam=10, bleu=11.25),
    }
    assert peers.ratios(systems) == {
        "training": {"fastest_peer": "opennmt", "ratio": 1.5},
        "beam 1": {"fastest_peer": "joeynmt", "ratio": 1.5},
        "beam 5": {"fastest_peer": "joeynmt", "ratio": 0.8},
        "BLEU test.5": {"best_peer": "opennmt", "difference": -1.25},
    }
    assert peers.ratios({"ours": systems["ours"]}) == {}


def test_exactly_one_line_of_the_peer_is_removed():
    source = 'a = {\n    "mode": mode,\n    "verbose": False,\n    "eps": 0.0,\n}\n'
    assert peers.patched(source) == 'a = {\n    "mode": mode,\n    "eps": 0.0,\n}\n'
    assert peers.patched(peers.patched(source)) == peers.patched(source)


def test_batches_of_all_hold_as_many_real_pieces(prepared, tmp_path):
    options = peers.parse_options(
        ["--train", "a.tsv", "--dev", "d.tsv", "--test", "t.tsv", "--work", str(tmp_path)]
    )
    peer_task = peers.make_task(prepared=prepared, options=options, config=TrainConfig())
    assert peer_task.batch_sentences * prepared.mean_target == pytest.approx(800, rel=0.1)
    assert peer_task.batch_longest / prepared.mean_longest == pytest.approx(
        800 / prepared.mean_target, rel=0.01
    )
    assert (peer_task.pieces, peer_task.warmup) == (400_000, 0.1)
