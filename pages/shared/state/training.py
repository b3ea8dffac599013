"""The queue of trainings of this server, unless ATTENTION_TRAINING switches it off."""

import os
from pathlib import Path

import streamlit as st

from attention_core.runs.queue import RunQueue, training_options
from pages.shared.state.loaded_models import model_folders


def training_queue() -> RunQueue | None:
    """The queue in the last folder of models; None if this server must not train.

    A thread of the server moves it on from the first call on.
    """
    options = training_options(os.environ.get("ATTENTION_TRAINING", ""))
    return None if options is None else _queue(home=model_folders()[-1], options=tuple(options))


@st.cache_resource(show_spinner=False)
def _queue(*, home: Path, options: tuple[str, ...]) -> RunQueue:
    queue = RunQueue(home, options=options)
    queue.watch()
    return queue
