"""Symmetrization: links of both directions of a sentence pair made into one set.

A model of each direction links every target word of its own, so that forward and backward links
differ. Their intersection is precise, their union complete; grow-diag-final-and lies between
(Koehn, Och and Marcu 2003, Statistical Phrase-Based Translation; Koehn et al. 2005, Edinburgh
System Description for the 2005 IWSLT Speech Translation Evaluation).
"""

from collections.abc import Set
from typing import Literal, get_args

from attention_core.alignment.links import Link

Combination = Literal["intersection", "union", "grow-diag-final-and"]
COMBINATIONS: tuple[Combination, ...] = get_args(Combination)
COMBINATION: Combination = "grow-diag-final-and"  # unless another one is asked for
_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def combine_links(
    *, forward: frozenset[Link], backward: frozenset[Link], combination: Combination
) -> frozenset[Link]:
    """One set of links; all three have the source word first.

    Args:
        forward: of the model that translates the source.
        backward: of the model that translates the target, turned round.
        combination: how they are combined.
    """
    if combination == "intersection":
        return forward & backward
    if combination == "union":
        return forward | backward
    return grow_diag_final_and(forward, backward)


def grow_diag_final_and(forward: frozenset[Link], backward: frozenset[Link]) -> frozenset[Link]:
    """The intersection, neighbours from the union added, then links of two words without any.

    Grow-diag: as long as there are some, links of the union are added that touch a link, also at
    a corner, and of whose words one at least has no link yet. Final-and: then the forward links
    and after them the backward ones are added of which neither word has a link.
    """
    union = forward | backward
    links = set(forward & backward)
    sources, targets = {s for s, _ in links}, {t for _, t in links}

    def add(link: Link) -> None:
        links.add(link)
        sources.add(link[0])
        targets.add(link[1])

    growing = True
    while growing:
        growing = False
        for s, t in sorted(links):
            for near_s, near_t in ((s + down, t + right) for down, right in _NEIGHBOURS):
                near = (near_s, near_t)
                new = near in union and near not in links
                if new and (near_s not in sources or near_t not in targets):
                    add(near)
                    growing = True
    for direction in (forward, backward):
        for s, t in sorted(direction):
            if s not in sources and t not in targets:
                add((s, t))
    return frozenset(links)


def turned(links: Set[Link]) -> frozenset[Link]:
    """Links with the other word first."""
    return frozenset((t, s) for s, t in links)
