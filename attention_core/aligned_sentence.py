"""AlignedSentence: two sentences and what is known of which words belong together.

It holds what a drawing, the diagnostics, gold links and downloads need, and nothing of how it was
made: α may come from one of this project's models (`trace.Trace` is an AlignedSentence with a
model behind it) or from a file that another program wrote (`formats`). Row i - 1 of α is target
piece i and column j - 1 is source piece j.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from attention_core.text.languages import LanguagePair, direction
from attention_core.text.scripts import Direction, direction_of
from attention_core.text.words import END_PIECE, Word, merge_to_words

Array = NDArray[np.float32]
SideName = Literal["source", "target"]
SIDES: tuple[SideName, ...] = get_args(SideName)
WordPair = tuple[int, int]  # source word, target word, from 0, without the end marks


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class AlignedSentence:
    """A sentence, its translation, and weights or links between them."""

    source: str  # as it was typed, or its words joined by spaces
    source_pieces: tuple[str, ...]  # J, at least one; the end mark </s> last, if it has a column
    source_words: tuple[Word, ...]  # their spans tile the pieces
    target_pieces: tuple[str, ...]  # I; the end mark </s> last, if it has a row
    target_words: tuple[Word, ...]
    translation: str
    alpha: Array | None  # [I, J], α_ij; None if nothing is known but links, or not even these
    links: frozenset[WordPair] | None = None  # links that came with it, instead of α
    unknown: tuple[str, ...] = ()  # source words with a piece that the vocabulary lacks
    unknown_target: tuple[str, ...] = ()  # target words with such a piece
    origin: str = ""  # who made α: a model's name, or a file and its format
    languages: LanguagePair | None = None  # None if nobody has said
    # What else is known, as JSON values: log p, a reference, gold links.
    more: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that the parts fit together, and make the arrays read-only."""
        i, j = len(self.target_pieces), len(self.source_pieces)
        assert self.source_words[-1].stop == j
        assert self.target_words[-1].stop == i
        assert self.alpha is None or self.alpha.shape == (i, j)
        if self.alpha is not None:
            self.alpha.flags.writeable = False

    def language(self, side: SideName) -> str:
        """The tag of a side's language; "" if it is not known."""
        return "" if self.languages is None else str(getattr(self.languages, side))

    def direction(self, side: SideName) -> Direction:
        """The direction of a side: of its language, else of the script of most of its letters."""
        if tag := self.language(side):
            return direction(tag)
        words = self.source_words if side == "source" else self.target_words
        return direction_of(word.text for word in words if word.text != END_PIECE)

    @property
    def source_has_end(self) -> bool:
        """Whether the last column is the source's end mark."""
        return self.source_pieces[-1] == END_PIECE

    @property
    def target_has_end(self) -> bool:
        """Whether the last row is the target's end mark."""
        return self.target_pieces[-1] == END_PIECE

    @property
    def linkable_sources(self) -> tuple[Word, ...]:
        """Source words that can be linked: all but the end mark."""
        return self.source_words[:-1] if self.source_has_end else self.source_words

    @property
    def linkable_targets(self) -> tuple[Word, ...]:
        """Target words that can be linked: all but the end mark."""
        return self.target_words[:-1] if self.target_has_end else self.target_words

    @property
    def word_alpha(self) -> Array | None:
        """α over words: source pieces summed, target pieces averaged; None without α."""
        if self.alpha is None:
            return None
        return merge_to_words(
            alpha=self.alpha, source_words=self.source_words, target_words=self.target_words
        )

    @property
    def link_weights(self) -> Array | None:
        """α over the words that can be linked, as the rules of `alignment.extraction` take it.

        Returns:
            [linkable targets, linkable sources + 1]; the last column is the source's end mark,
            zeros if α has no column for it. None without α.
        """
        weights = self.word_alpha
        if weights is None:
            return None
        rows = weights[: len(self.linkable_targets)]
        return rows if self.source_has_end else np.pad(rows, ((0, 0), (0, 1)))
