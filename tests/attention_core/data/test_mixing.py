"""Mixing files of pairs: filtered, weighted, joined."""

import collections

import pytest

from attention_core.data.mixing import mix_files, reason_left_out
from attention_core.data.pairs import Pair
from tests.helpers import tiny

ENGLISH_HINDI, ENGLISH_FRENCH = ("Latn", "Deva"), ("Latn", "Latn")


def reason(source, target, scripts):
    return reason_left_out(pair=Pair(source=source, target=target), max_words=5, scripts=scripts)


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a bird sings.", "एक चिड़िया गाती है।", None),
        ("one two three four five", "एक दो तीन चार पाँच", None),
        ("one two three four five six", "एक दो तीन चार पाँच छह", "length"),
        ("no", "एक दो तीन चार पाँच छह", None),  # 6 <= 4 + 2.5 · 1
        ("no", "एक दो तीन चार पाँच छह सात", "lengths"),
        ("a b c d e", "नहीं", None),
        ("hello", "hello", "script"),  # untranslated
        ("hello", "hello नमस्ते", None),
        ("hello", "hello there you न", "script"),
        ("नमस्ते you", "नमस्ते", "script"),  # Hindi on the English side
        ("one two three न", "नमस्ते", "script"),  # even one letter
        ("hello", "123 !", "script"),
        ("the BBC said so", "BBC ने ऐसा कहा", None),
        ("3 + 4 = 7", "३ + ४ = ७ है", None),
    ],
)
def test_what_is_left_out(source, target, expected):
    assert reason(source, target, ENGLISH_HINDI) == expected
    if expected == "script" and target.isalpha() and source.isalpha():
        assert reason(target, source, ENGLISH_HINDI[::-1]) == expected


@pytest.mark.parametrize(
    ("source", "target", "scripts", "expected"),
    [
        ("a cat", "un chat", ENGLISH_FRENCH, None),
        ("a cat", "кошка", ENGLISH_FRENCH, "script"),
        ("a cat", "猫", ("Latn", "Hani"), None),
        ("my AI is here", "我的AI在这里", ("Latn", "Hani"), None),
        ("我的AI在这里", "my AI is here", ("Hani", "Latn"), None),
        ("我", "我们一起走了很长很长的一段路啊真的很长", ("Hani", "Hani"), "lengths"),
        ("今天我们一起走了很长很长的路", "カメラ", ("Hani", "Hani"), "length"),  # 7 words of 2
        ("I drink tea", "أشرب الشاي", ("Latn", "Arab"), None),
        ("I drink tea", "", ("Latn", ""), "script"),
    ],
)
def test_what_is_left_out_depends_on_the_scripts_of_the_columns(source, target, scripts, expected):
    assert reason(source, target, scripts) == expected


def test_a_column_is_in_the_script_of_most_of_its_letters():
    french = [Pair(source=f"a cat {k}", target=f"un chat {k}") for k in range(9)]
    odd = Pair(source="a cat", target="кошка")
    mix = mix_files(files=[(french, 1.0), ([odd], 2.0)], max_words=50, joined=0.0, seed=1)
    assert mix.scripts == ENGLISH_FRENCH
    assert mix.left_out == {"script": 1}
    assert set(mix.pairs) == set(french)


def test_chinese_sentences_are_joined_without_spaces():
    pairs = [Pair(source=f"Number {k}.", target=f"第{k}个。") for k in range(40)]
    result = mix_files(files=[(pairs, 1.0)], max_words=50, joined=0.5, seed=1).pairs
    joined = [pair for pair in result if pair.source.count("Number") > 1]
    assert len(joined) == 40
    assert not any(" " in pair.target for pair in joined)
    assert all(pair.target.count("第") == pair.source.count("Number") for pair in joined)
    bare = [pair for pair in result if not pair.source.endswith(".")]
    assert bare
    assert not any(pair.target.endswith("。") for pair in bare)


def numbered(count, *, end=" ok", target_end=" ठीक"):
    """Pairs that end in no full stop, so that none of them is changed or joined."""
    return [Pair(source=f"pair {k}{end}", target=f"जोड़ी {k}{target_end}") for k in range(count)]


