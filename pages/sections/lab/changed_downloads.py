"""Files of the original, of the edited translation, and of the changes."""

import json

import streamlit as st

from attention_core.trace import Trace
from pages.shared.controls.trace_download import trace_download


def show_downloads(*, own: Trace, changed: Trace) -> None:
    """Buttons for the Traces, and for the changes if there are any."""
    with st.container(horizontal=True):
        if changed.changes:
            trace_download(
                changed,
                label="Download the edited Trace as JSON",
                file_name=f"{changed.model}-edited.json",
            )
            st.download_button(
                "Download the changes as JSON",
                data=json.dumps(
                    [change.to_json() for change in changed.changes], ensure_ascii=False, indent=1
                ),
                file_name="changes.json",
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
        trace_download(own, label="Download the original as JSON", file_name=f"{own.model}.json")
