"""A model folder: write it, verify it, read it. Nothing in it is ever unpickled.

    weights.safetensors   tensors, fp16 on disk
    config.json           ModelConfig
    source.spm            SentencePiece model of the source language
    target.spm            SentencePiece model of the target language
    card.json             data and licences, training, quality, SHA-256 of the other files

`card.json` is written last: a folder without it was never finished. The folder's digest is
the SHA-256 over the four hashes in the card, so it names the exact weights and pieces.
"""

import dataclasses
import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import safetensors.torch
import torch
from torch import Tensor

from attention_core.config import ModelConfig
from attention_core.errors import UserError
from attention_core.model.card import ModelCard
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.languages import LanguagePair
from attention_core.text.tokenizer import Tokenizer
from attention_core.utils.files import json_bytes, write_atomically
from attention_core.utils.json_values import Row

WEIGHTS, CONFIG, SOURCE, TARGET, CARD = (
    "weights.safetensors",
    "config.json",
    "source.spm",
    "target.spm",
    "card.json",
)
HASHED = (WEIGHTS, CONFIG, SOURCE, TARGET)
MAX_BYTES = 2 * 2**30  # of any one file: a larger one is not read
_HASH = re.compile("[0-9a-f]{64}")
_T = TypeVar("_T")
_REMEDY = "copy the folder again from where it came, or remove it"


class CheckpointError(UserError):
    """A model folder that cannot be used: which, why, and what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """A model folder in memory, on the CPU in fp32."""

    name: str
    digest: str
    card: ModelCard
    model: Seq2Seq
    source: Tokenizer
    target: Tokenizer
    folder: Path | None = None  # None: made in memory

    @property
    def languages(self) -> LanguagePair:
        """From its configuration."""
        config = self.model.config
        return LanguagePair(source=config.source_language, target=config.target_language)


def write_model(
    *, folder: Path, model: Seq2Seq, source: Tokenizer, target: Tokenizer, card: ModelCard
) -> str:
    """Write a model folder and return its digest.

    Args:
        folder: created, or overwritten.
        model: on any device; its weights are stored as fp16.
        source: tokenizer of the source language.
        target: tokenizer of the target language.
        card: the SHA-256 of the other files is filled in here.
    """
    half = {
        name: tensor.detach().to("cpu", torch.float16).contiguous()
        for name, tensor in model.state_dict().items()
    }
    files = {
        WEIGHTS: safetensors.torch.save(half),
        CONFIG: json_bytes(model.config.to_json()),
        SOURCE: source.model,
        TARGET: target.model,
    }
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / CARD).unlink(missing_ok=True)  # what is replaced below is no longer that model
    for name, data in files.items():
        write_atomically(path=folder / name, data=data)
    write_atomically(path=folder / CARD, data=json_bytes(card.with_hashes(hashes).to_json()))
    return _digest(hashes)


def _digest(hashes: Mapping[str, str]) -> str:
    """Twelve hexadecimal digits that stand for a whole model folder."""
    joined = "".join(f"{name}:{hashes[name]}\n" for name in HASHED)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def read_card(folder: Path) -> tuple[ModelCard, str]:
    """Read a folder's card and digest; no other file is opened.

    Raises:
        CheckpointError: there is no folder or no usable card.
    """
    if not folder.is_dir():
        raise _refusal(folder=folder, why="no such model folder")
    try:
        entry = (folder / CARD).lstat()
    except OSError:
        return _read_card(folder, ())  # which says what is wrong
    return _read_card(folder, (entry.st_ino, entry.st_ctime_ns, entry.st_mtime_ns, entry.st_size))


@functools.lru_cache(maxsize=64)  # a page asks for all cards several times a run
def _read_card(folder: Path, _entry: tuple[int, ...]) -> tuple[ModelCard, str]:
    """What `read_card` gives, once for each state of the file's entry in its folder."""
    data = _read(folder=folder, name=CARD)
    card = _build(folder, CARD, lambda: _card(data))
    if not all(_HASH.fullmatch(card.hashes.get(name, "")) for name in HASHED):
        raise _refusal(folder=folder, why=f"{CARD} lacks the SHA-256 of the other files")
    return card, _digest(card.hashes)


def _card(data: bytes) -> ModelCard:
    document = _parsed(data)
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")
    return ModelCard.from_json(document)


def read_model(folder: Path) -> Checkpoint:
    """Verify every byte of a model folder, then build the model.

    Raises:
        CheckpointError: something is missing, altered, truncated, or does not fit together.
    """
    card, digest = read_card(folder)
    data = {name: _read(folder=folder, name=name) for name in HASHED}
    for name in HASHED:
        if hashlib.sha256(data[name]).hexdigest() != card.hashes[name]:
            raise _refusal(
                folder=folder,
                why=f"{name} is not the file its card describes "
                "(SHA-256 differs: altered or cut short)",
            )
    config = _build(folder, CONFIG, lambda: ModelConfig.from_json(_parsed(data[CONFIG])))
    lowercase = config.lowercase_source
    source = _build(folder, SOURCE, lambda: Tokenizer(model=data[SOURCE], lowercase=lowercase))
    target = _build(folder, TARGET, lambda: Tokenizer(model=data[TARGET], lowercase=False))
    tensors = _build(folder, WEIGHTS, lambda: load_tensors(data[WEIGHTS]))
    sizes = (len(source), len(target))
    if sizes != (config.source_vocabulary, config.target_vocabulary):
        raise _refusal(
            folder=folder,
            why=f"{SOURCE} and {TARGET} have {sizes[0]} and {sizes[1]} pieces, {CONFIG} says "
            f"{config.source_vocabulary} and {config.target_vocabulary}",
        )
    return Checkpoint(
        name=folder.name,
        digest=digest,
        card=card,
        model=_filled(folder=folder, config=config, tensors=tensors),
        source=source,
        target=target,
        folder=folder,
    )


