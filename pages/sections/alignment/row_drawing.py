"""The drawing of a sentence of a corpus: its weights, or its links as cells of 1."""

from attention_core.aligned_corpus.rows import Row
from attention_core.aligned_sentence import AlignedSentence
from attention_core.figures.alignment_view import NO_GOLD, Options
from attention_core.figures.sentence_document import sentence_document
from pages.sections.alignment.gold_links import editing_switch
from pages.sections.alignment.word_links import WordLinks, word_links
from pages.shared.display.document_view import received_serial, show_document
from pages.shared.display.target_text import two_line_speller
from pages.shared.state.view import View

_KEY = "alignment_view.row"


def show_row_drawing(*, sentence: AlignedSentence, row: Row, view: View, stem: str) -> WordLinks:
    """Draw a sentence that has weights or links, with links if they are the page's subject."""
    links = word_links(sentence=sentence, view=view)
    about_links = view.detail == "gold"
    document = sentence_document(
        sentence,
        grain=view.grain,
        links=links.predicted if about_links else frozenset(),
        gold=(links.gold if about_links else None) or NO_GOLD,
        notes=(row["warning"],) if row["warning"] else (),
        options=Options(
            drawing=view.drawing,
            editing=about_links and editing_switch(view=view),
            play=True,
            received=received_serial(_KEY),
            pair=stem,
        ),
        spell=two_line_speller(view),
        stem=stem,
    )
    show_document(document, key=_KEY, reports=True)
    return links
