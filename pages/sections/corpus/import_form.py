"""Importing files of another system: what they were recognised as, corrections, and bad blocks."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import streamlit as st

from attention_core.aligned_corpus.importing import BadBlocksError, import_corpus
from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.errors import UserError
from attention_core.formats.reading import EndMark, Reading
from attention_core.formats.recognition import FORMATS, Recognised, recognise
from attention_core.formats.subwords import MARKS
from pages.sections.corpus.line_files import line_file_uploads
from pages.shared.display.messages import show_list, show_notice, show_text
from pages.shared.state.corpora import MOST, new_folder, own_count, own_folder
from pages.shared.state.corpus_view import update_corpus_view

MEGABYTES = 200
_IMPORTED = "corpus.imported"  # number of imports of this session
_BAD = "corpus.bad"  # files whose bad blocks a person has been told of


def show_import_form() -> None:
    """The upload, what was recognised, and the button that imports."""
    show_text(
        "Give the files that belong together. They are told by their content, whatever they are "
        "called:"
    )
    show_list(f"{known.name}: {known.files}" for known in FORMATS)
    uploads = st.file_uploader(
        "Files of alignments",
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key=f"corpus.files.{st.session_state.get(_IMPORTED, 0)}",  # empty after an import
    )
    if not uploads:
        return
    if own_count() >= MOST:
        show_notice(f"You have {MOST} corpora: remove one first.", kind="hint")
        return
    try:
        recognised = recognise(_stored(uploads))
    except UserError as error:
        show_notice(f"{str(error)[:1].upper()}{str(error)[1:]}.", kind="fault")
        return
    show_text(f"Recognised: {recognised.format.name}.")
    identity = "-".join(upload.file_id for upload in uploads)
    recognised = dataclasses.replace(
        recognised, reading=_correction(recognised.reading, identity=identity)
    )
    beside = line_file_uploads(key=f"corpus.beside.{identity}")
    if st.button("Import", type="primary", key="corpus.import"):
        _import(recognised, beside=beside, identity=identity, skip_bad=False)
    elif st.session_state.get(_BAD) == identity and st.button(
        "Use the other blocks", key="corpus.skip"
    ):
        _import(recognised, beside=beside, identity=identity, skip_bad=True)


def _stored(uploads: Sequence[Any]) -> list[Path]:
    """The uploaded files on disk, under names that are numbers and the end of their own."""
    home = own_folder() / ".uploads"
    home.mkdir(exist_ok=True)
    paths = []
    for number, upload in enumerate(uploads):
        folder = home / str(number)
        folder.mkdir(exist_ok=True)
        path = folder / (Path(upload.name).name[-80:] or "file")
        path.write_bytes(upload.getbuffer())
        paths.append(path)
    return paths


def _correction(reading: Reading, *, identity: str) -> Reading:
    """Widgets that show the reading and change it."""
    with st.expander("How the files are read"), st.container(horizontal=True, gap="medium"):
        transposed = st.checkbox(
            "Rows are source tokens", reading.transposed, key=f"corpus.transposed.{identity}"
        )
        source_end, target_end = (
            st.selectbox(
                f"End mark of the {side}",
                get_args(EndMark),
                key=f"corpus.end.{side}.{identity}",
                width=180,
            )
            for side in ("source", "target")
        )
        source_marks, target_marks = (
            st.selectbox(
                f"Subword marks of the {side}",
                MARKS,
                index=MARKS.index(getattr(reading, f"{side}_marks")),
                key=f"corpus.marks.{side}.{identity}",
                width=180,
            )
            for side in ("source", "target")
        )
    return Reading(
        transposed=transposed,
        source_end=source_end,
        target_end=target_end,
        source_marks=source_marks,
        target_marks=target_marks,
    )


def _import(recognised: Recognised, *, beside: LineFiles, identity: str, skip_bad: bool) -> None:
    folder = new_folder(recognised.files[0].stem)
    try:
        with st.spinner("Importing …"):
            import_corpus(recognised=recognised, folder=folder, beside=beside, skip_bad=skip_bad)
    except BadBlocksError as error:
        show_notice(f"{str(error)[:1].upper()}{str(error)[1:]}.", kind="fault")
        if error.count < error.total:
            st.session_state[_BAD] = identity
            st.button(f"Use the other {error.total - error.count:,} blocks", key="corpus.skip")
    except UserError as error:
        show_notice(f"{str(error)[:1].upper()}{str(error)[1:]}.", kind="fault")
    else:
        st.session_state.pop(_BAD, None)
        st.session_state[_IMPORTED] = st.session_state.get(_IMPORTED, 0) + 1
        update_corpus_view(corpus=folder.name, where="")
        st.rerun()
