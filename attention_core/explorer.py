"""Explorer: load models once, turn sentences into Traces. The only door the pages use.

Safe to share between threads: a lock guards loading, decoding changes nothing. A model that
cannot be used is named with the reason, and the others work.
"""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.occlusion import occlusion
from attention_core.alignment.posterior import posterior
from attention_core.config import BEAM_WIDTHS, MODELS_FOLDER, SENTENCE_LIMIT
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.forced import force_decode
from attention_core.decoding.trace_builder import build_trace
from attention_core.errors import UserError
from attention_core.model.checkpoint import Checkpoint, CheckpointError, read_card, read_model
from attention_core.text.tokenizer import TokenizedText
from attention_core.trace import Trace
from attention_core.utils.device import resolve_device

TOP = 10  # candidates recorded a step
PADDING = 2  # columns behind every sentence, so that a Trace can say that α there is 0


class SentenceError(UserError):
    """A sentence that cannot be translated: why, and what to do."""


class UnknownModelError(UserError):
    """No usable model of that name; the message lists those that are."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """A model folder as its card describes it; `fault` says why it cannot be used, if so."""

    name: str
    kind: str = ""
    digest: str = ""
    size: int = 0  # bytes of the folder
    card: dict[str, Any] = dataclasses.field(default_factory=dict)
    fault: str = ""


class Explorer:
    """All models of one folder, on one device."""

    def __init__(self, *, models: Path = MODELS_FOLDER, device: str = "auto") -> None:
        """Find the device; models are loaded when first asked for.

        Args:
            models: folder of model folders.
            device: "auto", "cpu" or "cuda".

        Raises:
            DeviceError: no such device here.
        """
        self._folder = models
        self.device = resolve_device(device)
        self._lock = threading.Lock()
        self._loaded: dict[str, Checkpoint] = {}
        self._faults: dict[str, str] = {}

    def models(self) -> tuple[ModelInfo, ...]:
        """Every model folder there is, by name, attention before vanilla."""
        if not self._folder.is_dir():
            return ()
        folders = sorted(path for path in self._folder.iterdir() if path.is_dir())
        return tuple(self._info(folder) for folder in folders)

    def _info(self, folder: Path) -> ModelInfo:
        try:
            card, digest = read_card(folder)
        except CheckpointError as error:
            return ModelInfo(name=folder.name, fault=str(error))
        return ModelInfo(
            name=folder.name,
            kind=str(card.get("kind", "")),
            digest=digest,
            size=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
            card=card,
            fault=self._faults.get(folder.name, ""),
        )

    def load(self, name: str) -> Checkpoint:
        """A model, verified and on the device; read from disk the first time only.

        Raises:
            UnknownModelError: there is no folder of that name.
            CheckpointError: there is, and it cannot be used.
        """
        with self._lock:
            if name not in self._loaded:
                known = [info.name for info in self.models()]
                if name not in known:
                    raise UnknownModelError(
                        f"unknown model {name!r}: "
                        + (f"there is {', '.join(known)}" if known else "there are none")
                        + f" in {self._folder}"
                    )
                try:
                    checkpoint = read_model(self._folder / name)
                except CheckpointError as error:
                    self._faults[name] = str(error)
                    raise
                checkpoint.model.to(self.device)
                self._loaded[name] = checkpoint
                self._faults.pop(name, None)
            return self._loaded[name]

    def translate(self, *, model: str, sentence: str, beam: int = 5) -> Trace:
        """The best translation that a beam search finds, with every step of writing it.

        Raises:
            SentenceError: nothing to translate, too long, or an impossible beam.
            UnknownModelError, CheckpointError: as `load`.
        """
        return self._translations(model=model, sentence=sentence, beam=beam, most=1)[0]

    def hypotheses(self, *, model: str, sentence: str, beam: int = 5) -> tuple[Trace, ...]:
        """All that a beam search finds, best first; the first is what `translate` returns.

        Raises:
            SentenceError, UnknownModelError, CheckpointError: as `translate`.
        """
        return self._translations(model=model, sentence=sentence, beam=beam, most=beam)

    def _translations(
        self, *, model: str, sentence: str, beam: int, most: int
    ) -> tuple[Trace, ...]:
        if beam not in BEAM_WIDTHS:
            raise SentenceError(
                f"beam is {beam}, not within {BEAM_WIDTHS.start}..{BEAM_WIDTHS.stop - 1}"
            )
        checkpoint = self.load(model)
        source = self._encoded(checkpoint=checkpoint, sentence=sentence)
        found = beam_search(model=checkpoint.model, sources=[source.ids], beam=beam)[0][:most]
        return self._traces(
            checkpoint=checkpoint,
            sentence=sentence,
            source=source,
            targets=[hypothesis.ids for hypothesis in found],
            beam=beam,
        )

    def force(self, *, model: str, sentence: str, target: str) -> Trace:
        """What the model thinks while it is made to write a given translation.

        Raises:
            SentenceError: either side is empty or too long.
            UnknownModelError, CheckpointError: as `load`.
        """
        checkpoint = self.load(model)
        source = self._encoded(checkpoint=checkpoint, sentence=sentence)
        wanted = checkpoint.target.encode(target)
        _check(encoded=wanted, what="translation")
        return self._traces(
            checkpoint=checkpoint, sentence=sentence, source=source, targets=[wanted.ids], beam=0
        )[0]

    def occlusion(self, trace: Trace) -> NDArray[np.float32]:
        """How much each target word of a Trace hangs on each source word.

        Returns:
            [target words, source words], in nats: what the word loses in log p when the source
            word is hidden from the model.

        Raises:
            UnknownModelError, CheckpointError: as `load`.
        """
        checkpoint = self.load(trace.model)
        source = checkpoint.source.encode(trace.source)
        return occlusion(
            model=checkpoint.model,
            source=source.ids,
            source_words=source.words,
            target=checkpoint.target.ids(trace.target_pieces),
            target_words=trace.target_words,
        )

    def posterior(self, trace: Trace) -> NDArray[np.float32]:
        """Where each piece of a Trace came from, now that it is known; see `posterior`.

        Args:
            trace: of an attention model.

        Returns:
            [I, J] over pieces, as α; rows sum to 1.

        Raises:
            UnknownModelError, CheckpointError: as `load`.
        """
        checkpoint = self.load(trace.model)
        (found,) = posterior(
            model=checkpoint.model,
            sources=[checkpoint.source.encode(trace.source).ids],
            targets=[checkpoint.target.ids(trace.target_pieces)],
        )
        weights: NDArray[np.float32] = found.numpy()
        return weights

    def _encoded(self, *, checkpoint: Checkpoint, sentence: str) -> TokenizedText:
        encoded = checkpoint.source.encode(sentence)
        _check(encoded=encoded, what="sentence")
        return encoded

    def _traces(
        self,
        *,
        checkpoint: Checkpoint,
        sentence: str,
        source: TokenizedText,
        targets: Sequence[Sequence[int]],
        beam: int,
    ) -> tuple[Trace, ...]:
        """A Trace of each target, all of one sentence: forced in one batch, ranked as given."""
        forced = force_decode(
            model=checkpoint.model,
            sources=[source.ids] * len(targets),
            targets=targets,
            top=TOP,
            padding=PADDING,
        )
        return tuple(
            build_trace(
                checkpoint=checkpoint,
                device=str(self.device),
                sentence=sentence,
                source=source,
                target=target,
                steps=steps,
                beam=beam,
                rank=rank if beam else 0,
            )
            for rank, (target, steps) in enumerate(zip(targets, forced, strict=True), start=1)
        )


def _check(*, encoded: TokenizedText, what: str) -> None:
    """Refuse what is empty or longer than the limit."""
    count = len(encoded.ids)
    if count == 1:
        raise SentenceError(f"the {what} is empty: type a few words")
    if count > SENTENCE_LIMIT:
        raise SentenceError(
            f"the {what} has {count} pieces and the limit is {SENTENCE_LIMIT}: shorten it, "
            "or split it into sentences and translate one at a time"
        )
