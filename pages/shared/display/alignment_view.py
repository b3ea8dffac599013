"""The weights of a Trace in the alignment view, as the view of a person has them."""

import dataclasses
from collections.abc import Mapping, Sequence

from attention_core.figures.alignment_view import (
    Options,
    OtherText,
    Weights,
    WordLinkSet,
    alignment_document,
)
from attention_core.figures.trace_document import source_side, target_side
from attention_core.trace import Trace
from pages.shared.display.document_view import received_serial, show_document
from pages.shared.display.matrix_captions import in_words
from pages.shared.display.saved_drawing import saved_file
from pages.shared.display.target_text import two_line_speller
from pages.shared.display.trace_weights import drawn_view, shown_matrix, trace_weights
from pages.shared.state.view import View
from pages.shared.state.view import Weights as Choice

_NAMES: Mapping[Choice, str] = {
    "alpha": "attention weights α",
    "posterior": "posterior of the attention weights",
    "agreed": "links on which both directions agree",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Headings:
    """What stands above the two sentences."""

    source: str = "Your sentence"
    target: str = "The translation"
    source_notes: Sequence[str] = ()
    target_notes: Sequence[str] = ()


def show_alignment_view(
    *,
    trace: Trace,
    view: View,
    matrices: Sequence[Weights] = (),
    headings: Headings | None = None,
    others: Sequence[OtherText] = (),
    links: WordLinkSet | None = None,
    options: Options | None = None,
    key: str = "alignment_view",
) -> None:
    """Draw weights; pointing at words and pinning them causes no rerun.

    Args:
        trace: of an attention model.
        view: grain and letters; drawing and weights, unless there are other matrices.
        matrices: to draw instead of α and the posterior.
        headings: above the sentences.
        others: other translations, shown beside this one.
        links: between words; with pieces, the drawing says that it does not show them.
        options: texts, play, player, editing and cell; the rest is the view's.
        key: of the component, unique on the page.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link is outside the sentences.
    """
    titles = headings or Headings()
    view = drawn_view(trace=trace, view=view)
    source = source_side(trace=trace, grain=view.grain, heading=titles.source)
    target = target_side(
        trace=trace, grain=view.grain, heading=titles.target, spell=two_line_speller(view)
    )
    pair = repr([trace.digest, trace.beam, trace.rank, trace.source, trace.target_pieces])
    drawn = shown_matrix(trace=trace, view=view)
    if matrices and matrices[0].values is not None:
        drawn = dataclasses.replace(drawn, weights=matrices[0].values)
    name = matrices[0].label if matrices else _NAMES[view.weights]
    chosen = dataclasses.replace(
        options or Options(),
        drawing=view.drawing,
        weights=matrices[0].name if matrices else view.weights,
        received=received_serial(key),
        pair=pair,
    )
    document = alignment_document(
        source=dataclasses.replace(source, notes=titles.source_notes),
        target=dataclasses.replace(target, notes=titles.target_notes),
        matrices=matrices or trace_weights(trace=trace, view=view),
        energies=trace.energies if view.grain == "pieces" else None,
        file=saved_file(trace=trace, view=view, sides=(source, target)),
        identity=f"{pair} {view.grain}",
        description=in_words(model=trace.model, matrix=drawn, name=name),
        links=links and dataclasses.replace(links, shown=view.grain == "words"),
        others=others,
        options=chosen,
    )
    show_document(document, key=key, reports=not matrices)  # of a fixed one, nothing is kept
