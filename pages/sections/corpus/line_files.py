"""Uploads of references and gold links, with a line for each sentence of a corpus."""

from pathlib import Path

import streamlit as st

from attention_core.aligned_corpus.line_files import LineFiles
from pages.shared.state.corpora import own_folder


def line_file_uploads(*, key: str) -> LineFiles:
    """Two uploads; the files, stored in the session's folder.

    Args:
        key: of the form, unique on the page.
    """
    with st.expander("References and gold links, if you have them"):
        columns = st.columns(2)
        with columns[0]:
            references = _stored(
                "References: a translation a line",
                key=f"{key}.references",
                about="Line n belongs to sentence n. The table gets the columns bleu and chrf.",
            )
        with columns[1]:
            gold = _stored(
                "Gold links: a line a sentence",
                key=f"{key}.gold",
                about="Pharaoh lines (0-0 1?2), alone or as the last column after a tab; NAACL; "
                "GIZA. They count what stands between spaces. The table gets the column aer.",
            )
    return LineFiles(references=references, gold=gold)


def _stored(label: str, *, key: str, about: str) -> Path | None:
    upload = st.file_uploader(label, key=key, help=about)
    if upload is None:
        return None
    folder = own_folder() / ".beside"
    folder.mkdir(exist_ok=True)
    path = folder / f"{upload.file_id}-{Path(upload.name).name[-80:]}"
    path.write_bytes(upload.getbuffer())
    return path
