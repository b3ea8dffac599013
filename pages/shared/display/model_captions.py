"""What a model's card says: data, training, quality; and what that means, said honestly."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from attention_core.explorer import ModelInfo

# What the files of training pairs hold, by how their names begin.
_KINDS = {
    "bible_udb": "Bible verses in plain modern English",
    "obs_": "retold Bible stories",
    "tatoeba": "everyday sentences from Tatoeba",
    "stories_": "children's stories",
    "android_": "strings of devices and programs",
    "mozilla_": "strings of devices and programs",
    "gnome_": "strings of devices and programs",
    "docs_": "guides for programmers",
    "wiki_": "encyclopaedia sentences",
    "xquad_": "encyclopaedia sentences",
    "tico19": "health notices",
    "xrisawoz_": "dialogues about travel and shopping",
    "cocoa_": "spoken conversation",
    "geneval_": "encyclopaedia sentences",
}
_NAMED = 4  # kinds of text that are worth a mention; the Models page has them all


def files(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files of training pairs that a card names."""
    return rows_in(part(card, name="data").get("files"))


def curve(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the dev set was judged as training went on."""
    return rows_in(part(card, name="training").get("curve"))


def restarts(card: Mapping[str, Any]) -> list[int]:
    """Updates after which a training was given more updates, and its learning rate rose again.

    Where it was given fewer, the rate falls faster from there, and no curve jumps.
    """
    budgets = part(card, name="training").get("budgets")
    pairs = [row for row in budgets if _is_budget(row)] if isinstance(budgets, list) else []
    return [row[0] for before, row in pairwise(pairs) if row[1] > before[1]]


def _is_budget(row: object) -> bool:
    """Whether it says from which update on how many were allowed."""
    return isinstance(row, list) and len(row) == 2 and all(isinstance(n, int) for n in row)


def quality(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Quality on the dev set, then on each test set."""
    dev = part(card, name="dev")
    judged = [{"test": "dev", "n": dev.get("pairs_decoded"), **dev}] if dev else []
    return judged + rows_in(card.get("test"))


def alignment(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How links made from the largest weights agree with gold, in each way of weighing."""
    return [
        {"gold": found.get("gold"), "n": found.get("n"), "from": name, **row}
        for found in rows_in(card.get("gold"))
        for name, rows in {
            "α": rows_in(found.get("by_rule")),
            "posterior": rows_in(found.get("posterior")),
            "occlusion": rows_in([{"method": "argmax", **part(found, name="occlusion")}]),
        }.items()
        for row in rows
        if row.get("method") == "argmax" and "aer" in row
    ]


def part(card: Mapping[str, Any], *, name: str) -> Mapping[str, Any]:
    """An object in a card, empty where there is none; a person can have edited it."""
    found = card.get(name)
    return found if isinstance(found, dict) else {}


def rows_in(found: object) -> list[dict[str, Any]]:
    """What a card holds where a list of objects is expected; a person can have edited it."""
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def kind_of_text(file: str) -> str:
    """What a file holds, or its name if we cannot say."""
    known = (kind for begin, kind in _KINDS.items() if file.startswith(begin))
    return next(known, file.removesuffix(".tsv"))


def honest_caption(models: Sequence[ModelInfo]) -> str:
    """On what and how long the models on screen were trained, and what follows from it."""
    cards = [info.card for info in models if files(info.card)]
    if not cards:
        return ""
    shares: dict[str, float] = {}
    for row in files(cards[0]):
        seen = float(row.get("pairs", 0)) * float(row.get("weight", 1))
        kind = kind_of_text(str(row.get("file", "")))
        shares[kind] = shares.get(kind, 0.0) + seen
    total = sum(shares.values()) or 1.0
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    named = ", ".join(f"{share / total:.0%} {kind}" for kind, share in ranked[:_NAMED])
    rest = f", and {len(ranked) - _NAMED} smaller kinds" if len(ranked) > _NAMED else ""
    training = [part(card, name="training") for card in cards]
    hours = ", ".join(
        f"{info.name} {run['hours']:.2g} h"
        for info, run in zip((m for m in models if files(m.card)), training, strict=True)
        if isinstance(run.get("hours"), int | float)
    )
    pairs = training[0].get("examples", round(total))
    return (
        f"Small models, trained from nothing on {pairs:,} sentence pairs: {named}{rest}. "
        f"Time spent learning: {hours or 'not recorded'}. They know kings, shepherds and settings "
        "menus better than the news; names, numbers, idioms, slang and technical words often come "
        "out wrong, and fluent Hindi can still say something else than your sentence. Look at "
        "them to understand attention, not to translate a letter."
    )
