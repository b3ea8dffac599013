"""A decoder run by hand: one sentence, one step at a time."""

from collections.abc import Sequence

import torch
from torch import Tensor

from attention_core.model.attention import Weigh
from attention_core.model.decoder import DecoderState, Source
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import START


def encode_one(model: Seq2Seq, ids: Sequence[int]) -> tuple[Source, DecoderState]:
    """One sentence, encoded, and the first state."""
    source = model.encode(
        source=torch.tensor([ids], device=model.device), lengths=torch.tensor([len(ids)])
    )
    return source, model.decoder.initial_state(source)


def given_weights(alpha: Tensor) -> Weigh:
    """These weights, whatever the energies are."""
    return lambda *, energies, mask: alpha


@torch.inference_mode()
def log_probabilities(model: Seq2Seq, ids: Sequence[int], target: Sequence[int]) -> Tensor:
    """[I, V] along a target, in nats."""
    source, state = encode_one(model, ids)
    rows = []
    for piece in (START, *target[:-1]):
        embedded = model.decoder.embed(torch.tensor([piece], device=model.device))
        step = model.decoder.step(
            projected=model.decoder.project_input(embedded), state=state, source=source
        )
        state = step.state
        logits = model.decoder.logits(
            hidden=state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
        )
        rows.append(torch.log_softmax(logits[0], dim=-1).cpu())
    return torch.stack(rows)
