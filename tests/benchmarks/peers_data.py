"""The pairs that all systems of `peers` train on and translate, in the format of each."""

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
from attention_core.text.languages import LanguagePair
from attention_core.text.tokenizer import END, UNKNOWN, Tokenizer


@dataclasses.dataclass(frozen=True, kw_only=True)
class Prepared:
    """Sizes of the prepared data."""

    pairs: int  # to train on
    pieces: int  # target pieces of those, end marks included
    available: int  # pairs that there are to choose from
    mean_target: float  # pieces
    mean_longest: float  # pieces of the longer side, each with the marks that OpenNMT-py adds
    limit: int  # pieces of the longest allowed translation of any sentence
    source_pieces: int  # size of the vocabulary
    target_pieces: int


def prepare(
    *,
    files: Sequence[tuple[Path, float]],
    dev: Path,
    test: Path,
    config: TrainConfig,
    tokenizers: Path | None,
    languages: LanguagePair,
    pieces: int,
    folder: Path,
) -> Prepared:
    """Mix and tokenize as a training run does, and take pairs up to a number of target pieces.

    So every system sees the same pairs, each about once; if there are too few, several times.
    They are shuffled here, because OpenNMT-py shuffles only within its bucket.

    Args:
        files: training pairs and how often each is taken, as `load_corpus`.
        dev: pairs to measure quality with; they select nothing.
        test: the same.
        config: how pairs are filtered and mixed.
        tokenizers: folder with source.spm and target.spm; new ones are learnt if None.
        languages: of the pairs.
        pieces: target pieces to train on.
        folder: where all files are written.

    Raises:
        DataError: a file cannot be read or has broken lines.
    """
    corpus = load_corpus(
        files=files, dev=dev, config=config, tokenizers=tokenizers, languages=languages
    )
    encoded = [(p, corpus.examples(pairs=[p], longest=config.max_pieces)) for p in corpus.pairs]
    usable = [(pair, examples[0]) for pair, examples in encoded if examples]
    random.Random(config.seed).shuffle(usable)
    chosen = first_pairs(usable, pieces=pieces)
    folder.mkdir(parents=True, exist_ok=True)
    test_pairs = read_pairs(test)
    for name, pairs in (
        ("train", [pair for pair, _ in chosen]),
        ("dev", corpus.dev),
        ("test", test_pairs),
    ):
        _write_pairs(folder / name, pairs=pairs, source=corpus.source, target=corpus.target)
    for name, tokenizer in (("source", corpus.source), ("target", corpus.target)):
        (folder / f"{name}.spm").write_bytes(tokenizer.model)
        # After padding, unknown, start and end, which the peers add themselves.
        vocabulary = [tokenizer.id_to_piece(index) for index in range(END + 1, len(tokenizer))]
        write_lines(folder / f"vocabulary.{name}", vocabulary)
    sources = [corpus.source.encode_ids(pair.source) for pair in (*corpus.dev, *test_pairs)]
    examples = [example for _, example in chosen]
    return Prepared(
        pairs=len(chosen),
        pieces=sum(len(target) for _, target in examples),
        available=len(usable),
        mean_target=sum(len(target) for _, target in examples) / len(chosen),
        mean_longest=sum(max(len(s) - 1, len(t) + 1) for s, t in examples) / len(chosen),
        limit=length_limit(max(map(len, sources))),
        source_pieces=len(corpus.source),
        target_pieces=len(corpus.target),
    )


def first_pairs(
    usable: Sequence[tuple[Pair, Example]], *, pieces: int
) -> list[tuple[Pair, Example]]:
    """The first pairs with `pieces` target pieces in all; every pair if there are too few."""
    chosen, size = [], 0
    for pair, example in usable:
        if size >= pieces:
            break
        chosen.append((pair, example))
        size += len(example[1])
    return chosen


def piece_line(text: str, *, tokenizer: Tokenizer) -> str:
    """A sentence as its pieces with spaces between, without the end mark."""
    ids = tokenizer.encode_ids(text)[:-1]
    return " ".join(UNKNOWN_PIECE if i == UNKNOWN else tokenizer.id_to_piece(i) for i in ids)


def _write_pairs(
    stem: Path, *, pairs: Sequence[Pair], source: Tokenizer, target: Tokenizer
) -> None:
    """Write the pairs as text, and each side in pieces."""
    write_lines(stem.with_suffix(".tsv"), [f"{pair.source}\t{pair.target}" for pair in pairs])
    for ending, tokenizer, side in (
        (".source", source, [pair.source for pair in pairs]),
        (".target", target, [pair.target for pair in pairs]),
    ):
        lines = [piece_line(text, tokenizer=tokenizer) for text in side]
        write_lines(stem.with_suffix(ending), lines)
