"""Word links: what they are, and Pharaoh lines read and written.

A link (s, t) says that source word s and target word t translate each other, both counted from 0
and without the end marks. Gold links are sure or only possible, and sure ones are possible too.
"""

import dataclasses
import re

from attention_core.errors import UserError

Link = tuple[int, int]  # source word, target word
# A link, perhaps in the parentheses that some aligners put around a possible one, with the dashes
# that word processors make of a hyphen, and perhaps with a confidence, as SimAlign writes it.
_LINK = re.compile(
    r"(\()?(\d{1,6})([-‐‑–−?p])(\d{1,6})(?(1)\)|)(?::\d{1,3}(?:\.\d+)?(?:[eE][-+]?\d+)?)?", re.ASCII
)


class PharaohError(UserError):
    """A line of links that cannot be read; the message names the part and the expected form."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldLinks:
    """Links of a sentence pair that people made."""

    sure: frozenset[Link]
    possible: frozenset[Link]  # includes the sure ones

    def __post_init__(self) -> None:
        """Check that every sure link is a possible one."""
        assert self.sure <= self.possible


def is_link(part: str) -> bool:
    """Whether a part of a line is a link that `parse_pharaoh` reads."""
    return _LINK.fullmatch(part) is not None


def parse_pharaoh(line: str) -> GoldLinks:
    """Read `0-0 1-2 1?2`: sure links with `-`, possible ones with `?`, `p` or as `(1-2)`.

    A confidence, as in `0-0:0.98`, is left out: the link counts like every other one.

    Raises:
        PharaohError: a part is not a link.
    """
    sure, possible = set(), set()
    for part in line.split():
        match = _LINK.fullmatch(part)
        if match is None:
            raise PharaohError(
                f"{part[:40]!r} is not a link: write 0-0 for source word 0 and target word 0, "
                "0?0 or 0p0 if they are only possibly linked"
            )
        link = (int(match[2]), int(match[4]))
        possible.add(link)
        if match[1] is None and match[3] not in "?p":
            sure.add(link)
    return GoldLinks(sure=frozenset(sure), possible=frozenset(possible))


def format_pharaoh(gold: GoldLinks) -> str:
    """Links as one line that `parse_pharaoh` reads, sorted by source word, then target word."""
    return " ".join(
        f"{s}{'-' if (s, t) in gold.sure else '?'}{t}" for s, t in sorted(gold.possible)
    )


def check_links(*, gold: GoldLinks, sources: int, targets: int) -> None:
    """Refuse links outside a sentence pair.

    Args:
        gold: links.
        sources: number of source words, without the end mark.
        targets: number of target words, without the end mark.

    Raises:
        PharaohError: a link is outside; the message names the first one.
    """
    for s, t in sorted(gold.possible):
        if s >= sources or t >= targets:
            raise PharaohError(
                f"{s}-{t} is outside the sentences: source words are 0 to {sources - 1}, "
                f"target words 0 to {targets - 1}"
            )
