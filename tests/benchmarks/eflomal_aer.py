"""AER of eflomal (Östling and Tiedemann 2016), the yardstick for links made from α.

eflomal learns from the training pairs and the gold file's own text (never from its links), in
both directions; the two are then made one by intersection, union and grow-diag-final-and
(Koehn et al. 2005, as in Moses). It needs a C compiler and an environment of its own:

    python3 -m venv /tmp/eflomal && /tmp/eflomal/bin/pip install eflomal==2.0.0
    PYTHONPATH=. python tests/benchmarks/eflomal_aer.py --eflomal /tmp/eflomal/bin/eflomal-align \
        --gold gold_alignments.tsv train/*.tsv

It samples, so that no two runs are quite the same; --runs shows by how much.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import regex

from attention_core.alignment.gold import GoldPair, link_quality, read_gold
from attention_core.alignment.links import Link, parse_pharaoh
from attention_core.data.mixing import is_usable
from attention_core.data.pairs import Pair, read_pairs
from attention_core.text.cleaning import fold

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+(?:[-'][\p{L}\p{M}\p{N}\u200c\u200d]+)*|\S")
_NEIGHBOURS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def grow_diag_final_and(forward: frozenset[Link], backward: frozenset[Link]) -> frozenset[Link]:
    """The intersection, grown by neighbours out of the union, then by links of two free words."""
    union = forward | backward
    links = set(forward & backward)
    grown = True
    while grown:
        grown = False
        for s, t in sorted(links):
            for down, right in _NEIGHBOURS:
                near = (s + down, t + right)
                if near in union and near not in links and _one_free(near, links):
                    links.add(near)
                    grown = True
    for direction in (forward, backward):
        for link in sorted(direction):
            if not _taken(link, links, 0) and not _taken(link, links, 1):
                links.add(link)
    return frozenset(links)


def _taken(link: Link, links: Iterable[Link], side: int) -> bool:
    return any(other[side] == link[side] for other in links)


def _one_free(link: Link, links: Iterable[Link]) -> bool:
    """Whether one of its two words has no link yet."""
    return not _taken(link, links, 0) or not _taken(link, links, 1)


def tokens(text: str) -> str:
    """Words and signs apart, as the gold tokens are."""
    return " ".join(_TOKEN.findall(fold(text)))


def training_pairs(*, files: Sequence[Path], max_words: int) -> list[Pair]:
    """What the models learn from, each pair once."""
    pairs = dict.fromkeys(pair for path in files for pair in read_pairs(path))
    return [pair for pair in pairs if is_usable(pair=pair, max_words=max_words)]


def align(
    *, command: str, pairs: Sequence[Pair], gold: Sequence[GoldPair]
) -> tuple[list[frozenset[Link]], list[frozenset[Link]]]:
    """Links of the gold pairs, forward and backward; both name the English word first."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        english = [" ".join(map(fold, pair.source)) for pair in gold]
        hindi = [" ".join(pair.target) for pair in gold]
        english += [tokens(pair.source) for pair in pairs]
        hindi += [tokens(pair.target) for pair in pairs]
        for side, lines in (("english", english), ("hindi", hindi)):
            text = "".join(f"{line}\n" for line in lines)
            (folder / side).write_text(text, encoding="utf-8")
        subprocess.run(
            [
                *(command, "--overwrite", "-s", folder / "english", "-t", folder / "hindi"),
                *("-f", folder / "forward", "-r", folder / "backward"),
            ],
            check=True,
            stdout=sys.stderr,
        )
        forward, backward = (
            [parse_pharaoh(line).sure for line in (folder / name).read_text().split("\n")]
            for name in ("forward", "backward")
        )
    return forward[: len(gold)], backward[: len(gold)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--eflomal", default="eflomal-align", help="the program eflomal-align")
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--max-words", type=int, default=50, help="of a training pair")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("train", type=Path, nargs="+", metavar="FILE")
    options = parser.parse_args()
    gold = read_gold(options.gold)
    pairs = training_pairs(files=options.train, max_words=options.max_words)
    print(f"{len(pairs)} training pairs and {len(gold)} gold pairs")
    print("run  links                  AER  precision  recall")
    for run in range(1, options.runs + 1):
        both = list(zip(*align(command=options.eflomal, pairs=pairs, gold=gold), strict=True))
        for name, links in (
            ("English to Hindi", [forward for forward, _ in both]),
            ("Hindi to English", [backward for _, backward in both]),
            ("intersection", [forward & backward for forward, backward in both]),
            ("union", [forward | backward for forward, backward in both]),
            ("grow-diag-final-and", [grow_diag_final_and(*directions) for directions in both]),
        ):
            found = link_quality(pairs=zip(links, (pair.gold for pair in gold), strict=True))
            print(
                f"{run:3}  {name:20} {found.aer:5.3f}  {found.precision:9.3f}  {found.recall:6.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
