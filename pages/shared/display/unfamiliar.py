"""A notice above translations of what is no sentence in the models' language."""

from collections.abc import Iterable

from attention_core.analysis.familiarity import familiarity
from attention_core.trace import Trace
from pages.shared.display.messages import show_notice


def show_unfamiliar(traces: Iterable[Trace], *, language: str) -> None:
    """A notice if most words of the sentence are strange to the first of the models.

    Args:
        traces: of one sentence, by its models.
        language: the name of the language that the models read.
    """
    trace = next(iter(traces), None)
    if trace is None:
        return
    found = familiarity(trace)
    if found.mostly_unfamiliar:
        show_notice(
            f"This is not {language} that the models have read: {trace.model} lacks "
            f"{found.unfamiliar} of its {found.words} words in its vocabulary, or knows only "
            "their letters. What follows is what the models make of it, and means little."
        )
