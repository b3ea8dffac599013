"""Two sentences through one model: both translations, and both heatmaps at one scale."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from attention_core.analysis.comparison import common_subsequence, translation_words
from attention_core.analysis.labelled_matrix import LabelledMatrix, labelled_matrix
from attention_core.config import Kind
from attention_core.explorer import SentenceError
from attention_core.figures.heatmap import cell_size, heatmap
from attention_core.text.cleaning import mostly_english
from attention_core.trace import Trace
from pages.shared.controls.page_head import Opened, trace_of
from pages.shared.controls.settings import grain_setting, letters_setting
from pages.shared.display.heatmap import show_figure
from pages.shared.display.hindi_text import speller
from pages.shared.display.marked_words import show_marked
from pages.shared.display.matrix_captions import in_words
from pages.shared.display.messages import notice, say
from pages.shared.display.number_table import weights_table
from pages.shared.state.caches import explorer
from pages.shared.state.session import choose, choose_from, control
from pages.shared.state.view import View

_STOPS: Final = ".!?।"
# Words that lose their capital inside a sentence; another first word may be a name.
_COMMON: Final = (
    "a all an and at do don't every he her his how if in it my no on one our please she some that "
    "the their there these they this those to turn two we what when where who why you your"
)
# What can be added to any sentence with one click.
_ADDITIONS: Final[Mapping[str, Callable[[str], str]]] = {
    "Yesterday my father said that …": lambda text: f"Yesterday my father said that {inside(text)}",
    "After the old man had gone, …": lambda text: f"After the old man had gone, {inside(text)}",
    "…, and then everybody went home.": lambda text: (
        f"{text.rstrip().rstrip(_STOPS)}, and then everybody went home."
    ),
}


def show_two_sentences(opened: Opened) -> None:
    """The sentence in the box, and another one."""
    assert opened.traces is not None
    view = opened.view
    first = opened.traces["attention"] or opened.traces["vanilla"]
    assert first is not None
    _ask(view=view)
    if not view.other.strip():
        notice("Type a second sentence, or add something to the first one.", kind="hint")
        return
    second = _second(view=view, kind="attention" if first.kind == "attention" else "vanilla")
    if second is None:
        return
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
        letters_setting(view=view)
    _show_words(first=first, second=second, view=view)
    if first.alpha is None:
        notice(f"There are no heatmaps: {first.model} is a vanilla model and has no α.")
        return
    _show_weights(traces=(first, second), view=view)


def inside(sentence: str) -> str:
    """The sentence as it is written after others of its own."""
    first = sentence.split(maxsplit=1)[0].rstrip(",") if sentence.split() else ""
    return sentence[0].lower() + sentence[1:] if first.lower() in _COMMON.split() else sentence


def _ask(*, view: View) -> None:
    """The second box, and ways to fill it from the first."""
    with st.form("other", border=False):
        st.text_area(
            "Second sentence",
            key=control(field="other", view=view),
            height=80,
            placeholder="The same sentence with a clause more, for example",
        )
        st.form_submit_button("Compare", on_click=choose_from, args=("other",))
    say("Or add to the first sentence:", small=True)
    with st.container(horizontal=True):
        for label, add in _ADDITIONS.items():
            st.button(label, on_click=choose, kwargs={"other": add(view.sentence.strip())})


def _second(*, view: View, kind: Kind) -> Trace | None:
    """The Trace of the second sentence by the model that has translated the first."""
    found = explorer()
    asked = dataclasses.replace(view, sentence=view.other)
    try:
        trace = trace_of(found=found, models=found.models(), view=asked, kind=kind)
    except SentenceError as error:
        notice(f"The second sentence cannot be translated: {error}.")
        return None
    if not mostly_english(view.other):
        notice("Most of the second sentence is not in Latin letters.")
    return trace


def _show_words(*, first: Trace, second: Trace, view: View) -> None:
    """Both translations, with marks on what is only in one of them."""
    words = [[word.text for word in translation_words(trace)] for trace in (first, second)]
    pairs = common_subsequence(*words)
    for place, (trace, column) in enumerate(zip((first, second), st.columns(2), strict=True)):
        with column, st.container(border=True, height="stretch"):
            same = {pair[place] for pair in pairs}
            show_marked(trace=trace, same=same, heading=_heading(place, trace=trace), view=view)
    say(
        f"{len(pairs)} of the first translation’s {len(words[0])} words are in the second one, in "
        f"the same order ({len(pairs) / max(1, len(words[0])):.0%}); the others are marked and "
        "underlined. Punctuation counts.",
        small=True,
    )


def _heading(place: int, *, trace: Trace) -> str:
    return f"{('First', 'Second')[place]} sentence · {len(trace.source.split())} words"


def _show_weights(*, traces: tuple[Trace, Trace], view: View) -> None:
    """Both heatmaps: one scale of colours, one size of cells, so that they compare."""
    st.subheader("Where it looked", anchor=False)
    grids = [
        labelled_matrix(trace=trace, grain=view.grain, spell=speller(view)) for trace in traces
    ]
    size = cell_size(
        rows=max(len(drawn.rows) for drawn in grids),
        columns=max(len(drawn.columns) for drawn in grids),
    )
    for place, column in enumerate(st.columns(2)):
        with column:
            _show_grid(trace=traces[place], drawn=grids[place], size=size, place=place)
    say(
        "Down: the Hindi. Across: the English. Both from 0 to 1, with cells of one size; a long "
        "one scrolls.",
        small=True,
    )


def _show_grid(*, trace: Trace, drawn: LabelledMatrix, size: int, place: int) -> None:
    say(f"{_heading(place, trace=trace)}: “{trace.source}”", small=True)
    show_figure(
        heatmap(drawn, size=size), says=in_words(trace=trace, matrix=drawn), key=f"-{place + 1}"
    )
    with st.expander("The same numbers as a table"):
        st.dataframe(weights_table(drawn), key=f"weights-{place + 1}")
