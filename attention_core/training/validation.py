"""The dev set as a judge: the loss over all of it, the quality of a part decoded greedily.

Both are also told by part (what a pair is part of: everyday sentences, verses, talk), and with
pairs that have trusted links, how often the largest weight is right.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch

from attention_core.alignment.aligner import WEIGHTS
from attention_core.alignment.gold import GoldPair
from attention_core.data.batches import Example, collate, cut
from attention_core.data.corpus import Corpus
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.correctness import Correctness, measure_correctness, total
from attention_core.evaluation.metrics import Quality, measure
from attention_core.model.checkpoint import Checkpoint
from attention_core.model.seq2seq import Seq2Seq

BLEU_PAIRS = 300  # about so many pairs are decoded to judge a model; all count for the loss


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """What a model was worth on the pairs of one part."""

    loss: float  # nats a target piece
    pairs: int
    bleu: float | None  # None: no pair of it is decoded
    decoded: int  # pairs, that count for BLEU


@dataclasses.dataclass(frozen=True, kw_only=True)
class ValidationResult:
    """What a model was worth at one look."""

    loss: float  # nats a target piece
    quality: Quality
    pairs: int  # that count for the loss
    decoded: int  # pairs, that count for the quality
    parts: dict[str, Part] = dataclasses.field(default_factory=dict)  # by name; empty: unnamed
    correctness: dict[str, Correctness] = dataclasses.field(default_factory=dict)  # by weights

    def card(self) -> dict[str, Any]:
        """The "dev" of a model card."""
        return {
            "pairs": self.pairs,
            "loss": self.loss,
            "pairs_decoded": self.decoded,
            **dataclasses.asdict(self.quality),
            **self._more(digits=None),
        }

    def row(self) -> dict[str, Any]:
        """What a learning curve keeps."""
        return {
            "dev_loss": round(self.loss, 4),
            "dev_bleu": round(self.quality.bleu, 2),
            "dev_chrf": round(self.quality.chrf, 2),
            **{f"dev_{name}": value for name, value in self._more(digits=4).items()},
        }

    def _more(self, *, digits: int | None) -> dict[str, Any]:
        """Parts and correctness, where there are any."""
        more: dict[str, Any] = {}
        if self.parts:
            more["parts"] = {
                name: {
                    key: round(value, digits) if digits and isinstance(value, float) else value
                    for key, value in dataclasses.asdict(part).items()
                }
                for name, part in self.parts.items()
            }
        if self.correctness:
            more["correctness"] = {
                weights: found.to_json() for weights, found in self.correctness.items()
            }
        return more


class ValidationSet:
    """The dev pairs of a corpus, cut into the pieces of the models that are to be judged."""

    def __init__(self, corpus: Corpus, *, linked: Sequence[GoldPair] = ()) -> None:
        """Cut the pairs.

        Args:
            corpus: whose dev pairs, and whose tokenizers.
            linked: pairs with trusted links, for the correctness of a model that has α.
        """
        self._source, self._target = corpus.source, corpus.target
        self._linked = linked
        examples = corpus.examples(pairs=corpus.dev)
        self._pairs = len(examples)
        self._names = corpus.dev_parts or ("",) * len(corpus.dev)
        self._examples = {
            name: [e for e, other in zip(examples, self._names, strict=True) if other == name]
            for name in dict.fromkeys(self._names)
        }
        # Evenly spread, since files come one after the other.
        spread = slice(None, None, max(1, len(corpus.dev) // BLEU_PAIRS))
        self._decoded, self._decoded_names = corpus.dev[spread], self._names[spread]

    def judge(self, model: Seq2Seq) -> ValidationResult:
        """Loss and quality of a model, which is in evaluation mode."""
        written = translate_all(
            model=model,
            source=self._source,
            target=self._target,
            sentences=[pair.source for pair in self._decoded],
        )
        losses = {
            name: summed_loss(model=model, examples=examples)
            for name, examples in self._examples.items()
        }
        return ValidationResult(
            loss=sum(losses.values()) / sum(map(pieces, self._examples.values())),
            quality=measure(hypotheses=written, references=[pair.target for pair in self._decoded]),
            pairs=self._pairs,
            decoded=len(self._decoded),
            parts=self._parts(losses=losses, written=written),
            correctness=self._correctness(model),
        )

    def _parts(self, *, losses: dict[str, float], written: Sequence[str]) -> dict[str, Part]:
        """Every named part by itself."""
        if set(self._names) == {""}:
            return {}
        found = {}
        for name, examples in self._examples.items():
            rows = [k for k, other in enumerate(self._decoded_names) if other == name]
            hypotheses, references = (
                [written[k] for k in rows],
                [self._decoded[k].target for k in rows],
            )
            found[name] = Part(
                loss=losses[name] / pieces(examples),
                pairs=len(examples),
                bleu=measure(hypotheses=hypotheses, references=references).bleu if rows else None,
                decoded=len(rows),
            )
        return found

    def _correctness(self, model: Seq2Seq) -> dict[str, Correctness]:
        """Of α and of the posterior, if there are linked pairs and the model has α."""
        if not self._linked or model.config.kind != "attention":
            return {}
        checkpoint = Checkpoint(
            name="", digest="", card={}, model=model, source=self._source, target=self._target
        )
        return {
            weights: total(
                measure_correctness(checkpoint=checkpoint, pairs=self._linked, weights=weights)
            )
            for weights in WEIGHTS
        }


def mean_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy a target piece in nats, nothing smoothed; the model is in evaluation mode."""
    return summed_loss(model=model, examples=examples) / pieces(examples)


@torch.inference_mode()
def summed_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy of all target pieces in nats, as `mean_loss`."""
    return sum(
        float(model(collate(rows).to(model.device))) for rows in cut(examples=examples, tokens=4000)
    )


def pieces(examples: Sequence[Example]) -> int:
    """Target pieces of all examples, end marks included."""
    return sum(len(target) for _, target in examples)
