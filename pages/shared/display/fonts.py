"""Letters that every machine can show: Noto Sans Devanagari, served from its package.

Streamlit serves the folder of a component; this component is never drawn, it only lends its
address, so the font is neither copied into the project nor fetched from elsewhere.
"""

from pathlib import Path
from urllib.parse import quote

import fontpkg  # type: ignore[import-untyped]
import streamlit as st
from streamlit.components.v1 import declare_component

from attention_core.figures.glyph_outlines import BLOCKS

FAMILY = "Noto Sans Devanagari"
STYLE = Path(__file__).resolve().parents[3] / "assets" / "style.css"
DEVANAGARI = ", ".join(f"U+{first:04X}-{last:04X}" for first, last in BLOCKS)


def font_url() -> str:
    """Where the server offers the file of the family, for a page."""
    font = font_file()
    component = declare_component("font", path=font.parent)
    # From the root, since a page has an address of its own below it.
    root = st.get_option("server.baseUrlPath").strip("/")
    return "/".join(("", *filter(None, (root, "component", component.name, quote(font.name)))))


def font_file() -> Path:
    """Where the file of the family is on the server's disk."""
    return Path(fontpkg.path(FAMILY))


def install_fonts() -> None:
    """Make the family known to the page, to tables and to figures; add our style sheet."""
    face = (
        f"@font-face {{ font-family: '{FAMILY}'; src: url('{font_url()}') format('truetype');"
        f" font-weight: 100 900; font-display: swap; unicode-range: {DEVANAGARI}; }}"
    )
    st.html(f"<style>{face}\n{STYLE.read_text(encoding='utf-8')}</style>")
