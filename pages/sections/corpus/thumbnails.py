"""Thumbnails: α as a picture of a few pixels a cell, for the table."""

import base64
import io

import numpy as np
from PIL import Image

from attention_core.aligned_sentence import Array

_SIZE = 48  # px of the longer side
_INK = (47, 119, 196)  # of weight 1, seen on a light page and on a dark one; 0 is the page


def thumbnail(alpha: Array) -> str:
    """A data URL of a PNG of weights [target, source]."""
    shape = alpha.shape
    pixels = np.full((*shape, 4), (*_INK, 0), dtype=np.uint8)
    pixels[..., 3] = np.round(255 * np.clip(alpha, 0, 1))
    image = Image.fromarray(pixels)
    scale = _SIZE / max(shape)
    size = (max(1, round(shape[1] * scale)), max(1, round(shape[0] * scale)))
    data = io.BytesIO()
    image.resize(size, Image.Resampling.NEAREST if scale >= 1 else Image.Resampling.BOX).save(
        data, format="PNG"
    )
    return "data:image/png;base64," + base64.b64encode(data.getvalue()).decode("ascii")
