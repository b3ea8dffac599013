"""Bootstrap: how far a corpus score, or a difference of two, would move with other sentences.

Sentences are drawn with replacement and scored again (Koehn 2004, Statistical Significance
Tests for Machine Translation Evaluation). Draws, interval and p value are sacrebleu's own,
number for number; what it lacks is the interval of a difference, any part of a test set without
counting its n-grams anew, and room for large files: it holds all draws at once, a gigabyte for
ten thousand sentences.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.significance import estimate_ci

SAMPLES = 1000
FEWEST = 10  # sentences for a p value: draws of one or two hardly differ, and prove anything
SEED = 12345  # sacrebleu's own; one for all, so that two translations meet the same draws


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """Two corpus scores on the same sentences, and what their difference is worth."""

    score: float
    against: float
    difference: float  # score - against
    low: float  # of the difference, 95%
    high: float
    p: float | None  # two-sided, of a difference as large by chance; None: too few sentences


@dataclasses.dataclass(frozen=True, kw_only=True)
class Share:
    """A score as a share of another's, both of the same translation but of other sentences."""

    score: float
    share: float | None  # None: the other score is 0
    low: float | None  # of the share, 95%; None: a draw of the other score was 0
    high: float | None


class Counts:
    """What a corpus score is computed from, sentence by sentence."""

    def __init__(
        self, *, metric: Metric, hypotheses: Sequence[str], references: Sequence[str]
    ) -> None:
        """Count n-grams once.

        Args:
            metric: BLEU or CHRF.
            hypotheses: at least one.
            references: as many.
        """
        self._metric = metric
        rows = metric._extract_corpus_statistics(hypotheses, [references])
        self._rows = np.array(rows, dtype=np.float64)  # [sentences, counts]; sums stay exact

    def score(self, sentences: Sequence[int]) -> float:
        """Corpus score of these sentences."""
        return self._scored(self._rows[list(sentences)].sum(axis=0))

    def interval(self, sentences: Sequence[int]) -> tuple[float, float]:
        """The 95% interval of these sentences' corpus score, within 0 to 100."""
        middle, half = estimate_ci(self._resampled(sentences))
        return max(0.0, float(middle - half)), min(100.0, float(middle + half))

    def difference(self, *, against: "Counts", sentences: Sequence[int]) -> Difference:
        """How this translation differs from another, both judged on the same draws."""
        score, other = self.score(sentences), against.score(sentences)
        moved = self._resampled(sentences) - against._resampled(sentences)
        ordered = np.sort(moved)
        tail = len(moved) // 40
        return Difference(
            score=score,
            against=other,
            difference=score - other,
            low=float(ordered[tail]),
            high=float(ordered[-1 - tail]),
            p=_p(moved=moved, difference=score - other) if len(sentences) >= FEWEST else None,
        )

    def share(self, *, parts: Sequence[Sequence[int]], of: Sequence[int]) -> Share:
        """Mean score of some parts, each counted by its sentences, over that of another part.

        Every part is drawn anew by itself. Where `of` is among the parts, both are drawn alike.
        A score of 0 has no shares: they are None.
        """
        weights = np.array([len(part) for part in parts], dtype=np.float64)
        weights /= weights.sum()
        score = float(weights @ [self.score(part) for part in parts])
        whole = self.score(of)
        draws = np.stack([self._resampled(part, seed=SEED + part[0]) for part in parts])
        wholes = self._resampled(of, seed=SEED + of[0])
        if not whole or not wholes.all():
            return Share(score=score, share=score / whole if whole else None, low=None, high=None)
        ordered = np.sort(weights @ draws / wholes)
        tail = len(ordered) // 40
        return Share(
            score=score,
            share=score / whole,
            low=float(ordered[tail]),
            high=float(ordered[-1 - tail]),
        )

    def _resampled(self, sentences: Sequence[int], *, seed: int = SEED) -> NDArray[np.float64]:
        """Scores of SAMPLES draws: [SAMPLES]. The same draws for every metric and translation."""
        rng = np.random.default_rng(seed)
        rows, count = self._rows[list(sentences)], len(sentences)
        draws = (rng.choice(count, size=count, replace=True) for _ in range(SAMPLES))
        return np.array(
            [self._scored(np.bincount(drawn, minlength=count) @ rows) for drawn in draws]
        )

    def _scored(self, counts: NDArray[np.float64]) -> float:
        return float(self._metric._compute_score_from_stats(counts.tolist()).score)


def _p(*, moved: NDArray[np.float64], difference: float) -> float:
    """How often a draw strays from the mean by more than the difference itself; 1 if none does."""
    if not moved.any():
        return 1.0
    beyond = np.abs(moved) - np.abs(moved).mean()
    return float((np.sum(beyond > abs(difference)) + 1) / (len(moved) + 1))
