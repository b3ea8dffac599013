"""RecentSearches: beam searches whose last results are remembered, for whoever asks twice.

The Alignment page shows the best translation of a sentence, the list of all hypotheses of the
search that found it, and then one that a person picks. In the Lab, a change goes on from the
translation under the changes above it, which is on the page already. All methods are safe in any
thread.
"""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Sequence

from attention_core.decoding.beam_search import Hypothesis
from attention_core.decoding.changed_search import ChangedSearch, search_with_changes
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.interventions import Intervention
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import TokenizedText

SEARCHES = 32  # that are remembered: pieces, scores, and α of the best
MOST_WEIGHTS = 25_000  # of an α that is remembered, 100 kB: about 150 steps of as many pieces

_Key = tuple[str, tuple[int, ...], int]  # digest of the model, the sentence, the beam


class RecentSearches:
    """Hypotheses by model, sentence, beam and changes, the oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches: OrderedDict[
            tuple[_Key, tuple[Intervention, ...]], tuple[Hypothesis, ...]
        ] = OrderedDict()

    def search(
        self,
        *,
        checkpoint: Checkpoint,
        source: TokenizedText,
        beam: int,
        changes: Sequence[Intervention] = (),
        recorder: TreeRecorder | None = None,
    ) -> ChangedSearch:
        """As `search_with_changes`; what is needed of the last searches is not searched again.

        α is that of the best hypothesis at most: a Trace has its own.
        """
        key = (checkpoint.digest, source.ids, beam)
        with self._lock:
            known = {own: found for (of, own), found in self._searches.items() if of == key}
        result = search_with_changes(
            model=checkpoint.model,
            source=source,
            target=checkpoint.target,
            changes=changes,
            beam=beam,
            recorder=recorder,
            known=known,
        )
        small = {own: _without_large(hypotheses) for own, hypotheses in known.items()}
        with self._lock:
            for own, hypotheses in small.items():
                self._searches[key, own] = hypotheses
            while len(self._searches) > SEARCHES:
                self._searches.popitem(last=False)
        return dataclasses.replace(result, hypotheses=small[tuple(changes)])


def _without_large(hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """Hypotheses with α of the best alone, and without it if it is large."""
    best = hypotheses[0].alpha
    keeps = best is not None and best.numel() <= MOST_WEIGHTS
    return tuple(
        dataclasses.replace(own, alpha=own.alpha if keeps and not number else None)
        for number, own in enumerate(hypotheses)
    )
