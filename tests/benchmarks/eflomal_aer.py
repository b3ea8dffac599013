"""AER of eflomal (Östling and Tiedemann 2016), to compare links made from α with.

eflomal learns from the training pairs and the text of the gold file (never from its links), in
both directions; the two directions are combined by intersection, union and grow-diag-final-and
(Koehn et al. 2005, as in Moses). It needs a C compiler and a separate environment:

    python3 -m venv /tmp/eflomal && /tmp/eflomal/bin/pip install eflomal==2.0.0
    PYTHONPATH=. python tests/benchmarks/eflomal_aer.py --eflomal /tmp/eflomal/bin/eflomal-align \
        --gold gold_alignments.tsv train/*.tsv

eflomal samples, so runs differ; --runs shows by how much.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import regex

from attention_core.alignment.gold import GoldPair, link_quality, read_gold
from attention_core.alignment.links import Link, parse_pharaoh
from attention_core.alignment.symmetrization import grow_diag_final_and
from attention_core.data.mixing import reason_left_out
from attention_core.data.pairs import Pair, read_pairs
from attention_core.text.cleaning import fold

_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+(?:[-'][\p{L}\p{M}\p{N}\u200c\u200d]+)*|\S")


def tokens(text: str) -> str:
    """Words and punctuation separated by spaces, as in the gold file; lower case."""
    return " ".join(_TOKEN.findall(fold(text)))


def training_pairs(*, files: Sequence[Path], max_words: int) -> list[Pair]:
    """Read the pairs that a training run would learn from, each pair once."""
    pairs = dict.fromkeys(pair for path in files for pair in read_pairs(path))
    scripts = ("Latn", "Deva")
    return [
        pair
        for pair in pairs
        if reason_left_out(pair=pair, max_words=max_words, scripts=scripts) is None
    ]


def align(
    *, command: str, pairs: Sequence[Pair], gold: Sequence[GoldPair]
) -> tuple[list[frozenset[Link]], list[frozenset[Link]]]:
    """Align the gold pairs forward and backward; links have the English word first."""
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
        directions_of_pairs = list(
            zip(*align(command=options.eflomal, pairs=pairs, gold=gold), strict=True)
        )
        for name, links in (
            ("English to Hindi", [forward for forward, _ in directions_of_pairs]),
            ("Hindi to English", [backward for _, backward in directions_of_pairs]),
            ("intersection", [forward & backward for forward, backward in directions_of_pairs]),
            ("union", [forward | backward for forward, backward in directions_of_pairs]),
            (
                "grow-diag-final-and",
                [grow_diag_final_and(*directions) for directions in directions_of_pairs],
            ),
        ):
            quality = link_quality(pairs=zip(links, (pair.gold for pair in gold), strict=True))
            scores = f"{quality.aer:5.3f}  {quality.precision:9.3f}  {quality.recall:6.3f}"
            print(f"{run:3}  {name:20} {scores}", flush=True)


if __name__ == "__main__":
    main()
