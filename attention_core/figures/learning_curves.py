"""Learning curves: a measure of the dev set against updates."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from attention_core.figures.model_style import model_style
from attention_core.figures.style import FONT


def learning_curves(
    *,
    curves: Mapping[str, Sequence[Mapping[str, Any]]],
    measure: str,
    title: str,
    models: Sequence[str],
) -> go.Figure:
    """One measure of the dev set against updates, a line for each model.

    Args:
        curves: by model name, the rows of a card's training curve; rows without the measure are
            left out.
        measure: a key of those rows, "dev_loss" for example.
        title: name of the measure, with its unit.
        models: names of all models, in the order of `Explorer.models`; they decide the styles.

    Raises:
        ValueError: a curve is of a model that is not among `models`.
    """
    figure = go.Figure()
    for name, curve in curves.items():
        style = model_style(name, models=models)
        rows = [row for row in curve if measure in row and "update" in row]
        figure.add_scatter(
            **style.legend(),
            x=[row["update"] for row in rows],
            y=[row[measure] for row in rows],
            mode="lines+markers",
            line={"color": style.colour, "dash": style.dash},
            marker={"color": style.colour, "symbol": style.shape},
            hovertemplate="%{y:.2f} after %{x:,} updates",
        )
    figure.update_layout(
        height=300,
        dragmode=False,
        hovermode="x unified",
        margin={"l": 0, "r": 8, "t": 40, "b": 0},
        title={"text": title},
        legend={"orientation": "h", "y": -0.25},
        font={"family": FONT},
    )
    figure.update_xaxes(title="updates", fixedrange=True, rangemode="tozero")
    figure.update_yaxes(fixedrange=True)
    return figure
