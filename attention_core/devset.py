"""The dev set as a judge: the loss over all of it, the quality of a part decoded greedily."""

import dataclasses
from typing import Any

from attention_core.corpus import Corpus
from attention_core.evaluate import Quality, mean_loss, measure, translate_all
from attention_core.model import Seq2Seq

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
