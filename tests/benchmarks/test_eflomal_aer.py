"""What eflomal is given and gives back; eflomal itself is not run."""

import eflomal_aer
from eflomal_aer import tokens, training_pairs

from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import parse_pharaoh
from attention_core.data.pairs import Pair


def links(line):
    return parse_pharaoh(line).sure


def test_tokens_are_words_and_punctuation():
    assert tokens("Don't stop, now!") == "don't stop , now !"
    assert tokens("यह घर है।") == "यह घर है ।"
    assert tokens('"A-b" (c)') == '" a-b " ( c )'


def test_each_usable_pair_is_learnt_from_once(tmp_path):
    lines = ["a bird\tएक चिड़िया", "a bird\tएक चिड़िया", "untranslated\tuntranslated"]
    (tmp_path / "one.tsv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "two.tsv").write_text(lines[0], encoding="utf-8")
    files = [tmp_path / "one.tsv", tmp_path / "two.tsv"]
    assert training_pairs(files=files, max_words=50) == [Pair(source="a bird", target="एक चिड़िया")]


def test_the_gold_pairs_own_links_come_back(tmp_path):
    """A replacement of the program, which links the words of a line one to one."""
    program = tmp_path / "program"
    program.write_text(
        "#!/usr/bin/env python3\n"
        "import sys\n"
        "given = dict(zip(sys.argv[2::2], sys.argv[3::2]))\n"
        "text = [line.split() for line in open(given['-s'], encoding='utf-8')]\n"
        "hindi = [line.split() for line in open(given['-t'], encoding='utf-8')]\n"
        "assert [len(w) for w in text] == [2, 3] and [len(w) for w in hindi] == [2, 4]\n"
        "for name, step in (('-f', 1), ('-r', -1)):\n"
        "    with open(given[name], 'w') as file:\n"
        "        for words in text:\n"
        "            print(*(f'{k}-{k}' for k in range(len(words))[::step]), file=file)\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    gold = GoldPair(source=("A", "bird"), target=("एक", "चिड़िया"), gold=parse_pharaoh("0-0"))
    forward, backward = eflomal_aer.align(
        command=str(program), pairs=[Pair(source="it flies.", target="वह उड़ती है।")], gold=[gold]
    )
    assert forward == backward == [links("0-0 1-1")]
