"""Models: what each one is, its training data, its learning curve and its quality."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from attention_core.config import write_folders
from attention_core.explorer import ModelInfo
from attention_core.figures.learning_curves import learning_curves
from attention_core.utils.json_values import Row
from pages.sections.models.quality import show_quality
from pages.sections.models.samples import show_samples
from pages.sections.models.training_data import show_training_data
from pages.shared.controls.page_title import show_title
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.model_captions import restarts
from pages.shared.display.number_table import show_number_table
from pages.shared.state.loaded_models import explorer, model_folders
from pages.shared.state.page_entry import run_page
from pages.shared.state.session import current_view

_CURVES = {
    "dev_loss": "Dev loss, nats a piece (lower is better)",
    "dev_bleu": "Dev BLEU (higher is better)",
}


def page() -> None:
    """Show every model folder."""
    models = explorer().models()
    current_view(models=models)  # the sentence and the settings stay in the address
    show_title(
        title="Models",
        about="Same encoder, same sizes, same data; only the context differs. The number in a "
        "name is the longest training sentence in words.",
    )
    if not models:
        show_notice(f"There is no model folder in {write_folders(model_folders())}.", kind="fault")
        return
    curves = {info.name: info.card.training.curve for info in models if info.card.training.curve}
    for measure, column in zip(_CURVES, st.columns(2), strict=True):
        if curves:
            title = _CURVES[measure]
            column.plotly_chart(
                learning_curves(
                    curves=curves,
                    measure=measure,
                    title=title,
                    models=[info.name for info in models],
                ),
                config={"displayModeBar": False, "typesetMath": False},
                alt=_in_words(curves=curves, measure=measure, title=title),
                key=f"curve-{measure}",
            )
    updates = sorted({update for info in models for update in restarts(info.card.training)})
    if updates:
        after = f"{updates[-1]:,}"
        if earlier := ", ".join(f"{update:,}" for update in updates[:-1]):
            after = f"{earlier} and {after}"
        show_text(
            f"Training went on after {after} updates. The learning rate rose again there: the "
            "loss jumps up with it and comes down with it.",
            small=True,
        )
    if curves:
        rows = [{"model": name, **row} for name, points in curves.items() for row in points]
        show_number_table(pd.json_normalize(rows, sep=" "), hide_index=True)
    show_samples(models)
    for info in models:
        with st.container(border=True):
            _show_model(info)


def _in_words(*, curves: Mapping[str, Sequence[Row]], measure: str, title: str) -> str:
    ends = "; ".join(
        f"{name} from {points[0].get(measure, '?')} to {points[-1].get(measure, '?')}"
        for name, points in curves.items()
    )
    return f"{title}, against updates: {ends}."


def _show_model(info: ModelInfo) -> None:
    """Show one folder: facts, quality, data."""
    st.subheader(info.name, anchor=False)
    if info.fault:
        show_notice(f"This model cannot be used: {info.fault}.", kind="fault")
    if not info.digest:  # there is no card
        return
    run = info.card.training
    hours = "?" if run.hours is None else run.hours
    facts = {
        "Languages": " → ".join(info.card.languages.names),
        "Kind": info.kind,
        "Parameters": f"{info.card.parameters or 0:,}",
        "Size on disk": f"{info.size / 1e6:.1f} MB",
        "Digest": info.digest,
        "Training": f"{hours} h, {run.update or 0:,} updates",
    }
    with st.container(horizontal=True, gap="large"):
        for name, value in facts.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.text(value)
    show_quality(info.card)
    show_training_data(info.card)


run_page(page)
