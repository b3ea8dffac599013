"""A model's card: what `card.json` says of data, training and quality. Reads without torch.

A card is a file that a person can edit: the typed parts leave out what makes no sense, and
`to_json` returns every key of the file in its order, those unknown here included. Translation
quality by sentence length is left to `evaluation.measurement`, which reads the rows of `tests`.
"""

import dataclasses
import functools
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from attention_core.config import ModelConfig
from attention_core.model.training_run import TrainingRun
from attention_core.text.languages import LanguagePair
from attention_core.utils.json_values import Row, number_in, object_in, rows_in, text_in, whole_in

LinkWeights = Literal["alpha", "posterior", "occlusion"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class DataFile:
    """A file of training pairs; None or "" where the card does not say."""

    file: str
    pairs: int | None
    weight: float | None  # how often its pairs were taken
    licence: str
    origin: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class CorpusScores:
    """Corpus scores on the dev set ("dev") or a test file; None where the card does not say."""

    test: str
    n: int | None  # sentences
    bleu: float | None
    chrf: float | None
    signatures: Mapping[str, str]  # sacrebleu's, by metric


@dataclasses.dataclass(frozen=True, kw_only=True)
class GoldScores:
    """How argmax links agree with a file of gold links."""

    gold: str
    n: int | None  # sentences
    weights: LinkWeights  # what the links are made from
    aer: float
    precision: float | None
    recall: float | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sample:
    """A sentence and what the model made of it."""

    source: str
    translation: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelCard:
    """The contents of card.json, and typed parts of it.

    Attributes:
        document: the JSON object; the one copy, from which all parts are read.
    """

    document: Row = dataclasses.field(default_factory=dict)

    @classmethod
    def from_json(cls, document: Row) -> "ModelCard":
        """A card with this content."""
        return cls(document=dict(document))

    @classmethod
    def of_run(
        cls,
        *,
        model: ModelConfig,
        max_words: int,
        parameters: int,
        data: Row,
        training: TrainingRun,
        dev: Row,
    ) -> "ModelCard":
        """The card of a model that was just trained: not measured on any test set.

        Args:
            model: its kind, its languages and whether it folds case.
            max_words: of the longest training sentence.
            parameters: of the model.
            data: files of training pairs and their totals, as `Corpus.card`.
            training: the run.
            dev: scores on the dev set, as `ValidationResult.card`.
        """
        return cls(
            document={
                "kind": model.kind,
                "source_language": model.source_language,
                "target_language": model.target_language,
                "lowercase_source": model.lowercase_source,
                "max_words": max_words,
                "parameters": parameters,
                "data": data,
                "training": training.to_json(),
                "dev": dev,
                "test": [],
            }
        )

    def to_json(self) -> dict[str, Any]:
        """The content of card.json, in the order of the file it came from."""
        return dict(self.document)

    def with_hashes(self, hashes: Mapping[str, str]) -> "ModelCard":
        """The card with the SHA-256 of the model's other files."""
        return ModelCard(document={**self.document, "sha256": dict(hashes)})

    def with_rows(self, *, part: str, rows: Sequence[Row], key: str) -> "ModelCard":
        """The card with rows in one of its lists, a new list if it has none of that key.

        Args:
            part: key of the list, "test" for example.
            rows: each takes the place of an older row about the same thing, or comes last.
            key: of the text that says what a row is about.
        """
        recorded: dict[object, Row] = {}
        for number, row in enumerate([*rows_in(self.document.get(part)), *rows]):
            about = row.get(key)
            recorded[about if isinstance(about, str) else number] = row
        return ModelCard(document={**self.document, part: list(recorded.values())})

    @property
    def kind(self) -> str:
        """The kind, "attention" or "vanilla"; "" if the card does not say."""
        return text_in(self.document.get("kind"))

    @property
    def languages(self) -> LanguagePair:
        """Of the model; English to Hindi in cards from before there were others."""
        named = (text_in(self.document.get(f"{side}_language")) for side in ("source", "target"))
        source, target = named
        return LanguagePair(source=source or "en", target=target or "hi")

    @property
    def max_words(self) -> int | None:
        """Of the longest training sentence."""
        return whole_in(self.document.get("max_words"))

    @property
    def parameters(self) -> int | None:
        """Weights of the model, each counted once."""
        return whole_in(self.document.get("parameters"))

    @property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 of the model's other files, by name."""
        found = object_in(self.document.get("sha256"))
        return {name: text for name, text in found.items() if isinstance(text, str)}

    @functools.cached_property
    def files(self) -> tuple[DataFile, ...]:
        """Files of training pairs."""
        return tuple(
            DataFile(
                file=text_in(row.get("file")),
                pairs=whole_in(row.get("pairs")),
                weight=number_in(row.get("weight")),
                licence=text_in(row.get("licence")),
                origin=text_in(row.get("origin")),
            )
            for row in rows_in(object_in(self.document.get("data")).get("files"))
        )

    @functools.cached_property
    def training(self) -> TrainingRun:
        """How the model was trained."""
        return TrainingRun.from_json(object_in(self.document.get("training")))

    @property
    def tests(self) -> tuple[Row, ...]:
        """What `evaluate --test --record` wrote, one row a test file."""
        return rows_in(self.document.get("test"))

    @property
    def probes(self) -> tuple[Row, ...]:
        """What `probe` wrote, one row a probe."""
        return rows_in(self.document.get("probes"))

    @functools.cached_property
    def scores(self) -> tuple[CorpusScores, ...]:
        """Translation quality on the dev set, then on each test file."""
        dev = object_in(self.document.get("dev"))
        rows = [{"test": "dev", "n": dev.get("pairs_decoded"), **dev}] if dev else []
        return tuple(
            CorpusScores(
                test=text_in(row.get("test")),
                n=whole_in(row.get("n")),
                bleu=number_in(row.get("bleu")),
                chrf=number_in(row.get("chrf")),
                signatures={
                    name: str(text) for name, text in object_in(row.get("signatures")).items()
                },
            )
            for row in [*rows, *self.tests]
        )

    @functools.cached_property
    def gold(self) -> tuple[GoldScores, ...]:
        """Quality of argmax links, for each gold file and each way of weighing."""
        return tuple(
            GoldScores(
                gold=text_in(row.get("gold")),
                n=whole_in(row.get("n")),
                weights=weights,
                aer=aer,
                precision=number_in(scores.get("precision")),
                recall=number_in(scores.get("recall")),
            )
            for row in rows_in(self.document.get("gold"))
            for weights, scores in _argmax_rows(row)
            if (aer := number_in(scores.get("aer"))) is not None
        )

    @functools.cached_property
    def samples(self) -> tuple[Sample, ...]:
        """Sentences and their translations."""
        return tuple(
            Sample(source=text_in(row.get("source")), translation=text_in(row.get("translation")))
            for row in rows_in(self.document.get("samples"))
        )


def _argmax_rows(row: Row) -> list[tuple[LinkWeights, Row]]:
    """Scores of argmax links, by what the links are made from."""
    alpha = [found for found in rows_in(row.get("by_rule")) if found.get("method") == "argmax"]
    later = [found for found in rows_in(row.get("posterior")) if found.get("method") == "argmax"]
    return [
        *(("alpha", found) for found in alpha),
        *(("posterior", found) for found in later),
        ("occlusion", object_in(row.get("occlusion"))),
    ]
