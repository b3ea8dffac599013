"""The posterior of an alignment: where y_i came from, now that y_i is known.

α_ij is reckoned before y_i is chosen. Read as the prior of a hidden choice of one state h_j,
Bayes' rule turns it into the weight of j once y_i is there:

    p(j | y_i) = α_ij p(y_i | h_j) / Σ_k α_ik p(y_i | h_k)

p(y_i | h_j) is what the decoder says at step i when it sees position j alone: its c_i is h_j and
its lexical output, if it has one, sees x_j. Everything up to s_{i-1} stays as it was (after the
posterior attention of Shankar and Sarawagi, ICLR 2019). The model never learnt with such a c_i:
this is a way of reading it, and gold links are its judge.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from attention_core.data.batches import collate, padded
from attention_core.model.decoder import DecoderState, Source
from attention_core.model.deferred_gradient import SharedMatrix
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import START


@torch.inference_mode()
def posterior(
    *, model: Seq2Seq, sources: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> list[Tensor]:
    """p(j | y_i) for every piece of given targets.

    Args:
        model: of the attention kind, in evaluation mode.
        sources: piece ids, the end mark last.
        targets: piece ids, at least one each.

    Returns:
        Of each pair [I, J], on the CPU; rows sum to 1.
    """
    device, decoder = model.device, model.decoder
    batch = collate(list(zip(map(list, sources), map(list, targets), strict=True)))
    source = model.encode(source=batch.source.to(device), lengths=batch.lengths)
    owner, states = source.mask.nonzero(as_tuple=True)  # every h_j of the batch, and whose it is
    alone = _alone(source, owner=owner, states=states)
    given = padded(targets).to(device)
    embedded = decoder.embed(torch.nn.functional.pad(given[:, :-1], (1, 0), value=START))
    projected = decoder.project_input(embedded)
    state = decoder.initial_state(source)
    rows = []
    for i in range(given.shape[1]):
        before = DecoderState(hidden=state.hidden[owner], cell=state.cell[owner])
        told = decoder.step(projected=projected[owner, i], state=before, source=alone)
        logits = decoder.logits(
            hidden=told.state.hidden,
            context=told.context,
            embedded=embedded[owner, i],
            lexical=told.lexical,
        )
        likelihood = torch.log_softmax(logits.float(), dim=-1)
        chosen = likelihood.gather(-1, given[owner, i].unsqueeze(-1)).squeeze(-1)
        step = decoder.step(projected=projected[:, i], state=state, source=source)
        assert step.alpha is not None, "a vanilla decoder has no α"
        joint = torch.full_like(step.alpha, -torch.inf)
        joint[owner, states] = step.alpha[owner, states].log() + chosen
        rows.append(torch.softmax(joint, dim=-1))
        state = step.state
    whole = torch.stack(rows, dim=1).cpu()
    lengths = zip(map(len, sources), map(len, targets), strict=True)
    return [whole[b, :i, :j].clone() for b, (j, i) in enumerate(lengths)]


def _alone(source: Source, *, owner: Tensor, states: Tensor) -> Source:
    """Sentences of one position each: whoever looks at one of them gets h_j, and x_j."""
    assert source.keys is not None, "a vanilla decoder has no α"
    return source._replace(
        values=SharedMatrix(source.values.matrix[owner, states].unsqueeze(1)),
        mask=source.mask[owner, states].unsqueeze(1),
        final=source.final[owner],
        keys=source.keys[owner, states].unsqueeze(1),
    )
