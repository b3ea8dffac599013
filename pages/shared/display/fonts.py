"""Serves Noto Sans Devanagari from its package, so that every machine can show Hindi.

Streamlit serves the folder of a component. The component here is never drawn: it only gives the
font an address on the server, so the font is neither copied into the project nor downloaded.
"""

from pathlib import Path
from urllib.parse import quote

import streamlit as st
from streamlit.components.v1 import declare_component

from attention_core.figures.devanagari_font import FAMILY, font_file
from attention_core.figures.glyph_outlines import BLOCKS

_ASSETS = Path(__file__).resolve().parents[3] / "assets"
_SCRIPT = _ASSETS / "print.js"
STYLES = (_ASSETS / "style.css", _ASSETS / "print.css")
DEVANAGARI = ", ".join(f"U+{first:04X}-{last:04X}" for first, last in BLOCKS)


def font_url() -> str:
    """The address of the font file on the server, for a page."""
    font = font_file()
    component = declare_component("font", path=font.parent)
    # Absolute, since each page has a path of its own.
    root = st.get_option("server.baseUrlPath").strip("/")
    return "/".join(("", *filter(None, (root, "component", component.name, quote(font.name)))))


def install_fonts() -> None:
    """Declare the font to the page, its tables and figures; add the style sheets and print.js."""
    face = (
        f"@font-face {{ font-family: '{FAMILY}'; src: url('{font_url()}') format('truetype');"
        f" font-weight: 100 900; font-display: swap; unicode-range: {DEVANAGARI}; }}"
    )
    styles = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    script = _SCRIPT.read_text(encoding="utf-8")
    st.html(
        f"<style>{face}\n{styles}</style><script>{script}</script>", unsafe_allow_javascript=True
    )
