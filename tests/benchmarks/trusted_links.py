"""Trusted links: word links on which eflomal's two directions agree, as a file to measure by.

They are nearly always right, there are some for any pair, and so they say on the very text that a
model is for how often its largest weight stands on the right word (`evaluate --links`). eflomal
learns from the training pairs and from the pairs that are to be linked, all at once; a sign that
is no word (a full stop, a comma) makes no link. See `eflomal_aer` for how to install it.

    PYTHONPATH=. python tests/benchmarks/trusted_links.py --eflomal /tmp/eflomal/bin/eflomal-align \
        --link dev.tsv:tatoeba,stories:dev_links.tsv --link test/tatoeba.tsv::test_links.tsv \
        train/*.tsv

The lines written hold English, Hindi, links by words between spaces (Pharaoh's, English first),
and the part of the file that the pair is of.
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
    """Pairs of a file that are to be linked, and where to."""

    file: Path
    names: tuple[str, ...]  # of the third column; empty: all pairs
    out: Path


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A pair to be linked."""

    pair: Pair
    part: str


def parse_part(argument: str) -> Part:
    """Read `FILE:NAME,NAME:OUT` from a command line; without names it is `FILE::OUT`."""
    file, names, out = argument.split(":")
    return Part(
        file=Path(file), names=tuple(name for name in names.split(",") if name), out=Path(out)
    )


def read_rows(part: Part) -> list[Row]:
    """The pairs of a part."""
    rows = []
    for line in part.file.read_text(encoding="utf-8").splitlines():
        english, hindi, *rest = line.split("\t")
        name = rest[0] if rest else part.file.stem
        if not part.names or name in part.names:
            pair = Pair(
                source=" ".join(clean(english).split()), target=" ".join(clean(hindi).split())
            )
            rows.append(Row(pair=pair, part=name))
    return rows


def owners(text: str) -> list[int | None]:
    """For each token of `tokens(text)` the word between spaces that it is of; None for signs."""
    return [
        number if _WORD.search(token) else None
        for number, word in enumerate(text.split(" "))
        for token in tokens(word).split()
    ]


def by_words(*, links: frozenset[Link], pair: Pair) -> frozenset[Link]:
    """Links of tokens as links of words between spaces; those of signs are left out."""
    source, target = owners(pair.source), owners(pair.target)
    found = ((source[s], target[t]) for s, t in links)
    return frozenset((s, t) for s, t in found if s is not None and t is not None)


def link(*, command: str, rows: Sequence[Row], pairs: Sequence[Pair]) -> list[frozenset[Link]]:
    """Links of every row that eflomal makes in both directions."""
    nothing = GoldLinks(sure=frozenset(), possible=frozenset())
    asked = [
        GoldPair(
            source=tuple(tokens(row.pair.source).split()),
            target=tuple(tokens(row.pair.target).split()),
            gold=nothing,
        )
        for row in rows
    ]
    both = zip(*align(command=command, pairs=pairs, gold=asked), strict=True)
    return [
        by_words(links=forward & backward, pair=row.pair)
        for (forward, backward), row in zip(both, rows, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eflomal", default="eflomal-align", help="the program eflomal-align")
    parser.add_argument(
        "--link", type=parse_part, action="append", required=True, metavar="FILE:NAMES:OUT"
    )
    parser.add_argument("--max-words", type=int, default=50, help="of a training pair")
    parser.add_argument("train", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args()
    rows = {part: read_rows(part) for part in options.link}
    everything = [row for part in rows.values() for row in part]
    pairs = training_pairs(files=options.train, max_words=options.max_words)
    print(f"{len(pairs)} training pairs and {len(everything)} pairs to link")
    found = iter(link(command=options.eflomal, rows=everything, pairs=pairs))
    lines: dict[Path, list[str]] = {}
    for part, asked in rows.items():
        for row in asked:
            links = next(found)
            columns = (
                row.pair.source,
                row.pair.target,
                format_pharaoh(GoldLinks(sure=links, possible=links)),
                row.part,
            )
            lines.setdefault(part.out, []).append("\t".join(columns) + "\n")
    for out, written in lines.items():
        out.write_text("".join(written), encoding="utf-8")
        count = sum(len(line.split("\t")[2].split()) for line in written)
        print(f"{out}: {len(written)} pairs, {count} links")


if __name__ == "__main__":
    main()
