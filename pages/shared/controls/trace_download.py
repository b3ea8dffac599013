"""A button that saves a whole Trace as JSON."""

import json

import streamlit as st

from attention_core.trace import Trace


def trace_download(trace: Trace, *, label: str, file_name: str) -> None:
    """The button; its file holds what `translate --json` prints for the sentence."""
    st.download_button(
        label,
        data=lambda: json.dumps(trace.to_json(), ensure_ascii=False, indent=1),
        file_name=file_name,
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
    )
