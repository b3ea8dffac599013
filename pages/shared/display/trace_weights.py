"""The weights of a Trace that a person can choose between at a drawing: α and the posterior.

α comes with the Trace. The posterior costs about as much as the translation, so it is computed
only when it is chosen, once a translation.
"""

import dataclasses

from attention_core.aligned_sentence import Array
from attention_core.analysis.labelled_matrix import Grain, LabelledMatrix, labelled_matrix
from attention_core.figures.alignment_view import Weights
from attention_core.figures.trace_document import alpha_weights, posterior_weights
from attention_core.text.words import merge_to_words
from attention_core.trace import Trace
from pages.shared.display.target_text import speller
from pages.shared.state.caches import evidence
from pages.shared.state.view import View


def trace_weights(*, trace: Trace, view: View) -> tuple[Weights, Weights]:
    """α, and the posterior; the latter with values only if the view has chosen it.

    Raises:
        ValueError: a vanilla model has no α.
    """
    chosen = view.weights == "posterior"
    values = posterior_values(trace=trace, grain=view.grain) if chosen else None
    return alpha_weights(trace=trace, grain=view.grain), posterior_weights(values)


def shown_matrix(*, trace: Trace, view: View) -> LabelledMatrix:
    """The weights that the view has chosen, with their labels.

    Raises:
        ValueError: a vanilla model has no α.
    """
    matrix = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    if view.weights == "alpha":
        return matrix
    values = posterior_values(trace=trace, grain=view.grain)
    return dataclasses.replace(matrix, weights=values)


def posterior_values(*, trace: Trace, grain: Grain) -> Array:
    """p(j | y_i) of a Trace with α; over words, it is merged from pieces as α is."""
    values = evidence(trace, method="posterior")
    if grain == "pieces":
        return values
    return merge_to_words(
        alpha=values, source_words=trace.source_words, target_words=trace.target_words
    )
