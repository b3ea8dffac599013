"""Shards: a corpus as a folder of Parquet files, each written whole or not at all.

    corpus.json             what the corpus is made from, and how many sentences it has
    shard-000000.parquet    the first SHARD sentences, and so on

A shard appears under its name only when it is complete, so that a process that is killed loses
the shard it was writing and no other. A folder may be on storage that several processes share:
each writes shards of its own numbers, and one query reads all of them.
"""

import dataclasses
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from attention_core.aligned_corpus.columns import SCHEMA
from attention_core.errors import UserError
from attention_core.utils.files import json_bytes, write_atomically

SHARD = 2048  # sentences; a few seconds of decoding, a few MB
_ROW_GROUP = 512  # sentences that are read together: a click on a row reads one group
_DESCRIPTION = "corpus.json"
_VERSION = 1


class CorpusError(UserError):
    """A corpus cannot be opened, written or resumed; the message says why and what to do."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Description:
    """What corpus.json says."""

    made_from: Mapping[str, Any]  # everything the rows depend on: files, model, options
    sentences: int | None  # None until all are written


@dataclasses.dataclass(frozen=True, kw_only=True)
class BadShard:
    """A shard that cannot be used, and why."""

    name: str
    reason: str


def shard_path(folder: Path, *, number: int) -> Path:
    """The path of a shard, by its number from 0."""
    return folder / f"shard-{number:06d}.parquet"


def write_shard(
    path: Path, *, rows: Sequence[Mapping[str, Any]], notes: Mapping[str, Any] | None = None
) -> None:
    """Write rows as one shard, which is on the disk when this returns.

    Args:
        path: of the shard.
        rows: of `rows.sentence_row`, in order.
        notes: JSON values kept in the file, for `shard_notes`.

    Raises:
        CorpusError: the file cannot be written.
    """
    table = pa.Table.from_arrays([_column(rows, field) for field in SCHEMA], schema=SCHEMA)
    table = table.replace_schema_metadata({"notes": json.dumps(notes or {})})
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            pq.write_table(
                table,
                file,
                compression="zstd",
                row_group_size=_ROW_GROUP,
                write_page_checksum=True,
                use_dictionary=["origin", "warning"],
            )
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror or error}") from error


def _column(rows: Sequence[Mapping[str, Any]], field: pa.Field) -> pa.Array:
    if field.name != "alpha":
        return pa.array([row.get(field.name) for row in rows], type=field.type)
    arrays = [row["alpha"] for row in rows]
    sizes = [0 if array is None else len(array) for array in arrays]
    flat = [array for array in arrays if array is not None]
    return pa.ListArray.from_arrays(
        pa.array(np.concatenate([[0], np.cumsum(sizes)]), type=pa.int32()),
        pa.array(np.concatenate(flat) if flat else np.zeros(0, dtype=np.float16)),
        type=field.type,
        mask=pa.array([array is None for array in arrays]),
    )


def shard_notes(path: Path) -> dict[str, Any]:
    """The notes of a sound shard."""
    metadata = pq.read_schema(path).metadata or {}
    return dict(json.loads(metadata.get(b"notes", b"{}")))


def shard_fault(path: Path, *, whole: bool = False) -> str:
    """Why a shard cannot be used; "" if nothing is wrong.

    Args:
        path: of the shard.
        whole: whether to read all of it and verify its checksums, not only its footer.
    """
    try:
        with pq.ParquetFile(path, page_checksum_verification=whole) as file:
            if not file.schema_arrow.equals(SCHEMA):
                return "its columns are not those of a corpus"
            if whole:
                for group in range(file.num_row_groups):
                    file.read_row_group(group)
    except (OSError, pa.ArrowException, ValueError) as error:
        return f"it is damaged: {str(error).splitlines()[0]}"
    return ""


def find_shards(folder: Path) -> list[Path]:
    """All shards of a folder in the order of their numbers, sound or not."""
    return sorted(folder.glob("shard-*.parquet"))


def write_description(folder: Path, description: Description) -> None:
    """Write corpus.json, whole or not at all."""
    data = {"version": _VERSION, **dataclasses.asdict(description)}
    try:
        write_atomically(path=folder / _DESCRIPTION, data=json_bytes(data))
    except OSError as error:
        raise CorpusError(f"{folder}: {error.strerror}") from error


def read_description(folder: Path) -> Description | None:
    """What corpus.json says; None if there is none that can be read."""
    try:
        data = json.loads((folder / _DESCRIPTION).read_bytes())
        made_from, sentences = data["made_from"], data["sentences"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not isinstance(made_from, dict) or not isinstance(sentences, int | None):
        return None
    return Description(made_from=made_from, sentences=sentences)


def start_corpus(folder: Path, *, made_from: Mapping[str, Any], resume: bool) -> list[Path]:
    """Begin a corpus in a folder, or go on with one.

    Args:
        folder: new or empty, or holding a part of the same corpus.
        made_from: everything the rows depend on.
        resume: whether a part may be there.

    Returns:
        The shards that are there and sound.

    Raises:
        CorpusError: the folder holds a corpus and `resume` is not set, or another corpus.
    """
    shards, before = find_shards(folder), read_description(folder)
    if (shards or before) and not resume:
        raise CorpusError(
            f"{folder} holds a corpus: add --resume to go on with it, or name another folder"
        )
    if before and before.made_from != json.loads(json.dumps(made_from)):
        raise CorpusError(
            f"{folder} was begun with other files, another model or other options: use the same "
            "ones, or name another folder"
        )
    if not before:
        write_description(folder, Description(made_from=made_from, sentences=None))
    return [path for path in shards if not shard_fault(path, whole=True)]
