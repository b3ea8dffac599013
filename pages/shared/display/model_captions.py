"""Captions from model cards: what the training files hold, and what a model cannot do."""

import math
from collections.abc import Sequence
from itertools import pairwise

from attention_core.explorer import ModelInfo
from attention_core.model.training_run import TrainingRun

# What files of training pairs hold, by the beginning of their names.
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
    "taught_": "translations by models",
    "everyday_words": "sentences about everyday things",
}
_NAMED = 4  # kinds of text in a caption, the largest first; the Models page names all files


def restarts(run: TrainingRun) -> list[int]:
    """Updates at which a run got a budget so much larger that its learning rate doubled or more.

    Other changes of the budget are left out: no curve jumps. The rate falls along a cosine.
    """
    return [
        update
        for (_, before), (update, allowed) in pairwise(run.budgets)
        if _height(update, allowed) > max(0.01, 2 * _height(update, before))
    ]


def _height(update: int, updates: int) -> float:
    """The learning rate as a share of its peak, apart from warm-up and final rate."""
    return 0.5 * (1 + math.cos(math.pi * min(1.0, update / max(1, updates))))


def kind_of_text(file: str) -> str:
    """What a file holds, or its name if that is not known."""
    known = (kind for begin, kind in _KINDS.items() if file.startswith(begin))
    return next(known, file.removesuffix(".tsv"))


def honest_caption(models: Sequence[ModelInfo]) -> str:
    """What the models on screen were trained on and for how long, and what follows from that.

    Empty if no card names its training files.
    """
    recorded = [info for info in models if info.card.files]
    if not recorded:
        return ""
    shares: dict[str, float] = {}
    for file in recorded[0].card.files:
        seen = float(file.pairs or 0) * float(1 if file.weight is None else file.weight)
        kind = kind_of_text(file.file)
        shares[kind] = shares.get(kind, 0.0) + seen
    total = sum(shares.values()) or 1.0
    ranked = sorted(shares.items(), key=lambda item: -item[1])
    ranked_kinds = [kind for kind, _ in ranked]
    named = ", ".join(f"{share / total:.0%} {kind}" for kind, share in ranked[:_NAMED])
    rest = f", and {len(ranked) - _NAMED} smaller kinds" if len(ranked) > _NAMED else ""
    hours = ", ".join(
        f"{info.name} {info.card.training.hours:.2g} h"
        for info in recorded
        if info.card.training.hours is not None
    )
    examples = recorded[0].card.training.examples
    pairs = round(total) if examples is None else examples
    _, target = recorded[0].card.languages.names
    shipped = any(kind in _KINDS.values() for kind in ranked_kinds)
    topics = "They know kings, shepherds and settings menus better than the news; " * shipped
    rarities = "names, numbers, idioms, slang and technical words often come out wrong"
    return (
        f"Small models, trained from nothing on {pairs:,} sentence pairs: {named}{rest}. "
        f"Time spent learning: {hours or 'not recorded'}. "
        f"{topics}{rarities if shipped else rarities.capitalize()}, and fluent {target} can still "
        "say something else than your sentence. Look at them to understand attention, not to "
        "translate a letter."
    )
