"""Agreement of a corpus with gold links.

Links are those of the rows: given, or for each target word the largest α.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import EVERYTHING, Condition

# Of each sentence: links, sure links, sure ones found, possible ones found.
Counts = Sequence[tuple[int, int, int, int]] | NDArray[np.int64]


def corpus_aer(corpus: AlignedCorpus, *, condition: Condition = EVERYTHING) -> float | None:
    """AER over all sentences with gold links together; None if there are none."""
    counts = corpus.gold_counts(condition)
    return aer(counts) if counts else None


def aer(counts: Counts) -> float:
    """1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|) over sentences; 1 without any links."""
    links, sure, sure_found, possible_found = np.asarray(counts, dtype=np.int64).sum(axis=0)
    return float(1 - (sure_found + possible_found) / (links + sure)) if links + sure else 1.0
