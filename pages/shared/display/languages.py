"""The names of the languages that the models translate from and to."""

from typing import Final

SOURCE: Final = "English"
TARGET: Final = "Hindi"
