"""Models: what each one is, what it was trained on, how it learned and how good it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.figures.learning_curves import learning_curves
from pages.sections.models.quality import show_quality
from pages.sections.models.samples import show_samples
from pages.shared.display.messages import notice, say
from pages.shared.display.model_captions import curve, files, kind_of_text, restarts
from pages.shared.state.caches import explorer, models_folder
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import current_view

_CURVES = {
    "dev_loss": "Dev loss, nats a piece (lower is better)",
    "dev_bleu": "Dev BLEU (higher is better)",
}


def page() -> None:
    """Every model folder there is."""
    models = explorer().models()
    current_view(models=models)  # the sentence and the settings stay in the address
    st.title("Models", anchor=False)
    say(
        "Same encoder, same sizes, same training; only the context differs. The number in a name "
        "is the longest training sentence in words."
    )
    if not models:
        notice(f"There is no model folder in {models_folder()}.", kind="fault")
        return
    curves = {info.name: curve(info.card) for info in models if curve(info.card)}
    for measure, column in zip(_CURVES, st.columns(2), strict=True):
        if curves:
            title = _CURVES[measure]
            column.plotly_chart(
                learning_curves(curves=curves, measure=measure, title=title),
                config={"displayModeBar": False, "typesetMath": False},
                alt=_in_words(curves=curves, measure=measure, title=title),
                key=f"curve-{measure}",
            )
    if again := sorted({update for info in models for update in restarts(info.card)}):
        after = f"{again[-1]:,}"
        if earlier := ", ".join(f"{update:,}" for update in again[:-1]):
            after = f"{earlier} and {after}"
        say(
            f"Training went on after {after} updates. The learning rate rose again there: the "
            "loss jumps up with it and comes down with it.",
            small=True,
        )
    if curves:
        with st.expander("The same numbers as a table"):
            rows = [{"model": name, **row} for name, points in curves.items() for row in points]
            st.dataframe(pd.json_normalize(rows, sep=" "), hide_index=True)
    show_samples(models)
    for info in models:
        with st.container(border=True):
            _show_model(info)


def _in_words(
    *, curves: Mapping[str, Sequence[Mapping[str, Any]]], measure: str, title: str
) -> str:
    ends = "; ".join(
        f"{name} from {points[0].get(measure, '?')} to {points[-1].get(measure, '?')}"
        for name, points in curves.items()
    )
    return f"{title}, against updates: {ends}."


def _show_model(info: ModelInfo) -> None:
    """One folder: facts, quality, data."""
    st.subheader(info.name, anchor=False)
    if info.fault:
        notice(f"This model cannot be used: {info.fault}.", kind="fault")
    if not info.card:
        return
    training = info.card.get("training") or {}
    facts = {
        "Kind": info.kind,
        "Parameters": f"{info.card.get('parameters', 0):,}",
        "Size on disk": f"{info.size / 1e6:.1f} MB",
        "Digest": info.digest,
        "Training": f"{training.get('hours', '?')} h, {training.get('update', 0):,} updates",
    }
    with st.container(horizontal=True, gap="large"):
        for name, value in facts.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.text(value)
    show_quality(info.card)
    _show_data(info.card)


def _show_data(card: Mapping[str, Any]) -> None:
    """The training data and on what terms it may be used."""
    if not files(card):
        return
    columns = ("file", "what", "pairs", "weight", "licence", "origin")
    rows = [{**row, "what": kind_of_text(str(row.get("file", "")))} for row in files(card)]
    with st.expander(f"Training data and licences ({len(rows)} files)"):
        st.dataframe(pd.DataFrame(rows, columns=columns), hide_index=True)


run_page(page)
