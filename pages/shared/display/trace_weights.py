"""The weights of a Trace that a person can choose between at a drawing.

α comes with the Trace. The posterior costs about as much as the translation, so it is computed
only when it is chosen, once a translation. Where a model translates back, the third choice are the
links on which the two models agree.
"""

import dataclasses

import numpy as np

from attention_core.aligned_sentence import Array
from attention_core.alignment.extraction import Rule
from attention_core.analysis.labelled_matrix import Grain, LabelledMatrix, labelled_matrix
from attention_core.figures.alignment_view import Weights
from attention_core.figures.trace_document import (
    agreed_weights,
    alpha_weights,
    posterior_weights,
)
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.words import merge_to_words
from attention_core.trace import Trace
from pages.shared.display.messages import show_notice
from pages.shared.display.target_text import speller
from pages.shared.state.caches import evidence
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View
from pages.shared.state.way_back import back_model, with_way_back


def drawn_view(*, trace: Trace, view: View) -> View:
    """The view with weights that this Trace can have: the posterior if no links can be agreed."""
    if view.weights == "agreed" and not _can_agree(trace, view=view):
        return dataclasses.replace(view, weights="posterior")
    return view


def trace_weights(*, trace: Trace, view: View) -> tuple[Weights, ...]:
    """α, the posterior and, over words and with a model that translates back, agreed links.

    All but α have values only if the view has chosen them.

    Args:
        trace: of an attention model.
        view: from `drawn_view`.

    Raises:
        ValueError: a vanilla model has no α.
    """
    posterior = agreed = None
    if view.weights == "posterior":
        posterior = posterior_values(trace=trace, grain=view.grain)
    elif view.weights == "agreed":
        agreed = agreed_values(trace=trace, view=view)
    both = alpha_weights(trace=trace, grain=view.grain), posterior_weights(posterior)
    if not _can_agree(trace, view=view):
        return both
    back = back_model(view, models=explorer().models())
    return (*both, agreed_weights(agreed, models=(trace.model, back)))


def shown_matrix(*, trace: Trace, view: View) -> LabelledMatrix:
    """The weights that the view has chosen, with their labels.

    Args:
        trace: of an attention model.
        view: from `drawn_view`.

    Raises:
        ValueError: a vanilla model has no α.
    """
    matrix = labelled_matrix(trace=trace, grain=view.grain, spell=speller(view))
    if view.weights == "alpha":
        return matrix
    if view.weights == "agreed":
        return dataclasses.replace(matrix, weights=agreed_values(trace=trace, view=view))
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


def agreed_values(*, trace: Trace, view: View) -> Array:
    """The mean of both posteriors where both models link two words, and 0 elsewhere, over words.

    Each model links a word that it writes to the one with the largest posterior. All are 0, with a
    notice, if the model that translates back cannot be used.
    """
    forward = posterior_values(trace=trace, grain="words")
    targets = trace.linkable_targets
    values = np.zeros_like(forward)
    rows = forward[: len(targets)]
    try:
        both = with_way_back(
            trace=trace, forward=rows, targets=targets, view=view, weights="posterior"
        )
    except (CheckpointError, UnknownModelError) as error:
        show_notice(f"The model of the other direction cannot be used: {error}.", kind="fault")
        return values
    if both is not None:
        for source, target in both.links(rule=Rule(), joining="intersection"):
            values[target, source] = both.mean[target, source]
    return values


def _can_agree(trace: Trace, *, view: View) -> bool:
    """Whether there is a model that can write the source from these words."""
    return (
        view.grain == "words"
        and bool(trace.linkable_targets)
        and bool(back_model(view, models=explorer().models()))
    )
