"""Reading: how the blocks of a file become AlignedSentences; recognised, and open to correction.

α is taken as the file has it, or transposed: no weight is changed, and no row is scaled. A matrix
with one more row or column than there are tokens has the end mark there.
"""

import dataclasses
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_sentence import AlignedSentence
from attention_core.formats.block import END_MARKS, Block, FormatError, check_side
from attention_core.formats.subwords import Marks, group_words
from attention_core.text.words import END_PIECE, Word

EndMark = Literal["by shape", "present", "absent"]
Side = Literal["source", "target"]
Matrix = NDArray[np.float64]

_NEGATIVE = -1e-6  # a weight below this is no rounding
_ABOVE_ONE = 1 + 1e-3
_ROW_SUM = 0.01  # a row may differ from 1 by rounding to two digits


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reading:
    """What the weights and tokens of a file mean."""

    transposed: bool = False  # rows are source tokens
    source_end: EndMark = "by shape"
    target_end: EndMark = "by shape"
    source_marks: Marks = "none"
    target_marks: Marks = "none"


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ReadSentence:
    """A sentence of a file, and what is odd about its weights."""

    sentence: AlignedSentence
    line: int  # of the file, from 1
    warning: str  # empty if nothing is


def read_block(block: Block, *, reading: Reading, origin: str) -> ReadSentence:
    """The sentence of a block.

    Raises:
        FormatError: tokens and weights do not fit together, or the weights are no weights.
    """
    for tokens, side in ((block.source, "source"), (block.target, "target")):
        check_side(tokens, side=side)
    source, target = _with_end_names(block.source), _with_end_names(block.target)
    alpha, warning = None, ""
    if block.weights is not None:
        weights = block.weights.T if reading.transposed else block.weights
        fitted = _fitted(
            weights, source=source, target=target, padded=block.padded, reading=reading
        )
        warning = check_weights(fitted)
        source = _ended(source, columns=fitted.shape[1])
        target = _ended(target, columns=fitted.shape[0])
        alpha = np.abs(np.maximum(fitted, 0)).astype(np.float32)
    if not source or not target:
        raise FormatError(f"the {'target' if source else 'source'} has no tokens")
    source_words = _words(source, block=block, side="source", reading=reading)
    target_words = _words(target, block=block, side="target", reading=reading)
    sentence = AlignedSentence(
        source=_text(source_words, given=block.more.get("source")),
        source_pieces=source,
        source_words=source_words,
        target_pieces=target,
        target_words=target_words,
        translation=_text(target_words, given=block.more.get("translation")),
        alpha=alpha,
        links=block.links,
        unknown=_unknown(block.more.get("unknown")),
        origin=_text_or(block.more.get("origin"), otherwise=origin),
        more=block.more,
    )
    _check_links(sentence)
    return ReadSentence(sentence=sentence, line=block.line, warning=warning)


