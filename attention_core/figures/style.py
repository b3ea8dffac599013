"""What all figures share: fonts, and labels that Plotly shows as they are spelt."""

import unicodedata

FONT = "Source Sans, Noto Sans Devanagari, sans-serif"


FONT_SIZE = 13  # px


LONGEST_LABEL = 30  # characters; hovering shows the whole word


DASHES = ("solid", "dot", "dash", "dashdot")  # a second sign besides colour


def axis_label(text: str) -> str:
    """A label for an axis: short, and as it is spelt."""
    return escaped(text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…")


def escaped(text: str) -> str:
    """Text that Plotly shows as it is: no tag, no entity, and no line or direction of its own."""
    seen = "".join(c if unicodedata.category(c) not in ("Cc", "Cf") else " " for c in text)
    return seen.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def label_width(text: str) -> float:
    """Pixels that a label takes, guessed from above: there is no browser here to ask."""
    wide = sum(
        2.0 if unicodedata.east_asian_width(c) in "WF" else 0.0 if _rides(c) else 1.1
        for c in text[:LONGEST_LABEL]
    )
    return 0.5 * FONT_SIZE * wide


def _rides(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Cf")
