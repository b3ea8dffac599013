"""Greedy, beam and forced decoding of batches; all of them call the decoder's `step`.

Greedy is a beam of one. Hypotheses compete by summed log-probability while they grow and by
the mean a piece, end mark included, once they are done, so that long and short ones compare
(Wu et al. 2016, arXiv:1609.08144, with the length penalty's exponent at 1). A sentence's beam
narrows by one with each hypothesis that ends, as in Bahdanau's own search; finished sentences
leave the batch, so no work is spent on them.

`decode` finds what to write. `force` writes what it is told and records every step in full:
it is what a Trace is made from, for a model's own choice and for a reference alike.
"""

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from attention_core.data.batches import collate
from attention_core.model.decoder import DecoderState, Source
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import END, PAD, START, UNKNOWN

FORBIDDEN = (PAD, UNKNOWN, START)  # never chosen: none of them is text


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """What a search wrote for one sentence."""

    ids: tuple[int, ...]
    logprob: tuple[float, ...]  # of each piece, in nats
    alpha: Tensor | None  # [I, J] on the CPU, from the very steps that wrote it

    @property
    def truncated(self) -> bool:
        """Whether the length limit ended it, not the end mark."""
        return self.ids[-1] != END

    @property
    def score(self) -> float:
        """Mean log-probability a piece, in nats."""
        return sum(self.logprob) / len(self.logprob)


class _Grown(NamedTuple):
    """One step's survivors, for walking back along a hypothesis."""

    parents: Tensor  # [R'], index into the survivors of the step before
    rows: Tensor  # [R'], row of this step's alpha
    pieces: Tensor  # [R']
    logprob: Tensor  # [R']
    alpha: Tensor | None  # [R, J]


def length_limit(source_length: int) -> int:
    """Most target pieces for a source of so many: the longest sound ratio is near 2."""
    return 2 * source_length + 12


@torch.inference_mode()
def beam_search(
    *, model: Seq2Seq, sources: Sequence[Sequence[int]], beam: int = 1
) -> list[tuple[Hypothesis, ...]]:
    """The best hypotheses of each sentence, best first: at least one, at most `beam`.

    Args:
        model: in evaluation mode.
        sources: piece ids, the end mark last.
        beam: hypotheses kept a sentence; 1 is greedy search.

    Raises:
        ValueError: `beam` is less than 1.
    """
    if beam < 1:
        raise ValueError(f"beam is {beam}, expected 1 or more")
    device = model.device
    batch = collate([(list(ids), [END]) for ids in sources])
    source = model.encode(source=batch.source.to(device), lengths=batch.lengths)
    limits = torch.tensor([length_limit(len(ids)) for ids in sources])
    room = torch.full((len(sources),), beam)  # hypotheses that a sentence may still grow
    found: list[list[tuple[float, Hypothesis]]] = [[] for _ in sources]

    history: list[_Grown] = []
    sentence = torch.arange(len(sources))  # [R], whose row it is
    survivor = torch.zeros(len(sources), dtype=torch.long)  # [R], index into history[-1]
    total = torch.zeros(len(sources))  # [R], summed log-probability
    previous = torch.full((len(sources),), START, device=device)
    state = model.decoder.initial_state(source)
    while len(sentence):
        logprob, state, alpha = _advance(model=model, previous=previous, state=state, source=source)
        logprob[:, list(FORBIDDEN)] = -torch.inf
        best, pieces = logprob.topk(min(beam, logprob.shape[1]), dim=-1)
        best, pieces = best.cpu(), pieces.cpu()
        kept = _compete(scores=total.unsqueeze(1) + best, sentence=sentence, room=room)
        rows = kept // best.shape[1]
        grown = _Grown(
            parents=survivor[rows],
            rows=rows,
            pieces=pieces.flatten()[kept],
            logprob=best.flatten()[kept],
            alpha=None if alpha is None else alpha.cpu(),
        )
        history.append(grown)
        total, sentence = total[rows] + grown.logprob, sentence[rows]
        done = (grown.pieces == END) | (limits[sentence] <= len(history))
        for index in done.nonzero().flatten().tolist():
            number = int(sentence[index])
            written = _walk_back(history=history, index=index, width=len(sources[number]))
            found[number].append((written.score, written))
        room.scatter_add_(0, sentence[done], torch.full((int(done.sum()),), -1))

        survivor = (~done).nonzero().flatten()
        sentence, total = sentence[survivor], total[survivor]
        previous = grown.pieces[survivor].to(device)
        rows = rows[survivor]
        if len(rows) != len(best) or not torch.equal(rows, torch.arange(len(rows))):
            rows = rows.to(device)
            state = DecoderState(*(part[rows] for part in state))
            source = source.select(rows)
    return [_ranked(hypotheses) for hypotheses in found]


def _advance(
    *, model: Seq2Seq, previous: Tensor, state: DecoderState, source: Source
) -> tuple[Tensor, DecoderState, Tensor | None]:
    """One step for all rows: log-probabilities [R, V], the new state, α [R, J]."""
    decoder = model.decoder
    embedded = decoder.embed(previous)
    step = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
    logits = decoder.logits(
        hidden=step.state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
    )
    return torch.log_softmax(logits.float(), dim=-1), step.state, step.alpha


def _compete(*, scores: Tensor, sentence: Tensor, room: Tensor) -> Tensor:
    """Flat indices into `scores` [R, K] of the candidates that survive, sentence by sentence.

    Each sentence keeps as many of its candidates as it has `room`, best first.
    """
    owner = sentence.repeat_interleave(scores.shape[1])
    flat = scores.flatten()
    order = torch.argsort(flat, descending=True, stable=True)
    order = order[torch.argsort(owner[order], stable=True)]
    owner = owner[order]
    new = torch.ones(len(owner), dtype=torch.bool)
    new[1:] = owner[1:] != owner[:-1]
    places = torch.arange(len(owner))
    rank = places - torch.cummax(torch.where(new, places, 0), dim=0).values
    return order[(rank < room[owner]) & flat[order].isfinite()]


def _walk_back(*, history: Sequence[_Grown], index: int, width: int) -> Hypothesis:
    """The hypothesis that ends as survivor `index` of the last step; α cut to J = `width`."""
    ids, logprob, alpha = [], [], []
    for grown in reversed(history):
        ids.append(int(grown.pieces[index]))
        logprob.append(float(grown.logprob[index]))
        if grown.alpha is not None:
            alpha.append(grown.alpha[grown.rows[index], :width])
        index = int(grown.parents[index])
    return Hypothesis(
        ids=tuple(reversed(ids)),
        logprob=tuple(reversed(logprob)),
        alpha=torch.stack(alpha[::-1]) if alpha else None,
    )


def _ranked(found: list[tuple[float, Hypothesis]]) -> tuple[Hypothesis, ...]:
    """Best first; those that the length limit cut come after all that ended by themselves."""
    order = sorted(found, key=lambda pair: (pair[1].truncated, -pair[0]))
    return tuple(hypothesis for _, hypothesis in order)