def _with_end_names(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Tokens with an end mark that is there already under our name."""
    return (*tokens[:-1], END_PIECE) if tokens and tokens[-1] in END_MARKS else tokens


def _ended(tokens: tuple[str, ...], *, columns: int) -> tuple[str, ...]:
    return (*tokens, END_PIECE) if columns == len(tokens) + 1 else tokens


def _fitted(
    weights: Matrix,
    *,
    source: tuple[str, ...],
    target: tuple[str, ...],
    padded: bool,
    reading: Reading,
) -> Matrix:
    """Weights without padding: [target, source], each with or without its end mark."""
    used = weights != 0
    rows = _length(
        used.any(axis=1), tokens=target, end=reading.target_end, padded=padded, side="target"
    )
    columns = _length(
        used.any(axis=0), tokens=source, end=reading.source_end, padded=padded, side="source"
    )
    if padded and np.any(weights[:rows, columns:]):
        raise FormatError(
            f"the source has {len(source)} tokens, and there is weight beyond them: is the matrix "
            "transposed, or a text in another order?"
        )
    return weights[:rows, :columns]


def _length(
    used: NDArray[np.bool_], *, tokens: tuple[str, ...], end: EndMark, padded: bool, side: Side
) -> int:
    """How many rows or columns belong to the tokens and their end mark.

    Args:
        used: of each row or column, whether it has weight.
        tokens: of this side.
        end: whether there is a row or column of an end mark.
        padded: whether rows and columns of zeros may follow.
        side: for messages.
    """
    count, size = len(tokens), len(used)
    if tokens and tokens[-1] == END_PIECE:
        lengths = {count}
    elif end == "by shape":
        lengths = {count, count + 1}
    else:
        lengths = {count + (end == "present")}
    what = "rows" if side == "target" else "columns"
    if size < min(lengths) or (not padded and size not in lengths):
        wanted = " or ".join(str(length) for length in sorted(lengths))
        raise FormatError(
            f"the matrix has {size} {what} and the {side} {count} tokens: expected {wanted} {what}"
        )
    if len(lengths) == 1:
        return min(lengths)
    if not padded:
        return size
    # Padding is zeros. If whatever lies beyond has weight, nothing tells an end mark from it.
    beyond = used[count:]
    return count + int(beyond.any() and not beyond[1:].any())


def check_weights(alpha: Matrix) -> str:
    """What is odd about weights, "" if nothing is.

    Raises:
        FormatError: they are no weights: NaN, infinite, negative or above 1.
    """
    if not alpha.size:
        raise FormatError("there are no weights")
    bad = ~np.isfinite(alpha) | (alpha < _NEGATIVE) | (alpha > _ABOVE_ONE)
    if bad.any():
        i, j = (int(k) for k in np.argwhere(bad)[0])
        raise FormatError(
            f"the weight in row {i + 1} and column {j + 1} is {alpha[i, j]:g}: expected 0 to 1"
        )
    sums = alpha.sum(axis=1)
    off = np.abs(sums - 1) > _ROW_SUM
    if not off.any():
        return ""
    i = int(np.argmax(np.abs(sums - 1)))
    return (
        f"{int(off.sum())} of {len(sums)} rows do not sum to 1: row {i + 1} sums to {sums[i]:.3f}"
    )


def _words(
    tokens: tuple[str, ...], *, block: Block, side: Side, reading: Reading
) -> tuple[Word, ...]:
    spans = block.source_spans if side == "source" else block.target_spans
    texts = block.source_words if side == "source" else block.target_words
    if not spans:
        marks = reading.source_marks if side == "source" else reading.target_marks
        return group_words(tokens, marks=marks)
    ends = [0, *(stop for _, stop in spans)]
    tiled = all(start == end < stop for (start, stop), end in zip(spans, ends, strict=False))
    if not tiled or ends[-1] != len(tokens) or len(texts) != len(spans):
        raise FormatError(f"{side}_spans and {side}_words do not divide the {len(tokens)} tokens")
    check_side(texts[: len(tokens)], side=f"{side} words")
    pairs = zip(texts, spans, strict=True)
    return tuple(Word(text=text, start=start, stop=stop) for text, (start, stop) in pairs)


def _text(words: tuple[Word, ...], *, given: object) -> str:
    """The sentence as the file gives it, else its words joined by spaces."""
    joined = " ".join(word.text for word in words if word.text != END_PIECE)
    return _text_or(given, otherwise=joined)


def _text_or(value: object, *, otherwise: str) -> str:
    return value if isinstance(value, str) else otherwise


def _unknown(value: object) -> tuple[str, ...]:
    return tuple(w for w in value if isinstance(w, str)) if isinstance(value, list) else ()


def _check_links(sentence: AlignedSentence) -> None:
    sources, targets = len(sentence.linkable_sources), len(sentence.linkable_targets)
    for s, t in sorted(sentence.links or ()):
        if s >= sources or t >= targets:
            raise FormatError(
                f"link {s}-{t} is outside the sentences: source words are 0 to {sources - 1}, "
                f"target words 0 to {targets - 1}"
            )
