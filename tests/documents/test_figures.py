"""Every figure of the documents that comes from a model card is the card's.

`python tests/documents/test_figures.py` prints the rows and phrases as they should stand.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README, MODELS = "README.md", "assets/models/README.md"
CARDS = {
    path.parent.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "assets" / "models").glob("*/card.json"))
}
BACK = "attention-hi-en"
FOUR = [name for name in CARDS if name != BACK]  # from English to Hindi
SETS = {
    "tatoeba.tsv": "tatoeba (everyday)",
    "everyday_words_test.tsv": "everyday words (ours)",
    "stories.tsv": "stories",
    "conversation.tsv": "conversation (call centres)",
    "bible_udb.tsv": "bible_udb (long verses)",
    "flores200_devtest.tsv": "FLORES-200 devtest (news; out of domain)",
}
VERSES = "bible_udb.tsv"
AGAINST = {"attention-50": "vanilla-50", "attention-30": "vanilla-30"}
RULES = ("argmax", *(f"threshold 0.{tenths}" for tenths in range(1, 6)))


def result(name: str, test: str) -> dict:
    (found,) = (row for row in CARDS[name]["test"] if row["test"] == test)
    return found


def gold(name: str, part: str) -> dict[str, dict]:
    """Agreement with the gold links by rule; `part` is by_rule (α) or posterior."""
    (found,) = CARDS[name]["gold"]
    return {row["method"]: row for row in found[part]}


def words(bucket: dict) -> str:
    return f"{bucket['min']}–{bucket['max']}" if bucket["max"] else f"{bucket['min']}+"


def leads(name: str) -> dict[str, dict]:
    """The differences to the vanilla model on the verses, by bucket."""
    against = result(name, VERSES)["against"]
    assert against["model"] == AGAINST[name]
    return {words(row): row for row in against["comparison"]}


def quality_rows() -> Iterator[str]:
    """A row a test set: pairs, then BLEU and chrF++ of every model."""
    yield f"| test set | pairs | {' | '.join(f'{name} BLEU / chrF++' for name in FOUR)} |"
    for test, title in SETS.items():
        rows = [result(name, test) for name in FOUR]
        scores = [f"{row['bleu']:.1f} / {row['chrf']:.1f}" for row in rows]
        yield f"| {title} | {rows[0]['n']:,} | {' | '.join(scores)} |"


def headline() -> Iterator[str]:
    """The lead over 30 words, and the share of BLEU that is retained there."""
    for name in AGAINST:
        lead = leads(name)["31+"]["bleu"]
        yield f"{lead['difference']:.1f} BLEU ({lead['low']:.1f}–{lead['high']:.1f})"
    for name in FOUR:
        yield f"{name} {result(name, VERSES)['kept']['bleu']['share']:.0%}"


def data_rows() -> Iterator[str]:
    """A row a training file: pairs, weight, licence and origin; the same for all models."""
    files = [card["data"]["files"] for card in CARDS.values()]
    for rows in zip(*files, strict=True):
        row = rows[0]
        assert all(other == row for other in rows)
        yield (
            f"| {row['file']} | {row['pairs']:,} | {row['weight']:g} | {row['licence']} "
            f"| {row['origin']} |"
        )


def training_rows() -> Iterator[str]:
    """A row a model: size, digest, how long it was trained, and its validation loss."""
    for name, card in CARDS.items():
        run = card["training"]
        digest = card["test"][0]["digest"]
        yield (
            f"| {name} | {card['parameters']:,} | {digest} | {run['examples']:,} "
            f"| {run['target_pieces'] / 1e6:.1f} M | {run['hours']:.1f} | {run['update']:,} "
            f"| {card['dev']['loss']:.3f} |"
        )


def emergence_rows() -> Iterator[str]:
    """Validation of attention-50 as training went on: a column for each validation."""
    rows = CARDS["attention-50"]["training"]["curve"]
    cells: dict[str, list[str]] = {
        "updates": [f"{row['update']:,}" for row in rows],
        "validation loss": [f"{row['dev_loss']:.3f}" for row in rows],
        "greedy validation BLEU": [f"{row['dev_bleu']:.1f}" for row in rows],
    }
    for weights, title in (("alpha", "α"), ("posterior", "posterior")):
        shares = [f"{row['dev_correctness'][weights]['right']:.1%}" for row in rows]
        cells[f"{title} on the right word"] = shares
    for title, values in cells.items():
        yield f"| {title} | {' | '.join(values)} |"


def back_rows() -> Iterator[str]:
    """A row a test set of the model from Hindi to English."""
    for test, title in SETS.items():
        if any(row["test"] == test for row in CARDS[BACK]["test"]):
            row = result(BACK, test)
            yield f"| {title} | {row['n']:,} | {row['bleu']:.1f} | {row['chrf']:.1f} |"


def link_rows() -> Iterator[str]:
    """A row a model with α: how often its largest weight is on a trusted link of the test pairs."""
    for name, card in CARDS.items():
        for found in card.get("links", ()):
            yield _link_row(name, found)
            if "both" in found:
                yield _link_row(f"{name} and {found['both']['model']}: the mean", found["both"])


def _link_row(title: str, found: dict) -> str:
    cells = []
    for weights in ("alpha", "posterior"):
        row = found[weights]
        cells.append(f"{row['right']:.1%} ({row['low']:.1%}–{row['high']:.1%})")
        cells.append(f"{row['beside']:.1%}")
    row = f"| {title} | {found['alpha']['words']:,} | {' | '.join(cells)} |"
    return row.replace("%–", "–")


def length_rows() -> Iterator[str]:
    """A row a bucket of the verses: pairs, then BLEU with its interval of every model."""
    yield f"| words | pairs | {' | '.join(f'{name} BLEU' for name in FOUR)} |"
    by_length = [result(name, VERSES)["by_length"] for name in FOUR]
    for buckets in zip(*by_length, strict=True):
        scores = [
            f"{row['bleu']:.1f} ({row['bleu_low']:.1f}–{row['bleu_high']:.1f})" for row in buckets
        ]
        yield f"| {words(buckets[0])} | {buckets[0]['n']} | {' | '.join(scores)} |"


def lead_rows() -> Iterator[str]:
    """A row a bucket with a p value: how far each attention model leads its vanilla one."""
    yield f"| words | {' | '.join(f'{name} over {other}' for name, other in AGAINST.items())} |"
    first, second = (leads(name) for name in AGAINST)
    for bucket, row in first.items():
        pair = (row["bleu"], second[bucket]["bleu"])
        if row["min"] > 10 and all(found["p"] is not None for found in pair):
            assert all(f"{found['p']:.3f}" == "0.001" for found in pair)
            cells = [
                f"{found['difference']:.1f} ({found['low']:.1f}–{found['high']:.1f})"
                for found in pair
            ]
            yield f"| {bucket} | {' | '.join(cells)} |"


def retained_rows() -> Iterator[str]:
    """A row a model: the score over 30 words as a share of its best bucket's."""
    for name in FOUR:
        cells = []
        for metric in ("bleu", "chrf"):
            row = result(name, VERSES)["kept"][metric]
            assert (row["min"], row["max"]) == (11, 20)
            cells.append(f"{row['share']:.0%} ({row['low']:.0%}–{row['high']:.0%})")
        yield f"| {name} | {' | '.join(cells)} |".replace("%–", "–")


