"""Work on a person's file as it goes on: how far it is, and a button that stops it."""

import streamlit as st

from attention_core.evaluation.job import EvaluationJob
from pages.shared.display.messages import say

_EVERY = 0.5  # seconds between looks


@st.fragment(run_every=_EVERY)
def show_progress(run: EvaluationJob) -> None:
    """Drawn again by itself until the work has ended; then the page is."""
    if not run.running:
        st.rerun()
    now = run.progress()
    say(f"“{run.test}”: {now.doing} …")
    st.progress(now.done / now.total, text=f"{now.done:,} of {now.total:,} sentences")
    if now.done and now.left is not None:
        pace = f"{now.done / now.seconds:.1f} sentences a second"
        left = f", about {duration(now.left)} left" if now.left else ""
        say(f"{pace}, {duration(now.seconds)} so far{left}.", small=True)
    if run.stopping:
        say("Stopping, when this batch is done.", small=True)
    else:
        st.button("Stop", icon=":material/stop_circle:", on_click=run.stop)


def duration(seconds: float) -> str:
    """A time as people say it: 0.4 s, 12 s, or 3 min 5 s."""
    whole = round(seconds)
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
