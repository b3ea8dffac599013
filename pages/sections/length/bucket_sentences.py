"""The sentences behind a point of the figure, and ways to open each on the other pages."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from attention_core.data.pairs import Pair
from attention_core.evaluation.job import EvaluationJob
from attention_core.evaluation.measurement import Span, spans
from attention_core.explorer import ModelInfo
from pages.shared.controls.settings import letters_setting
from pages.shared.display.hindi_text import show_hindi
from pages.shared.display.messages import say
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
    """List the sentences of a span, from the first on."""
    st.session_state[_BUCKET] = number
    st.session_state[_PAGE] = 1


def forget_choice() -> None:
    """List nothing: the spans that come may be others."""
    st.session_state[_BUCKET] = None
    st.session_state[_PAGE] = 1


def show_bucket_list(*, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """Choose a length, read its sentences."""
    st.markdown("##### Sentences of one length")
    listed = spans([evaluated.measurement for evaluated in run.results])
    rows = [_rows(run.pairs, span=span) for span in listed]
    chosen = st.segmented_control(
        "Words in the English sentence",
        range(len(listed)),
        format_func=lambda number: f"{listed[number]} ({len(rows[number]):,})",
        key=_BUCKET,
        persist_state="session",
        on_change=_from_the_first,
        help="In brackets: how many sentences. A click on a point of the figure chooses as well.",
    )
    if chosen is None:
        return
    with st.container(horizontal=True, gap="medium"):
        letters_setting(view=view)
    numbers, page = rows[chosen], 1
    if len(numbers) > _SHOWN:
        page = st.pagination(-(-len(numbers) // _SHOWN), key=_PAGE, persist_state="session")
    for k in numbers[(page - 1) * _SHOWN : page * _SHOWN]:
        with st.container(border=True):
            _show_pair(number=k, run=run, models=models, view=view)


def _rows(pairs: Sequence[Pair], *, span: Span) -> list[int]:
    """Which pairs have so many words."""
    return [k for k, pair in enumerate(pairs) if pair.words in span]


def _from_the_first() -> None:
    st.session_state[_PAGE] = 1


def _show_pair(*, number: int, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """One pair, what every model made of it, and where to go on with it."""
    pair = run.pairs[number]
    say(f"Pair {number + 1:,} · {pair.words} words", small=True)
    say(pair.source)
    texts = {"Reference": pair.target}
    texts |= {found.row["model"]: found.hypotheses[number] for found in run.results}
    for column, (name, text) in zip(st.columns(len(texts)), texts.items(), strict=True):
        with column:
            say(name, small=True)
            show_hindi(text, view=view)
    there = changed(view, sentence=pair.source, reference=pair.target, beam=run.beam)
    there = changed(there, **_models(run=run, models=models))
    query = write_address(there, models=models)
    with st.container(horizontal=True, gap="medium"):
        for name, (label, icon) in _PAGES.items():
            page = f"pages/{name}.py"
            st.page_link(page, label=label, icon=icon, query_params=query, width="content")


def _models(*, run: EvaluationJob, models: Sequence[ModelInfo]) -> dict[str, str]:
    """Of each kind that was measured, the first model: those that the other pages will use."""
    kinds = {info.name: info.kind for info in models}
    return {kinds[name]: name for name in reversed(run.models) if kinds.get(name)}