def _build(folder: Path, name: str, make: Callable[[], _T]) -> _T:
    """Build something from a file, or raise CheckpointError with the name of the file."""
    try:
        return make()
    except (ValueError, RecursionError) as error:
        raise _refusal(folder=folder, why=f"{name}: {error}") from error


def _refusal(*, folder: Path, why: str) -> CheckpointError:
    return CheckpointError(" ".join(f"{folder.name}: {why}; {_REMEDY}".split()))


def record(*, folder: Path, part: str, rows: Sequence[Row], key: str) -> None:
    """Write rows into a part of a model's card; see `ModelCard.with_rows`.

    The digest stays the same, because the card is not part of it.

    Args:
        folder: of the model.
        part: key of a list in the card.
        rows: JSON objects.
        key: of the text that says what a row is about.

    Raises:
        CheckpointError: there is no folder or no usable card.
    """
    card, _ = read_card(folder)
    card = card.with_rows(part=part, rows=rows, key=key)
    write_atomically(path=folder / CARD, data=json_bytes(card.to_json()))


def _filled(*, folder: Path, config: ModelConfig, tensors: dict[str, Tensor]) -> Seq2Seq:
    """A model with these weights; the large shapes are compared before any memory is taken."""
    found = {name: tuple(t.shape) for name, t in tensors.items()}
    _compare(folder=folder, expected=_large_shapes(config), found=found, whole=False)
    model = Seq2Seq(config)
    expected = {name: tuple(t.shape) for name, t in model.state_dict().items()}
    _compare(folder=folder, expected=expected, found=found, whole=True)
    for name, tensor in tensors.items():
        if tensor.dtype not in (torch.float16, torch.float32):
            raise _refusal(folder=folder, why=f"{WEIGHTS}: {name} is of type {tensor.dtype}")
        if not bool(tensor.isfinite().all()):
            raise _refusal(folder=folder, why=f"{WEIGHTS}: {name} has a number that is not finite")
    model.load_state_dict({n: t.float() for n, t in tensors.items()}, assign=True)
    return model.eval()


def _large_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Tensors that bound the size of all others: a file that has them is as large as the model.

    (Building the model on torch's meta device would say the same, and takes over a second.)
    """
    query = config.attention if config.kind == "attention" else 0
    own = {"decoder.output": (config.target_vocabulary, config.output)} if config.readout else {}
    return {
        **own,
        "encoder.embedding.weight": (config.source_vocabulary, config.embedding),
        "encoder.lstm.weight_hh_l0": (4 * config.encoder, config.encoder),
        "decoder.embedding.weight": (config.target_vocabulary, config.embedding),
        "decoder.recurrent.weight": (4 * config.decoder + query, config.decoder),
        "decoder.context.weight": (4 * config.decoder, config.context),
    }


def _compare(
    *,
    folder: Path,
    expected: dict[str, tuple[int, ...]],
    found: dict[str, tuple[int, ...]],
    whole: bool,
) -> None:
    """Refuse weights whose shapes are not the expected ones; if `whole`, also any further."""
    names = expected.keys() | found.keys() if whole else expected.keys()
    for name in sorted(names):
        if expected.get(name) != found.get(name):
            raise _refusal(
                folder=folder,
                why=f"{WEIGHTS} does not fit {CONFIG}: {name} is {found.get(name, 'missing')}, "
                f"expected {expected.get(name, 'nothing')}",
            )


def load_tensors(data: bytes) -> dict[str, Tensor]:
    """Tensors of a safetensors file's bytes.

    Raises:
        ValueError: the bytes are no safetensors file.
    """
    try:
        return safetensors.torch.load(data)
    except Exception as error:  # the library raises many kinds, on purpose or not
        raise ValueError(f"{WEIGHTS} is not a safetensors file: {error}") from error


def _read(*, folder: Path, name: str) -> bytes:
    """A regular file of a model folder; links are not followed out of it."""
    path = folder / name
    try:
        if path.resolve().parent != folder.resolve():
            raise _refusal(folder=folder, why=f"{name} is a link to elsewhere")
        if not path.exists():
            raise _refusal(folder=folder, why=f"{name} is missing (half written or half copied?)")
        if not path.is_file():
            raise _refusal(folder=folder, why=f"{name} is not a regular file")
        if path.stat().st_size > MAX_BYTES:
            raise _refusal(folder=folder, why=f"{name} is over {MAX_BYTES} bytes")
        return path.read_bytes()
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError
        raise _refusal(folder=folder, why=f"{name} cannot be read: {error}") from error


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data)
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
