"""A person's own file of pairs: upload it, accept its usable lines, and measure it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from attention_core.config import BEAM_WIDTHS
from attention_core.data.pairs import PairFile
from attention_core.evaluation.job import MAX_PAIRS, EvaluationJob, check_pairs
from attention_core.explorer import Explorer, ModelInfo
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.encodings import EncodingError
from pages.sections.length.bucket_sentences import clear_bucket
from pages.sections.length.usable_pairs import usable_pairs
from pages.shared.controls.column_question import ask_columns, chosen_columns
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.view import View

MEGABYTES = 5
WHOSE, OWN = "length.whose", "own"  # whose sentences the page shows: the choice, and its value here
_RUN, _CHECKED = "length.run", "length.checked"


def current_run() -> EvaluationJob | None:
    """The job that runs, or that ended last; None before the first."""
    run: EvaluationJob | None = st.session_state.get(_RUN)
    return run


def show_own_pairs(*, explorer: Explorer, models: Sequence[ModelInfo], view: View) -> None:
    """Show the upload, the choice of models and beam, and the button that starts the job."""
    source, target = view.languages.names
    show_text(
        f"Give sentence pairs, one a line: {source}, a tab, {target}; also what a spreadsheet or "
        "Tatoeba exports (CSV, “Unicode text”, further columns, a header). Up to "
        f"{MAX_PAIRS:,} pairs and {MEGABYTES} MB. The file stays in the memory of the server that "
        "runs this page and is forgotten when you leave."
    )
    file = st.file_uploader(
        "File of sentence pairs",
        type=["tsv", "txt", "csv"],
        max_upload_size=MEGABYTES,
        key="length.file",
    )
    usable = [info.name for info in models if info.kind and not info.fault]
    with st.container(horizontal=True, gap="medium"):
        chosen = st.multiselect(
            "Models",
            usable,
            default=[name for name in (view.attention, view.vanilla) if name in usable],
            key="length.models",
            persist_state="session",
            width=480,
        )
        beam = st.slider(
            "Beam width",
            BEAM_WIDTHS.start,
            BEAM_WIDTHS.stop - 1,
            5,
            key="length.beam",
            persist_state="session",
            width=240,
        )
    if file is None:
        return
    if not chosen:
        show_notice("Choose at least one model.", kind="hint")
        return
    try:
        pairs = _checked(file=file, explorer=explorer, models=chosen)
    except (CheckpointError, UnknownModelError) as error:
        show_notice(f"This model cannot be used: {error}.", kind="fault")
        return
    except EncodingError as error:
        show_notice(f"“{file.name}” cannot be read: {error}.", kind="fault")
        return
    if pairs.question is not None:
        ask_columns(pairs.question, file_id=file.file_id)
        return
    if pairs.notes:
        show_text(f"“{file.name}”: {'; '.join(pairs.notes)}.", small=True)
    if usable_pairs(pairs, file=file):
        run = current_run()
        st.button(
            f"Measure {len(pairs.pairs):,} pairs",
            type="primary",
            disabled=run is not None and run.running,
            on_click=start_job,
            kwargs={
                "explorer": explorer,
                "models": chosen,
                "test": file.name,
                "pairs": pairs.pairs,
                "beam": beam,
            },
        )


def _checked(*, file: Any, explorer: Explorer, models: Sequence[str]) -> PairFile:  # noqa: ANN401
    """The pairs of the file; read again only for another file or other models."""
    columns = chosen_columns(file.file_id)
    identity = (file.file_id, tuple(models), columns)
    if st.session_state.get(_CHECKED, (None, None))[0] != identity:
        with st.spinner("Reading …"):
            pairs = check_pairs(
                data=file.getvalue(), explorer=explorer, models=models, columns=columns
            )
        st.session_state[_CHECKED] = (identity, pairs)
    checked: PairFile = st.session_state[_CHECKED][1]
    return checked


def start_job(**arguments: Any) -> None:  # noqa: ANN401 - those of EvaluationJob
    """Start a job in place of the last one."""
    if (last := current_run()) is not None:
        last.stop()
    clear_bucket()
    st.session_state[_RUN] = EvaluationJob(**arguments)
