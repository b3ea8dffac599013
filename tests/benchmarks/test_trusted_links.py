"""Trusted links by hand, with a program in place of eflomal that links tokens one to one."""

import pytest
import trusted_links
from trusted_links import Part, Row, parse_part, read_rows, token_words, word_links

from attention_core.alignment.links import parse_pharaoh
from attention_core.data.pairs import Pair

PAIR = Pair(source="“Stop,” she said.", target="उसने कहा, “रुको।”")
LINES = (
    "a bird flies.\tएक चिड़िया उड़ती है।\ttalk\n"
    "the  river\tनदी\tverse\n"
    "close the door!\tदरवाज़ा बंद करो!\tstory\n"
)


@pytest.fixture
def program(tmp_path):
    """Links token k with token k; backward, only those with an even k."""
    path = tmp_path / "program"
    path.write_text(
        "#!/usr/bin/env python3\n"
        "import sys\n"
        "given = dict(zip(sys.argv[2::2], sys.argv[3::2]))\n"
        "english = [line.split() for line in open(given['-s'], encoding='utf-8')]\n"
        "hindi = [line.split() for line in open(given['-t'], encoding='utf-8')]\n"
        "for name, step in (('-f', 1), ('-r', 2)):\n"
        "    with open(given[name], 'w') as file:\n"
        "        for source, target in zip(english, hindi, strict=True):\n"
        "            count = min(len(source), len(target))\n"
        "            print(*(f'{k}-{k}' for k in range(0, count, step)), file=file)\n",
        encoding="utf-8",
    )
    path.chmod(0o755)
    return path


def test_a_part_is_a_file_names_and_an_output(tmp_path):
    file, out = tmp_path / "dev.tsv", tmp_path / "links.tsv"
    assert parse_part(f"{file}:talk,verse:{out}") == Part(
        file=file, names=("talk", "verse"), out=out
    )
    assert parse_part(f"{file}::{out}").names == ()
    with pytest.raises(ValueError, match="unpack"):
        parse_part(f"{file}:{out}")


def test_rows_are_those_of_the_named_parts(tmp_path):
    file = tmp_path / "dev.tsv"
    file.write_text(LINES, encoding="utf-8")
    rows = read_rows(Part(file=file, names=("verse", "talk"), out=tmp_path))
    assert [row.part for row in rows] == ["talk", "verse"]
    assert rows[1].pair == Pair(source="the river", target="नदी")
    assert len(read_rows(Part(file=file, names=(), out=tmp_path))) == 3


def test_without_a_third_column_the_part_is_named_after_the_file(tmp_path):
    file = tmp_path / "verses.tsv"
    file.write_text("a bird\tएक चिड़िया\n", encoding="utf-8")
    (row,) = read_rows(Part(file=file, names=(), out=tmp_path))
    assert row == Row(pair=Pair(source="a bird", target="एक चिड़िया"), part="verses")


def test_punctuation_belongs_to_no_word():
    assert token_words(PAIR.source) == [None, 0, None, None, 1, 2, None]
    assert token_words(PAIR.target) == [0, 1, None, None, 2, None, None]


def test_links_of_tokens_become_links_of_words():
    """Tokens: “ stop , ” she said . and उसने कहा , “ रुको । ”."""
    links = parse_pharaoh("1-4 4-0 5-1 0-3 2-2 6-5 2-4 1-2").sure
    assert word_links(links=links, pair=PAIR) == {(0, 2), (1, 0), (2, 1)}


def test_only_links_of_both_directions_are_trusted(program):
    rows = [
        Row(pair=Pair(source="a red bird flies", target="एक लाल चिड़िया उड़ती"), part="talk"),
        Row(pair=PAIR, part="talk"),
    ]
    pairs = [Pair(source="it sleeps.", target="वह सोती है।")]
    first, second = trusted_links.trusted_links(command=str(program), rows=rows, pairs=pairs)
    assert first == {(0, 0), (2, 2)}
    assert second == {(1, 2)}  # token 4; tokens 0, 2 and 6 are punctuation on one side


def test_files_hold_pairs_links_and_parts(tmp_path, program, capfd):
    (tmp_path / "dev.tsv").write_text(LINES, encoding="utf-8")
    (tmp_path / "train.tsv").write_text("it sleeps.\tवह सोती है।\n", encoding="utf-8")
    some, rest = tmp_path / "some.tsv", tmp_path / "rest.tsv"
    dev = tmp_path / "dev.tsv"
    options = ["--link", f"{dev}:talk,verse:{some}", "--link", f"{dev}:story:{rest}"]
    trusted_links.main(["--eflomal", str(program), *options, str(tmp_path / "train.tsv")])
    assert some.read_text(encoding="utf-8") == (
        "a bird flies.\tएक चिड़िया उड़ती है।\t0-0 2-2\ttalk\nthe river\tनदी\t0-0\tverse\n"
    )
    assert rest.read_text(encoding="utf-8") == ("close the door!\tदरवाज़ा बंद करो!\t0-0 2-2\tstory\n")
    assert f"{some}: 2 pairs, 3 links" in capfd.readouterr().out
