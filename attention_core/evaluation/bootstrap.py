"""Bootstrap: how far a corpus score, or a difference of two, would move with other sentences.

Sentences are drawn with replacement and scored again (Koehn 2004, Statistical Significance
Tests for Machine Translation Evaluation). Draws, intervals and p values equal sacrebleu's. This
module adds the interval of a difference and of a ratio, scores of any part of a test set from
one count of n-grams, and large files: sacrebleu holds all draws at once, which takes a gigabyte
for ten thousand sentences.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import sacrebleu
from numpy.typing import NDArray
from sacrebleu.metrics.base import Metric
from sacrebleu.significance import estimate_ci

SAMPLES = 1000
MIN_P_SENTENCES = 10  # for a p value: draws from one or two sentences hardly differ
SEED = 12345  # sacrebleu's own; the same for all, so that two translations get the same draws


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """Two corpus scores on the same sentences, and how sure their difference is."""

    score: float
    against: float
    difference: float  # score - against
    low: float  # of the difference, 95%
    high: float
    p: float | None  # two-sided, of a difference as large by chance; None: too few sentences


class Counts:
    """The n-gram counts of each sentence, from which a corpus score is computed."""

    def __init__(
        self, *, metric: Metric, hypotheses: Sequence[str], references: Sequence[str]
    ) -> None:
        """Count n-grams once.

        Args:
            metric: BLEU or CHRF.
            hypotheses: at least one.
            references: one for each hypothesis.
        """
        count, self._score = counting_functions(metric)
        rows = count(hypotheses, [references])
        self._rows = np.array(rows, dtype=np.float64)  # [sentences, counts]; sums stay exact

    def score(self, sentences: Sequence[int]) -> float:
        """Corpus score of the sentences with these indices."""
        return self._scored(self._rows[list(sentences)].sum(axis=0))

    def interval(self, sentences: Sequence[int]) -> tuple[float, float]:
        """The 95% interval of these sentences' corpus score, within 0 to 100."""
        middle, half = estimate_ci(self._resampled(sentences))
        return max(0.0, float(middle - half)), min(100.0, float(middle + half))

    def difference(self, *, against: "Counts", sentences: Sequence[int]) -> Difference:
        """This score minus another translation's, both on the same draws of sentences."""
        score, other = self.score(sentences), against.score(sentences)
        differences = self._resampled(sentences) - against._resampled(sentences)
        low, high = _middle_95(differences)
        enough = len(sentences) >= MIN_P_SENTENCES
        return Difference(
            score=score,
            against=other,
            difference=score - other,
            low=low,
            high=high,
            p=_p(draws=differences, difference=score - other) if enough else None,
        )

    def ratio_interval(
        self, *, parts: Sequence[Sequence[int]], of: Sequence[int]
    ) -> tuple[float, float] | None:
        """The 95% interval of the mean score of several parts over the score of another part.

        Each part counts by its sentences and has its own draws; a part that equals `of` has the
        same draws as `of`.

        Args:
            parts: indices of sentences, at least one in each part.
            of: indices of sentences, at least one.

        Returns:
            None if `of` or one of its draws has a score of 0.
        """
        weights = np.array([len(part) for part in parts], dtype=np.float64)
        weights /= weights.sum()
        draws = np.stack([self._resampled(part, seed=SEED + part[0]) for part in parts])
        denominators = self._resampled(of, seed=SEED + of[0])
        if not self.score(of) or not denominators.all():
            return None
        return _middle_95(weights @ draws / denominators)

    def _resampled(self, sentences: Sequence[int], *, seed: int = SEED) -> NDArray[np.float64]:
        """Scores of SAMPLES draws: [SAMPLES]. The same draws for every metric and translation."""
        rng = np.random.default_rng(seed)
        rows, count = self._rows[list(sentences)], len(sentences)
        draws = (rng.choice(count, size=count, replace=True) for _ in range(SAMPLES))
        return np.array(
            [self._scored(np.bincount(drawn, minlength=count) @ rows) for drawn in draws]
        )

    def _scored(self, counts: NDArray[np.float64]) -> float:
        return float(self._score(counts.tolist()).score)


def counting_functions(metric: Metric) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The two steps of sacrebleu's `corpus_score`: count by sentence, and score summed counts.

    sacrebleu has them as private methods; no other code here uses a private name of it.

    Returns:
        Of hypotheses and lists of references, a list of counts for each sentence; and of such
        counts summed over sentences, an object with a `score`.

    Raises:
        RuntimeError: this version of sacrebleu has other private methods.
    """
    try:
        return metric._extract_corpus_statistics, metric._compute_score_from_stats
    except AttributeError as error:
        raise RuntimeError(
            f"sacrebleu {sacrebleu.__version__} has changed inside ({error}): install the version "
            "in requirements.txt, or find in its Metric.corpus_score what it calls now to count "
            "and to score, and change `counting_functions` of attention_core.evaluation.bootstrap"
        ) from error


def _middle_95(draws: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of the middle 95% of all draws."""
    ordered = np.sort(draws)
    tail = len(ordered) // 40
    return float(ordered[tail]), float(ordered[-1 - tail])


def _p(*, draws: NDArray[np.float64], difference: float) -> float:
    """How often a draw's size exceeds the mean size by more than the difference; 1 if all are 0."""
    if not draws.any():
        return 1.0
    beyond = np.abs(draws) - np.abs(draws).mean()
    return float((np.sum(beyond > abs(difference)) + 1) / (len(draws) + 1))
