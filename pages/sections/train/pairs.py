"""The pairs to learn from: uploaded, or the sample that came with the project."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from attention_core.data.columns import ColumnQuestion
from attention_core.data.pairs import DataError, parse_pairs
from attention_core.errors import UserError
from attention_core.runs.uploads import (
    MAX_BYTES,
    MAX_PAIRS,
    Survey,
    check_size,
    parallel_lines,
    survey,
)
from attention_core.text.languages import script_name
from pages.shared.controls.column_question import ask_columns, chosen_columns
from pages.shared.display.messages import show_notice, show_text

SAMPLE = Path(__file__).resolve().parents[3] / "assets" / "samples" / "en-fr.tsv"
_SOURCES = {
    "sample": "The sample: 300 English–French pairs",
    "upload": "Your own pairs",
}
_SURVEY = "train.survey"
_NAMED = 10  # broken lines


@dataclasses.dataclass(frozen=True, kw_only=True)
class ChosenPairs:
    """Pairs to learn from, and where they came from."""

    title: str
    survey: Survey
    sample: bool


def choose_pairs() -> ChosenPairs | None:
    """Show the choice, and what was read; None as long as there is nothing to learn from."""
    source = st.segmented_control(
        "Pairs to learn from",
        list(_SOURCES),
        format_func=_SOURCES.__getitem__,
        default="sample",
        required=True,
        key="train.source",
    )
    files: Sequence[Any] = []
    if source == "upload":
        show_text(
            "One file with a pair in each line, the two sides with a tab between them; or two text "
            "files whose lines are translations of each other. UTF-8, or what a spreadsheet "
            f"exports (CSV, “Unicode text”), up to {MAX_PAIRS:,} pairs and "
            f"{MAX_BYTES // 2**20} MB. The pairs are kept in the models' folder of the person who "
            "runs this server, until the model is deleted.",
            small=True,
        )
        files = st.file_uploader(
            "File of pairs, or two parallel files",
            accept_multiple_files=True,
            max_upload_size=MAX_BYTES // 2**20,
            key="train.files",
        )
        if not files:
            return None
    try:
        chosen = _read(files)
        if isinstance(chosen, ColumnQuestion):
            ask_columns(chosen, file_id=files[0].file_id)
            return None
    except UserError as error:
        show_notice(f"{str(error)[:1].upper()}{str(error)[1:]}.", kind="fault")
        return None
    _show_survey(chosen.survey)
    return chosen


def _read(files: Sequence[Any]) -> ChosenPairs | ColumnQuestion:
    """Survey the files, or the sample if there are none; done again only for other files.

    Returns a question if other columns of a single file fit better than the first two.

    Raises:
        DataError: they cannot be used.
    """
    columns = chosen_columns(files[0].file_id) if len(files) == 1 else None
    identity = (*(file.file_id for file in files), columns)
    if st.session_state.get(_SURVEY, (None, None))[0] != identity:
        if len(files) > 2:
            raise DataError(f"{len(files)} files: give one of pairs, or two parallel ones")
        check_size(sum(file.size for file in files))
        contents = [file.getvalue() for file in files] or [SAMPLE.read_bytes()]
        data = contents[0] if len(contents) == 1 else parallel_lines(*contents)
        with st.spinner("Reading …"):
            pairs = parse_pairs(data, columns=columns)
            if pairs.question is not None and len(files) == 1:
                return pairs.question
            chosen = ChosenPairs(
                title=" + ".join(file.name for file in files) or "sample",
                survey=survey(pairs),
                sample=not files,
            )
        st.session_state[_SURVEY] = (identity, chosen)
    read: ChosenPairs = st.session_state[_SURVEY][1]
    return read


def _show_survey(found: Survey) -> None:
    """Say what was read and what is left out."""
    scripts = " and ".join(dict.fromkeys(map(script_name, found.scripts)))
    show_text(
        f"{len(found.usable):,} pairs to learn from, {found.words[0]:,} and {found.words[1]:,} "
        f"words, in {scripts} letters."
    )
    if found.notes:
        show_text(f"{'; '.join(found.notes)}.", small=True)
    out = [f"{count:,} because {reason}" for reason, count in found.left_out.items()]
    if found.repeated:
        out.append(f"{found.repeated:,} because the line is there twice")
    if found.broken:
        out.append(f"{len(found.broken):,} because the line is no pair")
    if not out:
        return
    with st.expander("Left out: " + "; ".join(out)):
        rows = [
            {"why": row.reason, "first side": row.pair.source, "second side": row.pair.target}
            for row in found.examples
        ]
        rows += [
            {"why": f"line {number}: {reason}", "first side": "", "second side": ""}
            for number, reason in found.broken[:_NAMED]
        ]
        st.dataframe(rows, hide_index=True)
