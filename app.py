"""The app as a server. Start it with `streamlit run app.py`; navigation.py is what a visitor gets.

While the browser opens, a thread loads the models and translates the opening sentence, so that
the first visitor does not wait for it.
"""

import contextlib
import threading
import webbrowser
from collections.abc import AsyncIterator

import streamlit as st

from pages.shared.state.warm_up import warm_up


@contextlib.asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    if not st.get_option("server.headless"):
        port, root = st.get_option("server.port"), st.get_option("server.baseUrlPath").strip("/")
        webbrowser.open(f"http://{st.get_option('browser.serverAddress')}:{port}/{root}")
    yield


app = st.App("navigation.py", lifespan=_lifespan)
