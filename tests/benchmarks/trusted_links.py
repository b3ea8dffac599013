"""Trusted links: word links that eflomal makes in both directions, written to a file.

They are nearly always right and can be made for any pairs. With them one can measure, on the kind
of text that a model is for, how often its largest weight is on the right word
(`evaluation.correctness`). eflomal learns from the training pairs and from the pairs to be linked
at once. Punctuation has no links. `eflomal_aer` says how to install eflomal.

    PYTHONPATH=. python tests/benchmarks/trusted_links.py --eflomal /tmp/eflomal/bin/eflomal-align \
        --link dev.tsv:tatoeba,stories:dev_links.tsv --link test/tatoeba.tsv::test_links.tsv \
        train/*.tsv

A line of the output has English, Hindi, links between words separated by spaces (in Pharaoh's
notation, English first), and the name of the pair's part.
"""

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path

import regex
from eflomal_aer import align, tokens, training_pairs

from attention_core.alignment.gold import GoldPair
from attention_core.alignment.links import GoldLinks, Link, format_pharaoh
from attention_core.data.pairs import Pair
from attention_core.text.cleaning import clean

_WORD = regex.compile(r"[\p{L}\p{N}]")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """Which pairs of a file are to be linked, and the output file."""

    file: Path
    names: tuple[str, ...]  # values of the third column; empty for all pairs
    out: Path


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A pair to be linked, with the name of its part."""

    pair: Pair
    part: str


def parse_part(argument: str) -> Part:
    """Read `FILE:NAME,NAME:OUT`, or `FILE::OUT` for all pairs, from the command line.

    Raises:
        ValueError: there are not exactly two colons.
    """
    file, names, out = argument.split(":")
    return Part(
        file=Path(file), names=tuple(name for name in names.split(",") if name), out=Path(out)
    )


def read_rows(part: Part) -> list[Row]:
    """Read the pairs of a part; without a third column, the part is named after the file."""
    rows = []
    for line in part.file.read_text(encoding="utf-8").splitlines():
        english, hindi, *other_columns = line.split("\t")
        name = other_columns[0] if other_columns else part.file.stem
        if not part.names or name in part.names:
            pair = Pair(
                source=" ".join(clean(english).split()), target=" ".join(clean(hindi).split())
            )
            rows.append(Row(pair=pair, part=name))
    return rows


def token_words(text: str) -> list[int | None]:
    """The number of the word that each token of `tokens(text)` belongs to; None for punctuation."""
    return [
        number if _WORD.search(token) else None
        for number, word in enumerate(text.split(" "))
        for token in tokens(word).split()
    ]


def word_links(*, links: frozenset[Link], pair: Pair) -> frozenset[Link]:
    """Turn links of tokens into links of words; links of punctuation are left out."""
    source, target = token_words(pair.source), token_words(pair.target)
    numbers = ((source[s], target[t]) for s, t in links)
    return frozenset((s, t) for s, t in numbers if s is not None and t is not None)


def trusted_links(
    *, command: str, rows: Sequence[Row], pairs: Sequence[Pair]
) -> list[frozenset[Link]]:
    """The links of each row that eflomal makes in both directions.

    Args:
        command: the program eflomal-align.
        rows: to be linked.
        pairs: to learn from, besides the rows.
    """
    no_links = GoldLinks(sure=frozenset(), possible=frozenset())
    tokenized = [
        GoldPair(
            source=tuple(tokens(row.pair.source).split()),
            target=tuple(tokens(row.pair.target).split()),
            gold=no_links,
        )
        for row in rows
    ]
    directions = zip(*align(command=command, pairs=pairs, gold=tokenized), strict=True)
    return [
        word_links(links=forward & backward, pair=row.pair)
        for (forward, backward), row in zip(directions, rows, strict=True)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eflomal", default="eflomal-align", help="the program eflomal-align")
    parser.add_argument(
        "--link", type=parse_part, action="append", required=True, metavar="FILE:NAMES:OUT"
    )
    parser.add_argument("--max-words", type=int, default=50, help="of a training pair")
    parser.add_argument("train", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args(arguments)
    rows = {part: read_rows(part) for part in options.link}
    all_rows = [row for part in rows.values() for row in part]
    pairs = training_pairs(files=options.train, max_words=options.max_words)
    print(f"{len(pairs)} training pairs and {len(all_rows)} pairs to link")
    links_of_rows = iter(trusted_links(command=options.eflomal, rows=all_rows, pairs=pairs))
    lines: dict[Path, list[str]] = {}
    for part, part_rows in rows.items():
        for row in part_rows:
            links = next(links_of_rows)
            columns = (
                row.pair.source,
                row.pair.target,
                format_pharaoh(GoldLinks(sure=links, possible=links)),
                row.part,
            )
            lines.setdefault(part.out, []).append("\t".join(columns) + "\n")
    for out, out_lines in lines.items():
        out.write_text("".join(out_lines), encoding="utf-8")
        count = sum(line.split("\t")[2].count("-") for line in out_lines)
        print(f"{out}: {len(out_lines)} pairs, {count} links")


if __name__ == "__main__":
    main()
