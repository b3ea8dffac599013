"""What all figures share: fonts, and labels that Plotly shows exactly as they are spelt."""

import unicodedata

FONT = "Source Sans, Noto Sans Devanagari, sans-serif"
FONT_SIZE = 13  # px
LONGEST_LABEL = 30  # characters; hovering shows the whole word


def axis_label(text: str) -> str:
    """A label for an axis: cut to LONGEST_LABEL characters, and escaped."""
    return escaped(text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…")


def escaped(text: str) -> str:
    """Text that Plotly shows as it is: without tags, entities, line breaks or direction marks."""
    visible = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " for c in text)
    return visible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label_width(text: str) -> float:
    """An upper estimate of a label's width in pixels; Python has no browser to measure it with."""
    half_ems = sum(
        2.0 if unicodedata.east_asian_width(c) in "WF" else 0.0 if _has_no_width(c) else 1.1
        for c in text[:LONGEST_LABEL]
    )
    return 0.5 * FONT_SIZE * half_ems


def _has_no_width(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Cf")
