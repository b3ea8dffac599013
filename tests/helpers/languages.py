"""Pairs of made-up sentences in scripts of every kind: right to left, without spaces, with case.

A sentence is a row of invented words and its translation the same row in another script, so that
a tiny model has something to learn.
"""

import random
from pathlib import Path

from attention_core.cli.parser import main
from attention_core.data.pairs import Pair

SYLLABLES = {
    "he": ["דג", "בן", "קול", "שם", "רז", "תל", "מן", "פס", "לב", "חג"],
    "ar": ["باب", "دار", "نور", "قمر", "بحر", "ولد", "كتب", "سمك", "يوم", "شمس"],
    "zh": [
        "山",
        "水",
        "火",
        "木",
        "月",
        "日",
        "人",
        "口",
        "田",
        "大",
        "小",
        "天",
        "马",
        "鱼",
        "鸟",
        "花",
        "草",
        "车",
        "门",
        "书",
    ],
    "de": ["Haus", "Baum", "Tier", "Licht", "Buch", "Tisch", "Weg", "Tag", "Stein", "Fluss"],
    "en": ["ba", "do", "ki", "lu", "me", "po", "ra", "si", "tu", "wo"],
}
SPACE = {"zh": ""}
STOP = {"zh": "。"}


def made_up_pairs(target: str, *, count: int = 200, seed: int = 1) -> tuple[Pair, ...]:
    """Pairs from made-up English, each word with its own counterpart."""
    rng = random.Random(seed)
    words = SYLLABLES["en"]
    counterpart = dict(zip(words, SYLLABLES[target], strict=False))
    pairs = {}
    while len(pairs) < count:
        row = [rng.choice(words) for _ in range(rng.randint(3, 7))]
        text = SPACE.get(target, " ").join(counterpart[word] for word in row)
        source = " ".join(row).capitalize() + "."
        pairs[source] = Pair(source=source, target=text + STOP.get(target, "."))
    return tuple(pairs.values())


TINY = (
    *("--embedding", "16", "--encoder", "12", "--decoder", "24", "--attention", "12"),
    *("--readout", "24", "--batch-tokens", "200", "--device", "cpu", "--threads", "1"),
)


def train_tiny(home: Path, *, languages: str, kind: str, updates: int = 30) -> None:
    """Train `<languages>-<kind>` in a folder of models, in a second, by the command line.

    Args:
        home: folder of model folders.
        languages: English and another language of SYLLABLES, in either order.
        kind: "attention" or "vanilla".
        updates: of the training, with two validations.
    """
    other = languages.replace("en", "").strip("-")
    pairs = made_up_pairs(other)
    home.mkdir(exist_ok=True)
    files = {}
    for name, rows in (("train", pairs[20:]), ("dev", pairs[:20])):
        files[name] = home.parent / f"{languages}-{name}.tsv"
        lines = "".join(f"{pair.source}\t{pair.target}\n" for pair in rows)
        files[name].write_text(lines, encoding="utf-8")
    command = ["train", "--arch", kind, "--languages", languages, *TINY]
    command += ["--train", str(files["train"]), "--dev", str(files["dev"])]
    command += ["--updates", str(updates), "--evaluate-every", str(updates // 2)]
    command += ["--out", str(home / f"{languages}-{kind}")]
    assert main([*command, *(["--swap"] if languages.endswith("-en") else [])]) == 0
