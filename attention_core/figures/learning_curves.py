"""Learning curves: a measure of the dev set against updates."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from attention_core.figures.style import DASHES, FONT, escaped


def learning_curves(
    *, curves: Mapping[str, Sequence[Mapping[str, Any]]], measure: str, title: str
) -> go.Figure:
    """One measure of the dev set against updates, a line a model.

    Args:
        curves: by model name, the rows of a card's training curve.
        measure: a key of those rows, "dev_loss" for example.
        title: what the measure is called, with its unit.
    """
    figure = go.Figure()
    for (name, curve), dash in zip(curves.items(), DASHES * len(curves), strict=False):
        rows = [row for row in curve if measure in row and "update" in row]
        figure.add_scatter(
            x=[row["update"] for row in rows],
            y=[row[measure] for row in rows],
            name=escaped(name),
            mode="lines+markers",
            line={"dash": dash},
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
