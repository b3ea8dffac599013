"""Trusted links: links of tokens come back as links of words, and only where both agree."""

import sys

import pytest
import trusted_links
from trusted_links import Row, by_words, link, owners, parse_part, read_rows

from attention_core.alignment.gold import read_gold
from attention_core.alignment.links import parse_pharaoh
from attention_core.data.pairs import Pair

LINES = (
    "Don't stop, now!\tरुको मत, अभी!\ttalk\n"
    "A red  bird.\tएक लाल चिड़िया।\tstory\n"
    "It flies.\tवह उड़ती है।\ttalk\n"
)


def links(line):
    return parse_pharaoh(line).sure


def test_signs_belong_to_no_word():
    assert owners("Don't stop, now!") == [0, 1, None, 2, None]
    assert owners("वह 7 - 8 है।") == [0, 1, None, 3, 4, None]


def test_links_of_tokens_become_links_of_words():
    pair = Pair(source="Stop, now!", target="रुको, अभी!")
    found = by_words(links=links("0-0 1-1 2-2 3-3 1-2"), pair=pair)
    assert found == links("0-0 1-1")


@pytest.mark.parametrize(
    ("argument", "names"), [("a.tsv:x,y:b.tsv", ("x", "y")), ("a.tsv::b.tsv", ())]
)
def test_a_part(argument, names):
    part = parse_part(argument)
    assert (part.file.name, part.names, part.out.name) == ("a.tsv", names, "b.tsv")


def test_rows_of_the_named_parts(tmp_path):
    (tmp_path / "dev.tsv").write_text(LINES, encoding="utf-8")
    asked = read_rows(parse_part(f"{tmp_path}/dev.tsv:story:x"))
    assert asked == [Row(pair=Pair(source="A red bird.", target="एक लाल चिड़िया।"), part="story")]
    assert len(read_rows(parse_part(f"{tmp_path}/dev.tsv::x"))) == 3


@pytest.fixture
def program(tmp_path):
    """A stand-in for eflomal: word k with word k, backward from the second word on alone."""
    path = tmp_path / "program"
    path.write_text(
        "#!/usr/bin/env python3\n"
        "import sys\n"
        "given = dict(zip(sys.argv[2::2], sys.argv[3::2]))\n"
        "both = [open(given[name], encoding='utf-8').readlines() for name in ('-s', '-t')]\n"
        "for name, start in (('-f', 0), ('-r', 1)):\n"
        "    with open(given[name], 'w') as file:\n"
        "        for english, hindi in zip(*both):\n"
        "            count = min(len(english.split()), len(hindi.split()))\n"
        "            print(*(f'{k}-{k}' for k in range(start, count)), file=file)\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return str(path)


def test_only_what_both_directions_say_is_trusted(program):
    row = Row(pair=Pair(source="A red bird.", target="एक लाल चिड़िया।"), part="story")
    learnt = [Pair(source="It flies.", target="वह उड़ती है।")]
    assert link(command=program, rows=[row], pairs=learnt) == [links("1-1 2-2")]


def test_the_file_is_one_that_evaluate_reads(program, tmp_path, monkeypatch, capfd):
    (tmp_path / "dev.tsv").write_text(LINES, encoding="utf-8")
    out = tmp_path / "links.tsv"
    arguments = ["--eflomal", program, "--link", f"{tmp_path}/dev.tsv:talk:{out}"]
    monkeypatch.setattr(sys, "argv", ["trusted_links", *arguments, f"{tmp_path}/dev.tsv"])
    trusted_links.main()
    first, second = read_gold(out)
    assert first.source == ("Don't", "stop,", "now!")
    assert first.gold.sure == links("1-1 2-2")  # the comma and the exclamation mark: no words
    assert second.gold.sure == links("1-1")
    assert out.read_text(encoding="utf-8").splitlines()[0].endswith("\ttalk")
    assert "2 pairs, 3 links" in capfd.readouterr().out
