"""The data of a training run: mixed training pairs, dev pairs and the two tokenizers."""

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attention_core.config import TrainConfig
from attention_core.data.batches import Example
from attention_core.data.held_out import draw_held_out, split_held_out
from attention_core.data.mixing import Mix, mix_files
from attention_core.data.pairs import DataError, Pair, read_pair_rows, read_parts
from attention_core.text.languages import (
    ENGLISH_HINDI,
    LanguagePair,
    script_name,
    usual_script,
)
from attention_core.text.tokenizer import Tokenizer, TokenizerError, train_tokenizer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Corpus:
    """Training and dev pairs, with their tokenizers."""

    pairs: tuple[Pair, ...]
    dev: tuple[Pair, ...]
    source: Tokenizer
    target: Tokenizer
    card: dict[str, Any]  # what the model card says about the data
    languages: LanguagePair = ENGLISH_HINDI
    dev_parts: tuple[str, ...] = ()  # part of each dev pair; empty if none is known
    notes: tuple[str, ...] = ()  # how the files were read, where that needs saying

    def examples(self, *, pairs: Sequence[Pair], longest: float = math.inf) -> list[Example]:
        """Pairs as piece ids, without those that have a side of more than `longest` pieces."""
        encoded = (
            (self.source.encode_ids(pair.source), self.target.encode_ids(pair.target))
            for pair in pairs
        )
        return [(s, t) for s, t in encoded if max(len(s), len(t)) <= longest]


def weighted_file(argument: str) -> tuple[Path, float]:
    """Parse `FILE` or `FILE:WEIGHT` from a command line.

    Raises:
        DataError: the weight is not a number above 0 and at most 100.
    """
    name, _, end = argument.rpartition(":")
    try:
        weight = float(end) if name else 1.0
    except ValueError:  # the colon is part of the file name
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
    languages: LanguagePair = ENGLISH_HINDI,
    lowercase: bool = True,
    swap: bool = False,
) -> Corpus:
    """Read and mix the files, and read or train the tokenizers.

    Args:
        files: training files, each with its weight as for `mix_files`.
        dev: file of pairs for validation, which are never trained on.
        licences: JSON object from a file's stem to what the card says about its origin.
        tokenizers: folder with source.spm and target.spm; None trains new ones.
        held_out: files among `files`, and how many pairs of each (with all that share their
            first side, in any file) move to `dev`, as a part named after the file.
        languages: of the model.
        lowercase: whether sentences to translate are lower-cased.
        swap: the files have the target in the first column. They are read, filtered and mixed in
            the order of their columns all the same, and turned round afterwards.

    Raises:
        DataError: a file cannot be read or has broken lines, too few pairs to hold out, or no
            usable pair is left, or the columns seem to be the wrong way round.
        UserError: as `train_tokenizer`.
    """
    columns = languages.swapped() if swap else languages
    parsed = [(path, weight, read_pair_rows(path)) for path, weight in files]
    contents = [(path, weight, found.rows) for path, weight, found in parsed]
    sentences, dev_pairs = _held_out(
        held_out=held_out, contents={path: rows for path, _, rows in contents}, seed=config.seed
    )
    parsed_dev = read_parts(dev, languages=columns)
    dev_pairs = [*parsed_dev.rows, *dev_pairs]
    read = [*((path, found.notes) for path, _, found in parsed), (dev, parsed_dev.notes)]
    training = {
        path: split_held_out(pairs=rows, sentences=sentences)[0] for path, _, rows in contents
    }
    mix = mix_files(
        files=[(training[path], weight) for path, weight, _ in contents],
        max_words=config.max_words,
        joined=config.joined,
        seed=config.seed,
    )
    _check(mix=mix, columns=columns, config=config)
    pairs = tuple(pair.swapped() for pair in mix.pairs) if swap else mix.pairs
    origins = _json(licences) if licences else {}
    card: dict[str, Any] = {
        "files": [
            {
                "file": path.name,
                "pairs": len(rows),
                "weight": weight,
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                **({"held_out": out} if (out := len(rows) - len(training[path])) else {}),
                **origins.get(path.stem, {}),
            }
            for path, weight, rows in contents
        ],
        "pairs_after_mixing": len(pairs),
        "source_words": sum(pair.words for pair in pairs),
        "left_out": dict(mix.left_out),
        "scripts": list(mix.scripts[::-1] if swap else mix.scripts),
    }
    if swap:
        dev_pairs = [(pair.swapped(), part) for pair, part in dev_pairs]
    if tokenizers is None:
        # Every pair once, so that repeats in the mix do not get more of the vocabulary.
        once = tuple(dict.fromkeys(pairs))
        source = train_tokenizer(
            sentences=(p.source for p in once), pieces=config.pieces, lowercase=lowercase
        )
        target = train_tokenizer(
            sentences=(p.target for p in once), pieces=config.pieces, lowercase=False
        )
    else:
        source = _tokenizer(tokenizers / "source.spm", lowercase=lowercase)
        target = _tokenizer(tokenizers / "target.spm", lowercase=False)
    parts = tuple(part for _, part in dev_pairs)
    return Corpus(
        pairs=pairs,
        dev=tuple(pair for pair, _ in dev_pairs),
        source=source,
        target=target,
        card=card,
        languages=languages,
        dev_parts=parts if any(parts) else (),
        notes=tuple(f"{path}: {note}" for path, notes in read for note in notes),
    )


