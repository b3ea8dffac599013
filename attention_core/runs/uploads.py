"""Uploaded pairs: checked, bounded, and split into pairs to learn from and pairs to judge by.

An upload lies in a hidden folder of the models' folder, until the last run that uses it is
deleted. Nothing is written before all of it has been checked.
"""

import dataclasses
import hashlib
import math
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attention_core.data.held_out import split_held_out
from attention_core.data.mixing import REASONS, column_scripts, reason_left_out
from attention_core.data.pairs import DataError, Pair, PairFile
from attention_core.text.cleaning import fold
from attention_core.text.encodings import decode, split_lines
from attention_core.utils.files import write_atomically

UPLOADS: Final = ".uploads"  # in the models' folder
TRAIN, DEV = "train.tsv", "dev.tsv"
MAX_BYTES: Final = 50 * 2**20
MAX_PAIRS: Final = 200_000
MIN_PAIRS: Final = 20  # with fewer, hardly one is left to judge by
MAX_WORDS: Final = 50  # of the first side; what is longer is left out
MAX_DEV: Final = 300
SHOWN: Final = 10  # of the pairs that are left out


@dataclasses.dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A pair that no model learns from, and why."""

    pair: Pair
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Survey:
    """What was read of a file of pairs."""

    usable: tuple[Pair, ...]  # each once
    words: tuple[int, int]  # of either column, in the usable pairs
    scripts: tuple[str, str]  # of either column; "" if it has no letters
    left_out: dict[str, int]  # number of pairs, by reason
    examples: tuple[LeftOut, ...]  # the first of them
    repeated: int  # lines that say again what another says
    broken: tuple[tuple[int, str], ...]  # line number from 1, and the reason
    notes: tuple[str, ...] = ()  # how the file was read, where that needs saying


def survey(file: PairFile) -> Survey:
    """What a file of pairs holds, and what is left out of it.

    Raises:
        DataError: too many pairs, or too few usable ones.
    """
    if len(file.pairs) > MAX_PAIRS:
        raise DataError(f"{len(file.pairs):,} pairs, and the limit is {MAX_PAIRS:,}: give a part")
    pairs = tuple(dict.fromkeys(file.pairs))
    scripts = column_scripts(pairs)
    usable: list[Pair] = []
    left_out: dict[str, int] = {}
    examples: list[LeftOut] = []
    for pair in pairs:
        found = reason_left_out(pair=pair, max_words=MAX_WORDS, scripts=scripts)
        if found is None:
            usable.append(pair)
            continue
        reason = REASONS[found]
        left_out[reason] = left_out.get(reason, 0) + 1
        if len(examples) < SHOWN:
            examples.append(LeftOut(pair=pair, reason=reason))
    if len(usable) < MIN_PAIRS:
        raise DataError(
            f"{len(usable)} usable pairs of {len(pairs)}: a model needs at least {MIN_PAIRS}, and "
            "some thousands to be of use" + _first_fault(file, examples)
        )
    return Survey(
        usable=tuple(usable),
        words=(
            sum(pair.words for pair in usable),
            sum(pair.swapped().words for pair in usable),
        ),
        scripts=scripts,
        left_out=left_out,
        examples=tuple(examples),
        repeated=len(file.pairs) - len(pairs),
        broken=file.broken,
        notes=file.notes,
    )


def _first_fault(file: PairFile, examples: Sequence[LeftOut]) -> str:
    """The first thing that is wrong with a file, for the end of a sentence."""
    if file.broken:
        number, reason = file.broken[0]
        return f"; line {number}: {reason} ({len(file.broken):,} such lines in all)"
    return f"; left out, for one, because {examples[0].reason}" if examples else ""


def parallel_lines(first: bytes, second: bytes) -> bytes:
    """Two files of sentences, line by line, as one of pairs.

    Raises:
        DataError: they have different numbers of lines.
        EncodingError: one of them is no text.
    """
    sides = [split_lines(decode(data)[0].rstrip("\r\n")) for data in (first, second)]
    if len(sides[0]) != len(sides[1]):
        raise DataError(
            f"{len(sides[0]):,} lines in the first file and {len(sides[1]):,} in the second: line "
            "by line they must be translations of each other"
        )
    rows = (
        "\t".join(line.replace("\t", " ") for line in pair) for pair in zip(*sides, strict=True)
    )
    return "\n".join(rows).encode("utf-8")


def check_size(size: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises:
        DataError: it has more than MAX_BYTES bytes.
    """
    if size > MAX_BYTES:
        raise DataError(
            f"{size / 2**20:.0f} MB, and the limit is {MAX_BYTES // 2**20} MB: give a part of it, "
            "or train from the command line, which has no limit"
        )


def save_upload(*, home: Path, pairs: Sequence[Pair]) -> str:
    """Write pairs to learn from and pairs to judge by; returns the name of their folder.

    The same pairs have the same name, and are written once.

    Args:
        home: the models' folder.
        pairs: usable ones, as of `survey`.
    """
    training, dev = split_dev(pairs)
    data = {TRAIN: _tsv(training), DEV: _tsv(dev)}
    name = hashlib.sha256(data[TRAIN] + data[DEV]).hexdigest()[:16]
    for file, content in data.items():
        write_atomically(path=home / UPLOADS / name / file, data=content)
    return name


def split_dev(pairs: Sequence[Pair]) -> tuple[tuple[Pair, ...], tuple[Pair, ...]]:
    """Pairs to learn from and pairs to judge by; no first side is in both.

    A tenth of the pairs is held out, at least 5 and about MAX_DEV at most.
    """
    count = min(MAX_DEV, max(5, math.floor(len(pairs) / 10)))
    sentences = list(dict.fromkeys(fold(pair.source) for pair in pairs))
    random.Random(1).shuffle(sentences)
    return split_held_out(pairs=pairs, sentences=frozenset(sentences[:count]))


def delete_upload(*, home: Path, name: str) -> None:
    """Delete an upload, if it is there."""
    shutil.rmtree(home / UPLOADS / Path(name).name, ignore_errors=True)


def _tsv(pairs: Sequence[Pair]) -> bytes:
    return "".join(f"{pair.source}\t{pair.target}\n" for pair in pairs).encode("utf-8")
