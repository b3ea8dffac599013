"""Trace: the complete, immutable record of one decoding, of which every page is a view.

A Trace is an `AlignedSentence` with a model behind it.

Arrays are numpy float32, row i - 1 is step i and column j - 1 is source piece j (Python counts
from 0, the equations from 1). Both sides include their end mark, unless the length limit cut
the target. `explorer` makes Traces; `figures` draws them.
"""

import dataclasses
from typing import Any

import numpy as np

from attention_core.aligned_sentence import AlignedSentence, Array
from attention_core.beam_tree import BeamTree
from attention_core.interventions import Intervention
from attention_core.text.languages import LanguagePair
from attention_core.text.latin import can_romanize, is_latin, to_latin


@dataclasses.dataclass(frozen=True, kw_only=True)
class Candidate:
    """A piece that the model could choose at a step, and its probability."""

    piece: str
    probability: float


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Trace(AlignedSentence):
    """One sentence through one model; α is None for a vanilla model."""

    model: str  # folder name, "attention-50"
    kind: str  # "attention" or "vanilla"
    languages: LanguagePair  # of the model
    digest: str  # of the model folder: the exact weights and pieces
    device: str
    beam: int  # beam width; 1 is greedy, 0 for a forced target
    rank: int  # among the hypotheses of the search, from 1, the best; 0 for a forced target
    memory: Array  # [J, H], h_1 … h_J
    states: Array  # [I + 1, D], s_0 … s_I
    contexts: Array  # [I, H], c_1 … c_I; of a vanilla model the width of the states alone
    energies: Array | None  # [I, J], e_ij, as f gives them; None for a vanilla model
    logprob: Array  # [I], log-probability of the target pieces, in nats
    entropy: Array  # [I], of the whole distribution of the next piece, in bits
    candidates: tuple[tuple[Candidate, ...], ...]  # I rows, most probable first
    truncated: bool  # the length limit ended it, not the end mark
    padding_alpha: float | None = None  # largest α on padding appended to the source as a check
    changes: tuple[Intervention, ...] = ()  # interventions, in the order of doing
    tree: BeamTree | None = None  # of the search, if it was asked for

    def __post_init__(self) -> None:
        """Check that the parts fit together, and make the arrays read-only."""
        super().__post_init__()
        j, i = len(self.source_pieces), len(self.target_pieces)
        assert self.memory.shape[0] == j
        assert self.states.shape[0] == i + 1
        assert len(self.contexts) == i
        assert self.alpha is None or self.contexts.shape[1] == self.memory.shape[1]
        assert self.logprob.shape == self.entropy.shape == (i,)
        assert len(self.candidates) == i
        assert self.energies is None or self.energies.shape == (i, j)
        for part in (self.memory, self.states, self.contexts, self.logprob, self.entropy):
            part.flags.writeable = False
        if self.energies is not None:
            self.energies.flags.writeable = False

    @property
    def score(self) -> float:
        """Mean log-probability per piece, in nats."""
        return float(self.logprob.mean(dtype=np.float64))

    @property
    def _latin(self) -> str | None:
        """The translation in Latin letters; None if this project cannot write its script so."""
        language = self.languages.target
        if is_latin(language):
            return self.translation
        return to_latin(self.translation, language=language) if can_romanize(language) else None

    def to_json(self) -> dict[str, Any]:
        """JSON values as `translate --json` prints them; numbers are not rounded."""
        word_alpha = self.word_alpha
        values = {
            "model": self.model,
            "kind": self.kind,
            "digest": self.digest,
            "device": self.device,
            "beam": self.beam,
            "rank": self.rank,
            "source": self.source,
            "source_pieces": list(self.source_pieces),
            "source_words": [word.text for word in self.source_words],
            "source_spans": [[word.start, word.stop] for word in self.source_words],
            "target_pieces": list(self.target_pieces),
            "target_words": [word.text for word in self.target_words],
            "target_spans": [[word.start, word.stop] for word in self.target_words],
            "translation": self.translation,
            "latin": self._latin,
            "unknown": list(self.unknown),
            "energies": None if self.energies is None else self.energies.tolist(),
            "alpha": None if self.alpha is None else self.alpha.tolist(),
            "word_alpha": None if word_alpha is None else word_alpha.tolist(),
            "logprob": self.logprob.tolist(),
            "entropy": self.entropy.tolist(),
            "candidates": [[[c.piece, c.probability] for c in row] for row in self.candidates],
            "score": self.score,
            "truncated": self.truncated,
            "padding_alpha": self.padding_alpha,
            "changes": [change.to_json() for change in self.changes],
            "source_language": self.languages.source,
            "target_language": self.languages.target,
        }
        if self.unknown_target:
            values["unknown_target"] = list(self.unknown_target)
        return values if self.tree is None else {**values, "tree": self.tree.to_json()}
