"""How a page on a sentence opens: box, menus and notes; then the Traces of both kinds."""

import dataclasses
from collections.abc import Mapping, Sequence

import streamlit as st

from attention_core.config import KINDS, Kind
from attention_core.explorer import Explorer, ModelInfo, SentenceError, UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from attention_core.text.cleaning import mostly_english
from attention_core.trace import Trace
from pages.shared.controls.sentence_input import examples_menu, sentence_box
from pages.shared.controls.settings import decoding_settings
from pages.shared.display.messages import notice, notices, say
from pages.shared.display.model_faults import show_faults
from pages.shared.state.caches import explorer, preload, translated
from pages.shared.state.session import current_view
from pages.shared.state.view import View


@dataclasses.dataclass(frozen=True, kw_only=True)
class Opened:
    """What a page goes on with. `traces` is None where there is nothing to show."""

    view: View
    on_screen: Sequence[ModelInfo]
    traces: Mapping[Kind, Trace | None] | None


def open_page(*, title: str, about: str) -> Opened:
    """Draw the head of a page, and translate what is in the box."""
    found = explorer()
    models = found.models()
    view, notes = current_view(models=models)
    st.title(title, anchor=False)
    say(about)
    sentence_box(view=view)
    with st.container(horizontal=True):
        examples_menu()
        decoding_settings(view=view, models=models)
    notices(notes)
    traces = None
    if view.sentence.strip():
        traces = _traces(found=found, models=models, view=view)
    else:
        notice("Type an English sentence above, or pick an example to begin with.", kind="hint")
        preload(explorer=found, names=(view.attention, view.vanilla))
        show_faults(found.models())
    chosen = [info for info in models if info.name in (view.attention, view.vanilla)]
    return Opened(view=view, on_screen=chosen, traces=traces)


def _traces(
    *, found: Explorer, models: Sequence[ModelInfo], view: View
) -> Mapping[Kind, Trace | None] | None:
    """A Trace of each kind; None for a model that cannot be used, or a sentence that cannot."""
    try:
        traces = {
            kind: trace_of(found=found, models=models, view=view, kind=kind) for kind in KINDS
        }
    except SentenceError as error:
        notice(f"This cannot be translated: {error}.")
        return None
    show_faults(found.models())  # a fault can come to light when a model is read
    if not mostly_english(view.sentence):
        notice("Most of this is not in Latin letters, and the models have only read English.")
    return traces


def trace_of(
    *, found: Explorer, models: Sequence[ModelInfo], view: View, kind: Kind
) -> Trace | None:
    """The Trace of the model chosen for this kind; none if it cannot be used."""
    name = getattr(view, kind)
    digests = {info.name: info.digest for info in models}
    try:
        return translated(
            _explorer=found,
            model=name,
            digest=digests.get(name, ""),
            sentence=view.sentence,
            beam=view.beam,
        )
    except (CheckpointError, UnknownModelError):
        return None
