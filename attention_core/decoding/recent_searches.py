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

SEARCHES = 32  # that are remembered: pieces, scores and α, up to 100 kB each

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

        Only the best hypothesis keeps its α, for a change that goes on from it.
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
        with self._lock:
            for own, hypotheses in known.items():
                self._searches[key, own] = _small(hypotheses)
            while len(self._searches) > SEARCHES:
                self._searches.popitem(last=False)
        return result


def _small(hypotheses: tuple[Hypothesis, ...]) -> tuple[Hypothesis, ...]:
    """α of a long sentence takes megabytes a hypothesis, and nobody asks for the others' again."""
    best, *others = hypotheses
    return (best, *(dataclasses.replace(other, alpha=None) for other in others))
