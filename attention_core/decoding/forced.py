"""Forced decoding: a given target through the decoder, every step recorded for a Trace."""

import dataclasses
import math
from collections.abc import Sequence

import torch
from torch import Tensor

from attention_core.data.batches import collate, padded
from attention_core.decoding.interventions import AppliedInterventions, DecodingPlan
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import PAD, START


@dataclasses.dataclass(frozen=True, kw_only=True)
class ForcedDecoding:
    """Every step of a decoder that is given its target; tensors on the CPU."""

    memory: Tensor  # [J, H], h_1 … h_J
    states: Tensor  # [I + 1, D], s_0 … s_I
    contexts: Tensor  # [I, C], c_1 … c_I
    energies: Tensor | None  # [I, J]; None for a vanilla model
    alpha: Tensor | None  # [I, J]
    logprob: Tensor  # [I], of the given pieces, in nats
    top_ids: Tensor  # [I, K], likeliest pieces, best first
    top_logprob: Tensor  # [I, K]
    entropy: Tensor  # [I], of the whole distribution of the next piece, in bits
    padding_alpha: float | None  # largest α on this sentence's padding; None: no α, or no padding


@torch.inference_mode()
def force_decode(
    *,
    model: Seq2Seq,
    sources: Sequence[Sequence[int]],
    targets: Sequence[Sequence[int]],
    top: int = 10,
    padding: int = 0,
    plans: Sequence[DecodingPlan] | None = None,
) -> list[ForcedDecoding]:
    """Decode given targets for given sources and record every step.

    Args:
        model: in evaluation mode.
        sources: piece ids, the end mark last.
        targets: piece ids, at least one each; no end mark is added.
        top: K, likeliest next pieces to record at each step.
        padding: columns of padding to add after all sources, to check that α on them is 0.
        plans: what is changed in the α of each sentence; None: nothing.
    """
    device = model.device
    batch = collate(list(zip(map(list, sources), map(list, targets), strict=True)))
    widened = torch.nn.functional.pad(batch.source, (0, padding), value=PAD)
    source = model.encode(source=widened.to(device), lengths=batch.lengths)
    given = padded(targets).to(device)
    embedded = model.decoder.embed(torch.nn.functional.pad(given[:, :-1], (1, 0), value=START))
    projected = model.decoder.project_input(embedded)
    state = model.decoder.initial_state(source)
    applied: AppliedInterventions | None = None
    if plans is not None:
        applied = AppliedInterventions(plans=plans, width=source.mask.shape[1], device=device)
    sentence = torch.arange(len(sources))
    states, contexts, lexical, energies, alpha = [state.hidden], [], [], [], []
    for i in range(given.shape[1]):
        step = model.decoder.step(
            projected=projected[:, i],
            state=state,
            source=source,
            reweigh=None if applied is None else applied.weights(step=i + 1, sentence=sentence),
        )
        state = step.state
        states.append(state.hidden)
        contexts.append(step.context)
        if step.lexical is not None:
            lexical.append(step.lexical)
        if step.alpha is not None and step.energies is not None:
            energies.append(step.energies)
            alpha.append(step.alpha)
    all_states, all_contexts = torch.stack(states, dim=1), torch.stack(contexts, dim=1)
    logits = model.decoder.logits(
        hidden=all_states[:, 1:],
        context=all_contexts,
        embedded=embedded,
        lexical=torch.stack(lexical, dim=1) if lexical else None,
    )
    logprob = torch.log_softmax(logits.float(), dim=-1)
    best = logprob.topk(min(top, logprob.shape[-1]), dim=-1)
    chosen = logprob.gather(-1, given.unsqueeze(-1)).squeeze(-1)
    entropy = torch.special.entr(logprob.exp()).sum(-1) / math.log(2)
    stacked = [torch.stack(rows, dim=1).cpu() if rows else None for rows in (energies, alpha)]
    return [
        ForcedDecoding(
            memory=source.memory[b, :j].cpu(),
            states=all_states[b, : i + 1].cpu(),
            contexts=all_contexts[b, :i].cpu(),
            energies=None if stacked[0] is None else stacked[0][b, :i, :j],
            alpha=None if stacked[1] is None else stacked[1][b, :i, :j],
            logprob=chosen[b, :i].cpu(),
            top_ids=best.indices[b, :i].cpu(),
            top_logprob=best.values[b, :i].cpu(),
            entropy=entropy[b, :i].cpu(),
            padding_alpha=_largest(None if stacked[1] is None else stacked[1][b, :i, j:]),
        )
        for b, (j, i) in enumerate(zip(map(len, sources), map(len, targets), strict=True))
    ]


def _largest(alpha: Tensor | None) -> float | None:
    return None if alpha is None or alpha.numel() == 0 else float(alpha.max())
