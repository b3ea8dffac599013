"""What a model is (`ModelConfig`) and how it is trained (`TrainConfig`).

Both are frozen, check every field when created and name every fault in one `ConfigError`, and
convert to JSON and back without loss. A field whose name in config.json and on the command line
differs from its Python name says so in its metadata; `stored_name` reads it.
"""

import dataclasses
import json
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self

from attention_core.errors import UserError

Kind = Literal["attention", "vanilla"]
KINDS: tuple[Kind, ...] = ("attention", "vanilla")

MODELS_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "models"
OWN_MODELS_FOLDER = MODELS_FOLDER.parent.parent / "models"  # where the app trains, by default
RUN_FILE = "run.json"  # in a folder in which the app trains: what was asked for
RUN_LOCK = "run.lock"  # there too: locked while a process trains
DEFAULT_MODEL = "attention-50"
DEFAULT_BEAM = 5
BEAM_WIDTHS = range(1, 17)
SENTENCE_LIMIT = 600  # pieces; ten times the longest sentence that any model was trained on

_STORED_NAME = "stored_name"  # key of a field's metadata
_TAG = re.compile("[A-Za-z0-9]{2,8}(-[A-Za-z0-9]{1,8})*")  # of a language, by BCP 47


def read_folders(text: str) -> tuple[Path, ...]:
    """The folders named in a text, with the system's separator of paths between them."""
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def write_folders(folders: Sequence[Path]) -> str:
    """The text that `read_folders` reads."""
    return os.pathsep.join(map(str, folders))


class ConfigError(UserError):
    """One or more settings are impossible; the message lists all of them."""


def stored_name(field: "dataclasses.Field[Any]") -> str:
    """The name of a field in config.json and, with hyphens, on the command line."""
    return str(field.metadata.get(_STORED_NAME, field.name))


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Config:
    """Conversion to and from JSON, and a check that reports all faults at once."""

    def __post_init__(self) -> None:
        faults = self._faults()
        if faults:
            raise ConfigError(f"{type(self).__name__}: " + "; ".join(faults))

    def _faults(self) -> list[str]:
        """Every fault of this configuration, one phrase each."""
        raise NotImplementedError

    def to_json(self) -> dict[str, Any]:
        """The fields as plain JSON values, under their stored names."""
        return {stored_name(field): getattr(self, field.name) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, data: object) -> Self:
        """The configuration that `to_json` described; absent fields have their defaults.

        Raises:
            ConfigError: `data` is not an object, has unknown fields, lacks fields without a
                default, or has values of a wrong type or out of range.
        """
        if not isinstance(data, dict):
            raise ConfigError(f"{cls.__name__}: expected a JSON object, got {type(data).__name__}")
        fields = {stored_name(field): field for field in dataclasses.fields(cls)}
        faults = [f"unknown field {json.dumps(name)}" for name in data if name not in fields]
        for name, field in fields.items():
            if name not in data:
                if field.default is dataclasses.MISSING:
                    faults.append(f"{name} is missing")
            elif not _fits(value=data[name], declared=field.type):
                faults.append(f"{name} cannot be {json.dumps(data[name])}")
        if faults:
            raise ConfigError(f"{cls.__name__}: " + "; ".join(faults))
        return cls(**{fields[name].name: value for name, value in data.items()})


def _fits(*, value: object, declared: object) -> bool:
    """Whether a JSON value has the declared type; a bool does not count as a number."""
    if declared is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if declared is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if declared is bool:
        return isinstance(value, bool)
    if declared is str:
        return isinstance(value, str)
    return value in KINDS


