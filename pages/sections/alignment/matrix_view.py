"""Other weights than α in the drawing of their own, under Evidence."""

import dataclasses

from attention_core.figures.alignment_view import Options, Weights
from attention_core.trace import Trace
from pages.shared.display.alignment_view import show_alignment_view
from pages.shared.state.view import View


def show_matrix(*, trace: Trace, view: View, weights: Weights) -> None:
    """Draw one matrix of weights as cells.

    Args:
        trace: whose words they are between.
        view: grain and letters.
        weights: to draw.
    """
    show_alignment_view(
        trace=trace,
        view=dataclasses.replace(view, drawing="heatmap"),
        matrices=(weights,),
        options=Options(texts=False),
        key=f"alignment_view.{weights.name}",
    )
