"""An AlignedSentence without a model as the document of the alignment view."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from attention_core.aligned_sentence import AlignedSentence, Array, SideName
from attention_core.alignment.links import GoldLinks, Link
from attention_core.analysis.labelled_matrix import END_MARK, Grain
from attention_core.figures.alignment_view import (
    NO_GOLD,
    Options,
    SavedFile,
    Side,
    Token,
    Weights,
    WordLinkSet,
    alignment_document,
    clipped,
)
from attention_core.figures.devanagari_font import FAMILY, font_file
from attention_core.figures.glyph_outlines import glyph_outlines
from attention_core.text.words import END_PIECE, Word

_UNSAFE = re.compile(r"[^\w.-]+")


def sentence_document(
    sentence: AlignedSentence,
    *,
    grain: Grain = "words",
    links: frozenset[Link] = frozenset(),
    gold: GoldLinks = NO_GOLD,
    notes: tuple[str, ...] = (),
    options: Options | None = None,
    spell: Callable[[str], tuple[str, str]] = lambda text: (text, ""),
    stem: str = "",
) -> dict[str, Any]:
    """The document of a sentence, with its α, or with its links as cells of 1.

    Args:
        sentence: has α or links.
        grain: whether rows and columns are words or pieces; links are of words only.
        links: made from α.
        gold: links made by people.
        notes: below the translation.
        options: how it is drawn at first; by default as `Options`.
        spell: the word and what is written below it, for a target word or piece.
        stem: name of saved drawings without its ending; by default origin and source.

    Raises:
        ValueError: the sentence has neither α nor links.
        PharaohError: a gold link is outside the sentence.
    """
    if sentence.alpha is None:
        grain = "words"
    weights = _weights(sentence, grain=grain)
    assert weights.values is not None
    source = _side(sentence, name="source", heading="Source", grain=grain)
    target = _side(sentence, name="target", heading="Target", grain=grain)
    written = [_spelt(word, spell=spell) for word in target.words]
    target = dataclasses.replace(target, words=written, notes=notes)
    origin = sentence.origin or "weights of your own"
    labels = [word.text for side in (source, target) for word in side.words]
    texts = [text for label in labels for text in (label, clipped(label))]
    outlines = glyph_outlines(texts=texts, font=font_file())
    options = options or Options()
    shown = WordLinkSet(
        source=len(sentence.linkable_sources),
        target=len(sentence.linkable_targets),
        gold=gold,
        predicted=links,
    )
    return alignment_document(
        source=source,
        target=target,
        matrices=[weights],
        links=shown if grain == "words" else None,
        file=SavedFile(
            stem=_UNSAFE.sub("-", stem or f"{origin} {sentence.source}"[:60]).strip("-")
            or "weights",
            origin=f"{origin} · {grain}",
            title=f"Weights of “{sentence.source}”",
            about=_about(sentence, grain=grain),
            family=FAMILY,
            outlines={run: (outline.path, outline.advance) for run, outline in outlines.items()},
        ),
        identity=repr([origin, sentence.source, sentence.target_pieces, grain]),
        description=_description(source=source, target=target, weights=weights),
        options=options,
    )


def _side(sentence: AlignedSentence, *, name: SideName, heading: str, grain: Grain) -> Side:
    return Side(
        heading=heading,
        words=_tokens(sentence, side=name, grain=grain),
        lang=sentence.language(name),
        direction=sentence.direction(name),
    )


def _weights(sentence: AlignedSentence, *, grain: Grain) -> Weights:
    if sentence.alpha is None:
        return Weights(
            name="alpha",
            label="Links",
            symbol="link",
            about="Links between words: 1 is a link, 0 is none.",
            verbs=("is linked to", "is linked to"),
            values=_link_matrix(sentence),
            sums_to_one=False,
        )
    values = sentence.alpha if grain == "pieces" else sentence.word_alpha
    assert values is not None
    sums = values.sum(axis=1, dtype=np.float64)
    return Weights(
        name="alpha",
        label="α",
        symbol="α",
        about="α: the weight of each source token while a target token is written.",
        verbs=("looked at", "was looked at by"),
        values=values,
        sums_to_one=bool(np.abs(sums - 1).max() < 0.01),
    )


def _link_matrix(sentence: AlignedSentence) -> Array:
    if sentence.links is None:
        raise ValueError(f"{sentence.origin or 'this sentence'}: there are no weights and no links")
    shape = (len(sentence.target_words), len(sentence.source_words))
    matrix = np.zeros(shape, dtype=np.float32)
    for source, target in sentence.links:
        matrix[target, source] = 1
    return matrix


def _tokens(sentence: AlignedSentence, *, side: str, grain: Grain) -> list[Token]:
    words = sentence.source_words if side == "source" else sentence.target_words
    pieces = sentence.source_pieces if side == "source" else sentence.target_pieces
    unknown = sentence.unknown if side == "source" else ()
    return [
        Token(
            text=END_MARK if text == END_PIECE else text,
            below="(?)" if word.text in unknown else "",
            unknown=word.text in unknown,
            joined=start > word.start,
            mark=text == END_PIECE,
            step=start + 1 if side == "target" else None,
        )
        for word in words
        for text, start in _parts(word, pieces=pieces, grain=grain)
    ]


def _spelt(token: Token, *, spell: Callable[[str], tuple[str, str]]) -> Token:
    """A target token in the chosen letters."""
    if token.mark:
        return token
    text, below = spell(token.text)
    return dataclasses.replace(token, text=text, below=" ".join(filter(None, (below, token.below))))


def _parts(word: Word, *, pieces: tuple[str, ...], grain: Grain) -> list[tuple[str, int]]:
    """Texts, and the piece each begins with: of the word, or of each of its pieces."""
    if grain == "words":
        return [(word.text, word.start)]
    return [(pieces[k], k) for k in range(word.start, word.stop)]


def _about(sentence: AlignedSentence, *, grain: Grain) -> Mapping[str, Any]:
    return {
        "origin": sentence.origin,
        "source": sentence.source,
        "translation": sentence.translation,
        "grain": grain,
    }


def _description(*, source: Side, target: Side, weights: Weights) -> str:
    """What the drawing shows, for a person who cannot see it."""
    values = np.asarray(weights.values)
    largest = "; ".join(
        f"{target.words[i].text} from {source.words[j].text} {values[i, j]:.2f}"
        for i, j in enumerate(values.argmax(axis=1)[:12].tolist())
    )
    rows, columns = values.shape
    more = f"; and {rows - 12} rows more" * (rows > 12)
    return (
        f"{weights.label}: {rows} target rows, {columns} source columns. "
        f"Largest in each row: {largest}{more}."
    )
