"""Gold alignments: a file of them, and how links made from α agree with it.

Files are UTF-8, one pair a line, tab-separated: source tokens, target tokens, links. Tokens
are split at single spaces, links are Pharaoh's `i-j`, source first, both from 0 (`i?j` or
`ipj` for possible ones). An aligner's file of links goes with a file of pairs, unless it has the
words itself. Making α is left to `aligner`, other formats to `link_formats`.

    precision = |A ∩ P| / |A|,  recall = |A ∩ S| / |S|
    AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|)

for links A against sure links S and possible links P (Och and Ney 2003, A Systematic Comparison
of Various Statistical Alignment Models).
"""

import dataclasses
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.extraction import SHIFTS, Rule, Shift, undo_shift
from attention_core.alignment.link_formats.giza import GIZA
from attention_core.alignment.link_formats.link_format import (
    NO_LINKS,
    LinkedSentence,
    LinkFileError,
    LinkFormat,
)
from attention_core.alignment.link_formats.recognition import (
    decode_lines,
    readable_formats,
    recognise_links,
)
from attention_core.alignment.links import (
    GoldLinks,
    Link,
    PharaohError,
    check_links,
    format_pharaoh,
    parse_pharaoh,
)
from attention_core.data.pairs import DataError, read_rows
from attention_core.errors import UserError
from attention_core.text.cleaning import clean

RULES = (Rule(), *(Rule(threshold=tenths / 10) for tenths in range(1, 6)))


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinkQuality:
    """How links agree with gold; a share of no links is 0, and AER without any links is 1."""

    precision: float
    recall: float
    aer: float


