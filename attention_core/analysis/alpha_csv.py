"""α as CSV in long form, one line per cell, for use in other programs."""

from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.labelled_matrix import Grain
from attention_core.trace import Trace
from attention_core.utils.csv_text import csv_text

COLUMNS = (
    "model", "digest", "beam", "rank", "grain", "i", "j", "target", "source", "alpha", "energy",
)  # fmt: skip


def alpha_csv(*, trace: AlignedSentence, grain: Grain) -> str:
    """CSV with a header; numbers are not rounded, so that α sums to 1 for each i.

    Args:
        trace: with α. Without a model behind it the columns from model to rank hold only its
            origin.
        grain: what i and j count. Energies exist only for pieces of a Trace; otherwise the column
            is empty.

    Returns:
        Lines ordered by i, then j, both from 1; the end mark is </s>.

    Raises:
        ValueError: there is no α, as in the Trace of a vanilla model.
    """
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    if weights is None:
        raise ValueError("there is no α to export")
    energies = trace.energies if isinstance(trace, Trace) and grain == "pieces" else None
    if grain == "pieces":
        targets, sources = trace.target_pieces, trace.source_pieces
    else:
        targets = tuple(word.text for word in trace.target_words)
        sources = tuple(word.text for word in trace.source_words)
    head = (
        (trace.model, trace.digest, trace.beam, trace.rank, grain)
        if isinstance(trace, Trace)
        else (trace.origin, "", "", "", grain)
    )
    alpha = weights.tolist()
    energy = [[""] * len(sources)] * len(targets) if energies is None else energies.tolist()
    rows = (
        (*head, i + 1, j + 1, target, source, alpha[i][j], energy[i][j])
        for i, target in enumerate(targets)
        for j, source in enumerate(sources)
    )
    return csv_text((COLUMNS, *rows))
