"""Links of both directions: those of the model, combined with those of one that translates back."""

from collections.abc import Mapping, Sequence
from typing import Final

from attention_core.aligned_sentence import Array
from attention_core.alignment.aligner import Weights
from attention_core.alignment.both_directions import BothDirections
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.words import Word
from attention_core.trace import Trace
from pages.shared.controls.choice import choice
from pages.shared.display.messages import show_notice
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View
from pages.shared.state.way_back import back_model, with_way_back

_NAMES: Final[Mapping[str, str]] = {
    "one": "One direction",
    "intersection": "Both: intersection",
    "union": "Both: union",
    "grow-diag-final-and": "Both: grow-diag-final-and",
}


def directions_setting(*, view: View) -> None:
    """The choice of links of both directions, if there is a model of the other one."""
    back = back_model(view, models=explorer().models())
    if back:
        choice(
            "Links of",
            field="directions",
            names=_NAMES,
            view=view,
            about=f"{back} translates back. It is forced to write your sentence from this "
            "translation, and its links, turned round, are combined with those of "
            f"{view.attention}: those that both have, those that one of them has, or "
            "grow-diag-final-and between the two (Koehn, Och and Marcu 2003).",
        )
    elif view.directions != "one":
        source, target = view.languages.names
        show_notice(f"There is no model from {target} into {source}: links are of one direction.")


def both_directions(
    *, trace: Trace, forward: Array, targets: Sequence[Word], view: View
) -> BothDirections | None:
    """The weights of both directions; None if the view wants one, or there is no other model.

    Args:
        trace: has the words.
        forward: [target words, source words + 1], the source's end mark last.
        targets: the target words, without the end mark.
        view: what links are made from, and how.
    """
    if view.directions == "one":
        return None
    weights: Weights = "alpha" if view.weights == "alpha" else "posterior"
    try:
        return with_way_back(
            trace=trace, forward=forward, targets=targets, view=view, weights=weights
        )
    except (CheckpointError, UnknownModelError) as error:
        show_notice(f"The model of the other direction cannot be used: {error}.", kind="fault")
        return None
