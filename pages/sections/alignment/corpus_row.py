"""A sentence of a corpus on the Alignment page: its own matrix, with every tool that needs no more.

The matrix may come from any system; a Trace, which has a model behind it, is not needed.
"""

import dataclasses
import re
from collections.abc import Mapping
from typing import Final

import streamlit as st

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.rows import Row, row_sentence
from attention_core.aligned_corpus.shards import CorpusError
from attention_core.aligned_sentence import AlignedSentence
from attention_core.analysis.labelled_matrix import labelled_matrix
from pages.sections.alignment.diagnostics import show_diagnostics
from pages.sections.alignment.gold_links import show_gold
from pages.sections.alignment.row_downloads import show_row_downloads
from pages.sections.alignment.row_drawing import show_row_drawing
from pages.sections.alignment.row_measures import show_measures
from pages.sections.alignment.row_model import model_of, show_model_link, show_model_needed
from pages.shared.controls.choice import choice
from pages.shared.controls.language_settings import letters_setting
from pages.shared.controls.neighbour_buttons import show_neighbour_buttons
from pages.shared.controls.page_title import show_title
from pages.shared.controls.settings import grain_setting
from pages.shared.display.matrix_captions import what_to_look_at
from pages.shared.display.messages import show_notice, show_notices, show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.display.target_text import romanized, speller
from pages.shared.state.corpora import find_corpora, open_corpus
from pages.shared.state.corpus_view import CorpusView, write_query
from pages.shared.state.row_languages import shown_languages, with_languages
from pages.shared.state.row_view import current_row_view, go_to_neighbour
from pages.shared.state.view import Detail, View

_UNSAFE = re.compile(r"[^\w.-]+")
_MODEL_NEEDED: Final[Mapping[Detail, str]] = {
    "context": "Contexts need",
    "evidence": "Posterior and occlusion need",
}


def show_corpus_row(place: CorpusView, *, details: Mapping[str, str]) -> None:
    """The sentence that an address names, with a way back to the table.

    Args:
        place: of the sentence.
        details: names of what the page shows below a drawing.
    """
    assert place.row is not None
    name = place.against if place.second else place.corpus
    show_title(
        title="Alignment",
        about=f"Sentence {place.row:,} of the corpus {name}: its own weights, whoever made them.",
    )
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.page_link(
            "pages/corpus.py",
            label="Back to the table",
            icon=":material/arrow_back:",
            query_params=write_query(dataclasses.replace(place, row=None, second=False)),
        )
        _show_neighbours(place)
    found = _found(name, number=place.row)
    if found is None:
        return
    corpus, row = found
    sentence, model = with_languages(row_sentence(row)), model_of(row["origin"])
    view, notes = current_row_view(
        place=place, gold=row["gold"] or "", languages=shown_languages(sentence)
    )
    show_notices(notes)
    show_text(_origin(row), small=True)
    if model is not None:
        made_from = corpus.description.made_from if corpus.description else {}
        show_model_link(sentence, model=model, made_from=made_from)
    if sentence.alpha is None and not sentence.links:
        show_notice("This sentence has neither weights nor links.", kind="hint")
        show_measures(row)
        return
    stem = _UNSAFE.sub("-", f"{name}-{place.row}")
    links = show_row_drawing(sentence=sentence, row=row, view=view, stem=stem)
    _show_settings(sentence, view=view)
    show_measures(row)
    choice("Detail", field="detail", names=details, view=view)
    if view.detail in _MODEL_NEEDED:
        show_model_needed(_MODEL_NEEDED[view.detail], here=model is not None)
    elif view.detail == "gold":
        show_gold(sentence=sentence, view=view, links=links, stem=stem)
    elif view.detail == "files":
        show_row_downloads(sentence=sentence, row=row, grain=view.grain, links=links, stem=stem)
    elif sentence.alpha is None:
        show_notice("Diagnostics are of weights, and the file holds links only.", kind="hint")
    else:
        matrix = labelled_matrix(trace=sentence, grain=view.grain, spell=speller(view))
        show_diagnostics(sentence=sentence, matrix=matrix, links=links)


def _show_neighbours(place: CorpusView) -> None:
    """The ways to the neighbours in the table that “Back” leads to, if there is this table."""
    folders = find_corpora()
    if place.corpus not in folders:
        return
    try:
        corpus = open_corpus(folders[place.corpus])
        other = open_corpus(folders[place.against]) if place.against in folders else None
    except CorpusError:
        return
    show_neighbour_buttons(corpus, other=other, view=place, go=go_to_neighbour)


def _found(name: str, *, number: int) -> tuple[AlignedCorpus, Row] | None:
    """A corpus and one of its rows; None, with a notice, if there is no such sentence."""
    folder = find_corpora().get(name)
    if folder is None:
        show_notice(
            f"There is no corpus “{name[:80]}” here. What a person uploads is seen by "
            "nobody else, and is deleted when they leave."
        )
        return None
    try:
        corpus = open_corpus(folder)
        return corpus, corpus.row(number)
    except CorpusError as error:
        show_notice(f"{error}.", kind="fault")
        return None


def _origin(row: Row) -> str:
    return f"{row['origin']}, line {row['line']}" if row["line"] else row["origin"]


def _show_settings(sentence: AlignedSentence, *, view: View) -> None:
    with st.container(horizontal=True, gap="medium"):
        if sentence.alpha is not None and _has_pieces(sentence):
            grain_setting(view=view)
        if romanized(sentence.translation, view=view) != sentence.translation:
            letters_setting(view=view)
    if sentence.alpha is None:
        show_text("The file holds links and no weights: 1 is a link, 0 is none.", small=True)
        return
    matrix = labelled_matrix(trace=sentence, grain=view.grain, spell=speller(view))
    show_text(what_to_look_at(trace=sentence, matrix=matrix), small=True)
    show_number_table(weights_table(matrix))


def _has_pieces(sentence: AlignedSentence) -> bool:
    words = len(sentence.source_words) + len(sentence.target_words)
    return len(sentence.source_pieces) + len(sentence.target_pieces) > words
