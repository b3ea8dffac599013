"""Thumbnails: α as a picture of a few pixels a cell, for a row of the table."""

import base64
import io

import numpy as np
from PIL import Image

from attention_core.aligned_corpus.rows import Row

_SIZE = 48  # px of the longer side
_INK = (47, 119, 196)  # of weight 1, seen on a light page and on a dark one; 0 is the page


def thumbnail(row: Row) -> str | None:
    """A data URL of a PNG; None for a sentence without weights."""
    if row["alpha"] is None:
        return None
    shape = (len(row["target_tokens"]), len(row["source_tokens"]))
    alpha = np.clip(np.asarray(row["alpha"], dtype=np.float64).reshape(shape), 0, 1)
    pixels = np.full((*shape, 4), (*_INK, 0), dtype=np.uint8)
    pixels[..., 3] = np.round(255 * alpha)
    image = Image.fromarray(pixels)
    scale = _SIZE / max(shape)
    size = (max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale)))
    data = io.BytesIO()
    image.resize(size, Image.Resampling.NEAREST if scale >= 1 else Image.Resampling.BOX).save(
        data, format="PNG"
    )
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode("ascii")
