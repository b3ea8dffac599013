"""Snapshots: what a model made of a few fixed sentences at each look, to see α come about.

One JSON object a line and look:

    {"update": 800, "sentences": [{"source_pieces": […], "target_pieces": […],
     "translation": "…", "alpha": "…"}, …]}

Pieces are SentencePiece's, the end marks last (the target's is missing where the length limit
came first); "alpha" is base64 of [I, J] little-endian float16, row by row, I target and J source
pieces, or null for a model without α. The file lies beside a model's others and is not part of
its digest.
"""

import base64
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from attention_core.data.pairs import DataError, Pair
from attention_core.decoding.beam_search import beam_search
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.cleaning import clean
from attention_core.text.tokenizer import Tokenizer

SNAPSHOTS = "snapshots.jsonl"  # beside the model folder's files
BEAM = 5
SENTENCES = 6  # where none are given


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SentenceSnapshot:
    """One sentence at one look."""

    source_pieces: tuple[str, ...]  # J
    target_pieces: tuple[str, ...]  # I
    translation: str
    alpha: NDArray[np.float16] | None  # [I, J]; None for a model without α

    def to_json(self) -> dict[str, Any]:
        """An entry of "sentences"."""
        alpha = None
        if self.alpha is not None:
            alpha = base64.b64encode(self.alpha.astype("<f2").tobytes()).decode("ascii")
        return {
            "source_pieces": list(self.source_pieces),
            "target_pieces": list(self.target_pieces),
            "translation": self.translation,
            "alpha": alpha,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` wrote.

        Raises:
            ValueError, KeyError: it did not.
        """
        source, target = tuple(data["source_pieces"]), tuple(data["target_pieces"])
        alpha = None
        if data["alpha"] is not None:
            alpha = np.frombuffer(base64.b64decode(data["alpha"]), dtype="<f2")
            alpha = alpha.reshape(len(target), len(source))
        return cls(
            source_pieces=source,
            target_pieces=target,
            translation=data["translation"],
            alpha=alpha,
        )


def snapshot(
    *, model: Seq2Seq, source: Tokenizer, target: Tokenizer, sentences: Sequence[str]
) -> list[dict[str, Any]]:
    """What a model, in evaluation mode, makes of sentences now: the "sentences" of a line."""
    encoded = [source.encode(sentence) for sentence in sentences]
    found = beam_search(model=model, sources=[one.ids for one in encoded], beam=BEAM)
    return [
        SentenceSnapshot(
            source_pieces=one.pieces,
            target_pieces=target.spell(best.ids).pieces,
            translation=target.text(best.ids),
            alpha=None if best.alpha is None else best.alpha.numpy().astype(np.float16),
        ).to_json()
        for one, (best, *_) in zip(encoded, found, strict=True)
    ]


def read_sentences(path: Path) -> tuple[str, ...]:
    """English sentences, a line each.

    Raises:
        DataError: it cannot be read, is not UTF-8, or holds none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 at byte {error.start + 1}") from error
    found = tuple(line for line in map(clean, text.splitlines()) if line)
    if not found:
        raise DataError(f"{path}: no sentences in it")
    return found


def spread_over_length(pairs: Sequence[Pair], *, count: int = SENTENCES) -> tuple[str, ...]:
    """The English of `count` pairs, from the shortest to the longest in even steps."""
    order = sorted(dict.fromkeys(pair.source for pair in pairs), key=lambda text: len(text.split()))
    count = min(count, len(order))
    return tuple(order[round(k * (len(order) - 1) / max(1, count - 1))] for k in range(count))


def read_snapshots(path: Path) -> dict[int, tuple[SentenceSnapshot, ...]]:
    """All looks of a file, by update.

    Raises:
        OSError, ValueError, KeyError: there is no such file, or it is another's.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        row["update"]: tuple(map(SentenceSnapshot.from_json, row["sentences"]))
        for row in map(json.loads, lines)
    }
