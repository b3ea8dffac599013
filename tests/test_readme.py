"""README's figures are those of the model cards.

`python tests/test_readme.py` prints the tables as they should stand there.
"""

import json
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
CARDS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((HOME / "assets" / "models").glob("*/card.json"))
}
SETS = {
    "tatoeba.tsv": "tatoeba (everyday)",
    "stories.tsv": "stories",
    "bible_udb.tsv": "bible_udb (long verses)",
    "flores200_devtest.tsv": "FLORES-200 devtest (news; out of domain)",
}
LONG = "bible_udb.tsv"


def measured(name, test):
    (found,) = (row for row in CARDS[name]["test"] if row["test"] == test)
    return found


def quality_rows():
    """A row a test set: pairs, then BLEU and chrF++ of every model."""
    for test, title in SETS.items():
        rows = [measured(name, test) for name in CARDS]
        scores = [f"{row['bleu']:.1f} / {row['chrf']:.1f}" for row in rows]
        yield f"| {title} | {rows[0]['n']:,} | {' | '.join(scores)} |"


def length_rows():
    """A row a bucket of the long test set: pairs, then BLEU with its interval of every model."""
    by_length = [measured(name, LONG)["by_length"] for name in CARDS]
    for buckets in zip(*by_length, strict=True):
        first = buckets[0]
        words = f"{first['min']}–{first['max']}" if first["max"] else f"{first['min']}+"
        scores = [
            f"{row['bleu']:.1f} ({row['bleu_low']:.1f}–{row['bleu_high']:.1f})" for row in buckets
        ]
        yield f"| {words} | {first['n']} | {' | '.join(scores)} |"


def gold_rows():
    """A row a kind of links, for every model with α: AER, precision and recall."""
    rules = {
        "argmax": "α, the largest of each Hindi word",
        "threshold 0.2": "α of 0.2 and more",
        "posterior argmax": "posterior, the largest of each Hindi word",
        "posterior threshold 0.2": "posterior of 0.2 and more",
        "occlusion": "occlusion, the largest of each Hindi word",
    }
    for name, card in CARDS.items():
        for found in card.get("gold", []):
            by_rule = {row["method"]: row for row in found["by_rule"]}
            by_rule |= {f"posterior {row['method']}": row for row in found["posterior"]}
            by_rule["occlusion"] = found["occlusion"]
            for rule, title in rules.items():
                row = by_rule[rule]
                scores = " | ".join(f"{row[part]:.3f}" for part in ("aer", "precision", "recall"))
                yield f"| {name}: {title} | {scores} |"


def kept_sentences():
    """What each model keeps over 30 words of its best bucket."""
    for name in CARDS:
        row = measured(name, LONG)["kept"]["bleu"]
        yield f"{name} {row['share']:.0%} ({row['low']:.0%}–{row['high']:.0%})".replace("%–", "–")


def training_sentences():
    """How long each model was trained."""
    for name, card in CARDS.items():
        run = card["training"]
        yield f"{name} {run['hours']:.1f} hours, {run['update']:,} updates"


@pytest.mark.skipif(not CARDS, reason="no models came with this checkout")
@pytest.mark.parametrize(
    "rows", [quality_rows, length_rows, kept_sentences, gold_rows, training_sentences]
)
def test_figures_are_the_cards(rows):
    readme = re.sub(r"\s+", " ", (HOME / "README.md").read_text(encoding="utf-8"))
    for row in rows():
        assert row in readme


def test_files_that_are_named_exist():
    readme = (HOME / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\]\(((?!http)[^)#]+)\)", readme)
    assert len(named) > 5
    for path in named:
        assert (HOME / path).exists(), path


if __name__ == "__main__":
    for part in (training_sentences, quality_rows, length_rows, kept_sentences, gold_rows):
        print("\n".join(part()), end="\n\n")
