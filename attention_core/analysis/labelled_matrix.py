"""α with what is written beside its rows and above its columns."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Literal

from attention_core.text.words import END_PIECE, SPACE, Word
from attention_core.trace import Array, Trace

Grain = Literal["words", "pieces"]


END_MARK = "(end)"  # how </s> is shown


UNKNOWN_MARK = "(?)"  # behind a source word that the vocabulary lacks


SPACE_MARK = "_"  # how ▁ is shown: common fonts have it


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class LabelledMatrix:
    """Weights with what is written beside their rows and above their columns."""

    weights: Array  # [rows, columns]
    rows: tuple[str, ...]  # target, first written first
    columns: tuple[str, ...]  # source


def labelled_matrix(
    *, trace: Trace, grain: Grain, spell: Callable[[str], str] = str
) -> LabelledMatrix:
    """α of a Trace by pieces as computed, or by words (source summed, target averaged).

    Args:
        trace: of an attention model.
        grain: what a row and a column stand for.
        spell: how a target word or piece is to be shown, for example in Latin letters.

    Raises:
        ValueError: a vanilla model has no α.
    """
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    if weights is None:
        raise ValueError(f"{trace.model} is a {trace.kind} model: there is no α to draw")
    return LabelledMatrix(
        weights=weights,
        rows=tuple(
            END_MARK if text == END_PIECE else spell(text).replace(SPACE, SPACE_MARK)
            for text in _texts(pieces=trace.target_pieces, words=trace.target_words, grain=grain)
        ),
        columns=_columns(trace=trace, grain=grain),
    )


def _texts(*, pieces: Sequence[str], words: Sequence[Word], grain: Grain) -> tuple[str, ...]:
    return tuple(pieces) if grain == "pieces" else tuple(word.text for word in words)


def _columns(*, trace: Trace, grain: Grain) -> tuple[str, ...]:
    """Source labels; what belongs to a word that the vocabulary lacks is marked."""
    texts = _texts(pieces=trace.source_pieces, words=trace.source_words, grain=grain)
    lacking = [word.text in trace.unknown for word in trace.source_words]
    if grain == "pieces":
        spans = zip(trace.source_words, lacking, strict=True)
        lacking = [flag for word, flag in spans for _ in range(word.start, word.stop)]
    return tuple(
        END_MARK
        if text == END_PIECE
        else text.replace(SPACE, SPACE_MARK) + f" {UNKNOWN_MARK}" * flag
        for text, flag in zip(texts, lacking, strict=True)
    )
