"""How interventions act on decoding: the one place that applies them.

At step i of one sentence, e_i being the energies that f gives:

1. e_i is multiplied by the factors of all sharpenings.
2. α_i = softmax over the source pieces that no mask hides; hidden pieces have exactly 0.
3. A frozen context replaces α_i: by equal weights of the visible pieces, or by α_1 as it was used.
4. Weights that were set for step i replace α_i. A word's weight is shared over its pieces as in
   α_i of line 3, evenly if they had none. Masked words have no weight.

c_i = Σ_j α_ij h_j follows from these weights, and Σ_j α_ij x_j of a lexical output does so too: a
frozen c freezes what the lexical output sees. Frozen to the mean, it gets the mean of the x_j,
which is what the lexical output of a vanilla model has.

The last of several changes of one step, and of several frozen contexts, holds.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from attention_core.interventions import (
    LARGEST_FACTOR,
    ChangeError,
    Context,
    ForceWord,
    FreezeContext,
    Intervention,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
)
from attention_core.model.attention import Weigh, weigh
from attention_core.text.words import Word


@dataclasses.dataclass(frozen=True, kw_only=True)
class WordWeight:
    """The weight of one source word, whose pieces are `start <= j < stop`."""

    start: int
    stop: int
    weight: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class DecodingPlan:
    """What is changed in the decoding of one sentence, in pieces instead of words."""

    changes: tuple[Intervention, ...] = ()  # in the order of doing, as they were asked for
    factor: float = 1.0  # of the energies
    masked: frozenset[int] = frozenset()  # source pieces, from 0
    context: Context | None = None
    alpha: Mapping[int, tuple[WordWeight, ...]] = dataclasses.field(default_factory=dict)  # by step
    pieces: Mapping[int, int] = dataclasses.field(default_factory=dict)  # fixed target pieces

    @property
    def changes_alpha(self) -> bool:
        """Whether anything but target pieces is changed."""
        return self.factor != 1 or bool(self.masked or self.context or self.alpha)


def plan_weights(*, changes: Sequence[Intervention], words: Sequence[Word]) -> DecodingPlan:
    """The part of a plan that changes α.

    Args:
        changes: in the order of doing; forced words are left to `changed_search`.
        words: of the source, the end mark last.

    Raises:
        ChangeError: a word that the sentence does not have, or weights of which nothing remains.
    """
    factor, context = 1.0, None
    masked: set[int] = set()
    weights: dict[int, dict[int, float]] = {}
    for change in changes:
        if isinstance(change, ScaleEnergies):
            factor *= change.factor
        elif isinstance(change, FreezeContext):
            context = change.context
        elif isinstance(change, MaskWords):
            masked.update(change.words)
        elif isinstance(change, SetAlpha):
            weights[change.step] = dict(change.weights)
    _check_words({*masked, *(word for row in weights.values() for word in row)}, words=words)
    if factor > LARGEST_FACTOR:
        raise ChangeError(f"the factors multiply to {factor:g}; the limit is {LARGEST_FACTOR:g}")
    if len(masked) == len(words):
        raise ChangeError("all words are masked: leave one for α")
    return DecodingPlan(
        changes=tuple(changes),
        factor=factor,
        masked=frozenset(j for k in masked for j in range(words[k].start, words[k].stop)),
        context=context,
        alpha={
            step: _visible_weights(row, words=words, masked=masked) for step, row in weights.items()
        },
    )


def plan_every_sentence(*, changes: Sequence[Intervention], attention: bool) -> DecodingPlan | None:
    """A plan for any sentence; None if there are no changes.

    Args:
        changes: of kinds that name neither a step nor a word of a sentence.
        attention: whether the model has attention.

    Raises:
        ChangeError: a change is of one sentence, or the model has no α.
    """
    for number, change in enumerate(changes, start=1):
        if not isinstance(change, FreezeContext | ScaleEnergies):
            raise ChangeError(
                f"change {number}: {change.kind} is of one sentence; "
                "all sentences can be changed by freeze and sharpen"
            )
        try:
            check_kind(change, attention=attention)
        except ChangeError as error:
            raise ChangeError(f"change {number}: {error}") from error
    return plan_weights(changes=changes, words=_ANY_WORDS) if changes else None


def check_kind(change: Intervention, *, attention: bool) -> None:
    """Raise ChangeError if a model without attention cannot make the change."""
    if not attention and not isinstance(change, ForceWord):
        raise ChangeError(f"a vanilla model has no α, so there is nothing to {_VERBS[change.kind]}")


_ANY_WORDS = (Word(text="", start=0, stop=1),)  # of a sentence whose words are not named
_VERBS = {"alpha": "set", "mask": "mask", "freeze": "freeze", "sharpen": "sharpen"}


def _check_words(numbers: set[int], *, words: Sequence[Word]) -> None:
    for number in sorted(numbers):
        if number >= len(words):
            raise ChangeError(
                f"there is no source word {number}: the words are 0 to {len(words) - 1}, "
                "and the last is the end mark"
            )


def _visible_weights(
    row: Mapping[int, float], *, words: Sequence[Word], masked: set[int]
) -> tuple[WordWeight, ...]:
    """The weights of one step, normalized, without masked words and zeros."""
    seen = {word: weight for word, weight in row.items() if weight > 0 and word not in masked}
    if not seen:
        raise ChangeError("no weight remains: all words that have some are masked")
    largest = max(seen.values())  # so that no sum overflows
    total = sum(weight / largest for weight in seen.values())
    return tuple(
        WordWeight(start=words[word].start, stop=words[word].stop, weight=weight / largest / total)
        for word, weight in seen.items()
    )


class AppliedInterventions:
    """The plans of a batch of sentences, for one decoding of it from step 1 on."""

    def __init__(self, *, plans: Sequence[DecodingPlan], width: int, device: torch.device) -> None:
        """Prepare what is the same at every step.

        Args:
            plans: of each sentence.
            width: J with padding.
            device: of the decoder.
        """
        self._plans, self._device = plans, device
        self._changes_alpha = any(plan.changes_alpha for plan in plans)
        self._factor = torch.tensor([[plan.factor] for plan in plans], device=device)  # [S, 1]
        self._uniform = torch.tensor(
            [[plan.context in ("mean", "uniform")] for plan in plans], device=device
        )
        self._first = torch.tensor([[plan.context == "first"] for plan in plans], device=device)
        visible = torch.ones(len(plans), width, dtype=torch.bool)
        for number, plan in enumerate(plans):
            visible[number, list(plan.masked)] = False
        self._visible = visible.to(device)
        self._first_alpha: Tensor | None = None  # [S, J], α_1 as it was used

    def weights(self, *, step: int, sentence: Tensor) -> Weigh | None:
        """The function that makes α of one step; None if no α is changed.

        Args:
            step: i, from 1; step 1 comes first and has every sentence once, in order.
            sentence: [R], the sentence of each row.
        """
        if not self._changes_alpha:
            return None
        rows = sentence.to(self._device)
        edited = [
            (row, groups)
            for row, number in enumerate(sentence.tolist())
            if (groups := self._plans[number].alpha.get(step))
        ]

        def changed(*, energies: Tensor, mask: Tensor) -> Tensor:
            seen = mask & self._visible[rows]
            alpha = weigh(energies=energies * self._factor[rows], mask=seen)
            alpha = torch.where(self._uniform[rows], seen / seen.sum(dim=1, keepdim=True), alpha)
            if self._first_alpha is not None:
                alpha = torch.where(self._first[rows], self._first_alpha[rows], alpha)
            for row, groups in edited:
                alpha[row] = _share(alpha[row], groups=groups)
            if step == 1:
                self._first_alpha = alpha.clone()
            return alpha

        return changed

    def fix_pieces(self, *, step: int, sentence: Tensor, logprob: Tensor) -> None:
        """Leave only the fixed piece of a step, in the rows of sentences that have one.

        Args:
            step: i, from 1.
            sentence: [R], the sentence of each row.
            logprob: [R, V], changed in place.
        """
        for row, number in enumerate(sentence.tolist()):
            piece = self._plans[number].pieces.get(step)
            if piece is not None:
                own = logprob[row, piece].clone()
                logprob[row] = -torch.inf
                logprob[row, piece] = own

    def least_length(self, sentence: int) -> int:
        """The last step that has a fixed piece; 0 if none has."""
        return max(self._plans[sentence].pieces, default=0)


def _share(alpha: Tensor, *, groups: Sequence[WordWeight]) -> Tensor:
    """Weights of words over their pieces, in the proportions of `alpha`; [J] to [J]."""
    shared = torch.zeros_like(alpha, dtype=torch.float64)
    for group in groups:
        part = alpha[group.start : group.stop].double()
        total = float(part.sum())
        even = torch.full_like(part, 1 / len(part))
        shared[group.start : group.stop] = group.weight * (part / total if total > 0 else even)
    return shared.to(alpha.dtype)
