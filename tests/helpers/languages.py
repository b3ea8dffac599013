"""Pairs of made-up sentences in scripts of every kind: right to left, without spaces, with case.

A sentence is a row of invented words and its translation the same row in another script, so that
a tiny model has something to learn.
"""

import random

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
