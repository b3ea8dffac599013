"""The Traces of one sentence: one by a model with attention, one by a vanilla model."""

import dataclasses
from collections.abc import Mapping
from typing import Self

from attention_core.config import KINDS, Kind
from attention_core.explorer import UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from attention_core.trace import Trace
from pages.shared.state.caches import explorer, translated
from pages.shared.state.view import View


@dataclasses.dataclass(frozen=True, kw_only=True)
class SentenceTraces:
    """A Trace of each kind; None for a model that is missing or faulty."""

    attention: Trace | None
    vanilla: Trace | None

    @classmethod
    def translated(cls, view: View) -> Self:
        """The Traces of a view's sentence, by its two models.

        Raises:
            SentenceError: no model can translate the sentence.
        """
        digests = _digests()
        return cls(
            attention=translate(view, kind="attention", digests=digests),
            vanilla=translate(view, kind="vanilla", digests=digests),
        )

    def of(self, kind: Kind) -> Trace | None:
        """The Trace of one kind."""
        return self.attention if kind == "attention" else self.vanilla

    @property
    def available(self) -> Mapping[Kind, Trace]:
        """The Traces that exist, in the order of KINDS."""
        return {kind: trace for kind in KINDS if (trace := self.of(kind)) is not None}


def _digests() -> Mapping[str, str]:
    return {info.name: info.digest for info in explorer().models()}


def translate(view: View, *, kind: Kind, digests: Mapping[str, str] | None = None) -> Trace | None:
    """The Trace of a view's sentence by its model of a kind; None if the model is not usable.

    Args:
        view: the sentence, the names of the models and the beam.
        kind: of the model.
        digests: of all models, by name; None reads their cards.

    Raises:
        SentenceError: the sentence is empty or too long.
    """
    name = view.attention if kind == "attention" else view.vanilla
    try:
        return translated(
            _explorer=explorer(),
            model=name,
            digest=(_digests() if digests is None else digests).get(name, ""),
            sentence=view.sentence,
            beam=view.beam,
        )
    except (CheckpointError, UnknownModelError):
        return None
