"""What a run learns from and is judged by: mixed pairs, a dev set, and the two tokenizers."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attention_core.config import TrainConfig
from attention_core.data.batches import Example
from attention_core.data.held_out import drawn, split
from attention_core.data.mixing import mix_files
from attention_core.data.pairs import DataError, Pair, read_pairs, read_parts
from attention_core.text.tokenizer import Tokenizer, train_tokenizer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Corpus:
    """Training and dev pairs, with the tokenizers that cut them."""

    pairs: tuple[Pair, ...]
    dev: tuple[Pair, ...]
    source: Tokenizer
    target: Tokenizer
    card: dict[str, Any]  # what the model card says of the data
    dev_parts: tuple[str, ...] = ()  # of each dev pair, what it is part of; empty: nothing known

    def examples(self, *, pairs: Sequence[Pair], longest: float = math.inf) -> list[Example]:
        """Pairs as piece ids; those longer than `longest` pieces on a side are left out."""
        encoded = (
            (self.source.encode_ids(pair.source), self.target.encode_ids(pair.target))
            for pair in pairs
        )
        return [(s, t) for s, t in encoded if max(len(s), len(t)) <= longest]


def weighted_file(argument: str) -> tuple[Path, float]:
    """Read `FILE` or `FILE:WEIGHT` from a command line.

    Raises:
        DataError: the weight is not a number above 0 and at most 100.
    """
    name, _, end = argument.rpartition(":")
    try:
        weight = float(end) if name else 1.0
    except ValueError:  # the colon is part of a name
        return Path(argument), 1.0
    if not 0 < weight <= 100:
        raise DataError(f"{argument}: the weight is {end}, not above 0 and at most 100")
    return Path(name or argument), weight


def load_corpus(
    *,
    files: Sequence[tuple[Path, float]],
    dev: Path,
    config: TrainConfig,
    licences: Path | None = None,
    tokenizers: Path | None = None,
    held_out: Sequence[tuple[Path, int]] = (),
    swap: bool = False,
) -> Corpus:
    """Read, mix and cut.

    Args:
        files: each with how often its pairs are taken.
        dev: pairs to choose by, never learnt from.
        licences: JSON object from a file's stem to what the card says of its origin.
        tokenizers: folder with source.spm and target.spm to use; new ones are learnt if None.
        held_out: files among `files`, and how many pairs of each (with all that share their
            English, in any file) are not learnt from but join `dev`, as a part of the file's name.
        swap: learn the way back, from Hindi to English. Files are read, filtered and mixed as
            English and Hindi all the same; `tokenizers`, if given, are of the way back.

    Raises:
        DataError: a file cannot be read or has broken lines, or cannot be held out of.
    """
    contents = [(path, weight, read_pairs(path)) for path, weight in files]
    english, judged = _held_out(
        held_out=held_out, contents={path: rows for path, _, rows in contents}, seed=config.seed
    )
    judged = [*read_parts(dev), *judged]
    learnt = {path: split(pairs=rows, english=english)[0] for path, _, rows in contents}
    pairs = mix_files(
        files=[(learnt[path], weight) for path, weight, _ in contents],
        max_words=config.max_words,
        joined=config.joined,
        seed=config.seed,
    )
    known = _json(licences) if licences else {}
    card: dict[str, Any] = {
        "files": [
            {
                "file": path.name,
                "pairs": len(rows),
                "weight": weight,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                **({"held_out": out} if (out := len(rows) - len(learnt[path])) else {}),
                **known.get(path.stem, {}),
            }
            for path, weight, rows in contents
        ],
        "pairs_after_mixing": len(pairs),
        "source_words": _words(pairs),
    }
    if not pairs:
        raise DataError(
            "no pair is left to train on: are the columns English, then Hindi? Pairs are left out "
            f"that have over {config.max_words} words, or sides of very different length or script"
        )
    if swap:
        pairs = tuple(pair.swapped() for pair in pairs)
        judged = [(pair.swapped(), part) for pair, part in judged]
        card |= {"source": "Hindi", "target": "English", "source_words": _words(pairs)}
    if tokenizers is None:
        # Every pair once: what the mix repeats should not take more of the vocabulary.
        once = tuple(dict.fromkeys(pairs))
        source = train_tokenizer(
            sentences=(p.source for p in once), pieces=config.pieces, folds=True
        )
        target = train_tokenizer(
            sentences=(p.target for p in once), pieces=config.pieces, folds=False
        )
    else:
        source = _tokenizer(tokenizers / "source.spm", folds=True)
        target = _tokenizer(tokenizers / "target.spm", folds=False)
    parts = tuple(part for _, part in judged)
    return Corpus(
        pairs=pairs,
        dev=tuple(pair for pair, _ in judged),
        source=source,
        target=target,
        card=card,
        dev_parts=parts if any(parts) else (),
    )


def _words(pairs: Sequence[Pair]) -> int:
    return sum(pair.words for pair in pairs)


def _held_out(
    *, held_out: Sequence[tuple[Path, int]], contents: Mapping[Path, Sequence[Pair]], seed: int
) -> tuple[frozenset[str], list[tuple[Pair, str]]]:
    """Folded English that is not to be learnt, and the drawn pairs with their file's name."""
    english = frozenset[str]()
    judged: list[tuple[Pair, str]] = []
    for path, count in held_out:
        if path not in contents:
            raise DataError(f"{path} is not among the training files: nothing to be held out")
        own = drawn(pairs=contents[path], count=count, seed=seed)
        out = split(pairs=contents[path], english=own)[1]
        judged += [(pair, path.stem) for pair in out]
        english |= own
    return english, judged


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error


def _tokenizer(path: Path, *, folds: bool) -> Tokenizer:
    try:
        return Tokenizer(model=_bytes(path), folds=folds)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from error


def _json(path: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(_bytes(path))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
        raise DataError(f"{path}: expected a JSON object of objects, a file's stem each")
    return found
