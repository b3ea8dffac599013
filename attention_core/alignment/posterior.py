"""The posterior of an alignment: the weight of each source position, given y_i.

α_ij is computed before y_i is chosen. Taken as the prior of a hidden choice of one state h_j, it
becomes the weight of j given y_i by Bayes' rule:

    p(j | y_i) = α_ij p(y_i | h_j) / Σ_k α_ik p(y_i | h_k)

p(y_i | h_j) is the decoder's probability at step i if position j is all it attends to: c_i is h_j,
and the lexical output, if there is one, gets x_j. Everything up to s_{i-1} is unchanged (after the
posterior attention of Shankar and Sarawagi, ICLR 2019). The model is not trained with such a c_i;
how good the weights are is measured against gold links.
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
        For each pair [I, J], on the CPU; rows sum to 1.
    """
    device, decoder = model.device, model.decoder
    batch = collate(list(zip(map(list, sources), map(list, targets), strict=True)))
    source = model.encode(source=batch.source.to(device), lengths=batch.lengths)
    sentence, positions = source.mask.nonzero(
        as_tuple=True
    )  # every h_j of the batch, its sentence and j
    alone = _split(source, sentence=sentence, positions=positions)
    given = padded(targets).to(device)
    embedded = decoder.embed(torch.nn.functional.pad(given[:, :-1], (1, 0), value=START))
    projected = decoder.project_input(embedded)
    state = decoder.initial_state(source)
    rows = []
    for i in range(given.shape[1]):
        before = DecoderState(hidden=state.hidden[sentence], cell=state.cell[sentence])
        attended = decoder.step(projected=projected[sentence, i], state=before, source=alone)
        logits = decoder.logits(
            hidden=attended.state.hidden,
            context=attended.context,
            embedded=embedded[sentence, i],
            lexical=attended.lexical,
        )
        likelihood = torch.log_softmax(logits.float(), dim=-1)
        chosen = likelihood.gather(-1, given[sentence, i].unsqueeze(-1)).squeeze(-1)
        step = decoder.step(projected=projected[:, i], state=state, source=source)
        assert step.alpha is not None, "a vanilla decoder has no α"
        joint = torch.full_like(step.alpha, -torch.inf)
        joint[sentence, positions] = step.alpha[sentence, positions].log() + chosen
        rows.append(torch.softmax(joint, dim=-1))
        state = step.state
    whole = torch.stack(rows, dim=1).cpu()
    lengths = zip(map(len, sources), map(len, targets), strict=True)
    return [whole[b, :i, :j].clone() for b, (j, i) in enumerate(lengths)]


def _split(source: Source, *, sentence: Tensor, positions: Tensor) -> Source:
    """Sources of one position each, so that the context of a step is h_j."""
    assert source.keys is not None, "a vanilla decoder has no α"
    return source._replace(
        values=SharedMatrix(source.values.matrix[sentence, positions].unsqueeze(1)),
        mask=source.mask[sentence, positions].unsqueeze(1),
        final=source.final[sentence],
        keys=source.keys[sentence, positions].unsqueeze(1),
    )
