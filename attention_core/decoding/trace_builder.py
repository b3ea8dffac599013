"""Recording: what a decoder did, as tensors and ids, written down as a Trace."""

from collections.abc import Sequence

import torch

from attention_core.decoding.forced import ForcedDecoding
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import END, TokenizedText
from attention_core.trace import Candidate, Trace


def build_trace(
    *,
    checkpoint: Checkpoint,
    device: str,
    sentence: str,
    source: TokenizedText,
    target: Sequence[int],
    steps: ForcedDecoding,
    beam: int,
    rank: int,
) -> Trace:
    """The Trace of a model that wrote `target`.

    Args:
        checkpoint: whose pieces and digest it names.
        device: where it was made.
        sentence: as typed.
        source: its pieces.
        target: piece ids, with the end mark unless the length limit came first.
        steps: of writing them.
        beam: width of the search, 0 for a translation that was given.
        rank: among the search's hypotheses, 1 the best; 0 where there was none.
    """
    written = checkpoint.target.spell(target)
    return Trace(
        model=checkpoint.name,
        kind=checkpoint.model.config.kind,
        digest=checkpoint.digest,
        device=device,
        beam=beam,
        rank=rank,
        source=_writable(sentence),
        source_pieces=source.pieces,
        source_words=source.words,
        target_pieces=written.pieces,
        target_words=written.words,
        translation=checkpoint.target.text(target),
        unknown=source.unknown,
        memory=steps.memory.numpy(),
        states=steps.states.numpy(),
        contexts=steps.contexts.numpy(),
        energies=None if steps.energies is None else steps.energies.numpy(),
        alpha=None if steps.alpha is None else steps.alpha.numpy(),
        logprob=steps.logprob.numpy(),
        entropy=steps.entropy.numpy(),
        candidates=_candidates(checkpoint=checkpoint, steps=steps),
        truncated=target[-1] != END,
        padding_alpha=steps.padding_alpha,
    )


def _candidates(
    *, checkpoint: Checkpoint, steps: ForcedDecoding
) -> tuple[tuple[Candidate, ...], ...]:
    rows = zip(steps.top_ids.tolist(), torch.exp(steps.top_logprob).tolist(), strict=True)
    return tuple(
        tuple(
            Candidate(piece=checkpoint.target.piece(index), probability=probability)
            for index, probability in zip(ids, probabilities, strict=True)
        )
        for ids, probabilities in rows
    )


def _writable(text: str) -> str:
    """The text with � for halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
