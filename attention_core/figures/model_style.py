"""The colour, dashes and point shape of each model: the same in every figure of several models.

The style depends on the model's place among all models, not among those that a figure draws. So
a model looks the same on every page. Colours are those of Okabe and Ito (2008, Color Universal
Design), which people with colour blindness can tell apart; dashes and shapes differ as well.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

from attention_core.figures.style import escaped

_COLOURS = (  # red, green, blue
    *((0, 114, 178), (213, 94, 0), (0, 158, 115), (204, 121, 167), (230, 159, 0), (86, 180, 233)),
)
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SHAPES = ("circle", "square", "diamond", "triangle-up", "cross", "star", "x")


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelStyle:
    """How everything of one model is drawn."""

    name: str
    rgb: tuple[int, int, int]  # 0 to 255
    dash: str  # of lines, by Plotly's name
    shape: str  # of points, by Plotly's name

    @property
    def colour(self) -> str:
        """The opaque colour, as CSS writes it."""
        return f"rgb{self.rgb}"

    def translucent(self, opacity: float) -> str:
        """The colour with an opacity from 0 to 1, as CSS writes it."""
        return f"rgba{(*self.rgb, opacity)}"

    def legend(self) -> dict[str, Any]:
        """Name and legend group of each of the model's Plotly traces; a group is toggled whole."""
        return {"name": escaped(self.name), "legendgroup": self.name}


def model_style(model: str, *, models: Sequence[str]) -> ModelStyle:
    """The style of a model.

    Args:
        model: its name.
        models: names of all models, in the order of `Explorer.models`.

    Raises:
        ValueError: the model is not among them.
    """
    place = list(models).index(model)
    return ModelStyle(
        name=model,
        rgb=_COLOURS[place % len(_COLOURS)],
        dash=_DASHES[place % len(_DASHES)],
        shape=_SHAPES[place % len(_SHAPES)],
    )
