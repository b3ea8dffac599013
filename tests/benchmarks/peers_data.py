"""The pairs that all systems of `peers` learn from and translate, written as each wants them."""

import dataclasses
import random
from collections.abc import Sequence
from pathlib import Path

from peers_task import UNKNOWN as UNKNOWN_PIECE
from peers_task import write_lines

from attention_core.config import TrainConfig
from attention_core.data.batches import Example
from attention_core.data.corpus import load_corpus
from attention_core.data.pairs import Pair, read_pairs
from attention_core.decoding.beam_search import length_limit
from attention_core.text.tokenizer import END, UNKNOWN, Tokenizer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Prepared:
    """How much there is."""

    pairs: int  # to learn from
    pieces: int  # target pieces of those, end marks included
    available: int  # pairs that there would have been
    mean_target: float  # pieces
    mean_longest: float  # pieces of the longer side, each with the marks that OpenNMT-py adds
    limit: int  # pieces that the longest sentence may become
    source_pieces: int  # size of the vocabulary
    target_pieces: int


def prepare(
    *,
    files: Sequence[tuple[Path, float]],
    dev: Path,
    test: Path,
    config: TrainConfig,
    tokenizers: Path | None,
    pieces: int,
    folder: Path,
) -> Prepared:
    """Mix and cut as a training run does, and take as many pairs as hold so many target pieces.

    So every system meets the same pairs, each about once; where there are too few, over again.
    The order is drawn here, because OpenNMT-py shuffles no further than its bucket.

    Args:
        files: training pairs and how often each is taken, as `load_corpus`.
        dev: pairs to measure quality by, not to choose by.
        test: the same.
        config: which pairs are good, and how they are mixed.
        tokenizers: folder with source.spm and target.spm; new ones are learnt if None.
        pieces: target pieces to learn from.
        folder: where everything is written.

    Raises:
        DataError: a file cannot be read or has broken lines.
    """
    corpus = load_corpus(files=files, dev=dev, config=config, tokenizers=tokenizers)
    encoded = [(p, corpus.examples(pairs=[p], longest=config.max_pieces)) for p in corpus.pairs]
    kept = [(pair, found[0]) for pair, found in encoded if found]
    random.Random(config.seed).shuffle(kept)
    chosen = first(kept, pieces=pieces)
    folder.mkdir(parents=True, exist_ok=True)
    tested = read_pairs(test)
    for name, pairs in (
        ("train", [pair for pair, _ in chosen]),
        ("dev", corpus.dev),
        ("test", tested),
    ):
        _write_pairs(folder / name, pairs=pairs, source=corpus.source, target=corpus.target)
    for name, language, tokenizer in (
        ("source", "en", corpus.source),
        ("target", "hi", corpus.target),
    ):
        (folder / f"{name}.spm").write_bytes(tokenizer.model)
        # Behind padding, unknown, start and end, which the peers add themselves.
        known = [tokenizer.piece(index) for index in range(END + 1, len(tokenizer))]
        write_lines(folder / f"vocabulary.{language}", known)
    sources = [corpus.source.encode_ids(pair.source) for pair in (*corpus.dev, *tested)]
    examples = [example for _, example in chosen]
    return Prepared(
        pairs=len(chosen),
        pieces=sum(len(target) for _, target in examples),
        available=len(kept),
        mean_target=sum(len(target) for _, target in examples) / len(chosen),
        mean_longest=sum(max(len(s) - 1, len(t) + 1) for s, t in examples) / len(chosen),
        limit=length_limit(max(map(len, sources))),
        source_pieces=len(corpus.source),
        target_pieces=len(corpus.target),
    )


def first(kept: Sequence[tuple[Pair, Example]], *, pieces: int) -> list[tuple[Pair, Example]]:
    """The first pairs that hold so many target pieces; all of them if there are too few."""
    chosen, size = [], 0
    for pair, example in kept:
        if size >= pieces:
            break
        chosen.append((pair, example))
        size += len(example[1])
    return chosen


def piece_line(text: str, *, tokenizer: Tokenizer) -> str:
    """A sentence as its pieces with spaces between, the end mark left off."""
    ids = tokenizer.encode_ids(text)[:-1]
    return " ".join(UNKNOWN_PIECE if i == UNKNOWN else tokenizer.piece(i) for i in ids)


def _write_pairs(
    stem: Path, *, pairs: Sequence[Pair], source: Tokenizer, target: Tokenizer
) -> None:
    """The same pairs three times: as text, and each side in pieces."""
    write_lines(stem.with_suffix(".tsv"), [f"{pair.source}\t{pair.target}" for pair in pairs])
    for ending, tokenizer, side in (
        (".en", source, [pair.source for pair in pairs]),
        (".hi", target, [pair.target for pair in pairs]),
    ):
        lines = [piece_line(text, tokenizer=tokenizer) for text in side]
        write_lines(stem.with_suffix(ending), lines)
