"""The share of each h_j in the contexts: all of those in one c_i, the largest in every c_i."""

from functools import partial

import numpy as np
import pandas as pd

from attention_core.analysis.diagnostics import Matrix
from attention_core.analysis.labelled_matrix import LabelledMatrix
from attention_core.figures.diagnostics_charts import (
    LARGEST_SHARES,
    composition_chart,
    context_chart,
)
from pages.sections.alignment.charts import show_chart
from pages.shared.display.messages import show_text
from pages.shared.display.number_table import show_number_table


def show_chosen_context(
    *, matrix: LabelledMatrix, shares: Matrix, cosines: Matrix, step: int
) -> None:
    """One c_i: the share, α and cosine of every h_j, as bars and as a table.

    Args:
        matrix: α over pieces, with labels.
        shares, cosines: [I, J], of every h_j in and with every c_i.
        step: i, from 1.
    """
    show_text(
        "c_i is the sum of all α_ij h_j. The share of one of them is its projection on c_i, "
        "α_ij (h_j · c_i) / ‖c_i‖²: because they add up to c_i, their shares add up to 1. A share "
        "below 0 has an h_j that points away from c_i; one far from its α_ij has an h_j that is "
        "long or short, or points in another direction. Each h_j belongs to a piece, so this is "
        "always in pieces."
    )
    row, alpha = shares[step - 1], matrix.weights[step - 1]
    first = np.argsort(-row, kind="stable")[:LARGEST_SHARES]
    largest = ", ".join(f"{matrix.columns[j]} {row[j]:.2f} (α {alpha[j]:.2f})" for j in first)
    show_chart(
        partial(
            context_chart,
            alpha=alpha,
            shares=row,
            cosines=cosines[step - 1],
            columns=matrix.columns,
        ),
        bars=len(row),
        noun="source pieces",
        near=int(first[0]) + 1,
        key="parts",
        description=f"Bars of the shares of every h_j in c at step {step}, which writes "
        f"{matrix.rows[step - 1]}. The largest: {largest}. Below them the cosines of c with "
        f"every h_j, from {cosines[step - 1].min():.2f} to {cosines[step - 1].max():.2f}.",
    )
    show_number_table(
        pd.DataFrame(
            {
                "source piece": matrix.columns,
                "α": alpha,
                "share": row,
                "cosine": cosines[step - 1],
            },
            index=pd.RangeIndex(1, len(row) + 1, name="j"),
        ),
        decimals={"α": 4, "share": 4, "cosine": 4},
    )


def show_all_contexts(*, matrix: LabelledMatrix, shares: Matrix, step: int) -> None:
    """What every c_i is made of; arguments as of `show_chosen_context`, whose step is framed."""
    show_text(
        f"What every c_i is made of: its {min(LARGEST_SHARES, len(matrix.columns))} largest shares "
        "with their source pieces, then the sum of all the others. The chosen step is framed."
    )
    top = shares.max(axis=1)
    show_chart(
        partial(
            composition_chart,
            shares=shares,
            rows=matrix.rows,
            columns=matrix.columns,
            chosen=step,
        ),
        bars=len(matrix.rows),
        noun="steps",
        near=step,
        key="composition",
        description=f"Bars of the shares of h_j in every c, {len(matrix.rows)} steps. The largest "
        f"share of a step is between {top.min():.2f} and {top.max():.2f}, with a median of "
        f"{np.median(top):.2f}.",
    )