def _check(*, mix: Mix, columns: LanguagePair, config: TrainConfig) -> None:
    """Raise DataError if nothing is left to learn from or the columns are the wrong way round.

    Args:
        mix: as made from the files.
        columns: the languages that the columns should be in.
        config: recipe, for the message.
    """
    expected = (usual_script(columns.source), usual_script(columns.target))
    if expected[0] != expected[1] and mix.scripts == expected[::-1]:
        names = script_name(mix.scripts[0]), script_name(mix.scripts[1])
        raise DataError(
            f"the columns seem to be the wrong way round: {columns.names[0]} should come first, "
            f"but the first column is in {names[0]} and the second in {names[1]}; swap the "
            "languages, or say that the file is swapped"
        )
    if not mix.pairs:
        raise DataError(
            f"no pair is left to train on: pairs are skipped that have over {config.max_words} "
            "words, or sides of very different length, or a side that is not in the script of "
            "its column"
        )


def _held_out(
    *, held_out: Sequence[tuple[Path, int]], contents: Mapping[Path, Sequence[Pair]], seed: int
) -> tuple[frozenset[str], list[tuple[Pair, str]]]:
    """Lower-cased first sides to hold out, and the drawn pairs with their file's stem."""
    sentences = frozenset[str]()
    dev_pairs: list[tuple[Pair, str]] = []
    for path, count in held_out:
        if path not in contents:
            raise DataError(
                f"{path} is not among the training files, so no pairs of it can be held out"
            )
        drawn = draw_held_out(pairs=contents[path], count=count, seed=seed)
        out = split_held_out(pairs=contents[path], sentences=drawn)[1]
        dev_pairs += [(pair, path.stem) for pair in out]
        sentences |= drawn
    return sentences, dev_pairs


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error


def _tokenizer(path: Path, *, lowercase: bool) -> Tokenizer:
    try:
        return Tokenizer(model=_bytes(path), lowercase=lowercase)
    except TokenizerError as error:
        raise DataError(f"{path}: {error}") from error


def _json(path: Path) -> dict[str, dict[str, str]]:
    try:
        origins = json.loads(_bytes(path))
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not JSON: {error}") from error
    if not isinstance(origins, dict) or not all(isinstance(v, dict) for v in origins.values()):
        raise DataError(f"{path}: expected a JSON object with an object for each file's stem")
    return origins
