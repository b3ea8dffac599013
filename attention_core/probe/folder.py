"""Probes in a model folder: probe-<reading>.safetensors; figures and SHA-256 are in the card.

The file holds the layer and the words it looks for, so that the one SHA-256 covers both.
"""

import dataclasses
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import safetensors.torch
import torch

from attention_core.errors import UserError
from attention_core.model.checkpoint import load_tensors, read_card, record
from attention_core.probe.linear_probe import LinearProbe
from attention_core.probe.vectors import Reading
from attention_core.utils.files import write_atomically

MAX_BYTES = 1_000_000
_REMEDY = "train it again with “python -m attention_core probe”"


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class StoredProbe:
    """A probe of a model folder."""

    reading: Reading
    layer: LinearProbe
    vocabulary: tuple[str, ...]  # the words it looks for, one a row of the layer


class ProbeError(UserError):
    """A probe cannot be used; the message says why and what to do."""


def probe_name(reading: Reading) -> str:
    """The name of a probe's file."""
    return f"probe-{reading}.safetensors"


def write_probe(
    *,
    folder: Path,
    reading: Reading,
    probe: LinearProbe,
    vocabulary: Sequence[str],
    figures: dict[str, Any],
) -> None:
    """Write a probe into a model folder, and its figures into the card.

    Raises:
        ProbeError: the file would be larger than MAX_BYTES.
        CheckpointError: there is no folder or no usable card.
    """
    _, digest = read_card(folder)
    words = torch.tensor(list("\n".join(vocabulary).encode("utf-8")), dtype=torch.uint8)
    tensors = {
        "rows": probe.rows,
        "scales": probe.scales,
        "deviation": probe.deviation,
        "bias": probe.bias,
        "vocabulary": words,
    }
    data = safetensors.torch.save({name: t.contiguous() for name, t in tensors.items()})
    if len(data) > MAX_BYTES:
        raise ProbeError(f"the probe has {len(data):,} bytes and the limit is {MAX_BYTES:,}")
    write_atomically(path=folder / probe_name(reading), data=data)
    row = {
        "probe": reading,
        "digest": digest,
        "sha256": hashlib.sha256(data).hexdigest(),
        **figures,
    }
    record(folder=folder, part="probes", rows=[row], key="probe")


def read_probe(*, folder: Path, reading: Reading) -> StoredProbe:
    """A probe of a model, verified.

    Raises:
        ProbeError: there is none, it is of other weights, or its file was altered.
        CheckpointError: there is no folder or no usable card.
    """
    card, digest = read_card(folder)
    rows = [r for r in card.probes if r.get("probe") == reading]
    if not rows:
        raise ProbeError(f"{folder.name} has no probe of this kind; {_REMEDY}")
    row, path = rows[0], folder / probe_name(reading)
    if row.get("digest") != digest:
        raise ProbeError(f"the probe of {folder.name} is of other weights; {_REMEDY}")
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
    except OSError as error:
        raise ProbeError(f"{path.name} cannot be read: {error.strerror}; {_REMEDY}") from error
    if hashlib.sha256(data).hexdigest() != row.get("sha256"):
        raise ProbeError(f"{path.name} is not the file that the card describes; {_REMEDY}")
    tensors = load_tensors(data)
    if set(tensors) != {"rows", "scales", "deviation", "bias", "vocabulary"}:
        raise ProbeError(f"{path.name} is not a probe; {_REMEDY}")
    words = bytes(tensors.pop("vocabulary").tolist()).decode("utf-8").split("\n")
    layer = LinearProbe(**tensors)
    shapes = {layer.rows.shape, (len(layer.bias), len(layer.deviation))}
    if layer.rows.dtype != torch.int8 or len(shapes) > 1 or len(words) != len(layer.bias):
        raise ProbeError(f"{path.name} is not a probe of {len(words)} words; {_REMEDY}")
    return StoredProbe(reading=reading, layer=layer, vocabulary=tuple(words))
