"""Pairs to train on whose second side several models translate together.

At every step the models' probabilities are averaged. Together they translate better than each
alone, and a model that learns from their translations takes over a part of that (Kim and Rush
2016, arXiv:1606.07947; Freitag et al. 2017, arXiv:1702.01802). The models need the same pieces.

What they agree on may still be wrong. With `--back`, a model of the other direction translates
their translations back. A pair is kept if something like its sentence comes back (chrF), with all
its rarer words unless the models were sure.

    PYTHONPATH=. python tests/benchmarks/taught_pairs.py --models MODEL MODEL --back MODEL \
        --least -0.6 english.txt > pairs.tsv

With `--test`, the file has pairs, and the BLEU of the models together is printed, a line for each
part that the third column names:

    PYTHONPATH=. python tests/benchmarks/taught_pairs.py --models MODEL MODEL --test dev.tsv
"""

import argparse
import dataclasses
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import regex
import sacrebleu
import torch
from torch import Tensor
from tqdm import tqdm

from attention_core.data.batches import batch_by_length
from attention_core.data.pairs import Pair, read_parts
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.translate import translate_all
from attention_core.errors import UserError
from attention_core.evaluation.metrics import measure
from attention_core.model.checkpoint import Checkpoint, read_model
from attention_core.model.decoder import DecoderState, Source, Step
from attention_core.model.seq2seq import Seq2Seq

