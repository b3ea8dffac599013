"""The board: α of one Trace with its labels and links, as plain JSON for the browser to draw.

What is drawn from it, picked out and added up in the browser are these very numbers: none is
rounded here. Labels, colour scale and size of a cell are those of `figures`, so that a heatmap
looks the same wherever it is.
"""

from collections.abc import Callable
from typing import Any

import regex
from plotly.colors import get_colorscale

from attention_core.alignment.links import GoldLinks, Link, check_links, format_pharaoh
from attention_core.analysis.labelled_matrix import Grain, labelled_matrix
from attention_core.figures.heatmap import SCALE, cell_size
from attention_core.figures.style import LONGEST_LABEL
from attention_core.trace import Trace

_LETTERS = regex.compile(r"\X")
NO_GOLD = GoldLinks(sure=frozenset(), possible=frozenset())


def alignment_view_data(
    *,
    trace: Trace,
    grain: Grain,
    spell: Callable[[str], str] = str,
    gold: GoldLinks | None = None,
    links: frozenset[Link] = frozenset(),
) -> dict[str, Any]:
    """What the browser draws.

    Args:
        trace: of an attention model.
        grain: what a row and a column stand for.
        spell: how a target word or piece is to be shown.
        gold: what people say is linked; whole words.
        links: what α says is linked; whole words.

    Returns:
        JSON values. "alpha" is a list of rows; "energies" too, and None for whole words, which
        have none. "sources" and "targets" count the words that can be linked: the end marks
        cannot.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link outside the sentences.
    """
    drawn = labelled_matrix(trace=trace, grain=grain, spell=spell)
    sources = len(trace.source_words) - 1
    targets = len(trace.target_words) - (not trace.truncated)
    check_links(gold=gold or NO_GOLD, sources=sources, targets=targets)
    by_pieces = grain == "pieces" and trace.energies is not None
    return {
        "model": trace.model,
        "digest": trace.digest,
        "beam": trace.beam,
        "rank": trace.rank,
        "source": trace.source,
        "translation": trace.translation,
        "grain": grain,
        "rows": list(drawn.rows),
        "columns": list(drawn.columns),
        "alpha": drawn.weights.tolist(),
        "energies": trace.energies.tolist() if by_pieces and trace.energies is not None else None,
        "sources": sources,
        "targets": targets,
        "gold": format_pharaoh(gold or NO_GOLD),
        "links": [list(link) for link in sorted(links)],
        "size": cell_size(rows=len(drawn.rows), columns=len(drawn.columns)),
        "longest": LONGEST_LABEL,
        "scale": [list(stop) for stop in get_colorscale(SCALE)],
    }


def clipped(label: str) -> str:
    """A label as the board shows it: no longer than LONGEST_LABEL letters with their signs."""
    letters = _LETTERS.findall(label)
    short = len(letters) <= LONGEST_LABEL
    return label if short else "".join(letters[: LONGEST_LABEL - 1]) + "…"
