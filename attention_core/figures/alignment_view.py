"""The alignment view: α of one Trace with its labels and links, as JSON for the browser to draw.

Numbers are not rounded: the browser draws, selects and adds up exactly these. Labels, colour
scale and cell size are those of `heatmap`, so that α looks the same on every page.
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

_GRAPHEMES = regex.compile(r"\X")
NO_GOLD = GoldLinks(sure=frozenset(), possible=frozenset())


def alignment_view_data(
    *,
    trace: Trace,
    grain: Grain,
    spell: Callable[[str], str] = str,
    gold: GoldLinks | None = None,
    links: frozenset[Link] = frozenset(),
) -> dict[str, Any]:
    """The data of the alignment view.

    Args:
        trace: of an attention model.
        grain: whether rows and columns are words or pieces.
        spell: turns a target word or piece into its label.
        gold: links of whole words made by people.
        links: links of whole words made from α.

    Returns:
        JSON values. "alpha" is a list of rows; so is "energies", which is None for whole words,
        because they have none. "sources" and "targets" count the words that can be linked, which
        the end marks cannot.

    Raises:
        ValueError: a vanilla model has no α.
        PharaohError: a gold link is outside the sentences.
    """
    matrix = labelled_matrix(trace=trace, grain=grain, spell=spell)
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
        "rows": list(matrix.rows),
        "columns": list(matrix.columns),
        "alpha": matrix.weights.tolist(),
        "energies": trace.energies.tolist() if by_pieces and trace.energies is not None else None,
        "sources": sources,
        "targets": targets,
        "gold": format_pharaoh(gold or NO_GOLD),
        "links": [list(link) for link in sorted(links)],
        "size": cell_size(rows=len(matrix.rows), columns=len(matrix.columns)),
        "longest": LONGEST_LABEL,
        "scale": [list(stop) for stop in get_colorscale(SCALE)],
    }


def clipped(label: str) -> str:
    """A label as the view shows it: cut to LONGEST_LABEL graphemes, as the browser cuts it."""
    graphemes = _GRAPHEMES.findall(label)
    short = len(graphemes) <= LONGEST_LABEL
    return label if short else "".join(graphemes[: LONGEST_LABEL - 1]) + "…"
