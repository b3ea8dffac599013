"""α as an alignment of words: pieces merged to words."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attention_core.tokenizer import Word


def merge(
    *,
    alpha: NDArray[np.float32],
    source_words: Sequence[Word],
    target_words: Sequence[Word],
) -> NDArray[np.float32]:
    """α over words: source pieces summed, target pieces averaged, so rows still sum to 1.

    Args:
        alpha: [I, J] over pieces.
        source_words: their spans tile the J columns.
        target_words: their spans tile the I rows.

    Returns:
        [target words, source words].
    """
    columns = np.add.reduceat(
        alpha.astype(np.float64), [word.start for word in source_words], axis=1
    )
    rows = np.add.reduceat(columns, [word.start for word in target_words], axis=0)
    sizes = np.array([word.stop - word.start for word in target_words], dtype=np.float64)
    return np.asarray(rows / sizes[:, None], dtype=np.float32)
