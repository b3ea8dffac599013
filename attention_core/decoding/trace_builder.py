"""The Trace of a translation, from the steps of a forced decoding."""

from collections.abc import Sequence

import torch

from attention_core.decoding.forced import ForcedDecoding, force_decode
from attention_core.decoding.interventions import DecodingPlan
from attention_core.decoding.tree_recorder import TreeRecorder
from attention_core.model.checkpoint import Checkpoint
from attention_core.text.tokenizer import END, TokenizedText
from attention_core.text.words import SPACE
from attention_core.trace import Candidate, Trace

TOP = 10  # candidates recorded per step
PADDING = 2  # columns appended to every source, where a Trace checks that α is 0


def build_trace(
    *,
    checkpoint: Checkpoint,
    device: str,
    sentence: str,
    source: TokenizedText,
    target: Sequence[int],
    beam: int,
    rank: int,
    given: TokenizedText | None = None,
    plan: DecodingPlan | None = None,
    recorder: TreeRecorder | None = None,
) -> Trace:
    """The Trace of a target, which is forced.

    Args:
        checkpoint: the model, its tokenizers and its digest.
        device: on which it runs.
        sentence: as typed.
        source: its pieces.
        target: piece ids, with the end mark unless the length limit ended them.
        beam: width of the search, 0 for a translation that was given.
        rank: among the hypotheses of the search, from 1; 0 for a translation that was given.
        given: the target as a person gave it, so that unknown pieces keep their letters.
        plan: what is changed in the decoding; None: nothing.
        recorder: has the tree of the search; None leaves it out.
    """
    (steps,) = force_decode(
        model=checkpoint.model,
        sources=[source.ids],
        targets=[target],
        top=TOP,
        padding=PADDING,
        plans=None if plan is None else [plan],
    )
    spelled = given or checkpoint.target.decode_pieces(target)
    return Trace(
        model=checkpoint.name,
        kind=checkpoint.model.config.kind,
        languages=checkpoint.languages,
        digest=checkpoint.digest,
        device=device,
        beam=beam,
        rank=rank,
        source=_writable(sentence),
        source_pieces=source.pieces,
        source_words=source.words,
        target_pieces=spelled.pieces,
        target_words=spelled.words,
        translation=checkpoint.target.decode(target) if given is None else _text(given),
        unknown=source.unknown,
        unknown_target=spelled.unknown,
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
        changes=() if plan is None else plan.changes,
        tree=(
            None
            if recorder is None
            else recorder.tree(best=target, spell=checkpoint.target.id_to_piece)
        ),
    )


def _text(given: TokenizedText) -> str:
    """The cleaned text of a given target, without the end mark."""
    return "".join(given.pieces[:-1]).replace(SPACE, " ").strip()


def _candidates(
    *, checkpoint: Checkpoint, steps: ForcedDecoding
) -> tuple[tuple[Candidate, ...], ...]:
    rows = zip(steps.top_ids.tolist(), torch.exp(steps.top_logprob).tolist(), strict=True)
    return tuple(
        tuple(
            Candidate(piece=checkpoint.target.id_to_piece(index), probability=probability)
            for index, probability in zip(ids, probabilities, strict=True)
        )
        for ids, probabilities in rows
    )


def _writable(text: str) -> str:
    """The text with � for halves of surrogate pairs, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
