"""How the context moves from step to step."""

from functools import partial

import pandas as pd

from attention_core.analysis.diagnostics import context_moves
from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.figures.diagnostics_charts import movement_chart
from attention_core.trace import Trace
from pages.sections.alignment.charts import show_chart
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table


def show_context_moves(*, trace: Trace, matrix: LabelledMatrix, step: int) -> None:
    """The distance and the cosine of every c_i and the one before, as curves and as a table.

    Args:
        trace: with the contexts.
        matrix: its α over pieces, with labels.
        step: to frame, from 1.
    """
    if len(matrix.rows) < 2:
        show_text("There is one step only, so c_i does not move.")
        return
    distances, cosines = context_moves(trace.contexts)
    show_text(
        "How c_i moves: the distance ‖c_i − c_i-1‖ to the context of the step before, and the "
        "cosine of the two, 1 where it keeps its direction. Without attention both curves would "
        "be flat, at 0 and at 1, since there is only one c."
    )
    furthest = int(distances.argmax())
    show_chart(
        partial(
            movement_chart,
            distances=distances,
            cosines=cosines,
            rows=matrix.rows,
            chosen=step,
        ),
        bars=len(matrix.rows),
        noun="steps",
        near=step,
        key="movement",
        description="How far c moves at each step, and its cosine with the c before. It moves "
        f"furthest at step {furthest + 2}, {matrix.rows[furthest + 1]}: "
        f"{distances[furthest]:.2f}, cosine {cosines[furthest]:.2f}; the mean distance is "
        f"{distances.mean():.2f}.",
    )
    show_number_table(
        pd.DataFrame(
            {"target piece": matrix.rows[1:], "distance": distances, "cosine": cosines},
            index=pd.RangeIndex(2, len(matrix.rows) + 1, name="i"),
        ),
        decimals={"distance": 4, "cosine": 4},
    )
