"""The document that the alignment view draws: two sentences and weights between their words.

The document is plain JSON and needs no Trace: matrices from a file or from another program can be
drawn as well. `alignment_document` makes it; the scripts in assets/components/alignment_view draw
it, on a page or in a file of their own (`new AlignmentView(element, document, report)`). Numbers
are not rounded: the browser draws, selects and adds up exactly these. Its form:

    identity     which sentence and translation this is, as one text: the same text keeps what a
                 person has selected
    description  what the drawing shows, for a person who cannot see it
    source       {heading, lang, direction, notes, words}: the words across, J of them; with the
                 direction "rtl" from right to left, in rows of words and in drawings
    target       the same: the words down, I of them
      words      [{text, below, joined, unknown, mark, step, note}]: `below` is the word in other
                 letters or "", `joined` means no space before it, `unknown` underlines it, `mark`
                 is an end mark, `step` is the decoding step that begins it or null, `note` is said
                 with the word where one points at it or hears it, or ""
    matrices     [{name, label, symbol, about, verbs, values, low, high, unit, sums_to_one}]
      values     I rows of J numbers, or null if they come later (the first matrix has values)
      low, high  the values of the strongest colours; 0 always has the colour of the page
      verbs      what a sentence says between a target word and its source words, and between a
                 source word and its target words: ["looked at", "drew attention from"]
    energies     I rows of J numbers, or null
    links        {words, gold, predicted, source, target}: links between words are shown if `words`
                 is true; gold as a Pharaoh line, predicted as [[source, target]], from 0; the
                 first `source` and `target` words can be linked (end marks cannot)
    others       [{heading, lang, direction, text, below, notes}]: other translations, shown as text
    options      {drawing, weights, texts, play, player, editing, cell, height, longest, received,
                 pair}: see `Options`
    file         {stem, origin, title, about, family, outlines}: name, origin line and title of
                 saved drawings, any JSON about them, the font of Devanagari, and its outlines by
                 run of text, [path, advance]

`report(name, value)` is called with "drawing", "weights" (a matrix's name, also if it has no
values yet), "gold" ({serial, pair, line}) and "player" (the step of a word).
"""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import regex

from attention_core.aligned_sentence import Array
from attention_core.alignment.links import GoldLinks, Link, check_links, format_pharaoh
from attention_core.figures.style import LONGEST_LABEL
from attention_core.text.scripts import Direction

_GRAPHEMES = regex.compile(r"\X")
_LARGEST_CELL, _SMALLEST_CELL = 42, 21  # px
_LARGEST_UP_TO, _SMALLEST_FROM = 10, 34  # rows or columns
NO_GOLD = GoldLinks(sure=frozenset(), possible=frozenset())


@dataclasses.dataclass(frozen=True, kw_only=True)
class Token:
    """A word or piece of one side."""

    text: str
    below: str = ""  # the same in other letters
    joined: bool = False  # without a space before it
    unknown: bool = False  # not in the vocabulary
    mark: bool = False  # an end mark and no word
    step: int | None = None  # of the decoding, from 1, that begins it
    note: str = ""  # how it was typed


@dataclasses.dataclass(frozen=True, kw_only=True)
class Side:
    """One sentence, as words or pieces."""

    heading: str
    words: Sequence[Token]
    lang: str = ""  # as HTML has it: "en", "hi"
    direction: Direction = "ltr"
    notes: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Weights:
    """One matrix of weights, and how a sentence speaks of them."""

    name: str
    label: str
    symbol: str
    about: str  # one sentence
    verbs: tuple[str, str]
    values: Array | None  # [rows, columns]; None if they are sent later
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    sums_to_one: bool = True  # whether each row does


@dataclasses.dataclass(frozen=True, kw_only=True)
class OtherText:
    """Another translation of the sentence, without weights."""

    heading: str
    text: str = ""
    below: str = ""
    lang: str = ""
    direction: Direction = "ltr"
    notes: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordLinkSet:
    """Links between words: made by a rule, and given by people."""

    source: int  # words that can be linked
    target: int
    gold: GoldLinks = NO_GOLD
    predicted: frozenset[Link] = frozenset()
    shown: bool = True  # False if the document's words are pieces, which have no links


