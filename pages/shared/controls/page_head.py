"""The head of a page about a sentence: box, menus and notes; then the Traces of the sentence."""

import dataclasses
from collections.abc import Collection, Sequence

import streamlit as st

from attention_core.config import KINDS, Kind
from attention_core.explorer import ModelInfo, SentenceError
from pages.shared.controls.page_title import show_title
from pages.shared.controls.sentence_input import (
    example_sentences,
    examples_in_sight,
    examples_menu,
    sentence_box,
)
from pages.shared.controls.settings import settings_chip
from pages.shared.controls.view_file import show_file_notes, show_left_out
from pages.shared.display.messages import show_notice, show_notices
from pages.shared.display.model_faults import show_faults
from pages.shared.display.unfamiliar import show_unfamiliar
from pages.shared.state.loaded_models import explorer, preload
from pages.shared.state.sentence_traces import SentenceTraces
from pages.shared.state.session import current_view
from pages.shared.state.view import View


@dataclasses.dataclass(frozen=True, kw_only=True)
class PageHead:
    """What the rest of a page is drawn from."""

    view: View
    models: Sequence[ModelInfo]  # the one or two that the view names
    traces: SentenceTraces | None  # None if there is no sentence, or it cannot be translated


def show_page_head(
    *, title: str, about: str, more: str = "", kinds: Collection[Kind] = KINDS
) -> PageHead:
    """Draw the head of a page, and translate the sentence in the box.

    Args:
        title: of the page.
        about: what the page shows, in a line; {source} and {target} are the languages' names.
        more: what else helps to understand it, behind a question mark; Markdown.
        kinds: of the models that the page needs; a long sentence takes each several seconds.
    """
    models = explorer().models()
    view, notes = current_view(models=models)
    language, target = view.languages.names
    show_title(title=title, about=about.format(source=language, target=target), more=more)
    sentence_box(view=view)
    examples = example_sentences(view, models=models)
    with st.container(horizontal=True, gap="xsmall", key="sentence-choices"):
        examples_in_sight(examples, view=view)
        examples_menu(examples)
        settings_chip(view=view, models=models)
    show_notices(notes)
    show_file_notes()
    show_left_out(view, models=models)
    traces = None
    if view.sentence.strip():
        traces = _traces(view, language=language, kinds=kinds)
    else:
        pick = ", or pick an example to begin with" * bool(examples)
        hint = f"Type a sentence in {language} above{pick}."
        show_notice(hint, kind="hint")
        preload((view.attention, view.vanilla))
        show_faults(explorer().models())
    chosen = [info for info in models if info.name in (view.attention, view.vanilla)]
    return PageHead(view=view, models=chosen, traces=traces)


def _traces(view: View, *, language: str, kinds: Collection[Kind]) -> SentenceTraces | None:
    """The Traces of the view's sentence; None, with a notice, if it cannot be translated."""
    try:
        traces = SentenceTraces.translated(view, kinds=kinds)
    except SentenceError as error:
        show_notice(f"This cannot be translated: {error}.")
        return None
    show_faults(explorer().models())  # loading a model can reveal a fault
    show_unfamiliar(traces.available.values(), language=language)
    return traces