def mixed(files, **changes):
    return mix_files(files=files, **{"max_words": 50, "joined": 0.0, "seed": 1, **changes}).pairs


def test_weights_say_how_often_a_file_is_taken():
    pairs = numbered(20)
    counts = collections.Counter(mixed([(pairs, 2.5)]))
    assert sorted(counts.values()) == [2] * 10 + [3] * 10
    assert set(counts) == set(pairs)
    few = collections.Counter(mixed([(pairs, 0.3)]))
    assert len(few) == 6
    assert set(few.values()) == {1}
    assert collections.Counter(mixed([(pairs, 3.0)])) == dict.fromkeys(pairs, 3)


def test_files_keep_their_own_weights():
    first, second = numbered(10), numbered(10, end=" other")
    counts = collections.Counter(mixed([(first, 1.0), (second, 4.0)]))
    assert {counts[p] for p in first} == {1}
    assert {counts[p] for p in second} == {4}


def test_the_mix_depends_on_the_seed_only():
    files = [(numbered(40, end="."), 1.5), (numbered(30, end=" and so on."), 0.5)]
    once, twice = (mixed(files, joined=0.2, seed=7) for _ in range(2))
    assert once == twice
    assert mixed(files, joined=0.2, seed=8) != once


def test_repeats_within_a_file_count_once():
    assert len(mixed([(numbered(5) * 3, 1.0)])) == 5


def test_what_is_not_usable_is_left_out():
    long = Pair(source="word " * 9, target="शब्द " * 9)
    english = Pair(source="hello", target="hello")
    good = numbered(4)
    assert set(mixed([([long, english, *good], 2.0)], max_words=8)) == set(good)


def test_joined_pairs_are_rows_of_short_ones_on_both_sides():
    plain = numbered(80, end=".", target_end="")  # no danda: their full stops stay
    result = mixed([(plain, 1.0)], joined=0.25)
    sources = {p.source: p.target for p in plain}
    joined = [p for p in result if p.source not in sources]
    assert len(joined) == round(80 * 0.25 / 0.75)
    for pair in joined:
        parts = [part.strip() + "." for part in pair.source.split(".") if part.strip()]
        assert 2 <= len(parts) <= 6
        assert len(set(parts)) == len(parts)
        assert pair.target == " ".join(sources[part] for part in parts)


def test_joined_pairs_respect_the_longest_sentence():
    result = mixed([(numbered(80, end=".", target_end=""), 1.0)], joined=0.5, max_words=9)
    assert max(p.words for p in result) <= 9
    assert max(p.words for p in result) > 3


def test_only_whole_short_sentences_are_joined():
    open_ended = numbered(30)
    long = [Pair(source="word " * 12 + f"{k}.", target="शब्द " * 12 + f"{k}") for k in range(9)]
    assert set(mixed([([*open_ended, *long], 1.0)], joined=0.5)) == {*open_ended, *long}


def test_some_pairs_lose_their_full_stops_on_both_sides_at_once():
    pairs = [Pair(source=f"pair {k} .", target=f"जोड़ी {k}।") for k in range(300)]
    result = mixed([(pairs, 1.0)])
    bare = [p for p in result if not p.source.endswith(".")]
    assert 0.04 * 300 < len(bare) < 0.18 * 300
    for pair in bare:
        number = pair.source.removeprefix("pair ")
        assert pair.target == f"जोड़ी {number}"
    assert all(p.target.endswith("।") for p in result if p.source.endswith("."))


def test_a_pair_that_is_a_full_stop_and_nothing_else_keeps_it():
    pairs = [Pair(source=".", target="।")]
    assert all(p.source == "." for seed in range(30) for p in mixed([(pairs, 1.0)], seed=seed))


def test_a_mix_of_no_pairs_is_empty():
    assert mixed([]) == ()
    assert mixed([([], 3.5)], joined=0.3) == ()


def test_the_sentences_of_these_tests_are_usable():
    for pair in tiny.PAIRS:
        assert reason_left_out(pair=pair, max_words=12, scripts=ENGLISH_HINDI) is None
