"""A linear probe: one layer that says which words were in a sentence, and how it is trained.

    score of word w = max_j (v_j · x_w + b_w)

over the vectors v_j of a sentence, of which there is one if the reading is not of the states. It is
trained with the logistic loss of every word, present or not (Alain and Bengio 2017,
arXiv:1610.01644); the epoch with the best recall on the dev sentences is kept.
"""

import dataclasses
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

EPOCHS = 12
BATCH = 128  # sentences
RATE = 3e-3
_LEVELS = 127  # of the 8-bit integers that the rows are stored in


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class LinearProbe:
    """x_w and b_w of every word; x_w is 8-bit integers times a number of each row."""

    rows: Tensor  # [W, H], int8
    scales: Tensor  # [W], fp32
    bias: Tensor  # [W], fp32

    @classmethod
    def quantized(cls, *, weight: Tensor, bias: Tensor) -> "LinearProbe":
        """The probe with these weights, [W, H] and [W], rounded to what is stored."""
        scales = weight.abs().amax(dim=1).clamp_min(1e-12) / _LEVELS
        rows = torch.round(weight / scales.unsqueeze(1)).to(torch.int8)
        return cls(rows=rows, scales=scales, bias=bias)

    def scores(self, vectors: Sequence[Tensor]) -> Tensor:
        """Scores of every word for each sentence: [sentences, W]."""
        weight = self.rows.float() * self.scales.unsqueeze(1)
        parts = [
            _scores(weight=weight, bias=self.bias, vectors=vectors[start : start + BATCH])
            for start in range(0, len(vectors), BATCH)
        ]
        return torch.cat(parts)


def train_probe(
    *,
    vectors: Sequence[Tensor],
    present: Sequence[Sequence[int]],
    dev_vectors: Sequence[Tensor],
    dev_present: Sequence[Sequence[int]],
    words: int,
    seed: int = 1,
    report: Callable[[str], None] = lambda _: None,
) -> LinearProbe:
    """Train a probe; the same arguments give the same probe.

    Args:
        vectors: of the training sentences, [1, H] or [J, H] each.
        present: of each, the words that it has.
        dev_vectors: of the dev sentences.
        dev_present: their words.
        words: W.
        seed: of the order of the sentences.
        report: called with a line after each epoch.
    """
    generator = torch.Generator().manual_seed(seed)
    # Small random weights: with zeros, all states would tie for the largest score.
    weight = nn.Parameter(0.01 * torch.randn(words, vectors[0].shape[1], generator=generator))
    bias = nn.Parameter(torch.full((words,), -4.0))  # most words are absent from most sentences
    optimizer = torch.optim.AdamW([weight, bias], lr=RATE, weight_decay=1e-4)
    best, best_recall = LinearProbe.quantized(weight=weight.detach(), bias=bias.detach()), -1.0
    for epoch in range(1, EPOCHS + 1):
        order = torch.randperm(len(vectors), generator=generator).tolist()
        for start in range(0, len(order), BATCH):
            numbers = order[start : start + BATCH]
            scores = _scores(weight=weight, bias=bias, vectors=[vectors[k] for k in numbers])
            wanted = _indicator([present[k] for k in numbers], words=words)
            loss = nn.functional.binary_cross_entropy_with_logits(scores, wanted, reduction="sum")
            optimizer.zero_grad()
            (loss / len(numbers)).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        probe = LinearProbe.quantized(weight=weight.detach().clone(), bias=bias.detach().clone())
        hits = found_words(scores=probe.scores(dev_vectors), present=dev_present)
        recall = sum(map(len, hits)) / sum(map(len, dev_present))
        report(f"epoch {epoch}: dev recall {recall:.3f}")
        if recall > best_recall:
            best, best_recall = probe, recall
    return best


def found_words(*, scores: Tensor, present: Sequence[Sequence[int]]) -> list[set[int]]:
    """The present words among as many guesses as each sentence has such words.

    Args:
        scores: [sentences, W].
        present: words of each sentence.
    """
    return [
        set(row.topk(len(words)).indices.tolist()) & set(words)
        for row, words in zip(scores, present, strict=True)
    ]


def _scores(*, weight: Tensor, bias: Tensor, vectors: Sequence[Tensor]) -> Tensor:
    """[sentences, W], the largest over the vectors of each sentence."""
    each = torch.cat([own.float() for own in vectors]) @ weight.T
    parts = torch.split(each, [len(own) for own in vectors])
    largest = [part.amax(dim=0) for part in parts]
    return torch.stack(largest) + bias


def _indicator(present: Sequence[Sequence[int]], *, words: int) -> Tensor:
    wanted = torch.zeros(len(present), words)
    for row, numbers in enumerate(present):
        wanted[row, list(numbers)] = 1
    return wanted
