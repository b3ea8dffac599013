"""One sentence of two corpora: both matrices side by side, and the links that only one has."""

import dataclasses
from collections.abc import Collection

import streamlit as st

from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.measures import sentence_links
from attention_core.aligned_corpus.rows import Row, row_sentence
from attention_core.aligned_sentence import AlignedSentence, WordPair
from attention_core.alignment.links import GoldLinks, parse_pharaoh
from attention_core.figures.alignment_view import NO_GOLD, Options
from attention_core.figures.sentence_document import sentence_document
from pages.shared.controls.neighbour_buttons import show_neighbour_buttons
from pages.shared.display.document_view import show_document
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.target_text import speller, two_line_speller
from pages.shared.state.corpus_view import CorpusView, update_corpus_view
from pages.shared.state.row_languages import with_languages, with_languages_of
from pages.shared.state.row_view import row_address
from pages.shared.state.session import session_view

_NAMED = 12  # links in a sentence; the drawing has all


def show_side_by_side(first: AlignedCorpus, second: AlignedCorpus, *, view: CorpusView) -> None:
    """The sentence that a view names, in both corpora, and the way back."""
    assert view.row is not None
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Back to the comparison",
            icon=":material/arrow_back:",
            on_click=update_corpus_view,
            kwargs={"row": None},
        )
        show_neighbour_buttons(first, other=second, view=view, go=_go)
    st.subheader(f"Sentence {view.row:,}", anchor=False)
    names = (view.corpus, view.against)
    rows = [next(iter(corpus.rows([view.row])), None) for corpus in (first, second)]
    if rows[0] is not None and rows[1] is not None:
        for text in dict.fromkeys((rows[0]["source"], rows[0]["target"], rows[1]["target"])):
            show_text(text)
        _show_links(rows[0], rows[1], names=names)
    for column, row, name in zip(st.columns(2), rows, names, strict=True):
        with column:
            st.subheader(name, anchor=False)
            if row is None:
                show_notice("This corpus has no such sentence.", kind="hint")
            else:
                _show_matrix(row, name=name)
                st.page_link(
                    "pages/alignment.py",
                    label="All tools for this matrix",
                    icon=":material/grid_on:",
                    query_params=row_address(
                        dataclasses.replace(view, second=name == view.against)
                    ),
                )


def _go(view: CorpusView) -> None:
    update_corpus_view(row=view.row, page=view.page)


def _show_matrix(row: Row, *, name: str) -> None:
    sentence = with_languages(row_sentence(row))
    if sentence.alpha is None and not sentence.links:
        show_notice("This sentence has neither weights nor links.", kind="hint")
        return
    document = sentence_document(
        sentence,
        links=sentence_links(sentence),
        gold=_gold(row),
        notes=(row["warning"],) if row["warning"] else (),
        options=Options(texts=False),  # the words are at the axes, and both matrices in sight
        spell=two_line_speller(with_languages_of(sentence, view=session_view())),
        stem=f"{name}-{row['id']}",
    )
    show_document(document, key=f"corpus.both.{name}")


def _gold(row: Row) -> GoldLinks:
    """The gold links that fit the sentence; a warning of the row names others."""
    return NO_GOLD if row["sure_count"] is None else parse_pharaoh(row["gold"])


def _show_links(first: Row, second: Row, *, names: tuple[str, str]) -> None:
    """How far the links agree, and those that only one has, as words."""
    sentences = tuple(with_languages(row_sentence(row)) for row in (first, second))
    links = tuple(map(sentence_links, sentences))
    total = sum(map(len, links))
    agreement = 2 * len(links[0] & links[1]) / total if total else 1.0
    aer = [
        f"AER {name} {row['aer']:.3f}"
        for name, row in zip(names, (first, second), strict=True)
        if row["aer"] is not None
    ]
    show_text(", ".join([f"The links agree by {agreement:.1%}", *aer]) + ".")
    for k, name in enumerate(names):
        only = links[k] - links[1 - k]
        if only:
            show_text(f"Only {name} links {_in_words(only, sentence=sentences[k])}.", small=True)


def _in_words(links: Collection[WordPair], *, sentence: AlignedSentence) -> str:
    spell = speller(with_languages_of(sentence, view=session_view()))
    texts = [
        f"{sentence.source_words[s].text} – {spell(sentence.target_words[t].text)}"
        for s, t in sorted(links)
    ]
    more = f", and {len(texts) - _NAMED} more" if len(texts) > _NAMED else ""
    return ", ".join(texts[:_NAMED]) + more
