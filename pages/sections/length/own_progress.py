"""Progress of the job on a person's own file, and a button that stops it."""

import streamlit as st

from attention_core.evaluation.job import EvaluationJob
from pages.shared.display.messages import show_text

_INTERVAL = 0.5  # seconds between updates


@st.fragment(run_every=_INTERVAL)
def show_progress(run: EvaluationJob) -> None:
    """Show the progress; redrawn by itself until the job ends, then the whole page is."""
    if not run.running:
        st.rerun()
    now = run.progress()
    show_text(f"“{run.test}”: {now.activity} …")
    st.progress(now.done / now.total, text=f"{now.done:,} of {now.total:,} sentences")
    if now.done and now.remaining is not None:
        pace = f"{now.done / now.seconds:.1f} sentences a second"
        rest = f", about {duration(now.remaining)} left" if now.remaining else ""
        show_text(f"{pace}, {duration(now.seconds)} so far{rest}.", small=True)
    if run.stopping:
        show_text("Stopping, when this batch is done.", small=True)
    else:
        st.button("Stop", icon=":material/stop_circle:", on_click=run.stop)


def duration(seconds: float) -> str:
    """A time in words: 0.4 s, 12 s, or 3 min 5 s."""
    whole = round(seconds)
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"
