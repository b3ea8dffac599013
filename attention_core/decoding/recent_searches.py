"""RecentSearches: beam searches whose last results are remembered, for whoever asks twice.

The Alignment page shows the best translation of a sentence, the list of all hypotheses of the
search that found it, and then one that a person picks. All methods are safe in any thread.
"""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Sequence

from attention_core.decoding.changed_search import ChangedSearch, search_with_changes
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.interventions import Intervention
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import TokenizedText

SEARCHES = 8  # that are remembered: piece ids and scores, a few kB each


class RecentSearches:
    """Searches without changes and without a tree, the oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches: OrderedDict[tuple[str, tuple[int, ...], int], ChangedSearch] = OrderedDict()

    def search(
        self,
        *,
        checkpoint: Checkpoint,
        source: TokenizedText,
        beam: int,
        changes: Sequence[Intervention] = (),
        recorder: TreeRecorder | None = None,
    ) -> ChangedSearch:
        """As `search_with_changes`, from memory if it was one of the last; plain ones have no α."""
        key = (checkpoint.digest, source.ids, beam)
        plain = not changes and recorder is None
        with self._lock:
            known = self._searches.get(key) if plain else None
        if known is not None:
            return known
        found = search_with_changes(
            model=checkpoint.model,
            source=source,
            target=checkpoint.target,
            changes=changes,
            beam=beam,
            recorder=recorder,
        )
        if plain:
            # α of a long sentence takes megabytes a hypothesis, and nobody asks for it again.
            found = dataclasses.replace(
                found,
                hypotheses=tuple(dataclasses.replace(h, alpha=None) for h in found.hypotheses),
            )
            with self._lock:
                self._searches[key] = found
                if len(self._searches) > SEARCHES:
                    self._searches.popitem(last=False)
        return found
