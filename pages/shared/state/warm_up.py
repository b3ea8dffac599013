"""Loads, before the first visitor comes, what the landing page needs."""

import contextlib
import dataclasses
import gc
import logging
import threading


def warm_up() -> None:
    """Load the usual models and translate the opening sentence into the cache of Traces.

    Models that cannot be used are left to the pages, which say so.
    """
    _silence_streamlit()
    # Imported here, in a thread of the server: torch alone takes seconds.
    from attention_core.explorer import SentenceError
    from pages.shared.state.loaded_models import explorer
    from pages.shared.state.model_examples import opening_sentence
    from pages.shared.state.sentence_traces import SentenceTraces
    from pages.shared.state.view import View, with_usual_models

    models = explorer().models()
    view = with_usual_models(View(), models=models)
    opening = opening_sentence(view.languages, models=models)
    view = dataclasses.replace(view, sentence=opening)
    with contextlib.suppress(SentenceError):
        SentenceTraces.translated(view)
    # What is loaded by now stays for good: the garbage collector need not look at it again, which
    # takes 0.1 s and holds up whoever is being served.
    gc.collect()
    gc.freeze()


def _silence_streamlit() -> None:
    """Leave out Streamlit's warning that this thread draws for no visitor; it is meant to."""
    thread = threading.get_ident()
    log = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    log.addFilter(lambda record: record.thread != thread)
