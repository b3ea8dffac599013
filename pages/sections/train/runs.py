"""The runs of this server: how far each is, what it translates now, and what can be done."""

from collections.abc import Callable

import streamlit as st

from attention_core.config import write_folders
from attention_core.runs.queue import RunError, RunQueue
from attention_core.runs.run import Run, State, read_log
from attention_core.text.scripts import isolated
from attention_core.training.snapshots import SNAPSHOTS, read_last
from attention_core.training.time_budget import FIRST
from attention_core.utils.json_values import number_in, whole_in
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.loaded_models import model_folders

_INTERVAL = 2.0  # seconds between updates
_STATES: dict[State, str] = {
    "queued": "waits",
    "running": "is being trained",
    "stopped": "was stopped",
    "interrupted": "was interrupted: its process has ended before it was done",
    "failed": "has failed",
    "done": "is done",
}
_FAULT = "train.run fault"


@st.fragment(run_every=_INTERVAL)
def show_runs(queue: RunQueue) -> None:
    """Show every run; redrawn by itself, and the whole page when a run has ended."""
    runs = queue.runs()
    ended = tuple(run.name for run in runs if run.state not in ("running", "queued"))
    if st.session_state.setdefault("train.ended", ended) != ended:
        st.session_state["train.ended"] = ended
        st.rerun()  # there is another model in the menus
    if fault := st.session_state.pop(_FAULT, ""):
        show_notice(fault, kind="fault")
    if not runs:
        show_text(f"Nothing has been trained yet in {write_folders(model_folders()[-1:])}.")
    for run in runs:
        with st.container(border=True):
            _show_run(run, queue=queue)


def _show_run(run: Run, *, queue: RunQueue) -> None:
    """Show one run."""
    request = run.request
    names = " → ".join(request.languages.names)
    st.subheader(run.name, anchor=False)
    show_text(f"{names}, {request.kind}, {request.size}, from “{request.title}”: {_status(run)}.")
    if run.state == "queued":
        place = queue.place(run)
        show_text(f"{place} run{'s' * (place != 1)} before this one.", small=True)
    if run.progress:
        share = 1.0 if run.state == "done" else min(1.0, run.minutes / request.minutes)
        st.progress(share, text=_pace(run))
    if run.reason:
        show_notice(f"{run.reason}.", kind="fault")
    _show_sentences(run)
    with st.container(horizontal=True):
        if run.state in ("running", "queued"):
            _button("Stop", icon="stop_circle", run=run, act=queue.stop)
        if run.state in ("stopped", "interrupted", "failed"):
            _button("Resume", icon="play_circle", run=run, act=queue.resume)
        if run.state != "running":
            with st.popover("Delete", icon=":material/delete:"):
                show_text(f"Delete {run.name} with its model for ever?")
                _button("Delete it", icon="delete_forever", run=run, act=queue.delete)
    if log := read_log(run.folder):
        with st.expander("What the training printed"):
            st.code(log, language=None)


def _status(run: Run) -> str:
    """The state in words."""
    if run.state == "running" and not run.progress:
        return "reads its pairs and learns its pieces"
    return _STATES[run.state]


def _pace(run: Run) -> str:
    """How far the run is, in numbers."""
    update, updates = (whole_in(run.progress.get(name)) or 0 for name in ("update", "updates"))
    known = update >= FIRST  # before that nobody knows how many updates fit into the minutes
    parts = [f"update {update:,}" + f" of about {updates:,}" * known]
    if (rate := number_in(run.progress.get("pieces_per_second"))) is not None:
        parts.append(f"{rate:,.0f} pieces a second")
    if (loss := number_in(run.progress.get("loss"))) is not None:
        parts.append(f"loss {loss:.2f} nats a piece")
    if run.state == "running":
        parts.append(f"about {max(1, round(run.minutes_left))} min left")
    return ", ".join(parts)


def _show_sentences(run: Run) -> None:
    """Show the fixed sentences as they were translated last."""
    if not (last := read_last(run.folder / SNAPSHOTS)):
        return
    update, sentences = last
    st.table(
        {
            "sentence": [isolated(sentence.aligned().source) for sentence in sentences],
            f"after {update:,} updates": [isolated(s.translation) for s in sentences],
        }
    )


def _button(label: str, *, icon: str, run: Run, act: Callable[[str], object]) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=f"train.{label} {run.name}",
        on_click=_do,
        args=(act, run.name),
    )


def _do(act: Callable[[str], object], name: str) -> None:
    try:
        act(name)
    except (RunError, OSError) as error:
        st.session_state[_FAULT] = f"This cannot be done: {error}."
