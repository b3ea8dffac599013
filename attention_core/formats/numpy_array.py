"""NumPy arrays of weights with the texts in two files, as Neural Monkey writes them.

An .npy file holds [sentences, rows, columns], padded to the longest sentence, or [rows, columns]
of a single one; an .npz file holds one such array, or a matrix a sentence in the order of the
file. Nothing is unpickled, and an archive is not unpacked beyond a limit.
"""

import itertools
import lzma
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from attention_core.formats.block import (
    LONGEST_SIDE,
    BadBlock,
    Block,
    Blocks,
    FileFormat,
    FormatError,
    tokens_of,
)
from attention_core.formats.lines import Line, read_head, read_lines

LARGEST_MEMBER = 1 << 28  # bytes that one array of an archive may take unpacked
LARGEST_ARCHIVE = 1 << 32  # bytes of all of them; they are unpacked one after another
# What NumPy and zipfile raise for damaged files.
_DAMAGE = (
    *(OSError, ValueError, EOFError, NotImplementedError, RuntimeError, SyntaxError, MemoryError),
    *(OverflowError, TypeError, KeyError, zipfile.BadZipFile, zlib.error, lzma.LZMAError),
    *(struct.error, tokenize.TokenError),
)
_NPY, _ZIP = b"\x93NUMPY", b"PK\x03\x04"
_Array = NDArray[Any]


def _is_array(path: Path) -> bool:
    return read_head(path).startswith((_NPY, _ZIP))


def _ordered(files: Sequence[Path]) -> tuple[Path, Path, Path] | None:
    """The array, then the texts in the order in which they were given."""
    arrays = [path for path in files if _is_array(path)]
    texts = [path for path in files if path not in arrays]
    if len(arrays) != 1 or len(texts) != 2:
        return None
    return arrays[0], texts[0], texts[1]


def _read(files: Sequence[Path]) -> Blocks:
    ordered = _ordered(files)
    assert ordered is not None
    path, *texts = ordered
    lines = itertools.zip_longest(*map(read_lines, texts))
    matrices = _matrices(path)
    k = 0
    for k, pair in enumerate(lines, start=1):
        line = Line(number=k, text="")
        source, target = (side or line for side in pair)
        weights = next(matrices, None)
        if weights is None:
            if source.text.strip() or target.text.strip():
                yield BadBlock(line=k, reason="the array ends before this line of the texts")
            continue
        yield _block(line=k, weights=weights, source=source, target=target)
    if next(matrices, None) is not None:
        yield BadBlock(line=k + 1, reason="the texts end before the array does")


def _block(*, line: int, weights: _Array, source: Line, target: Line) -> Block | BadBlock:
    fault = source.fault or target.fault
    if not fault and (weights.ndim != 2 or 0 in weights.shape):
        fault = f"its array has the shape {list(weights.shape)}, not rows by columns"
    if not fault and max(weights.shape) > 2 * LONGEST_SIDE:
        fault = f"the array has the shape {list(weights.shape)}: the limit is {2 * LONGEST_SIDE}"
    if not fault and weights.dtype.kind not in "fiu":
        fault = f"the array holds {weights.dtype}, not numbers"
    if fault:
        return BadBlock(line=line, reason=fault)
    return Block(
        line=line,
        source=tokens_of(source.text),
        target=tokens_of(target.text),
        weights=np.array(weights, dtype=np.float64),
        padded=True,
    )


def _matrices(path: Path) -> Iterator[_Array]:
    """A matrix a sentence.

    Raises:
        FormatError: the file is damaged, holds objects, or is too large.
    """
    try:
        if read_head(path).startswith(_NPY):
            # Stays in the file: only the pages that are read come into memory.
            array = np.load(path, mmap_mode="r", allow_pickle=False)
            yield from _split(array)
            return
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > LARGEST_ARCHIVE:
                raise FormatError(
                    f"{path} takes more than {LARGEST_ARCHIVE >> 20} MB unpacked: save it as .npy"
                )
            for member in members:
                if member.file_size > LARGEST_MEMBER:
                    raise FormatError(
                        f"{path}: {member.filename} takes {member.file_size >> 20} MB unpacked and "
                        f"the limit is {LARGEST_MEMBER >> 20} MB: save it as .npy"
                    )
                with archive.open(member) as file:
                    yield from _split(_read_array(file))
    except FormatError:
        raise
    except _DAMAGE as error:
        raise FormatError(f"{path} is no NumPy array of numbers: {error}") from error


def _read_array(file: IO[bytes]) -> _Array:
    """An array of an archive; its header may claim more than the limit, but gets no more."""
    if np.lib.format.read_magic(file) == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    else:
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    if dtype.hasobject:
        raise FormatError("an array of Python objects is not opened: save numbers")
    size = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if size > LARGEST_MEMBER:
        raise FormatError(f"an array of {size >> 20} MB; the limit is {LARGEST_MEMBER >> 20} MB")
    data = file.read(size)
    if len(data) < size:
        raise FormatError("the array is cut")
    array = np.frombuffer(data, dtype=dtype)
    return array.reshape(shape)


def _split(array: _Array) -> Iterator[_Array]:
    if array.ndim not in (2, 3):
        raise FormatError(
            f"the array has the shape {list(array.shape)}: expected [sentences, rows, columns]; "
            "average the heads first"
        )
    yield from (array[None] if array.ndim == 2 else array)


NUMPY_ARRAY = FileFormat(
    name="NumPy array (Neural Monkey)",
    files="an .npy or .npz file, the source text and the target text",
    matches=lambda files: _ordered(files) is not None,
    read=_read,
)
