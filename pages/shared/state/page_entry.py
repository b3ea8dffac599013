"""Run a page's script through navigation.py, whichever of the two the server started.

A server that is asked for a page's own address before anyone has opened `/` does not know
`st.navigation` yet. It takes the folder `pages` for a multipage app of the older kind and runs the
page's script alone, without fonts, layout and menu. The page then runs navigation.py, which runs
the page again.
"""

import inspect
import runpy
from collections.abc import Callable
from pathlib import Path

import streamlit as st

_APP = Path(__file__).resolve().parents[3] / "navigation.py"
_STARTED, _PAGE = "app.started", "app.page"


def mark_app_started() -> None:
    """Record that navigation.py runs in this browser tab."""
    st.session_state[_STARTED] = True


def current_page() -> str:
    """The name of the page that is being drawn, "translate" for example."""
    return str(st.session_state.get(_PAGE, ""))


def run_page(page: Callable[[], None]) -> None:
    """Draw a page if navigation.py is running; otherwise run it."""
    if st.session_state.get(_STARTED):
        st.session_state[_PAGE] = Path(inspect.getfile(page)).stem
        page()
    else:
        runpy.run_path(str(_APP))
