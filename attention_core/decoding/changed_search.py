"""A beam search of one sentence under a list of interventions.

The changes are made in the order of the list. A change at a step keeps what stood before that step
when it was made: the first pieces of the best translation under the changes above it. They stay
fixed, as the pieces of a forced word do, and the search goes on behind them. A later change at an
earlier step lets the pieces behind it go, except those of forced words.

The search behind a changed step is a new one: all of the beam continues what stood before. So it
may find a better translation even if nothing was changed. A change that asks for what is there
already, the word at its step or its weights, therefore starts no search.
"""

import dataclasses
from collections.abc import MutableMapping, Sequence

import torch

from attention_core.decoding.beam_search import FORBIDDEN, Hypothesis, beam_search
from attention_core.decoding.interventions import DecodingPlan, check_kind, plan_weights
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.interventions import ChangeError, ForceWord, Intervention, SetAlpha
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import END, TokenizedText, Tokenizer
from attention_core.text.words import END_PIECE, SPACE

_EQUAL = 1e-6  # largest difference of two weights that are the same but for rounding
Known = MutableMapping[tuple[Intervention, ...], tuple[Hypothesis, ...]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChangedSearch:
    """The hypotheses of a search under interventions, and what was changed, in pieces."""

    hypotheses: tuple[Hypothesis, ...]  # best first
    plan: DecodingPlan | None  # None: nothing is changed


def search_with_changes(
    *,
    model: Seq2Seq,
    source: TokenizedText,
    target: Tokenizer,
    changes: Sequence[Intervention],
    beam: int,
    recorder: TreeRecorder | None = None,
    known: Known | None = None,
) -> ChangedSearch:
    """Search for translations of a sentence under interventions.

    Args:
        model: in evaluation mode.
        source: the sentence.
        target: tokenizer of the translations.
        changes: in the order of doing.
        beam: hypotheses kept; 1 is greedy search.
        recorder: gets the tree of the search that makes the hypotheses.
        known: hypotheses of this sentence by the changes that they were found under; gets those
            found here.

    Raises:
        ChangeError: a change is impossible; the message begins with its number, from 1.
    """
    attention = model.config.kind == "attention"
    known = {} if known is None else known
    plan: DecodingPlan | None = None  # of the search under the changes so far
    words: dict[int, tuple[int, ...]] = {}  # pieces of forced words, by their first step
    kept: dict[int, int] = {}  # pieces that stood before the last changed step
    for number, change in enumerate(changes, start=1):
        try:
            check_kind(change, attention=attention)
            weights = plan_weights(changes=changes[:number], words=source.words)
            same = False
            if isinstance(change, SetAlpha | ForceWord):
                above = tuple(changes[: number - 1])
                if above not in known:
                    known[above] = _search(model=model, source=source, plan=plan, beam=beam)
                before = known[above][0]
                _check_step(change.step, steps=len(before.ids))
                kept = dict(enumerate(before.ids[: change.step - 1], start=1))
                if isinstance(change, ForceWord):
                    ids = word_pieces(change, target)
                    words = _placed(ids, at=change.step, words=words)
                    same = before.ids[change.step - 1 :][: len(ids)] == ids
                else:
                    same = _is_used(change, weights=weights, hypothesis=before)
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from error
        fixed = {at + k: piece for at, ids in words.items() for k, piece in enumerate(ids)}
        full = dataclasses.replace(weights, pieces=fixed | kept)
        plan = dataclasses.replace(plan or DecodingPlan(), changes=full.changes) if same else full
    everything = tuple(changes)
    if recorder is not None or everything not in known:  # a tree is recorded during a search
        known[everything] = _search(
            model=model, source=source, plan=plan, beam=beam, recorder=recorder
        )
    return ChangedSearch(hypotheses=known[everything], plan=plan)


def forced_plan(
    *, attention: bool, source: TokenizedText, steps: int, changes: Sequence[Intervention]
) -> DecodingPlan | None:
    """What is changed in the decoding of a given translation, whose pieces stay as they are.

    Args:
        attention: whether the model has attention.
        source: the sentence.
        steps: I, pieces of the translation.
        changes: in the order of doing.

    Raises:
        ChangeError: as `search_with_changes`, or a word is to be forced.
    """
    plan: DecodingPlan | None = None
    for number, change in enumerate(changes, start=1):
        try:
            if isinstance(change, ForceWord):
                raise ChangeError("all words of a given translation are forced already")
            check_kind(change, attention=attention)
            if isinstance(change, SetAlpha):
                _check_step(change.step, steps=steps)
            plan = plan_weights(changes=changes[:number], words=source.words)
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from error
    return plan


def word_pieces(change: ForceWord, target: Tokenizer) -> tuple[int, ...]:
    """The piece ids of a forced word.

    A text that is a piece of the vocabulary and begins with ▁, or is the end mark, is that piece.
    Other text is split as in a translation; signs alone have no space before them.

    Raises:
        ChangeError: the vocabulary lacks a piece, or a letter of the text.
    """
    if change.pieces:
        pieces: Sequence[str] = change.pieces
    elif change.text == END_PIECE or change.text.startswith(SPACE):
        pieces = (change.text,)
    else:
        pieces = target.encode(change.text).pieces[:-1]
        if pieces and not any(character.isalnum() for character in change.text):
            pieces = tuple(piece for piece in (pieces[0].removeprefix(SPACE), *pieces[1:]) if piece)
    ids = target.pieces_to_ids(pieces)
    spelt = zip(pieces, ids, strict=True)
    unknown = [piece for piece, index in spelt if index in FORBIDDEN]
    if unknown or not ids:
        shown = " ".join((change.text or (unknown[0] if unknown else "")).split())  # in one line
        raise ChangeError(f"unknown word: “{shown}” cannot be written with the model's pieces")
    if END in ids[:-1]:
        raise ChangeError("nothing can follow the end mark")
    return tuple(ids)


def _search(
    *,
    model: Seq2Seq,
    source: TokenizedText,
    plan: DecodingPlan | None,
    beam: int,
    recorder: TreeRecorder | None = None,
) -> tuple[Hypothesis, ...]:
    (hypotheses,) = beam_search(
        model=model,
        sources=[source.ids],
        beam=beam,
        plans=None if plan is None else [plan],
        recorder=recorder,
    )
    return hypotheses


def _is_used(change: SetAlpha, *, weights: DecodingPlan, hypothesis: Hypothesis) -> bool:
    """Whether a hypothesis has the weights of a change at its step already."""
    assert hypothesis.alpha is not None, "a vanilla model has no weights"
    used = hypothesis.alpha[change.step - 1].double()
    others = torch.ones_like(used)  # positions of words without weight
    for word in weights.alpha[change.step]:
        others[word.start : word.stop] = 0
        if abs(float(used[word.start : word.stop].sum()) - word.weight) > _EQUAL:
            return False
    return float((used * others).sum()) <= _EQUAL


def _check_step(step: int, *, steps: int) -> None:
    if step > steps:
        raise ChangeError(f"step {step} is beyond the end: the translation has {steps} steps")


def _placed(
    pieces: tuple[int, ...], *, at: int, words: dict[int, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    """Forced words with one more from step `at` on, without those that it overlaps."""
    others = {
        start: own
        for start, own in words.items()
        if start + len(own) <= at or at + len(pieces) <= start
    }
    return others | {at: pieces}
