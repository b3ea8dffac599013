"""Symmetrisation by hand and by what must always hold; the program itself is not run here."""

import eflomal_aer
from eflomal_aer import grow_diag_final_and, tokens, training_pairs
from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import parse_pharaoh
from attention_core.data.pairs import Pair

LINKS = st.frozensets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=10)


def links(line):
    return parse_pharaoh(line).sure


def test_neighbours_grow_out_of_the_intersection():
    """2-1 touches 1-1 and frees word 2; 1-2 touches too, but by then neither word is free."""
    assert grow_diag_final_and(links("0-0 1-1"), links("0-0 1-1 2-1")) == links("0-0 1-1 2-1")
    found = grow_diag_final_and(links("0-0 1-1 2-2 1-2"), links("0-0 1-1 2-2"))
    assert found == links("0-0 1-1 2-2")


def test_far_links_join_when_both_words_are_free():
    assert grow_diag_final_and(links("0-0 4-5"), links("0-0")) == links("0-0 4-5")
    assert grow_diag_final_and(links("0-0 0-5"), links("0-0")) == links("0-0")
    assert grow_diag_final_and(links("0-0"), links("0-0 5-3")) == links("0-0 5-3")


def test_growth_goes_on_from_what_has_grown():
    assert grow_diag_final_and(links("0-0"), links("0-0 1-1 2-2 3-2")) == links("0-0 1-1 2-2 3-2")


@given(LINKS, LINKS)
def test_it_lies_between_intersection_and_union(forward, backward):
    found = grow_diag_final_and(forward, backward)
    assert forward & backward <= found <= forward | backward
    for s, t in (forward | backward) - found:  # whoever is left out has a linked word
        assert any(s == other for other, _ in found) or any(t == other for _, other in found)


@given(LINKS)
def test_directions_that_agree_are_kept(both):
    assert grow_diag_final_and(both, both) == both


def test_tokens_are_words_and_signs():
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
    """A stand-in for the program, which links all words of a line one to one."""
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
