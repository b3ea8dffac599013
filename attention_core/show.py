"""show: weights between two sentences as an interactive drawing, in a notebook or as an HTML file.

    from attention_core.show import heatmap, lines

    heatmap([[0.9, 0.1], [0.2, 0.8]], ["red", "lamp"], ["लाल", "दीया"])
    lines(alpha, "the red lamp", "लाल दीया").save("lamp.html")

Weights are an array, a tensor or a nested list, [target tokens, source tokens]: rows that sum to 1
are usual, and others are drawn with a note. With one more row or column than tokens, the last one
is the end mark's. A Trace, or any other AlignedSentence, needs no tokens.
"""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.labelled_matrix import Grain
from attention_core.errors import UserError
from attention_core.figures.alignment_view import Options
from attention_core.figures.html_file import html_frame, html_page
from attention_core.figures.sentence_document import sentence_document
from attention_core.formats.block import Block
from attention_core.formats.reading import Reading, read_block
from attention_core.formats.subwords import recognise_marks

Tokens = str | Sequence[str]


class ShowError(UserError):
    """Weights and tokens cannot be drawn; the message says why."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """A drawing that a notebook shows, and that can be saved as one HTML file."""

    document: dict[str, Any]  # as `figures.alignment_view` describes it

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return html_frame(self.document)

    def __repr__(self) -> str:
        return f"<drawing: {self.document['description']}>"

    def html(self) -> str:
        """One HTML page that needs nothing else."""
        return html_page(self.document)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file.

        Raises:
            ShowError: the file cannot be written.
        """
        path = Path(path)
        try:
            path.write_text(self.html(), encoding="utf-8")
        except OSError as error:
            raise ShowError(f"{path}: {error.strerror}") from error
        return path


def heatmap(
    alpha: Any,  # noqa: ANN401 - an array, a tensor, a nested list, or an AlignedSentence
    source_tokens: Tokens | None = None,
    target_tokens: Tokens | None = None,
    *,
    grain: Grain = "words",
    name: str = "",
) -> Drawing:
    """Weights as cells: target down, source across.

    Args:
        alpha: [target tokens, source tokens], each weight from 0 to 1; or an AlignedSentence.
        source_tokens: a list, or a text whose tokens are separated by spaces.
        target_tokens: the same.
        grain: words, put together from tokens with subword marks (@@, ▁, ##, Ġ): source tokens
            are summed, target tokens averaged; or "pieces" for the tokens as they are.
        name: of who made the weights, shown with the drawing and in names of files.

    Raises:
        ShowError: weights and tokens do not fit together, or the weights are no weights.
    """
    return _drawing(alpha, source_tokens, target_tokens, grain=grain, name=name, drawing="heatmap")


def lines(
    alpha: Any,  # noqa: ANN401 - an array, a tensor, a nested list, or an AlignedSentence
    source_tokens: Tokens | None = None,
    target_tokens: Tokens | None = None,
    *,
    grain: Grain = "words",
    name: str = "",
) -> Drawing:
    """Weights as lines between two rows of words; arguments and errors are those of `heatmap`."""
    return _drawing(alpha, source_tokens, target_tokens, grain=grain, name=name, drawing="links")


def _drawing(
    alpha: Any,  # noqa: ANN401
    source_tokens: Tokens | None,
    target_tokens: Tokens | None,
    *,
    grain: Grain,
    name: str,
    drawing: Literal["heatmap", "links"],
) -> Drawing:
    sentence, warning = _sentence(alpha, source_tokens, target_tokens, name=name)
    if sentence.alpha is None and sentence.links is None:
        raise ShowError("there is no α to draw: a vanilla model has none")
    document = sentence_document(
        sentence,
        grain=grain,
        notes=(warning,) if warning else (),
        options=Options(drawing=drawing),
    )
    return Drawing(document=document)


def _sentence(
    alpha: Any,  # noqa: ANN401
    source_tokens: Tokens | None,
    target_tokens: Tokens | None,
    *,
    name: str,
) -> tuple[AlignedSentence, str]:
    """The sentence, and what is odd about its weights."""
    if isinstance(alpha, AlignedSentence):
        return alpha, ""
    if source_tokens is None or target_tokens is None:
        raise ShowError("give the tokens as well: heatmap(alpha, source_tokens, target_tokens)")
    source, target = _tokens(source_tokens), _tokens(target_tokens)
    block = Block(line=1, source=source, target=target, weights=_matrix(alpha))
    reading = Reading(source_marks=recognise_marks(source), target_marks=recognise_marks(target))
    try:
        read = read_block(block, reading=reading, origin=name)
    except UserError as error:
        raise ShowError(f"{error}. Weights are [target tokens, source tokens]") from error
    return read.sentence, read.warning


def _tokens(tokens: Tokens) -> tuple[str, ...]:
    split = tokens.split() if isinstance(tokens, str) else list(tokens)
    if not all(isinstance(token, str) for token in split):
        raise ShowError("tokens are not texts: give the tokens, not their ids")
    return tuple(split)


def _matrix(alpha: Any) -> NDArray[np.float64]:  # noqa: ANN401
    if hasattr(alpha, "detach"):  # a tensor, on whatever device and of whatever precision
        alpha = alpha.detach().cpu().double().numpy()
    try:
        matrix = np.array(alpha, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ShowError(f"these are no rows of numbers of equal length: {error}") from error
    if matrix.ndim != 2:
        raise ShowError(
            f"the weights have the shape {list(matrix.shape)}: expected [target tokens, source "
            "tokens]; choose a sentence and a head, or average the heads"
        )
    return matrix