@dataclasses.dataclass(frozen=True, kw_only=True)
class ModelConfig(_Config):
    """Everything needed to build an untrained `Seq2Seq`.

    The two kinds differ only in c: computed anew at every step, or the encoder's final state.
    """

    kind: Kind
    source_vocabulary: int
    target_vocabulary: int
    embedding: int = 192  # E
    encoder: int = 192  # one direction, so H is twice this
    decoder: int = 384  # D; as wide as H, so that s_0 can hold the encoder's whole final state
    attention: int = 192  # A; the article's "small neural network"
    readout: int = 384  # R, between s_i and the output layer; 0: E, tied to the target embeddings
    previous_in_query: bool = dataclasses.field(  # f also sees y_{i-1}, which is not in s_{i-1}
        default=True, metadata={_STORED_NAME: "told"}
    )
    dropout: float = 0.25  # with 0.15 the model soon overfits everyday sentences
    word_dropout: float = 0.0  # of whole embeddings, both sides, in training
    embedding_in_memory: bool = False  # h_j also holds x_j, the embedding of its piece
    lexical_output: bool = False  # logits also depend on the attended embeddings (`lexical`)
    source_language: str = "en"  # BCP 47
    target_language: str = "hi"
    lowercase_source: bool = True  # sentences are lower-cased before they are cut into pieces

    @property
    def states(self) -> int:
        """Width of the encoder's states of both directions."""
        return 2 * self.encoder

    @property
    def memory(self) -> int:
        """H, the width of h_j: of the states, plus E with `embedding_in_memory`."""
        return self.states + (self.embedding if self.embedding_in_memory else 0)

    @property
    def context(self) -> int:
        """Width of c_i: of h_j, or of the encoder's final state in a vanilla model."""
        return self.memory if self.kind == "attention" else self.states

    @property
    def output(self) -> int:
        """Columns of the output embeddings O."""
        lexical = self.embedding if self.lexical_output else 0
        return (self.readout or self.embedding) + lexical

    def _faults(self) -> list[str]:
        faults = []
        if self.kind not in KINDS:
            faults.append(f"kind is {self.kind!r}, not one of {', '.join(KINDS)}")
        for name in ("embedding", "encoder", "decoder", "attention"):
            if not 1 <= getattr(self, name) <= 8192:
                faults.append(f"{name} is {getattr(self, name)}, not within 1..8192")
        if not 0 <= self.readout <= 8192:
            faults.append(f"readout is {self.readout}, not within 0..8192")
        for name in (
            "previous_in_query",
            "embedding_in_memory",
            "lexical_output",
            "lowercase_source",
        ):
            if not isinstance(getattr(self, name), bool):
                faults.append(f"{name} is {getattr(self, name)!r}, neither true nor false")
        if self.lexical_output and not self.readout:
            faults.append("lexical_output needs separate output embeddings, but readout is 0")
        for name in ("source_vocabulary", "target_vocabulary"):
            # Four ids are special; a million pieces would be an embedding of gigabytes.
            if not 5 <= getattr(self, name) <= 1_000_000:
                faults.append(f"{name} is {getattr(self, name)}, not within 5..1000000")
        for name in ("source_language", "target_language"):
            if not _TAG.fullmatch(tag := str(getattr(self, name))):
                faults.append(f"{name} is {tag!r}, not a tag of BCP 47")
        for name in ("dropout", "word_dropout"):
            if not 0 <= getattr(self, name) < 1:
                faults.append(f"{name} is {getattr(self, name)}, not within [0, 1)")
        return faults


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainConfig(_Config):
    """How a model is trained: everything besides the data that determines the weights."""

    max_words: int = 50  # longest source sentence; the number in "attention-50"
    max_pieces: int = 200  # of either side; a verse of 50 words stays well below
    pieces: int = 5000  # size of the SentencePiece vocabulary of each language
    joined: float = 0.1  # share of examples joined from 2-6 short sentences: long, not Bible
    batch_tokens: int = 800  # target pieces per update; small, for many updates an hour
    learning_rate: float = 5e-3  # at the peak; 2e-3 learns half as fast
    final_rate: float = 5e-5  # at the end of the cosine
    warmup: int = 500  # updates
    smoothing: float = 0.05  # label smoothing
    lexical_loss: float = 0.0  # weight of the loss of the lexical output alone
    clip: float = 1.0  # gradient norm
    curriculum_start: int = 14  # target pieces of the longest pair at the start
    curriculum_updates: int = 1000  # updates until pairs of all lengths are included
    updates: int = 24000  # in all; the learning rate decays over them
    evaluate_every: int = 800  # updates between evaluations on the dev set
    patience: int = 6  # evaluations without a better dev loss before training stops
    seed: int = 1

    def _faults(self) -> list[str]:
        faults = []
        at_least_one = ("max_words", "max_pieces", "batch_tokens", "warmup", "updates")
        for name in (*at_least_one, "evaluate_every", "patience", "curriculum_start"):
            if getattr(self, name) < 1:
                faults.append(f"{name} is {getattr(self, name)}, less than 1")
        if self.curriculum_updates < 0:
            faults.append(f"curriculum_updates is {self.curriculum_updates}, less than 0")
        for name in ("learning_rate", "final_rate", "clip"):
            if not 0 < getattr(self, name) < math.inf:
                faults.append(f"{name} is {getattr(self, name)}, not above 0")
        if not 0 <= self.lexical_loss < math.inf:
            faults.append(f"lexical_loss is {self.lexical_loss}, not at least 0")
        for name in ("smoothing", "joined"):
            if not 0 <= getattr(self, name) < 1:
                faults.append(f"{name} is {getattr(self, name)}, not within [0, 1)")
        if not 16 <= self.pieces <= 64_000:
            faults.append(f"pieces is {self.pieces}, not within 16..64000")
        return faults
