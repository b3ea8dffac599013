"""RecentSearches: the results of the last beam searches, for a page that asks twice for one.

The Alignment page shows the best translation of a sentence, and then all hypotheses of the search
that found it. All methods are safe in any thread.
"""

import threading
from collections import OrderedDict

from attention_core.decoding.changed_search import ChangedSearch

SEARCHES = 8  # that are remembered: piece ids and scores, a few kB each

Key = tuple[str, str, int]  # digest of the model, sentence as typed, beam


class RecentSearches:
    """Searches without changes and without a tree, the oldest forgotten first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._searches: OrderedDict[Key, ChangedSearch] = OrderedDict()

    def get(self, key: Key) -> ChangedSearch | None:
        """A search, if it was one of the last."""
        with self._lock:
            return self._searches.get(key)

    def add(self, key: Key, found: ChangedSearch) -> None:
        """Remember a search."""
        with self._lock:
            self._searches[key] = found
            if len(self._searches) > SEARCHES:
                self._searches.popitem(last=False)
