"""The app: page settings, fonts and navigation. Start it with `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from pages.shared.display.fonts import install_fonts
from pages.shared.state.page_entry import mark_app_started

ICON = Path(__file__).parent / "assets" / "icon.png"

st.set_page_config(page_title="Attention Explorer", page_icon=ICON, layout="wide")
install_fonts()
mark_app_started()
st.navigation(
    [
        st.Page("pages/translate.py", title="Translate", default=True),
        st.Page("pages/step_by_step.py", title="Step by step"),
        st.Page("pages/alignment.py", title="Alignment"),
        st.Page("pages/compare.py", title="Compare"),
        st.Page("pages/length.py", title="Length"),
        st.Page("pages/corpus.py", title="Corpus"),
        st.Page("pages/models.py", title="Models"),
    ],
    position="top",
).run()
