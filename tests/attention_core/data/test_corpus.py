"""What a run learns from: files and weights, the card's account of them, the tokenizers."""

import dataclasses
import hashlib
import json
from pathlib import Path

import pytest

from attention_core.data.corpus import Corpus, load_corpus, weighted_file
from attention_core.data.pairs import DataError, Pair
from attention_core.text.languages import ENGLISH_HINDI, LanguagePair
from tests.helpers import tiny


def write(path, pairs):
    path.write_text("".join(f"{p.source}\t{p.target}\n" for p in pairs), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    return (
        write(tmp_path / "one.tsv", tiny.PAIRS[:12]),
        write(tmp_path / "two.tsv", tiny.PAIRS[12:]),
        write(tmp_path / "dev.tsv", tiny.DEV),
    )


def load(written, **changes):
    one, two, dev = written
    settings = {
        "files": [(one, 1.0), (two, 2.0)],
        "dev": dev,
        "config": tiny.train_config(joined=0),
    }
    return load_corpus(**{**settings, **changes})


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("a.tsv", ("a.tsv", 1.0)),
        ("a.tsv:3", ("a.tsv", 3.0)),
        ("a.tsv:0.25", ("a.tsv", 0.25)),
        ("a.tsv:.5", ("a.tsv", 0.5)),
        ("a.tsv:100", ("a.tsv", 100.0)),
        ("dir/a:b.tsv", ("dir/a:b.tsv", 1.0)),
        ("dir/a:b.tsv:2", ("dir/a:b.tsv", 2.0)),
        ("a.tsv:", ("a.tsv:", 1.0)),
        ("a.tsv:1.2.3", ("a.tsv:1.2.3", 1.0)),
        ("a.tsv:.", ("a.tsv:.", 1.0)),
    ],
)
def test_a_file_and_its_weight(argument, expected):
    path, weight = weighted_file(argument)
    assert (path, weight) == (Path(expected[0]), expected[1])


@pytest.mark.parametrize("argument", ["a.tsv:0", "a.tsv:0.0", "a.tsv:101", "a.tsv:-1", "a.tsv:nan"])
def test_an_impossible_weight_is_refused(argument):
    with pytest.raises(DataError, match="weight"):
        weighted_file(argument)


def test_pairs_are_mixed_by_weight_and_the_dev_set_is_as_it_is(files):
    corpus = load(files)
    assert len(corpus.pairs) == 12 + 2 * 8
    assert corpus.dev == tiny.DEV


def test_the_card_tells_what_was_learnt_from(files, tmp_path):
    licences = tmp_path / "licences.json"
    licences.write_text(json.dumps({"two": {"licence": "CC0", "origin": "the tests"}}))
    corpus = load(files, licences=licences)
    first, second = corpus.card["files"]
    assert first == {
        "file": "one.tsv",
        "pairs": 12,
        "weight": 1.0,
        "sha256": hashlib.sha256(files[0].read_bytes()).hexdigest(),
    }
    assert second["licence"] == "CC0"
    assert second["weight"] == 2.0
    assert corpus.card["pairs_after_mixing"] == len(corpus.pairs)
    assert corpus.card["source_words"] == sum(len(p.source.split()) for p in corpus.pairs)


def test_the_same_files_give_the_same_vocabularies(files):
    once, twice = load(files), load(files)
    assert once.source.model == twice.source.model
    assert once.target.model == twice.target.model
    assert once.source.lowercase
    assert not once.target.lowercase


def test_given_vocabularies_are_used(files, tmp_path):
    source, target = tiny.tokenizers()
    (tmp_path / "source.spm").write_bytes(source.model)
    (tmp_path / "target.spm").write_bytes(target.model)
    corpus = load(files, tokenizers=tmp_path)
    assert corpus.source.model == source.model
    assert corpus.target.model == target.model


