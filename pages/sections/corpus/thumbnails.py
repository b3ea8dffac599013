"""Thumbnails: α as a picture of a few pixels a cell, for a row of the table."""

import base64
import io

import numpy as np
from PIL import Image

from attention_core.aligned_corpus.rows import Row

_SIZE = 48  # px of the longer side
_INK = np.array([11, 74, 143])  # of weight 1; 0 is white, as in the drawing


def thumbnail(row: Row) -> str | None:
    """A data URL of a PNG; None for a sentence without weights."""
    if row["alpha"] is None:
        return None
    shape = (len(row["target_tokens"]), len(row["source_tokens"]))
    alpha = np.clip(np.asarray(row["alpha"], dtype=np.float64).reshape(shape), 0, 1)
    pixels = np.round(255 + alpha[..., None] * (_INK - 255)).astype(np.uint8)
    image = Image.fromarray(pixels, mode="RGB")
    scale = _SIZE / max(shape)
    size = (max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale)))
    data = io.BytesIO()
    image.resize(size, Image.Resampling.NEAREST if scale >= 1 else Image.Resampling.BOX).save(
        data, format="PNG"
    )
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode("ascii")
