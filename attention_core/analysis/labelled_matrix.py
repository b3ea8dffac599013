"""α with the labels of its rows and columns."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Literal

from attention_core.aligned_sentence import AlignedSentence, Array
from attention_core.text.words import END_PIECE, SPACE, Word

Grain = Literal["words", "pieces"]

END_MARK = "(end)"  # how </s> is shown
UNKNOWN_MARK = "(?)"  # after a source word that the vocabulary lacks
SPACE_MARK = "_"  # how ▁ is shown: common fonts have it


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class LabelledMatrix:
    """Weights with the labels of their rows and columns."""

    weights: Array  # [rows, columns]
    rows: tuple[str, ...]  # target, in the order of decoding
    columns: tuple[str, ...]  # source


def labelled_matrix(
    *, trace: AlignedSentence, grain: Grain, spell: Callable[[str], str] = str
) -> LabelledMatrix:
    """α of a sentence by pieces as computed, or by words (source summed, target averaged).

    Args:
        trace: a Trace of an attention model, or another sentence with α.
        grain: what a row and a column stand for: a word or a piece.
        spell: converts a target word or piece for display, for example to Latin letters.

    Raises:
        ValueError: there is no α, as in the Trace of a vanilla model.
    """
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    if weights is None:
        raise ValueError(f"{trace.origin or 'this sentence'}: there is no α to draw")
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


def _columns(*, trace: AlignedSentence, grain: Grain) -> tuple[str, ...]:
    """Source labels, with a mark on every word that the vocabulary lacks, or on its pieces."""
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
