"""Explorer: loads models once and turns sentences into Traces, for pages and Python programs.

Threads can share an Explorer: a lock guards loading, and decoding changes no state. A model that
cannot be used is listed with the reason; the other models work.
"""

import dataclasses
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attention_core.alignment.occlusion import occlusion
from attention_core.alignment.posterior import posterior
from attention_core.config import BEAM_WIDTHS, MODELS_FOLDER, SENTENCE_LIMIT
from attention_core.decoding.changed_search import ChangedSearch, forced_plan
from attention_core.decoding.ranked_translation import RankedTranslation
from attention_core.decoding.recent_searches import RecentSearches
from attention_core.decoding.trace_builder import build_trace
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.errors import UserError
from attention_core.interventions import ChangeError, Intervention
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import Checkpoint, CheckpointError, read_card, read_model
from attention_core.model.folders import model_path, model_paths
from attention_core.text.tokenizer import TokenizedText
from attention_core.trace import Trace
from attention_core.utils.device import resolve_device


class SentenceError(UserError):
    """A sentence cannot be translated; the message says why and what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelInfo:
    """A model folder as its card describes it; `fault` is the reason if it cannot be used."""

    name: str
    kind: str = ""
    digest: str = ""
    size: int = 0  # bytes of the folder
    card: ModelCard = dataclasses.field(default_factory=ModelCard)
    fault: str = ""


class Explorer:
    """All models of one or several folders, on one device."""

    def __init__(
        self, *, models: Path | Sequence[Path] = MODELS_FOLDER, device: str = "auto"
    ) -> None:
        """Resolve the device; each model is loaded at its first use.

        Args:
            models: folder of model folders, or several such folders.
            device: "auto", "cpu" or "cuda".

        Raises:
            DeviceError: as `resolve_device`.
        """
        self._folders = (models,) if isinstance(models, Path) else tuple(models)
        self.device = resolve_device(device)
        self._lock = threading.Lock()
        self._loaded: dict[str, Checkpoint] = {}
        self._faults: dict[str, str] = {}
        self._searches = RecentSearches()

    def models(self) -> tuple[ModelInfo, ...]:
        """All model folders: the language pairs as they come in the folders, each by name."""
        infos = [self._info(name, path) for name, path in model_paths(self._folders).items()]
        pairs = [info.card.languages for info in infos]
        return tuple(sorted(infos, key=lambda i: (pairs.index(i.card.languages), i.name)))

    def folder(self, name: str) -> Path:
        """The folder of a model.

        Raises:
            UnknownModelError: there is no folder of that name.
        """
        return model_path(name, folders=self._folders)

    def _info(self, name: str, folder: Path) -> ModelInfo:
        try:
            card, digest = read_card(folder)
        except CheckpointError as error:
            return ModelInfo(name=name, fault=str(error))
        return ModelInfo(
            name=name,
            kind=card.kind,
            digest=digest,
            size=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
            card=card,
            fault=self._faults.get(name, ""),
        )

    def load(self, name: str) -> Checkpoint:
        """A model, verified and on the device; read from disk only once.

        Raises:
            UnknownModelError: there is no folder of that name.
            CheckpointError: the folder cannot be used.
        """
        with self._lock:
            if name not in self._loaded:
                folder = self.folder(name)
                try:
                    checkpoint = dataclasses.replace(read_model(folder), name=name)
                except CheckpointError as error:
                    self._faults[name] = str(error)
                    raise
                checkpoint.model.to(self.device)
                self._loaded[name] = checkpoint
                self._faults.pop(name, None)
            return self._loaded[name]

    def translate(
        self,
        *,
        model: str,
        sentence: str,
        beam: int = 5,
        rank: int = 1,
        changes: Sequence[Intervention] = (),
        tree: bool = False,
    ) -> Trace:
        """A translation of a beam search, with every decoding step.

        Args:
            model: its name.
            sentence: as typed.
            beam: hypotheses kept during the search.
            rank: of the hypothesis; 1 is the best.
            changes: interventions, in the order of doing.
            tree: whether to record the tree of the search as well.

        Raises:
            SentenceError: the sentence is empty or too long, the beam is out of range, or the
                search found fewer hypotheses.
            ChangeError: an intervention is impossible.
            UnknownModelError, CheckpointError: as `load`.
        """
        recorder = TreeRecorder() if tree else None
        checkpoint, source, found = self._search(
            model=model, sentence=sentence, beam=beam, changes=changes, recorder=recorder
        )
        if not 1 <= rank <= len(found.hypotheses):
            raise SentenceError(
                f"there is no translation number {rank}: the search found {len(found.hypotheses)}"
            )
        return build_trace(
            checkpoint=checkpoint,
            device=str(self.device),
            sentence=sentence,
            source=source,
            target=found.hypotheses[rank - 1].ids,
            beam=beam,
            rank=rank,
            plan=found.plan,
            recorder=recorder,
        )

    def hypotheses(
        self, *, model: str, sentence: str, beam: int = 5
    ) -> tuple[RankedTranslation, ...]:
        """All translations of a beam search, best first; `translate` gives each one's Trace.

        Raises:
            SentenceError, UnknownModelError, CheckpointError: as `translate`.
        """
        checkpoint, _, found = self._search(model=model, sentence=sentence, beam=beam)
        return tuple(
            RankedTranslation(
                rank=rank, text=checkpoint.target.decode(hypothesis.ids), score=hypothesis.score
            )
            for rank, hypothesis in enumerate(found.hypotheses, start=1)
        )

    def _search(
        self,
        *,
        model: str,
        sentence: str,
        beam: int,
        changes: Sequence[Intervention] = (),
        recorder: TreeRecorder | None = None,
    ) -> tuple[Checkpoint, TokenizedText, ChangedSearch]:
        if beam not in BEAM_WIDTHS:
            raise SentenceError(
                f"beam is {beam}, not within {BEAM_WIDTHS.start}..{BEAM_WIDTHS.stop - 1}"
            )
        checkpoint = self.load(model)
        source = self._encoded(checkpoint=checkpoint, sentence=sentence)
        found = self._searches.search(
            checkpoint=checkpoint, source=source, beam=beam, changes=changes, recorder=recorder
        )
        return checkpoint, source, found

    def force(
        self, *, model: str, sentence: str, target: str, changes: Sequence[Intervention] = ()
    ) -> Trace:
        """The Trace of a given translation, which the model is forced to write.

        Raises:
            SentenceError: either side is empty or too long.
            ChangeError: an intervention is impossible; all words are forced as it is.
            UnknownModelError, CheckpointError: as `load`.
        """
        checkpoint = self.load(model)
        source = self._encoded(checkpoint=checkpoint, sentence=sentence)
        target_text = checkpoint.target.encode(target)
        _check(encoded=target_text, what="translation")
        plan = forced_plan(
            attention=checkpoint.model.config.kind == "attention",
            source=source,
            steps=len(target_text.ids),
            changes=changes,
        )
        return build_trace(
            checkpoint=checkpoint,
            device=str(self.device),
            sentence=sentence,
            source=source,
            target=target_text.ids,
            given=target_text,
            beam=0,
            rank=0,
            plan=plan,
        )

    def occlusion(self, trace: Trace) -> NDArray[np.float32]:
        """How much each target word of a Trace depends on each source word.

        Returns:
            [target words, source words], in nats: the decrease of the target word's log p when
            the source word is hidden from the model.

        Raises:
            ChangeError: the Trace is of a changed decoding.
            UnknownModelError, CheckpointError: as `load`.
        """
        _check_unchanged(trace)
        checkpoint = self.load(trace.model)
        source = checkpoint.source.encode(trace.source)
        return occlusion(
            model=checkpoint.model,
            source=source.ids,
            source_words=source.words,
            target=checkpoint.target.pieces_to_ids(trace.target_pieces),
            target_words=trace.target_words,
        )

    def posterior(self, trace: Trace) -> NDArray[np.float32]:
        """Weights over the source given that each piece is known; see `alignment.posterior`.

        Args:
            trace: of an attention model.

        Returns:
            [I, J] over pieces, as α; rows sum to 1.

        Raises:
            ChangeError: the Trace is of a changed decoding.
            UnknownModelError, CheckpointError: as `load`.
        """
        _check_unchanged(trace)
        checkpoint = self.load(trace.model)
        (weights,) = posterior(
            model=checkpoint.model,
            sources=[checkpoint.source.encode(trace.source).ids],
            targets=[checkpoint.target.pieces_to_ids(trace.target_pieces)],
        )
        array: NDArray[np.float32] = weights.numpy()
        return array

    def _encoded(self, *, checkpoint: Checkpoint, sentence: str) -> TokenizedText:
        encoded = checkpoint.source.encode(sentence)
        _check(encoded=encoded, what="sentence")
        return encoded


def _check_unchanged(trace: Trace) -> None:
    """Raise ChangeError if interventions made the Trace: it would be measured without them."""
    if trace.changes:
        raise ChangeError("this is measured for unchanged decodings only")


def _check(*, encoded: TokenizedText, what: str) -> None:
    """Raise SentenceError if the text is empty or longer than the limit."""
    count = len(encoded.ids)
    if count == 1:
        raise SentenceError(f"the {what} is empty: type a few words")
    if count > SENTENCE_LIMIT:
        raise SentenceError(
            f"the {what} has {count} pieces and the limit is {SENTENCE_LIMIT}: shorten it, "
            "or split it into sentences and translate one at a time"
        )
