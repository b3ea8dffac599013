"""What every visit begins with: page settings, fonts and the list of pages."""

from pathlib import Path

import streamlit as st

from pages.shared.controls.page_names import show_page_names
from pages.shared.display.fonts import install_fonts
from pages.shared.state.page_entry import mark_app_started
from pages.shared.state.training import training_queue

ICON = Path(__file__).parent / "assets" / "icon.png"
PAGES = [
    st.Page("pages/translate.py", title="Translate", default=True),
    st.Page("pages/step_by_step.py", title="Step by step"),
    st.Page("pages/alignment.py", title="Alignment"),
    st.Page("pages/compare.py", title="Compare"),
    st.Page("pages/lab.py", title="Lab"),
    st.Page("pages/length.py", title="Length"),
    st.Page("pages/corpus.py", title="Corpus"),
    st.Page("pages/models.py", title="Models"),
    *([] if training_queue() is None else [st.Page("pages/train.py", title="Train")]),
]

st.set_page_config(page_title="Attention Explorer", page_icon=ICON, layout="wide")
install_fonts()
mark_app_started()
page = st.navigation(PAGES, position="top")
show_page_names(PAGES)
page.run()
