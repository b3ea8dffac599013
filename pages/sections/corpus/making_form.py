"""Making a corpus with one of the models: a file, progress, stop, and going on."""

from pathlib import Path
from typing import Final, get_args

import streamlit as st

from attention_core.aligned_corpus.job import CorpusJob
from attention_core.aligned_corpus.line_files import LineFiles
from attention_core.alignment.aligner import Weights
from attention_core.errors import UserError
from attention_core.explorer import Explorer
from pages.sections.corpus.line_files import line_file_uploads
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.corpora import MOST, new_folder, own_count, own_folder
from pages.shared.state.corpus_view import update_corpus_view

_JOB, _INTERVAL = "corpus.job", 0.5  # seconds between updates
_NAMES: Final[dict[str, str]] = {"alpha": "α", "posterior": "Posterior"}


def current_job() -> CorpusJob | None:
    """The job that runs, or that ended last; None before the first."""
    job: CorpusJob | None = st.session_state.get(_JOB)
    return job


def show_making_form(explorer: Explorer) -> None:
    """The upload, the model and the weights, and the button that starts."""
    job = current_job()
    if job is not None and job.running:
        _show_progress(job)
        return
    if job is not None:
        _show_end(job, explorer=explorer)
    show_text(
        "Give a file with a sentence a line, or a sentence, a tab and its translation; gold links "
        "may follow after another tab. Sentences without a translation are translated."
    )
    upload = st.file_uploader("Sentences or pairs", type=["tsv", "txt", "csv"], key="corpus.lines")
    models = [i.name for i in explorer.models() if i.kind == "attention" and not i.fault]
    with st.container(horizontal=True, gap="medium"):
        model = st.selectbox("Model", models, key="corpus.model", width=240)
        weights = st.segmented_control(
            "Weights",
            get_args(Weights),
            default="alpha",
            required=True,
            format_func=_NAMES.__getitem__,
            key="corpus.weights",
        )
    if upload is None or model is None:
        return
    beside = line_file_uploads(key="corpus.making.beside")
    if not st.button("Make the corpus", type="primary"):
        return
    if own_count() >= MOST:
        show_notice(f"You have {MOST} corpora: remove one first.", kind="hint")
        return
    folder = new_folder(f"{Path(upload.name).stem}-{model}")
    lines = own_folder() / ".lines"
    lines.write_bytes(upload.getbuffer())
    _start(
        explorer=explorer, model=model, lines=lines, folder=folder, weights=weights, beside=beside
    )
    st.rerun()


def _start(
    *,
    explorer: Explorer,
    model: str,
    lines: Path,
    folder: Path,
    weights: Weights,
    beside: LineFiles,
) -> None:
    try:
        st.session_state[_JOB] = CorpusJob(
            explorer=explorer,
            model=model,
            lines=lines,
            folder=folder,
            weights=weights,
            beside=beside,
        )
    except UserError as error:
        show_notice(f"{str(error)[:1].upper()}{str(error)[1:]}.", kind="fault")
        st.stop()


@st.fragment(run_every=_INTERVAL)
def _show_progress(job: CorpusJob) -> None:
    """The progress; redrawn by itself until the job ends, then the whole page is."""
    if not job.running:
        if not job.error and not job.stopped:
            update_corpus_view(corpus=job.folder.name, where="")
        st.rerun()
    now = job.progress()
    st.progress(now.done / now.total, text=f"{now.done:,} of {now.total:,} sentences")
    if now.done:
        show_text(f"{now.done / now.seconds:.1f} sentences a second", small=True)
    if job.stopped:
        show_text("Stopping, when this batch is done.", small=True)
    else:
        st.button("Stop", icon=":material/stop_circle:", on_click=job.stop)


def _show_end(job: CorpusJob, *, explorer: Explorer) -> None:
    """How the last job ended, and a button to go on if it was stopped."""
    if job.error:
        show_notice(f"This could not be made: {job.error}.", kind="fault")
    elif job.stopped:
        now = job.progress()
        show_notice(f"Stopped after {now.done:,} of {now.total:,} sentences.")
        if st.button("Go on", icon=":material/play_arrow:"):
            _start(
                explorer=explorer,
                model=job.model,
                lines=job.lines,
                folder=job.folder,
                weights=job.weights,
                beside=job.beside,
            )
            st.rerun()
