"""A view as a small file: everything that a person has chosen, where an address is too short.

The file is JSON with the names and values of the address, texts of any length included.
"""

import json
from collections.abc import Sequence

import streamlit as st

from attention_core.explorer import ModelInfo
from pages.shared.display.messages import show_notice, show_notices
from pages.shared.state.address import read_address, too_long, whole_query
from pages.shared.state.session import update_view
from pages.shared.state.view import View

KIND = "attention-explorer-view"  # the file says so itself
MEGABYTES = 1
_FILE, _NOTES = "view.file", "view.file.notes"
_NAMES = {
    "sentence": "the sentence",
    "second_sentence": "the second sentence",
    "reference": "the reference",
    "gold": "the gold links",
    "changes": "the changes",
    "test": "the test set",
}


class ViewFileError(ValueError):
    """A file is no view; the message says why."""


def write_view(view: View, *, models: Sequence[ModelInfo]) -> str:
    """A view as JSON, with the digest of each model."""
    document = {"kind": KIND, **whole_query(view, models=models)}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_view(data: bytes, *, models: Sequence[ModelInfo]) -> tuple[View, tuple[str, ...]]:
    """The view of a file, and a note for every value that had to be corrected.

    Raises:
        ViewFileError: the file is no view.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ViewFileError("it is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise ViewFileError("it is not JSON") from None
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise ViewFileError("it is no view: use a file that “Download this view” has made")
    query = {
        name: str(value).encode("utf-8", errors="replace").decode("utf-8")
        for name, value in document.items()
        if isinstance(value, str | int | float)
    }
    return read_address(query, models=models)


def view_file_controls(*, view: View, models: Sequence[ModelInfo]) -> None:
    """A button that saves this view, and a place for the file of another one."""
    _download(view, models=models, key="view.file.menu")
    st.file_uploader(
        "Open a view",
        key=_FILE,
        on_change=_open,
        args=(tuple(models),),
        max_upload_size=MEGABYTES,
        help="A file that “Download this view” has made, here or on another computer.",
    )


def show_file_notes() -> None:
    """Say what the file of a view that was just opened had to be corrected in."""
    show_notices(st.session_state.pop(_NOTES, ()))


def show_left_out(view: View, *, models: Sequence[ModelInfo]) -> None:
    """Say which texts the address does not hold, with a button that saves all of the view."""
    fields = too_long(view)
    if not fields:
        return
    what = " and ".join(_NAMES[field] for field in fields)
    show_notice(
        f"The address is too short for {what}: whoever opens it, or reloads this page, sees "
        "something else. Download this view instead, and open it in the settings."
    )
    _download(view, models=models, key="view.file.notice")


def _download(view: View, *, models: Sequence[ModelInfo], key: str) -> None:
    st.download_button(
        "Download this view",
        data=lambda: write_view(view, models=models),
        file_name="view.json",
        mime="application/json",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def _open(models: Sequence[ModelInfo]) -> None:
    """Show the view of the file that was given; a file that is none leaves everything as it is."""
    upload = st.session_state[_FILE]
    if upload is None:
        return
    try:
        view, notes = read_view(upload.getvalue(), models=models)
    except ViewFileError as error:
        st.session_state[_NOTES] = (f"“{upload.name}” cannot be opened: {error}.",)
        return
    update_view(**vars(view))
    st.session_state[_NOTES] = notes
