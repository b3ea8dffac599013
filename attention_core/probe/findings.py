"""What a probe finds in one sentence: each word with a probability, and the guesses.

The probe makes as many guesses as the sentence has words that it looks for, as in `recall`.
"""

import dataclasses

import torch

from attention_core.model.checkpoint import Checkpoint
from attention_core.probe.folder import StoredProbe
from attention_core.probe.vectors import read_vectors
from attention_core.probe.words import spoken


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProbedWord:
    """A word of a sentence, or a guess.

    Attributes:
        text: as in the sentence; a guess in lower case.
        probability: that the probe gives to the word being in the sentence, from 0 to 1; None if
            it does not look for it.
        found: whether it is among the guesses.
    """

    text: str
    probability: float | None
    found: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Findings:
    """A sentence as a probe sees it."""

    words: tuple[ProbedWord, ...]  # all of them, in order; signs such as "." are no words
    wrong: tuple[ProbedWord, ...]  # guesses that the sentence does not have, the surest first

    @property
    def looked_for(self) -> int:
        """Different words of the sentence that the probe looks for."""
        return len(self._of(found=True) | self._of(found=False))

    @property
    def found(self) -> int:
        """How many of these are among the guesses."""
        return len(self._of(found=True))

    def _of(self, *, found: bool) -> set[str]:
        return {
            word.text.casefold()
            for word in self.words
            if word.probability is not None and word.found == found
        }


@torch.inference_mode()
def find_words(*, checkpoint: Checkpoint, probe: StoredProbe, sentence: str) -> Findings:
    """The words of a sentence, and what the probe finds of them.

    Args:
        checkpoint: the model whose vectors the probe reads.
        probe: of this model.
        sentence: as typed.
    """
    text = checkpoint.source.encode(sentence)
    (vectors,) = read_vectors(model=checkpoint.model, sentences=[text.ids], reading=probe.reading)
    scores = probe.layer.scores([vectors])[0]
    numbers = {word: number for number, word in enumerate(probe.vocabulary)}
    words = [word.text for word in text.words[:-1] if spoken(word.text)]
    present = {numbers[w.casefold()] for w in words if w.casefold() in numbers}
    guesses: list[int] = scores.topk(len(present)).indices.tolist()
    probabilities: list[float] = scores.sigmoid().tolist()

    def probed(text: str, number: int | None) -> ProbedWord:
        probability = None if number is None else probabilities[number]
        return ProbedWord(text=text, probability=probability, found=number in guesses)

    return Findings(
        words=tuple(probed(word, numbers.get(word.casefold())) for word in words),
        wrong=tuple(probed(probe.vocabulary[k], k) for k in guesses if k not in present),
    )
