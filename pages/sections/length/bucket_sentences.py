"""The sentences behind a point of the figure, with links that open each on the other pages."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from attention_core.data.pairs import Pair
from attention_core.evaluation.job import EvaluationJob
from attention_core.evaluation.measurement import Span, spans
from attention_core.explorer import ModelInfo
from pages.shared.controls.language_settings import letters_setting
from pages.shared.display.messages import escaped, show_text
from pages.shared.display.target_text import language_attributes, show_target
from pages.shared.state.address import write_address
from pages.shared.state.view import View, changed

_BUCKET, _PAGE = "length.bucket", "length.page"
_SHOWN = 10  # sentences at a time
_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "translate": ("Translate", ":material/translate:"),
    "step_by_step": ("Step by step", ":material/play_circle:"),
    "alignment": ("Alignment", ":material/grid_on:"),
    "compare": ("Compare", ":material/compare_arrows:"),
}


def choose_bucket(number: int) -> None:
    """List the sentences of a span from the first on.

    Args:
        number: of the span in `measurement.spans`, from 0.
    """
    st.session_state[_BUCKET] = number
    st.session_state[_PAGE] = 1


def clear_bucket() -> None:
    """List no sentences: the next file may have other spans."""
    st.session_state[_BUCKET] = None
    st.session_state[_PAGE] = 1


def show_bucket_list(*, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """Show a choice of spans, and the sentences of the chosen one."""
    st.markdown("##### Sentences of one length")
    choices = spans([result.measurement for result in run.results])
    indices = [_indices(run.pairs, span=span) for span in choices]
    chosen = st.segmented_control(
        f"Words in the {view.languages.names[0]} sentence",
        range(len(choices)),
        format_func=lambda number: f"{choices[number]} ({len(indices[number]):,})",
        key=_BUCKET,
        persist_state="session",
        on_change=_first_page,
        help="In brackets: how many sentences. A click on a point of the figure chooses as well.",
    )
    if chosen is None:
        return
    with st.container(horizontal=True, gap="medium"):
        letters_setting(view=view)
    numbers, page = indices[chosen], 1
    if len(numbers) > _SHOWN:
        page = st.pagination(-(-len(numbers) // _SHOWN), key=_PAGE, persist_state="session")
    for k in numbers[(page - 1) * _SHOWN : page * _SHOWN]:
        with st.container(border=True):
            _show_pair(number=k, run=run, models=models, view=view)


def _indices(pairs: Sequence[Pair], *, span: Span) -> list[int]:
    """Indices of the pairs whose source length is in a span."""
    return [k for k, pair in enumerate(pairs) if pair.words in span]


def _first_page() -> None:
    st.session_state[_PAGE] = 1


def _show_pair(*, number: int, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """Show a pair, every model's translation, and links to the other pages."""
    pair = run.pairs[number]
    show_text(f"Pair {number + 1:,} · {pair.words} words", small=True)
    st.html(
        f'<p class="message" {language_attributes(view.languages.source)}>'
        f"{escaped(pair.source)}</p>"
    )
    texts = {"Reference": pair.target}
    texts |= {result.measurement.model: result.hypotheses[number] for result in run.results}
    for column, (name, text) in zip(st.columns(len(texts)), texts.items(), strict=True):
        with column:
            show_text(name, small=True)
            show_target(text, view=view)
    linked_view = changed(view, sentence=pair.source, reference=pair.target, beam=run.beam)
    linked_view = changed(linked_view, **_models(run=run, models=models))
    query = write_address(linked_view, models=models)
    with st.container(horizontal=True, gap="medium"):
        for name, (label, icon) in _PAGES.items():
            page = f"pages/{name}.py"
            st.page_link(page, label=label, icon=icon, query_params=query, width="content")


def _models(*, run: EvaluationJob, models: Sequence[ModelInfo]) -> dict[str, str]:
    """The first measured model of each kind, by kind: the models for the other pages."""
    kinds = {info.name: info.kind for info in models}
    return {kinds[name]: name for name in reversed(run.models) if kinds.get(name)}
