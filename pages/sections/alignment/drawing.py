"""The drawing of the Alignment page: all weights of the translation that is aligned."""

import dataclasses

from attention_core.figures.alignment_view import NO_GOLD, Options
from attention_core.figures.trace_document import linkable_words
from attention_core.trace import Trace
from pages.sections.alignment.gold_links import editing_switch
from pages.sections.alignment.target_choice import Target
from pages.sections.alignment.target_translation import own_translation, target_heading
from pages.sections.alignment.word_links import WordLinks, word_links
from pages.shared.display.alignment_view import Headings, show_alignment_view
from pages.shared.display.translation import trace_notes


def show_drawing(*, target: Target, own: Trace) -> WordLinks:
    """All weights of the translation, with links if they are the page's subject."""
    trace, view = target.trace, target.view
    links = word_links(sentence=trace, view=view)
    about_links = view.detail == "gold"
    notes = trace_notes(trace)
    show_alignment_view(
        trace=trace,
        view=view,
        headings=Headings(
            target=target_heading(trace=trace, own=own),
            source_notes=notes.source,
            target_notes=notes.target,
        ),
        others=own_translation(trace=trace, own=own, view=view),
        links=dataclasses.replace(
            linkable_words(trace),
            gold=(links.gold if about_links else None) or NO_GOLD,
            predicted=links.predicted if about_links else frozenset(),
        ),
        options=Options(
            editing=about_links and editing_switch(view=view),
            play=True,
            player=trace.rank == own.rank,
        ),
    )
    return links
