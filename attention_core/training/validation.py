"""The dev set as a judge: the loss over all of it, the quality of a part decoded greedily."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch

from attention_core.data.batches import Example, collate, cut
from attention_core.data.corpus import Corpus
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.metrics import Quality, measure
from attention_core.model.seq2seq import Seq2Seq

BLEU_PAIRS = 300  # about so many pairs are decoded to judge a model; all count for the loss


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a model was worth at one look."""

    loss: float  # nats a target piece
    quality: Quality
    pairs: int  # that count for the loss
    decoded: int  # pairs, that count for the quality

    def card(self) -> dict[str, Any]:
        """The "dev" of a model card."""
        return {
            "pairs": self.pairs,
            "loss": self.loss,
            "pairs_decoded": self.decoded,
            **dataclasses.asdict(self.quality),
        }


class DevSet:
    """The dev pairs of a corpus, cut into the pieces of the models that are to be judged."""

    def __init__(self, corpus: Corpus) -> None:
        self._source, self._target = corpus.source, corpus.target
        self._examples = corpus.examples(pairs=corpus.dev)
        # Evenly spread, since files come one after the other.
        self._decoded = corpus.dev[:: max(1, len(corpus.dev) // BLEU_PAIRS)]

    def judge(self, model: Seq2Seq) -> Judgement:
        """Loss and quality of a model, which is in evaluation mode."""
        written = translate_all(
            model=model,
            source=self._source,
            target=self._target,
            sentences=[pair.source for pair in self._decoded],
        )
        return Judgement(
            loss=mean_loss(model=model, examples=self._examples),
            quality=measure(hypotheses=written, references=[pair.target for pair in self._decoded]),
            pairs=len(self._examples),
            decoded=len(self._decoded),
        )


@torch.inference_mode()
def mean_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy a target piece in nats, nothing smoothed; the model is in evaluation mode."""
    total = sum(
        float(model(collate(rows).to(model.device))) for rows in cut(examples=examples, tokens=4000)
    )
    return total / sum(len(target) for _, target in examples)
