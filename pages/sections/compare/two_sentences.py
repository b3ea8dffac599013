"""Two sentences through one model: both translations, and both heatmaps on one scale."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from attention_core.analysis.comparison import common_subsequence, translation_words
from attention_core.config import Kind
from attention_core.explorer import SentenceError
from attention_core.figures.alignment_view import Options, cell_size
from attention_core.trace import Trace
from pages.shared.controls.settings import grain_setting
from pages.shared.display.alignment_view import Headings, show_alignment_view
from pages.shared.display.marked_words import show_marked
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.trace_weights import drawn_view, shown_matrix
from pages.shared.display.unfamiliar import show_unfamiliar
from pages.shared.state.model_examples import ENGLISH
from pages.shared.state.sentence_traces import translate
from pages.shared.state.session import update_from_widget, update_view, widget_key
from pages.shared.state.view import View

_STOPS: Final = ".!?।"
# First words that lose their capital inside a sentence; any other may be a name.
_COMMON: Final = (
    "a all an and at do don't every he her his how if in it my no on one our please she some that "
    "the their there these they this those to turn two we what when where who why you your"
)
# Clauses that can be added to any English sentence with one click.
_ADDITIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "Yesterday my father said that …": lambda text: (
        f"Yesterday my father said that {as_clause(text)}"
    ),
    "After the old man had gone, …": lambda text: f"After the old man had gone, {as_clause(text)}",
    "…, and then everybody went home.": lambda text: (
        f"{text.rstrip().rstrip(_STOPS)}, and then everybody went home."
    ),
}


def show_two_sentences(*, traces: Mapping[Kind, Trace], view: View) -> None:
    """The sentence in the box and a second one, by the model with attention if it is usable.

    Args:
        traces: of the first sentence, by one or two models.
        view: the second sentence, grain and letters.
    """
    kind, first = next(iter(traces.items()))
    _second_sentence_box(view=view)
    if not view.second_sentence.strip():
        more = ", or add something to the first one" * (view.languages.source == ENGLISH)
        show_notice(f"Type a second sentence{more}.", kind="hint")
        return
    second = _second_trace(view=view, kind=kind)
    if second is None:
        return
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
    _show_words(first=first, second=second, view=view)
    if first.alpha is None:
        show_notice(f"There are no heatmaps: {first.model} is a vanilla model and has no α.")
        return
    _show_weights(traces=(first, second), view=view)


def as_clause(sentence: str) -> str:
    """The sentence with the first letter that it has inside a longer sentence."""
    first = sentence.split(maxsplit=1)[0].rstrip(",") if sentence.split() else ""
    return sentence[0].lower() + sentence[1:] if first.lower() in _COMMON.split() else sentence


def _second_sentence_box(*, view: View) -> None:
    """The second box, and buttons that fill it from the first."""
    with st.form("second_sentence", border=False):
        st.text_area(
            "Second sentence",
            key=widget_key(field="second_sentence", view=view),
            height=80,
            placeholder="The same sentence with one more clause, for example",
        )
        st.form_submit_button("Compare", on_click=update_from_widget, args=("second_sentence",))
    if view.languages.source != ENGLISH:
        return
    show_text("Or add to the first sentence:", small=True)
    with st.container(horizontal=True):
        for label, add in _ADDITIONS.items():
            st.button(
                label, on_click=update_view, kwargs={"second_sentence": add(view.sentence.strip())}
            )


def _second_trace(*, view: View, kind: Kind) -> Trace | None:
    """The Trace of the second sentence by the model of a kind; None if there is none."""
    try:
        trace = translate(dataclasses.replace(view, sentence=view.second_sentence), kind=kind)
    except SentenceError as error:
        show_notice(f"The second sentence cannot be translated: {error}.")
        return None
    if trace is not None:
        language, _ = view.languages.names
        show_unfamiliar([trace], language=language)
    return trace


def _show_words(*, first: Trace, second: Trace, view: View) -> None:
    """Both translations, with marks on words that only one of them has."""
    words = [[word.text for word in translation_words(trace)] for trace in (first, second)]
    pairs = common_subsequence(*words)
    for index, (trace, column) in enumerate(zip((first, second), st.columns(2), strict=True)):
        with column, st.container(border=True, height="stretch"):
            same = {pair[index] for pair in pairs}
            show_marked(trace=trace, same=same, heading=_heading(index, trace=trace), view=view)
    show_text(
        f"{len(pairs)} of the first translation’s {len(words[0])} words are in the second one, in "
        f"the same order ({len(pairs) / max(1, len(words[0])):.0%}); the others are marked and "
        "underlined. Punctuation counts.",
        small=True,
    )


def _heading(index: int, *, trace: Trace) -> str:
    return f"{('First', 'Second')[index]} sentence · {len(trace.source.split())} words"


def _show_weights(*, traces: tuple[Trace, Trace], view: View) -> None:
    """Both drawings with one scale and one size of cells, so that they can be compared."""
    st.subheader("Where it looked", anchor=False)
    matrices = [
        shown_matrix(trace=trace, view=drawn_view(trace=trace, view=view)) for trace in traces
    ]
    size = cell_size(
        rows=max(len(matrix.rows) for matrix in matrices),
        columns=max(len(matrix.columns) for matrix in matrices),
    )
    source, target = view.languages.names
    show_text(
        f"Down: the {target}. Across: the {source}. Both from 0 to 1, with cells of one size; a "
        "long one scrolls.",
        small=True,
    )
    for index, column in enumerate(st.columns(2)):
        with column:
            trace = traces[index]
            show_alignment_view(
                trace=trace,
                view=view,
                headings=Headings(source=_heading(index, trace=trace)),
                options=Options(cell=size),
                key=f"alignment_view.{index + 1}",
            )
            show_number_table(weights_table(matrices[index]), key=f"weights-{index + 1}")
