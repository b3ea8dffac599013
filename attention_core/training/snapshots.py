"""Snapshots: translations and α of a few fixed sentences at each validation, to watch α form.

The file has one JSON object a line, one for each validation:

    {"update": 800, "sentences": [{"source_pieces": […], "target_pieces": […],
     "translation": "…", "alpha": "…"}, …]}

Pieces are SentencePiece's, the end marks last; the target's end mark is missing if the
translation reached the length limit. "alpha" is base64 of [I, J] little-endian float16, row by
row, I target and J source pieces, or null for a model without α. The file lies in the model
folder and is not part of its digest.
"""

import base64
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_sentence import AlignedSentence
from attention_core.data.pairs import DataError, Pair
from attention_core.decoding.beam_search import beam_search
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.cleaning import clean
from attention_core.text.encodings import EncodingError, decode, split_lines
from attention_core.text.languages import LanguagePair
from attention_core.text.tokenizer import Tokenizer
from attention_core.text.words import END_PIECE, SPACE, Word, word_spans
from attention_core.training.learning_curve import LearningCurve

SNAPSHOTS = "snapshots.jsonl"  # beside the model folder's files
BEAM = 5
SENTENCES = 6  # chosen if none are given


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class SentenceSnapshot:
    """One sentence at one validation."""

    source_pieces: tuple[str, ...]  # J
    target_pieces: tuple[str, ...]  # I
    translation: str
    alpha: NDArray[np.float16] | None  # [I, J]; None for a model without α

    def aligned(
        self, *, origin: str = "", languages: LanguagePair | None = None
    ) -> AlignedSentence:
        """The sentence with its words, as a drawing takes it.

        Args:
            origin: who made it, for the drawing.
            languages: of the model; None if they are not known.
        """
        source, target = _words(self.source_pieces), _words(self.target_pieces)
        return AlignedSentence(
            source="".join(self.source_pieces).replace(SPACE, " ").removesuffix(END_PIECE).strip(),
            source_pieces=self.source_pieces,
            source_words=source,
            target_pieces=self.target_pieces,
            target_words=target,
            translation=self.translation,
            alpha=None if self.alpha is None else self.alpha.astype(np.float32),
            origin=origin,
            languages=languages,
        )

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
        """Read an entry of "sentences" as `to_json` writes it.

        Raises:
            ValueError, KeyError: a field is missing, or "alpha" has another size.
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


def _words(pieces: Sequence[str]) -> tuple[Word, ...]:
    """Words of pieces; the end mark, if it is there, is one."""
    ended = bool(pieces) and pieces[-1] == END_PIECE
    body = pieces[:-1] if ended else pieces
    words = word_spans(pieces=body, text="".join(body).replace(SPACE, " ").removeprefix(" "))
    end = Word(text=END_PIECE, start=len(body), stop=len(body) + 1)
    return (*words, end) if ended else words


def snapshot(
    *, model: Seq2Seq, source: Tokenizer, target: Tokenizer, sentences: Sequence[str]
) -> list[dict[str, Any]]:
    """Translate sentences with a model in evaluation mode.

    Returns:
        The "sentences" of a line of the file.
    """
    encoded = [source.encode(sentence) for sentence in sentences]
    hypotheses = beam_search(model=model, sources=[sentence.ids for sentence in encoded], beam=BEAM)
    return [
        SentenceSnapshot(
            source_pieces=sentence.pieces,
            target_pieces=target.decode_pieces(best.ids).pieces,
            translation=target.decode(best.ids),
            alpha=None if best.alpha is None else best.alpha.numpy().astype(np.float16),
        ).to_json()
        for sentence, (best, *_) in zip(encoded, hypotheses, strict=True)
    ]


def read_sentences(path: Path) -> tuple[str, ...]:
    """Read source sentences, one a line.

    Raises:
        DataError: the file cannot be read, is not UTF-8, or has no sentences.
    """
    try:
        text, _ = decode(path.read_bytes())
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except EncodingError as error:
        raise DataError(f"{path}: {error}") from error
    sentences = tuple(line for line in map(clean, split_lines(text)) if line)
    if not sentences:
        raise DataError(f"{path}: no sentences in it")
    return sentences


def spread_over_length(pairs: Sequence[Pair], *, count: int = SENTENCES) -> tuple[str, ...]:
    """The source of `count` pairs, from the shortest to the longest in even steps of rank."""
    order = sorted(dict.fromkeys(pair.source for pair in pairs), key=lambda text: len(text.split()))
    count = min(count, len(order))
    return tuple(order[round(k * (len(order) - 1) / max(1, count - 1))] for k in range(count))


def read_snapshots(path: Path) -> dict[int, tuple[SentenceSnapshot, ...]]:
    """Read all snapshots of a file, by update.

    Raises:
        OSError: the file cannot be read.
        ValueError, KeyError: it is no file of snapshots.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return {
        row["update"]: tuple(map(SentenceSnapshot.from_json, row["sentences"]))
        for row in map(json.loads, lines)
    }


def earlier_snapshots(
    path: Path, *, until: int, source: Tokenizer, sentences: Sequence[str]
) -> list[dict[str, Any]]:
    """The lines of another run's file, for a run that goes on from its weights.

    Args:
        path: of the other run's file, which may be missing.
        until: update of its best weights; it may have gone on to worse ones.
        source: tokenizer of this run.
        sentences: those of this run.

    Returns:
        Its lines up to these weights, or none if it kept other sentences or is unreadable.
    """
    pieces = [list(source.encode(sentence).pieces) for sentence in sentences]
    rows = [row for row in LearningCurve(path).rows() if row["update"] <= until]
    try:
        kept = [[entry["source_pieces"] for entry in row["sentences"]] for row in rows]
    except (KeyError, TypeError):
        return []
    return rows if all(row == pieces for row in kept) else []


def read_last(path: Path) -> tuple[int, tuple[SentenceSnapshot, ...]] | None:
    """The update and the sentences of the last snapshot; None if there is none yet."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in reversed(lines):  # the last one may be half written
        try:
            row = json.loads(line)
            return row["update"], tuple(map(SentenceSnapshot.from_json, row["sentences"]))
        except (ValueError, KeyError):
            continue
    return None