def signatures() -> Iterator[str]:
    for signature in CARDS["attention-50"]["test"][0]["signatures"].values():
        assert all(
            signature in row["signatures"].values() for n in FOUR for row in CARDS[n]["test"]
        )
        yield signature


def gold_rows() -> Iterator[str]:
    """A row a kind of links, for every model with α: AER, precision and recall."""
    for name in AGAINST:
        alpha, posterior = gold(name, "by_rule"), gold(name, "posterior")
        kinds = {
            "α, argmax per Hindi word": alpha["argmax"],
            "α ≥ 0.2": alpha["threshold 0.2"],
            "posterior, argmax per Hindi word": posterior["argmax"],
            "posterior ≥ 0.2": posterior["threshold 0.2"],
            "occlusion, argmax per Hindi word": CARDS[name]["gold"][0]["occlusion"],
        }
        for title, row in kinds.items():
            scores = " | ".join(f"{row[part]:.3f}" for part in ("aer", "precision", "recall"))
            yield f"| {name}: {title} | {scores} |"


def gold_facts() -> Iterator[str]:
    """What the text says of thresholds and shifts."""
    alpha, posterior = gold("attention-50", "by_rule"), gold("attention-50", "posterior")
    best = min(RULES[1:], key=lambda rule: posterior[rule]["aer"])
    assert min(RULES[1:], key=lambda rule: alpha[rule]["aer"]) == "threshold 0.2"
    aer = posterior[best]["aer"]
    yield f"{best.removeprefix('threshold ')} is best for the posterior (AER {aer:.3f})"
    for threshold in ("0.4", "0.5"):
        yield f"{alpha[f'threshold {threshold}']['precision']:.2f} at α ≥ {threshold}"
    for name in AGAINST:
        unchanged, *shifted = CARDS[name]["gold"][0]["by_shift"]
        assert (unchanged["rows"], unchanged["columns"]) == (0, 0)
        assert min(row["aer"] for row in shifted) > unchanged["aer"]


HELD = {
    README: (quality_rows, headline),
    MODELS: (
        *(data_rows, training_rows, emergence_rows, back_rows, link_rows, length_rows, lead_rows),
        *(retained_rows, signatures, gold_rows, gold_facts),
    ),
}


@pytest.mark.skipif(not CARDS, reason="no models came with this checkout")
@pytest.mark.parametrize(
    ("document", "figures"),
    [(document, figures) for document, parts in HELD.items() for figures in parts],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_figures_are_the_cards(document, figures):
    text = re.sub(r"\s+", " ", (ROOT / document).read_text(encoding="utf-8"))
    expected = list(figures())
    assert expected
    assert not [row for row in expected if row not in text]


if __name__ == "__main__":
    for document, parts in HELD.items():
        for part in parts:
            print(f"{document}: {part.__name__}", *part(), sep="\n", end="\n\n")
