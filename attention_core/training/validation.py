"""Validation: the loss of a model on all dev pairs, and the quality of greedy translations of some.

Both are also given by part (what a pair is part of: everyday sentences, verses, talk); and with
pairs that have trusted links, how often the largest weight is right.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import torch

from attention_core.alignment.aligner import WEIGHTS
from attention_core.alignment.gold import GoldPair
from attention_core.data.batches import Example, batch_examples, collate
from attention_core.data.corpus import Corpus
from attention_core.decoding.translate import translate_all
from attention_core.evaluation.correctness import (
    Correctness,
    measure_correctness,
    total_correctness,
)
from attention_core.evaluation.metrics import Quality, measure
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import Checkpoint
from attention_core.model.seq2seq import Seq2Seq

BLEU_PAIRS = 300  # about how many dev pairs are translated; all of them count for the loss
BATCH_TOKENS = 4000  # padded target pieces of a batch


@dataclasses.dataclass(frozen=True, kw_only=True)
class PartResult:
    """Loss and quality on the pairs of one part."""

    loss: float  # nats a target piece
    pairs: int
    bleu: float | None  # None if none of its pairs is translated
    decoded: int  # pairs that count for BLEU


@dataclasses.dataclass(frozen=True, kw_only=True)
class ValidationResult:
    """Loss, quality and correctness of a model at one validation."""

    loss: float  # nats a target piece
    quality: Quality
    pairs: int  # that count for the loss
    decoded: int  # pairs that count for the quality
    parts: dict[str, PartResult] = dataclasses.field(default_factory=dict)  # empty: no named parts
    correctness: dict[str, Correctness] = dataclasses.field(default_factory=dict)  # by weights

    def card(self) -> dict[str, Any]:
        """The "dev" of a model card."""
        return {
            "pairs": self.pairs,
            "loss": self.loss,
            "pairs_decoded": self.decoded,
            **dataclasses.asdict(self.quality),
            **self._parts_and_correctness(digits=None),
        }

    def row(self) -> dict[str, Any]:
        """The fields of a row of the learning curve."""
        return {
            "dev_loss": round(self.loss, 4),
            "dev_bleu": round(self.quality.bleu, 2),
            "dev_chrf": round(self.quality.chrf, 2),
            **{
                f"dev_{name}": value
                for name, value in self._parts_and_correctness(digits=4).items()
            },
        }

    def _parts_and_correctness(self, *, digits: int | None) -> dict[str, Any]:
        """Parts and correctness as JSON; whichever is empty is left out.

        Args:
            digits: to which the numbers of parts are rounded; None for all.
        """
        fields: dict[str, Any] = {}
        if self.parts:
            fields["parts"] = {
                name: {
                    key: round(value, digits) if digits and isinstance(value, float) else value
                    for key, value in dataclasses.asdict(part).items()
                }
                for name, part in self.parts.items()
            }
        if self.correctness:
            fields["correctness"] = {
                weights: correctness.to_json() for weights, correctness in self.correctness.items()
            }
        return fields


class ValidationSet:
    """The dev pairs of a corpus, cut into pieces."""

    def __init__(self, corpus: Corpus, *, linked_pairs: Sequence[GoldPair] = ()) -> None:
        """Cut the pairs into pieces.

        Args:
            corpus: has the dev pairs and the tokenizers.
            linked_pairs: pairs with trusted links, for the correctness of models with α.
        """
        self._source, self._target = corpus.source, corpus.target
        self._language = corpus.languages.target
        self._linked_pairs = linked_pairs
        examples = corpus.examples(pairs=corpus.dev)
        self._pairs_count = len(examples)
        self._parts = corpus.dev_parts or ("",) * len(corpus.dev)  # of each pair
        self._examples = {
            name: [e for e, part in zip(examples, self._parts, strict=True) if part == name]
            for name in dict.fromkeys(self._parts)
        }
        # Evenly spread, since the pairs are in the order of their files.
        spread = slice(None, None, max(1, len(corpus.dev) // BLEU_PAIRS))
        self._decoded_pairs, self._decoded_parts = corpus.dev[spread], self._parts[spread]

    def evaluate(self, model: Seq2Seq) -> ValidationResult:
        """Measure a model, which is in evaluation mode."""
        translations = translate_all(
            model=model,
            source=self._source,
            target=self._target,
            sentences=[pair.source for pair in self._decoded_pairs],
        )
        references = [pair.target for pair in self._decoded_pairs]
        losses = {
            name: total_loss(model=model, examples=examples)
            for name, examples in self._examples.items()
        }
        return ValidationResult(
            loss=sum(losses.values()) / sum(map(target_pieces, self._examples.values())),
            quality=self._measured(hypotheses=translations, references=references),
            pairs=self._pairs_count,
            decoded=len(self._decoded_pairs),
            parts=self._part_results(losses=losses, translations=translations),
            correctness=self._correctness(model),
        )

    def _measured(self, *, hypotheses: Sequence[str], references: Sequence[str]) -> Quality:
        return measure(hypotheses=hypotheses, references=references, language=self._language)

    def _part_results(
        self, *, losses: dict[str, float], translations: Sequence[str]
    ) -> dict[str, PartResult]:
        """The result of each part; empty if no part has a name.

        Args:
            losses: summed over the target pieces of each part, in nats.
            translations: of the decoded pairs.
        """
        if set(self._parts) == {""}:
            return {}
        results = {}
        for name, examples in self._examples.items():
            rows = [k for k, part in enumerate(self._decoded_parts) if part == name]
            hypotheses = [translations[k] for k in rows]
            references = [self._decoded_pairs[k].target for k in rows]
            results[name] = PartResult(
                loss=losses[name] / target_pieces(examples),
                pairs=len(examples),
                bleu=(
                    self._measured(hypotheses=hypotheses, references=references).bleu
                    if rows
                    else None
                ),
                decoded=len(rows),
            )
        return results

    def _correctness(self, model: Seq2Seq) -> dict[str, Correctness]:
        """Correctness of α and of the posterior; empty without linked pairs or without α."""
        if not self._linked_pairs or model.config.kind != "attention":
            return {}
        checkpoint = Checkpoint(
            name="",
            digest="",
            card=ModelCard(),
            model=model,
            source=self._source,
            target=self._target,
        )
        return {
            weights: total_correctness(
                measure_correctness(
                    checkpoint=checkpoint, pairs=self._linked_pairs, weights=weights
                )
            )
            for weights in WEIGHTS
        }


@torch.inference_mode()
def total_loss(*, model: Seq2Seq, examples: Sequence[Example]) -> float:
    """Cross-entropy summed over all target pieces, in nats, without label smoothing.

    Args:
        model: in evaluation mode.
        examples: at least one.
    """
    batches = batch_examples(examples=examples, most_pieces=BATCH_TOKENS)
    return sum(float(model(collate(batch).to(model.device))) for batch in batches)


def target_pieces(examples: Sequence[Example]) -> int:
    """Number of target pieces of all examples, end marks included."""
    return sum(len(target) for _, target in examples)
