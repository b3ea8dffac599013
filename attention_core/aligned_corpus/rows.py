"""Rows: an AlignedSentence as a row of a corpus, and back; and as a line of JSON.

α is stored as float16, so weights are rounded to about three digits. The measures are those of
the rounded weights: a corpus that is exported and imported again has the same ones.
"""

import dataclasses
import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_corpus.columns import SCHEMA
from attention_core.aligned_corpus.measures import measures, sentence_links
from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.links import GoldLinks, format_pharaoh, parse_pharaoh
from attention_core.text.words import Word

Row = Mapping[str, Any]
_KEPT_APART = frozenset({"reference", "gold", "source", "translation", "unknown", "origin"})


def sentence_row(
    sentence: AlignedSentence, *, number: int, line: int = 0, warning: str = ""
) -> dict[str, Any]:
    """The row of a sentence, by the names of `columns.SCHEMA`.

    Args:
        sentence: α is rounded to float16 here, once, before anything is measured.
        number: id of the row.
        line: where the sentence stands in its file, from 1.
        warning: what is odd about its weights.
    """
    half = None if sentence.alpha is None else sentence.alpha.astype(np.float16)
    if half is not None:
        sentence = dataclasses.replace(sentence, alpha=half.astype(np.float32))
    measured = measures(sentence)
    links = sentence_links(sentence)
    more = {key: value for key, value in sentence.more.items() if key not in _KEPT_APART}
    gold = sentence.more.get("gold")
    return (
        dict.fromkeys(SCHEMA.names)
        | measured
        | {
            "id": number,
            "source": sentence.source,
            "target": sentence.translation,
            "source_tokens": sentence.source_pieces,
            "target_tokens": sentence.target_pieces,
            "alpha": None if half is None else half.ravel(),
            "links": format_pharaoh(GoldLinks(sure=links, possible=links)),
            "gold": gold if isinstance(gold, str) and gold.strip() else None,
            "source_word_starts": [word.start for word in sentence.source_words],
            "source_word_texts": [word.text for word in sentence.source_words],
            "target_word_starts": [word.start for word in sentence.target_words],
            "target_word_texts": [word.text for word in sentence.target_words],
            "unknown": sentence.unknown,
            "line": line,
            "origin": sentence.origin,
            "warning": "; ".join(part for part in (warning, measured["warning"]) if part),
            "more": json.dumps(more, ensure_ascii=False) if more else None,
        }
    )


def row_sentence(row: Row) -> AlignedSentence:
    """The sentence of a row; the inverse of `sentence_row`, but for the rounding of α."""
    more = dict(json.loads(row["more"])) if row["more"] else {}
    more |= {name: row[name] for name in ("reference", "gold") if row[name] is not None}
    return AlignedSentence(
        source=row["source"],
        source_pieces=tuple(row["source_tokens"]),
        source_words=_words(row, side="source"),
        target_pieces=tuple(row["target_tokens"]),
        target_words=_words(row, side="target"),
        translation=row["target"],
        alpha=_alpha(row),
        links=parse_pharaoh(row["links"]).possible if row["alpha"] is None else None,
        unknown=tuple(row["unknown"]),
        origin=row["origin"],
        more=more,
    )


def _alpha(row: Row) -> NDArray[np.float32] | None:
    if row["alpha"] is None:
        return None
    shape = (len(row["target_tokens"]), len(row["source_tokens"]))
    return np.asarray(row["alpha"], dtype=np.float32).reshape(shape)


def _words(row: Row, *, side: str) -> tuple[Word, ...]:
    starts: Sequence[int] = row[f"{side}_word_starts"]
    stops = [*starts[1:], len(row[f"{side}_tokens"])]
    texts = row[f"{side}_word_texts"]
    spans = zip(texts, starts, stops, strict=True)
    return tuple(Word(text=text, start=int(start), stop=int(stop)) for text, start, stop in spans)


def row_json(row: Row) -> dict[str, Any]:
    """What `formats.json_lines` reads: tokens, weights or links, words, and whatever else it had.

    Weights are the shortest decimals that round to the stored ones.
    """
    more: dict[str, Any] = json.loads(row["more"]) if row["more"] else {}
    data: dict[str, Any] = {
        "source_tokens": list(row["source_tokens"]),
        "target_tokens": list(row["target_tokens"]),
    }
    if row["alpha"] is None:
        data |= {"alpha": None, "links": row["links"]}
    else:
        data["alpha"] = shortest_decimals(np.asarray(_alpha(row)))
    for side in ("source", "target"):
        words = _words(row, side=side)
        data[f"{side}_spans"] = [[word.start, word.stop] for word in words]
        data[f"{side}_words"] = [word.text for word in words]
    data |= {"source": row["source"], "translation": row["target"], "origin": row["origin"]}
    if len(row["unknown"]):
        data["unknown"] = list(row["unknown"])
    data |= {name: row[name] for name in ("reference", "gold") if row[name] is not None}
    return data | more


def shortest_decimals(alpha: NDArray[np.floating[Any]]) -> list[list[float]]:
    """Rows of the shortest decimals that round to the same float16 numbers."""
    table = _decimals()
    bits = np.abs(alpha).astype(np.float16).view(np.uint16)
    return [[table[bit] for bit in row] for row in bits.tolist()]


@functools.cache
def _decimals() -> list[float]:
    """Of every float16 from 0 to 2, by its bits, the shortest decimal."""
    halves = np.arange(0x4001, dtype=np.uint16).view(np.float16)
    return [float(str(half)) for half in halves]
