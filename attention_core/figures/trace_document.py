"""A Trace as the document of the alignment view: its words, α and what else it knows of them."""

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from attention_core.aligned_sentence import Array, SideName
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK, Grain
from attention_core.figures.alignment_view import Side, Token, Weights, WordLinkSet
from attention_core.figures.typed_words import typed_note
from attention_core.text.words import END_PIECE, SPACE, Word
from attention_core.trace import Trace

_T = TypeVar("_T")
_UNSAFE = re.compile(r"[^\w.-]+")  # in names of model folders; some file systems refuse it
ALPHA_ABOUT: Final = "α: where it looked, before the word was chosen."
POSTERIOR_ABOUT: Final = "Posterior: where the word came from, now that the word is known."


def source_side(*, trace: Trace, grain: Grain, heading: str) -> Side:
    """The source of a Trace as words or pieces, the end mark last."""
    lacking = [word.text in trace.unknown for word in trace.source_words]
    texts = [word.text for word in trace.source_words]
    notes = [typed_note(word, grain=grain) for word in trace.source_words]
    if grain == "pieces":
        lacking = _of_pieces(lacking, words=trace.source_words)
        notes = _of_pieces(notes, words=trace.source_words)
        texts = list(trace.source_pieces)
    starts = _starts(trace, grain=grain, side="source")
    words = [
        Token(
            text=_shown(text),
            below="(?)" if flag else "",
            joined=_joined(trace.source_pieces, start=start),
            unknown=flag,
            mark=text == END_PIECE,
            note=note,
        )
        for text, flag, note, start in zip(texts, lacking, notes, starts, strict=True)
    ]
    return _side(trace, name="source", heading=heading, words=words)


def _side(trace: Trace, *, name: SideName, heading: str, words: Sequence[Token]) -> Side:
    return Side(
        heading=heading, words=words, lang=trace.language(name), direction=trace.direction(name)
    )


def _of_pieces(values: Sequence[_T], *, words: Sequence[Word]) -> list[_T]:
    """The value of its word for each piece."""
    return [v for v, word in zip(values, words, strict=True) for _ in range(word.start, word.stop)]


def target_side(
    *, trace: Trace, grain: Grain, heading: str, spell: Callable[[str], tuple[str, str]]
) -> Side:
    """The target of a Trace as words or pieces.

    Args:
        trace: of an attention model.
        grain: words or pieces.
        heading: above the words.
        spell: the word and what is written below it, for a word or piece.
    """
    texts = [word.text for word in trace.target_words]
    lacking = [word.text in trace.unknown_target for word in trace.target_words]
    notes = [typed_note(word, grain=grain) for word in trace.target_words]
    if grain == "pieces":
        texts = list(trace.target_pieces)
        lacking = _of_pieces(lacking, words=trace.target_words)
        notes = _of_pieces(notes, words=trace.target_words)
    starts = _starts(trace, grain=grain, side="target")
    words = []
    for text, flag, note, start in zip(texts, lacking, notes, starts, strict=True):
        above, below = (text, "") if text == END_PIECE else spell(text)
        words.append(
            Token(
                text=_shown(above),
                below=" ".join(filter(None, (below, "(?)" if flag else ""))),
                joined=_joined(trace.target_pieces, start=start),
                unknown=flag,
                mark=text == END_PIECE,
                step=start + 1,
                note=note,
            )
        )
    return _side(trace, name="target", heading=heading, words=words)


def _shown(text: str) -> str:
    return END_MARK if text == END_PIECE else text.replace(SPACE, SPACE_MARK)


def _starts(trace: Trace, *, grain: Grain, side: str) -> list[int]:
    """The first piece of every word, or every piece."""
    words = trace.source_words if side == "source" else trace.target_words
    return [word.start for word in words] if grain == "words" else list(range(words[-1].stop))


def _joined(pieces: tuple[str, ...], *, start: int) -> bool:
    """Whether there is no space before a piece."""
    return start > 0 and not pieces[start].startswith(SPACE) and pieces[start] != END_PIECE


def alpha_weights(*, trace: Trace, grain: Grain) -> Weights:
    """α of a Trace.

    Raises:
        ValueError: a vanilla model has no α.
    """
    values = trace.alpha if grain == "pieces" else trace.word_alpha
    if values is None:
        raise ValueError(f"{trace.model} is a {trace.kind} model: there is no α to draw")
    verbs = ("looked at", "drew attention from")
    return Weights(
        name="alpha", label="α", symbol="α", about=ALPHA_ABOUT, verbs=verbs, values=values
    )


def posterior_weights(values: Array | None) -> Weights:
    """The posterior p(j | y_i) of a Trace; None if it is computed later."""
    return Weights(
        name="posterior",
        label="Posterior",
        symbol="p",
        about=POSTERIOR_ABOUT,
        verbs=("came from", "led to"),
        values=values,
    )


def agreed_weights(values: Array | None, *, models: tuple[str, str]) -> Weights:
    """Links on which two models agree, each weighed by the mean of both posteriors.

    Args:
        values: over words; None if they are computed later.
        models: the one that translates, and the one that translates back.
    """
    return Weights(
        name="agreed",
        label="Agreed",
        symbol="p",
        about=f"Agreed: links that {models[0]} and, on the way back, {models[1]} both make, by the "
        "mean of their posteriors.",
        verbs=("is linked to", "is linked to"),
        values=values,
        sums_to_one=False,
    )


def linkable_words(trace: Trace) -> WordLinkSet:
    """The words of a Trace that can be linked: all but the end marks."""
    return WordLinkSet(
        source=len(trace.source_words) - 1, target=len(trace.target_words) - (not trace.truncated)
    )


def file_stem(*, trace: Trace, grain: Grain) -> str:
    """A name without its ending: "attention-50-ab8aa98c0b8b-beam5-rank1-words"."""
    search = f"beam{trace.beam}-rank{trace.rank}" if trace.beam else "forced"
    return _UNSAFE.sub(
        "-", f"{trace.model}-{trace.digest}-{search}-{grain}{'-edited' * bool(trace.changes)}"
    )


def origin(*, trace: Trace, grain: Grain) -> str:
    """The same in words: "attention-50@ab8aa98c0b8b · beam 5, rank 1 · words"."""
    search = f"beam {trace.beam}, rank {trace.rank}" if trace.beam else "forced reference"
    return f"{trace.model}@{trace.digest} · {search} · {grain}{' · edited' * bool(trace.changes)}"
