"""Cells: α in long form, a line of text for each of its cells, to take to other programs."""

import csv
import io

from attention_core.analysis.labelled_matrix import Grain
from attention_core.trace import Trace

COLUMNS = (
    "model", "digest", "beam", "rank", "grain", "i", "j", "target", "source", "alpha", "energy",
)  # fmt: skip


def alpha_csv(*, trace: Trace, grain: Grain) -> str:
    """CSV with a header; numbers are not rounded, so that the α of each i sum to 1.

    Args:
        trace: of an attention model.
        grain: what i and j count. Energies are numbers of pieces; by words that column is empty.

    Returns:
        Lines by i and then j, both from 1; texts are the Trace's own, the end mark is </s>.

    Raises:
        ValueError: a vanilla model has no α.
    """
    if trace.alpha is None or trace.word_alpha is None or trace.energies is None:
        raise ValueError(f"{trace.model} is a {trace.kind} model: there is no α to write down")
    if grain == "pieces":
        weights, energies = trace.alpha.tolist(), trace.energies.tolist()
        targets, sources = trace.target_pieces, trace.source_pieces
    else:
        weights = trace.word_alpha.tolist()
        energies = [[""] * len(trace.source_words)] * len(trace.target_words)
        targets = tuple(word.text for word in trace.target_words)
        sources = tuple(word.text for word in trace.source_words)
    head = (trace.model, trace.digest, trace.beam, trace.rank, grain)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for i, target in enumerate(targets):
        for j, source in enumerate(sources):
            writer.writerow((*head, i + 1, j + 1, target, source, weights[i][j], energies[i][j]))
    return text.getvalue()
