"""The Traces of one sentence: one by a model with attention, one by a vanilla model."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Self

from attention_core.config import KINDS, Kind
from attention_core.explorer import Explorer
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.trace import Trace
from pages.shared.state.caches import changed_translation, translated
from pages.shared.state.loaded_models import explorer
from pages.shared.state.view import View


@dataclasses.dataclass(frozen=True, kw_only=True)
class SentenceTraces:
    """A Trace of each kind; None for a model that is missing, faulty or not asked for."""

    attention: Trace | None
    vanilla: Trace | None

    @classmethod
    def translated(cls, view: View, *, kinds: Collection[Kind] = KINDS) -> Self:
        """The Traces of a view's sentence, by its two models or by that of one kind.

        Raises:
            SentenceError: no model can translate the sentence.
        """
        return cls(
            attention=translate(view, kind="attention") if "attention" in kinds else None,
            vanilla=translate(view, kind="vanilla") if "vanilla" in kinds else None,
        )

    def of(self, kind: Kind) -> Trace | None:
        """The Trace of one kind."""
        return self.attention if kind == "attention" else self.vanilla

    @property
    def available(self) -> Mapping[Kind, Trace]:
        """The Traces that exist, in the order of KINDS."""
        return {kind: trace for kind in KINDS if (trace := self.of(kind)) is not None}


def translate(view: View, *, kind: Kind) -> Trace | None:
    """The Trace of a view's sentence by its model of a kind; None if the model is not usable.

    Raises:
        SentenceError: the sentence is empty or too long.
    """
    models, name, digest = _model(view, kind=kind)
    try:
        return translated(
            _explorer=models, model=name, digest=digest, sentence=view.sentence, beam=view.beam
        )
    except (CheckpointError, UnknownModelError):
        return None


def translate_changed(view: View, *, kind: Kind) -> Trace | None:
    """The Trace under the view's changes, with the beam tree; None if the model is not usable.

    Raises:
        ChangeError: the changes cannot be read, or cannot be made.
        SentenceError: the sentence is empty or too long.
    """
    models, name, digest = _model(view, kind=kind)
    try:
        return changed_translation(
            _explorer=models,
            model=name,
            digest=digest,
            sentence=view.sentence,
            beam=view.beam,
            changes=view.changes,
        )
    except (CheckpointError, UnknownModelError):
        return None


def _model(view: View, *, kind: Kind) -> tuple[Explorer, str, str]:
    """The models, and the name and digest of the view's model of a kind."""
    models = explorer()
    name = view.attention if kind == "attention" else view.vanilla
    digests = {info.name: info.digest for info in models.models()}
    return models, name, digests.get(name, "")
