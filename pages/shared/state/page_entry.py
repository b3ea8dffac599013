"""How a page's script begins: always by way of app.py.

A server that is asked for a page's own address before anybody opened `/` does not know of
`st.navigation` yet. It takes the folder `pages` for an app of the older kind and runs the page's
script alone: no fonts, no layout, another menu. Then the page hands over to app.py, which comes
back to it.
"""

import inspect
import runpy
from collections.abc import Callable
from pathlib import Path

import streamlit as st

_APP = Path(__file__).resolve().parents[3] / "app.py"
_ENTERED, _PAGE = "entry.entered", "entry.page"


def entered() -> None:
    """app.py says that it runs."""
    st.session_state[_ENTERED] = True


def current_page() -> str:
    """The page that is being drawn, "translate" for example."""
    return str(st.session_state.get(_PAGE, ""))


def run_page(page: Callable[[], None]) -> None:
    """Draw a page, through app.py."""
    if st.session_state.get(_ENTERED):
        st.session_state[_PAGE] = Path(inspect.getfile(page)).stem
        page()
    else:
        runpy.run_path(str(_APP))