def link_quality(*, pairs: Iterable[tuple[frozenset[Link], GoldLinks]]) -> LinkQuality:
    """Precision, recall and AER over all sentence pairs together.

    Args:
        pairs: of each sentence pair, the links that are judged and its gold.
    """
    predicted = sure = predicted_sure = predicted_possible = 0
    for links, gold in pairs:
        predicted += len(links)
        sure += len(gold.sure)
        predicted_sure += len(links & gold.sure)
        predicted_possible += len(links & gold.possible)
    both = predicted + sure
    return LinkQuality(
        precision=predicted_possible / predicted if predicted else 0.0,
        recall=predicted_sure / sure if sure else 0.0,
        aer=1 - (predicted_sure + predicted_possible) / both if both else 1.0,
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldPair:
    """A sentence pair as the tokens that its links count."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    gold: GoldLinks

    def swapped(self) -> "GoldPair":
        """The way back, with every link turned round."""
        sure, possible = (
            frozenset((t, s) for s, t in links) for links in (self.gold.sure, self.gold.possible)
        )
        gold = GoldLinks(sure=sure, possible=possible)
        return GoldPair(source=self.target, target=self.source, gold=gold)


def read_gold(path: Path, *, pairs: Path | None = None) -> tuple[GoldPair, ...]:
    """All pairs of a gold file.

    Args:
        path: pairs with links, or links alone in one of LINK_FORMATS.
        pairs: the sentences of links alone: source, a tab, target, in the order of the links.

    Raises:
        DataError: a file cannot be read, holds no pair, or has a broken line (the message names
            the first one); there are links alone without pairs, or pairs too many.
    """
    form, linked = _aligner_file(path)
    if form is None and pairs is not None:
        raise DataError(
            f"{path} is no file of links alone, and --pairs is for those. Formats that can be "
            f"read: {readable_formats()}"
        )
    if form is None:
        return read_rows(path, make=_gold_pair, expected="source, a tab, target, a tab, links")
    if form is GIZA:
        return tuple(
            GoldPair(source=pair.source, target=pair.target, gold=pair.gold)
            for pair in linked
            if pair.source and pair.target
        )
    if pairs is None:
        raise DataError(
            f"{path} holds links ({form.name}) without sentences: "
            "name the file of pairs with --pairs"
        )
    return _joined(linked, path=path, pairs=pairs)


def _aligner_file(path: Path) -> tuple[LinkFormat | None, tuple[LinkedSentence, ...]]:
    """The format of a file of links alone and its content; None for every other file."""
    try:
        lines = decode_lines(path.read_bytes())
    except (OSError, LinkFileError):
        return None, ()  # `read_rows` says what is wrong
    form = recognise_links(lines)
    if form is None:
        return None, ()
    try:
        return form, form.read(lines)
    except LinkFileError as error:
        raise DataError(f"{path}, {error}") from error


def _joined(linked: Sequence[LinkedSentence], *, path: Path, pairs: Path) -> tuple[GoldPair, ...]:
    """Links with the pairs of another file, line by line; pairs beyond the links have none."""
    try:
        lines = decode_lines(pairs.read_bytes())
    except OSError as error:
        raise DataError(f"{pairs}: {error.strerror}") from error
    except LinkFileError as error:
        raise DataError(f"{pairs}: {error}") from error
    if len(lines) < len(linked):
        raise DataError(f"{path} has links for {len(linked)} pairs and {pairs} has {len(lines)}")
    joined = []
    for number, line in enumerate(lines, start=1):
        links = linked[number - 1].gold if number <= len(linked) else NO_LINKS
        if not line.strip() and not links.possible:
            continue
        try:
            columns = line.split("\t")
            joined.append(_gold_pair((*columns[:2], format_pharaoh(links))))
        except UserError as error:
            raise DataError(f"{pairs}, line {number}: {error}") from error
    if not joined:
        raise DataError(f"{pairs} contains no pairs; expected lines of source, a tab, target")
    return tuple(joined)


def _gold_pair(columns: Sequence[str]) -> GoldPair:
    if len(columns) < 3:
        raise DataError("expected three columns: source, target, links")
    source, target = _tokens(columns[0], side="source"), _tokens(columns[1], side="target")
    gold = parse_pharaoh(columns[2])
    try:
        check_links(gold=gold, sources=len(source), targets=len(target))
    except PharaohError as error:
        raise DataError(
            f"{error}; here words are what stands between spaces, as in `align --tokenized`"
        ) from error
    return GoldPair(source=source, target=target, gold=gold)


def _tokens(text: str, *, side: str) -> tuple[str, ...]:
    """Tokens between single spaces; an empty token would leave the numbers of others unclear."""
    if not clean(text):
        raise DataError(f"the {side} side is empty")
    tokens = tuple(text.split(" "))
    if "" in tokens:
        raise DataError(
            f"the {side} side has a space before token {tokens.index('')} that separates nothing: "
            "put one space between two tokens, none at the ends"
        )
    return tokens


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldReport:
    """Agreement with gold under several rules, and under one rule with shifts undone."""

    rule: Rule
    whole: LinkQuality  # under that rule, no shift undone
    by_rule: tuple[tuple[Rule, LinkQuality], ...]
    by_shift: tuple[tuple[Shift, LinkQuality], ...]  # with that shift undone

    @property
    def shift(self) -> Shift:
        """The shift that leaves the least AER when undone; of equal ones, the first in SHIFTS."""
        return min(self.by_shift, key=lambda row: row[1].aer)[0]


def compare_with_gold(
    *, pairs: Sequence[GoldPair], word_alpha: Sequence[NDArray[np.floating[Any]]], rule: Rule
) -> GoldReport:
    """How the links of α agree with gold.

    Args:
        pairs: sentence pairs with their gold.
        word_alpha: of each pair, [target tokens + 1, source tokens + 1], the end marks last.
        rule: makes the links for `whole` and `by_shift`.
    """

    def quality(rule: Rule, *, rows: int = 0, columns: int = 0) -> LinkQuality:
        return link_quality(
            pairs=(
                (rule.links(undo_shift(alpha, rows=rows, columns=columns)[:-1]), pair.gold)
                for pair, alpha in zip(pairs, word_alpha, strict=True)
            )
        )

    return GoldReport(
        rule=rule,
        whole=quality(rule),
        by_rule=tuple((other, quality(other)) for other in RULES),
        by_shift=tuple((shift, quality(rule, **shift._asdict())) for shift in SHIFTS),
    )
