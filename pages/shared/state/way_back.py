"""The model that translates back, and what it weighs for the words of a translation."""

from collections.abc import Sequence

import numpy as np

from attention_core.aligned_sentence import Array
from attention_core.alignment.aligner import Weights
from attention_core.alignment.both_directions import BothDirections
from attention_core.explorer import ModelInfo
from attention_core.text.words import Word
from attention_core.trace import Trace
from pages.shared.state.caches import weights_of_words
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View, usual_model


def back_model(view: View, *, models: Sequence[ModelInfo]) -> str:
    """The attention model of the other direction; "" if there is none."""
    return usual_model(models, kind="attention", pair=str(view.languages.swapped()))


def with_way_back(
    *, trace: Trace, forward: Array, targets: Sequence[Word], view: View, weights: Weights
) -> BothDirections | None:
    """The weights of both directions; None if there is no other model.

    Args:
        trace: has the words of the source.
        forward: [target words, source words + 1], the source's end mark last.
        targets: the target words, without the end mark.
        view: has the languages.
        weights: what `forward` is, and what the other model is asked for.

    Raises:
        CheckpointError, UnknownModelError: the other model cannot be used.
    """
    models = explorer().models()
    name = back_model(view, models=models)
    if not name or not targets:
        return None
    backward = weights_of_words(
        _explorer=explorer(),
        model=name,
        digest=next(info.digest for info in models if info.name == name),
        source=tuple(word.text for word in targets),
        target=tuple(word.text for word in trace.source_words[:-1]),
        weights=weights,
    )
    with_end = np.pad(forward, ((0, 1), (0, 0)))  # no link is made from the end mark's row
    return BothDirections(forward=with_end, backward=backward)
