"""Links of both directions combined: by hand, against a plain second account, and properties."""

from hypothesis import given
from hypothesis import strategies as st

from attention_core.alignment.links import parse_pharaoh
from attention_core.alignment.symmetrization import (
    COMBINATIONS,
    combine_links,
    grow_diag_final_and,
    turned,
)

LINKS = st.frozensets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=10)


def links(line):
    return parse_pharaoh(line).sure


def test_neighbours_grow_out_of_the_intersection():
    """2-1 is next to 1-1 and word 2 has no link; 1-2 is, too, but both its words have links."""
    assert grow_diag_final_and(links("0-0 1-1"), links("0-0 1-1 2-1")) == links("0-0 1-1 2-1")
    grown = grow_diag_final_and(links("0-0 1-1 2-2 1-2"), links("0-0 1-1 2-2"))
    assert grown == links("0-0 1-1 2-2")


def test_links_far_away_are_added_if_both_words_are_unlinked():
    assert grow_diag_final_and(links("0-0 4-5"), links("0-0")) == links("0-0 4-5")
    assert grow_diag_final_and(links("0-0 0-5"), links("0-0")) == links("0-0")
    assert grow_diag_final_and(links("0-0"), links("0-0 5-3")) == links("0-0 5-3")


def test_neighbours_of_added_links_are_added():
    assert grow_diag_final_and(links("0-0"), links("0-0 1-1 2-2 3-2")) == links("0-0 1-1 2-2 3-2")


@given(LINKS, LINKS)
def test_it_lies_between_intersection_and_union(forward, backward):
    grown = grow_diag_final_and(forward, backward)
    assert forward & backward <= grown <= forward | backward
    for s, t in (forward | backward) - grown:  # a link that is left out has a linked word
        assert any(s == source for source, _ in grown) or any(t == target for _, target in grown)


@given(LINKS)
def test_links_of_both_directions_stay(both):
    assert grow_diag_final_and(both, both) == both


def by_definition(forward, backward):
    """Grow-diag-final-and said again, with a matrix of Booleans and no sets of linked words."""
    chosen = [[(s, t) in forward & backward for t in range(7)] for s in range(7)]

    def free(s, t):
        return not any(chosen[s]), not any(row[t] for row in chosen)

    def grown():
        for s in range(7):
            for t in range(7):
                if not before[s][t]:
                    continue
                for other in (
                    (s - 1, t),
                    (s, t - 1),
                    (s + 1, t),
                    (s, t + 1),
                    (s - 1, t - 1),
                    (s - 1, t + 1),
                    (s + 1, t - 1),
                    (s + 1, t + 1),
                ):
                    new = other in forward | backward and not chosen[other[0]][other[1]]
                    if new and any(free(*other)):
                        chosen[other[0]][other[1]] = True
                        yield other

    while True:
        before = [row[:] for row in chosen]
        if not list(grown()):
            break
    for direction in (forward, backward):
        for s, t in sorted(direction):
            if all(free(s, t)):
                chosen[s][t] = True
    return {(s, t) for s in range(7) for t in range(7) if chosen[s][t]}


@given(LINKS, LINKS)
def test_it_is_what_its_definition_says(forward, backward):
    assert grow_diag_final_and(forward, backward) == by_definition(forward, backward)


@given(LINKS, LINKS)
def test_combinations_contain_one_another(forward, backward):
    inner, outer, grown = (
        combine_links(forward=forward, backward=backward, combination=name) for name in COMBINATIONS
    )
    assert inner == forward & backward
    assert outer == forward | backward
    assert inner <= grown <= outer


@given(LINKS)
def test_turning_twice_changes_nothing(both):
    assert turned(turned(both)) == both
    assert turned({(1, 2)}) == {(2, 1)}