@dataclasses.dataclass(frozen=True, kw_only=True)
class Options:
    """How a document is drawn at first, and what a person can do with it."""

    drawing: Literal["heatmap", "links"] = "heatmap"
    weights: str = "alpha"  # name of the matrix to draw
    texts: bool = True  # show both sentences as rows of words
    play: bool = False  # a button that writes the target word by word
    player: bool = False  # a button that reports the step of a word
    editing: bool = False  # a click on a cell changes its gold link
    cell: int | None = None  # px; None fits the drawing to its room
    height: int | None = None  # px of the room; None leaves it to the window
    received: int = 0  # serial number of the last report of gold links that was received
    pair: str = ""  # sent back with gold links


@dataclasses.dataclass(frozen=True, kw_only=True)
class SavedFile:
    """What saved drawings are called and hold besides the drawing."""

    stem: str
    origin: str
    title: str
    about: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    family: str = ""
    outlines: Mapping[str, tuple[str, int]] = dataclasses.field(default_factory=dict)


def alignment_document(
    *,
    source: Side,
    target: Side,
    matrices: Sequence[Weights],
    file: SavedFile,
    identity: str,
    description: str,
    energies: Array | None = None,
    links: WordLinkSet | None = None,
    others: Sequence[OtherText] = (),
    options: Options | None = None,
) -> dict[str, Any]:
    """The document, in the form above.

    Args:
        source: J words.
        target: I words.
        matrices: each [I, J]; the first has values.
        file: of saved drawings.
        identity: of sentence and translation.
        description: of the drawing.
        energies: [I, J].
        links: None for none.
        others: translations without weights.
        options: how it is drawn; by default as `Options`.

    Raises:
        PharaohError: a gold link is outside the sentences.
    """
    shape = (len(target.words), len(source.words))
    assert matrices[0].values is not None, "the first matrix has no values"
    for weights in matrices:
        assert weights.values is None or weights.values.shape == shape, weights.name
    assert energies is None or energies.shape == shape
    if links is not None:
        check_links(gold=links.gold, sources=links.source, targets=links.target)
    return {
        "identity": identity,
        "description": description,
        "source": dataclasses.asdict(source),
        "target": dataclasses.asdict(target),
        "matrices": [
            {
                **{field.name: getattr(w, field.name) for field in dataclasses.fields(w)},
                "verbs": list(w.verbs),
                "values": None if w.values is None else w.values.tolist(),
            }
            for w in matrices
        ],
        "energies": None if energies is None else energies.tolist(),
        "links": _links(links),
        "others": [dataclasses.asdict(other) for other in others],
        "options": {**dataclasses.asdict(options or Options()), "longest": LONGEST_LABEL},
        "file": dataclasses.asdict(file),
    }


def _links(links: WordLinkSet | None) -> dict[str, Any]:
    shown = links or WordLinkSet(source=0, target=0)
    return {
        "words": links is not None and shown.shown,
        "gold": format_pharaoh(shown.gold),
        "predicted": [list(link) for link in sorted(shown.predicted)],
        "source": shown.source,
        "target": shown.target,
    }


def cell_size(*, rows: int, columns: int) -> int:
    """Pixels a cell, for drawings that are compared: large if there are few, small if many."""
    longest = max(rows, columns)
    share = (longest - _LARGEST_UP_TO) / (_SMALLEST_FROM - _LARGEST_UP_TO)
    return round(_LARGEST_CELL - (_LARGEST_CELL - _SMALLEST_CELL) * min(1.0, max(0.0, share)))


def clipped(label: str) -> str:
    """A label as the view shows it: cut to LONGEST_LABEL graphemes, as the browser cuts it."""
    graphemes = _GRAPHEMES.findall(label)
    short = len(graphemes) <= LONGEST_LABEL
    return label if short else "".join(graphemes[: LONGEST_LABEL - 1]) + "…"