def test_examples_end_in_the_end_mark_and_long_ones_are_left_out():
    corpus = tiny.corpus()
    everything = corpus.examples(pairs=corpus.pairs, longest=10**9)
    assert len(everything) == len(corpus.pairs)
    for (source, target), pair in zip(everything, corpus.pairs, strict=True):
        assert tuple(source) == corpus.source.encode(pair.source).ids
        assert tuple(target) == corpus.target.encode(pair.target).ids
        assert source[-1] == target[-1] == 3
    sizes = sorted(max(len(s), len(t)) for s, t in everything)
    middle = sizes[len(sizes) // 2]
    kept = corpus.examples(pairs=corpus.pairs, longest=middle)
    assert len(kept) == sum(size <= middle for size in sizes)
    assert max(max(len(s), len(t)) for s, t in kept) == middle


def test_a_corpus_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        tiny.corpus().pairs = ()
    assert dataclasses.is_dataclass(Corpus)


# ---- what a person can get wrong: always a ValueError, since the command line shows those ----


def test_a_missing_file_is_named(files, tmp_path):
    for changes in (
        {"files": [(tmp_path / "gone.tsv", 1.0)]},
        {"dev": tmp_path / "gone.tsv"},
        {"licences": tmp_path / "gone.tsv"},
    ):
        with pytest.raises(DataError, match=r"gone\.tsv"):
            load(files, **changes)


def test_missing_vocabularies_are_named(files, tmp_path):
    with pytest.raises(DataError, match=r"source\.spm"):
        load(files, tokenizers=tmp_path)


def test_a_broken_vocabulary_is_named(files, tmp_path):
    for name in ("source.spm", "target.spm"):
        (tmp_path / name).write_bytes(tiny.tokenizers()[0].model)
    (tmp_path / "target.spm").write_bytes(b"garbage")
    with pytest.raises(ValueError, match=r"target\.spm"):
        load(files, tokenizers=tmp_path)


@pytest.mark.parametrize("text", ["no json", "[1, 2]", '{"one": 3}', '"x"', "[" * 100_000])
def test_licences_that_are_none_are_named(files, tmp_path, text):
    (tmp_path / "licences.json").write_text(text)
    with pytest.raises(DataError, match=r"licences\.json"):
        load(files, licences=tmp_path / "licences.json")


def test_files_of_which_nothing_is_usable_are_said(files, tmp_path):
    wordy = Pair(source="word " * 60, target="शब्द " * 60)
    with pytest.raises(ValueError, match="no pair is left"):
        load(files, files=[(write(tmp_path / "long.tsv", [wordy] * 3), 1.0)])


def test_columns_the_wrong_way_round_are_said(files, tmp_path):
    """The message names both scripts; with `swap` the same file is right."""
    turned = write(tmp_path / "turned.tsv", [pair.swapped() for pair in tiny.PAIRS])
    with pytest.raises(DataError, match=r"wrong way round: English .* Devanagari .* Latin"):
        load(files, files=[(turned, 1.0)])
    with pytest.raises(DataError, match="wrong way round: Hindi"):
        load(files, swap=True)


def test_the_card_counts_what_is_left_out(files, tmp_path):
    odd = [Pair(source="a cat", target="кошка"), Pair(source="a cat", target="cat")]
    long = Pair(source="word " * 60, target="शब्द " * 60)
    more = write(tmp_path / "more.tsv", [*odd, long])
    found = load(files, files=[(files[0], 1.0), (more, 2.0)])
    assert found.card["left_out"] == {"script": 2, "length": 1}
    assert found.card["scripts"] == ["Latn", "Deva"]


def test_case_is_a_setting(files):
    kept = load(files, lowercase=False).source
    assert kept.decode(kept.encode_ids("I lost my key.")) == "I lost my key."


def test_more_letters_than_pieces_is_said(files):
    """The smallest vocabulary that a configuration allows cannot even hold the alphabet."""
    with pytest.raises(ValueError, match="pieces"):
        load(files, config=tiny.train_config(pieces=16))


def test_held_out_pairs_join_dev_and_are_not_learnt(files, tmp_path):
    """Nor from another file that has them."""
    one, two, dev = files
    again = write(tmp_path / "again.tsv", tiny.PAIRS)
    found = load((one, two, dev), files=[(one, 1.0), (two, 2.0), (again, 1.0)], held_out=[(two, 3)])
    out = found.dev[len(tiny.DEV) :]
    assert len(out) == 3
    assert set(out) <= set(tiny.PAIRS[12:])
    assert found.dev_parts == ("",) * len(tiny.DEV) + ("two",) * 3
    learnt = {(pair.source.rstrip("."), pair.target.rstrip("।")) for pair in found.pairs}
    assert len(learnt) == len(tiny.PAIRS) - 3
    assert not learnt & {(pair.source.rstrip("."), pair.target.rstrip("।")) for pair in out}
    assert [file.get("held_out") for file in found.card["files"]] == [None, 3, 3]
    assert [file["pairs"] for file in found.card["files"]] == [12, 8, 20]


def test_only_what_is_trained_on_can_be_held_out(files):
    one, two, _ = files
    with pytest.raises(DataError, match=r"two\.tsv is not among the training files"):
        load(files, files=[(one, 1.0)], held_out=[(two, 3)])


def test_the_third_column_of_dev_names_the_part(files):
    one, two, dev = files
    lines = [f"{p.source}\t{p.target}\t{name}\n" for p, name in zip(tiny.DEV, "abaab", strict=True)]
    dev.write_text("".join(lines), encoding="utf-8")
    assert load((one, two, dev)).dev_parts == tuple("abaab")
    assert load((one, two, two)).dev_parts == ()


def test_the_way_back_is_the_same_pairs_turned_round(files):
    """Also those held out; English keeps its capitals as a target."""
    _, two, _ = files
    there, back = (
        load(files, held_out=[(two, 3)], swap=swap, languages=languages)
        for swap, languages in ((False, ENGLISH_HINDI), (True, ENGLISH_HINDI.swapped()))
    )
    assert back.pairs == tuple(pair.swapped() for pair in there.pairs)
    assert back.dev == tuple(pair.swapped() for pair in there.dev)
    assert back.dev_parts == there.dev_parts
    assert back.languages == LanguagePair(source="hi", target="en")
    assert back.card["scripts"] == ["Deva", "Latn"]
    assert back.card["source_words"] == sum(len(p.target.split()) for p in there.pairs)
    assert back.target.decode(back.target.encode_ids("I lost my key.")) == "I lost my key."
    again = back.source.decode(back.source.encode_ids("मेरी चाबी।"))
    assert again == "मेरी चाबी।"
    assert there.card["scripts"] == ["Latn", "Deva"]