BATCH = 128  # sentences decoded at a time
FREQUENT = 160  # words that never need to come back
LEAST_CHRF = 40.0  # of the translation back against the sentence, 0 to 100
SURE = -0.3  # mean log-probability a piece from which rarer words need not come back,
SURE_CHRF = 45.0  # if chrF is at least this
LETTERS = 5  # at the beginning of a word, by which it is known again: works, working
_WORD = regex.compile(r"[\p{L}\p{M}']+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaughtPair:
    """A sentence and its translation by the ensemble."""

    source: str
    target: str
    score: float  # mean log-probability a piece, in nats


class Sources:
    """The sentences as each model encodes them."""

    def __init__(self, parts: Sequence[Source]) -> None:
        self.parts = parts
        self.mask, self.keys = parts[0].mask, parts[0].keys

    def select(self, rows: Tensor) -> "Sources":
        """The sentences with these row numbers, in this order."""
        return Sources([part.select(rows) for part in self.parts])


class Ensemble:
    """Several models as one: what `beam_search` uses of a `Seq2Seq`, and of its decoder.

    The search moves the rows of a state, so that the models' states lie side by side in one
    tensor. What it only passes on is a list with one part a model.
    """

    def __init__(self, models: Sequence[Seq2Seq]) -> None:
        self.models, self.decoders = models, [model.decoder for model in models]
        self.decoder, self.device = self, models[0].device

    def encode(self, *, source: Tensor, lengths: Tensor) -> Sources:
        return Sources([model.encode(source=source, lengths=lengths) for model in self.models])

    def initial_state(self, source: Sources) -> DecoderState:
        states = [
            d.initial_state(part) for d, part in zip(self.decoders, source.parts, strict=True)
        ]
        return _joined(states)

    def embed(self, target: Tensor) -> list[Tensor]:
        return [decoder.embed(target) for decoder in self.decoders]

    def project_input(self, embedded: Sequence[Tensor]) -> list[Tensor]:
        return [d.project_input(part) for d, part in zip(self.decoders, embedded, strict=True)]

    def step(
        self, *, projected: Sequence[Tensor], state: DecoderState, source: Sources, reweigh: None
    ) -> Step:
        steps = [
            decoder.step(projected=inputs, state=own, source=part)
            for decoder, inputs, own, part in zip(
                self.decoders, projected, self._split(state), source.parts, strict=True
            )
        ]
        return Step(
            state=_joined([step.state for step in steps]),
            context=cast(Tensor, [step.context for step in steps]),
            lexical=cast(Tensor, [step.lexical for step in steps]),
            energies=None,
            alpha=None,
        )

    def logits(
        self, *, hidden: Tensor, context: Sequence[Tensor], embedded: Sequence[Tensor], lexical: Any
    ) -> Tensor:
        """log of the mean of the models' probabilities, [R, V]."""
        hiddens = torch.split(hidden, [decoder.width for decoder in self.decoders], dim=-1)
        logprobs = [
            torch.log_softmax(decoder.logits(hidden=own, context=c, embedded=y, lexical=x), dim=-1)
            for decoder, own, c, y, x in zip(
                self.decoders, hiddens, context, embedded, lexical, strict=True
            )
        ]
        return torch.stack(logprobs).logsumexp(dim=0) - torch.tensor(len(logprobs)).log()

    def _split(self, state: DecoderState) -> list[DecoderState]:
        widths = [decoder.width for decoder in self.decoders]
        parts = (torch.split(part, widths, dim=-1) for part in state)
        return [DecoderState(*pair) for pair in zip(*parts, strict=True)]


def _joined(states: Sequence[DecoderState]) -> DecoderState:
    return DecoderState(*(torch.cat(parts, dim=-1) for parts in zip(*states, strict=True)))


def taught_pairs(
    *, checkpoints: Sequence[Checkpoint], sentences: Sequence[str], beam: int, least: float
) -> Iterator[TaughtPair]:
    """Sentences with the ensemble's translations, short ones first.

    Args:
        checkpoints: models with the same pieces.
        sentences: as typed.
        beam: hypotheses kept a sentence.
        least: mean log-probability a piece, in nats, below which a translation is left out, as is
            one that reaches the length limit.

    Raises:
        UserError: the models have different pieces.
    """
    first, ensemble = checkpoints[0], _together(checkpoints)
    encoded = [first.source.encode_ids(sentence) for sentence in sentences]
    batches = batch_by_length(sizes=[(len(ids),) for ids in encoded], most_items=BATCH)
    for numbers in tqdm(list(batches), unit="batch"):
        results = beam_search(model=ensemble, sources=[encoded[k] for k in numbers], beam=beam)
        for k, hypotheses in zip(numbers, results, strict=True):
            best = hypotheses[0]
            if best.score >= least and not best.truncated:
                yield TaughtPair(
                    source=sentences[k], target=first.target.decode(best.ids), score=best.score
                )


def ensemble_bleu(
    *, checkpoints: Sequence[Checkpoint], parts: Mapping[str, Sequence[Pair]], beam: int
) -> dict[str, float]:
    """BLEU of the ensemble's translations of each part, 0 to 100.

    Raises:
        UserError: the models have different pieces.
    """
    first, ensemble = checkpoints[0], _together(checkpoints)
    found = {}
    for part, pairs in parts.items():
        translations = translate_all(
            model=ensemble,
            source=first.source,
            target=first.target,
            sentences=[pair.source for pair in pairs],
            beam=beam,
        )
        found[part] = measure(
            hypotheses=translations,
            references=[pair.target for pair in pairs],
            language=first.languages.target,
        ).bleu
    return found


def _together(checkpoints: Sequence[Checkpoint]) -> Seq2Seq:
    first = checkpoints[0]
    for other in checkpoints[1:]:
        if (other.source.model, other.target.model) != (first.source.model, first.target.model):
            raise UserError(f"{other.name} has other pieces than {first.name}")
    return cast(Seq2Seq, Ensemble([checkpoint.model for checkpoint in checkpoints]))


def frequent_words(sentences: Sequence[str]) -> frozenset[str]:
    """The most frequent words of these sentences, lower-cased."""
    counts = Counter(word for sentence in sentences for word in _words(sentence))
    return frozenset(word for word, _ in counts.most_common(FREQUENT))


def comes_back(*, sentence: str, back: str, frequent: Collection[str]) -> bool:
    """Whether every rarer word of a sentence is in the translation of its translation.

    Endings may differ. Words of one or two letters and those with an apostrophe say little.
    """
    found = _words(back)
    for word in _words(sentence):
        letters = word[: len(word) if len(word) < LETTERS else min(LETTERS, len(word) - 2)]
        known = word in frequent or len(word) < 3 or "'" in word
        if not known and not any(other.startswith(letters) for other in found):
            return False
    return True


def agreed_pairs(
    *, pairs: Sequence[TaughtPair], back: Checkpoint, frequent: Collection[str]
) -> list[TaughtPair]:
    """The pairs whose first side comes back from the second.

    Args:
        pairs: of `taught_pairs`.
        back: a model of the other direction.
        frequent: of `frequent_words`.
    """
    translations = translate_all(
        model=back.model,
        source=back.source,
        target=back.target,
        sentences=[pair.target for pair in pairs],
        beam=3,
    )
    kept = []
    for pair, translation in zip(pairs, translations, strict=True):
        chrf = _chrf(translation, pair.source)
        whole = comes_back(sentence=pair.source, back=translation, frequent=frequent)
        if (whole and chrf >= LEAST_CHRF) or (pair.score >= SURE and chrf >= SURE_CHRF):
            kept.append(pair)
    return kept


def _chrf(text: str, reference: str) -> float:
    return float(sacrebleu.sentence_chrf(text.lower(), [reference.lower()], word_order=1).score)


def _words(text: str) -> list[str]:
    return [str(word) for word in _WORD.findall(text.lower())]


def main() -> None:
    """Print one pair a line, a sentence, a tab, its translation; or a part a line, and its BLEU."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path, help="sentences, one a line, or pairs")
    parser.add_argument("--models", type=Path, nargs="+", required=True, metavar="FOLDER")
    parser.add_argument("--back", type=Path, metavar="FOLDER", help="a model of the way back")
    parser.add_argument("--test", action="store_true", help="the file has pairs: print the BLEU")
    parser.add_argument("--beam", type=int, help="4, with --test 5")
    parser.add_argument("--least", type=float, default=-0.6, help="mean log-probability a piece")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    checkpoints = [read_model(folder) for folder in options.models]
    if options.test:
        parts: dict[str, list[Pair]] = {}
        for pair, part in read_parts(options.file).rows:
            parts.setdefault(part, []).append(pair)
        scores = ensemble_bleu(
            checkpoints=checkpoints, parts=parts, beam=5 if options.beam is None else options.beam
        )
        for part, bleu in scores.items():
            print(part or options.file.name, len(parts[part]), f"{bleu:.1f}", sep="\t")
        return
    lines = options.file.read_text(encoding="utf-8").splitlines()
    sentences = [line for line in lines if line.strip()]
    pairs = list(
        taught_pairs(
            checkpoints=checkpoints,
            sentences=sentences,
            beam=4 if options.beam is None else options.beam,
            least=options.least,
        )
    )
    if options.back is not None:
        frequent = frequent_words(sentences)
        pairs = agreed_pairs(pairs=pairs, back=read_model(options.back), frequent=frequent)
    for taught in pairs:
        print(taught.source, taught.target, sep="\t")


if __name__ == "__main__":
    main()
