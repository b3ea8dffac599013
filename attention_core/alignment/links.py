"""Word links: α turned into links, a shift undone, Pharaoh lines in and out, AER against gold.

A link (s, t) says that source word s and target word t mean each other, both from 0 and
without the end marks. Gold links are sure or merely possible, and sure ones are possible too:

    precision = |A ∩ P| / |A|,  recall = |A ∩ S| / |S|
    AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|)

(Och and Ney 2003, A Systematic Comparison of Various Statistical Alignment Models.)
"""

import dataclasses
import re

from attention_core.errors import UserError

Link = tuple[int, int]  # source word, target word
_LINK = re.compile(r"(\d{1,6})([-?p])(\d{1,6})", re.ASCII)


class PharaohError(UserError):
    """A line of links that cannot be read: which part of it, and how it should look."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldLinks:
    """What people say is linked."""

    sure: frozenset[Link]
    possible: frozenset[Link]  # the sure ones among them

    def __post_init__(self) -> None:
        """A sure link is a possible one."""
        assert self.sure <= self.possible


def parse_pharaoh(line: str) -> GoldLinks:
    """Read `0-0 1-2 1?2`: sure links with `-`, possible ones with `?` or `p`.

    Raises:
        PharaohError: a part that is no link.
    """
    sure, possible = set(), set()
    for part in line.split():
        match = _LINK.fullmatch(part)
        if match is None:
            raise PharaohError(
                f"{part[:40]!r} is not a link: write 0-0 for source word 0 and target word 0, "
                "0?0 or 0p0 if they are only possibly linked"
            )
        link = (int(match[1]), int(match[3]))
        possible.add(link)
        if match[2] == "-":
            sure.add(link)
    return GoldLinks(sure=frozenset(sure), possible=frozenset(possible))


def format_pharaoh(gold: GoldLinks) -> str:
    """Links as one line, by source and then target word; what `parse_pharaoh` reads."""
    return " ".join(
        f"{s}{'-' if (s, t) in gold.sure else '?'}{t}" for s, t in sorted(gold.possible)
    )


def check_links(*, gold: GoldLinks, sources: int, targets: int) -> None:
    """Refuse links outside a sentence pair of so many words, end marks not counted.

    Raises:
        PharaohError: naming the first link outside.
    """
    for s, t in sorted(gold.possible):
        if s >= sources or t >= targets:
            raise PharaohError(
                f"{s}-{t} is outside the sentences: source words are 0 to {sources - 1}, "
                f"target words 0 to {targets - 1}"
            )
