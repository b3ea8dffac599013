"""One sentence of a corpus: its drawing, its measures, its links, and downloads."""

import json
import math

import numpy as np
import streamlit as st

from attention_core.aligned_corpus.columns import COLUMNS
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.measures import sentence_links
from attention_core.aligned_corpus.rows import Row, row_json, row_sentence
from attention_core.aligned_corpus.shards import CorpusError
from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.links import PharaohError, parse_pharaoh
from attention_core.analysis.alpha_csv import alpha_csv
from attention_core.analysis.diagnostics import coverage, row_entropy
from attention_core.analysis.labelled_matrix import Grain, labelled_matrix
from attention_core.explorer import Explorer
from attention_core.figures.alignment_view import NO_GOLD
from attention_core.figures.html_file import html_page
from attention_core.figures.sentence_document import sentence_document
from pages.sections.corpus.corpus_view import CorpusView, update_corpus_view
from pages.shared.display.alignment_view import show_document
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.number_table import show_number_table, weights_table
from pages.shared.state.address import write_address
from pages.shared.state.view import View


def show_sentence(corpus: AlignedCorpus, *, view: CorpusView, explorer: Explorer) -> None:
    """The sentence that the view names, with a way back to the table."""
    assert view.row is not None
    st.button(
        "Back to the table",
        icon=":material/arrow_back:",
        on_click=update_corpus_view,
        kwargs={"row": None},
    )
    try:
        row = corpus.row(view.row)
    except CorpusError as error:
        show_notice(f"{error}.", kind="fault")
        return
    sentence = row_sentence(row)
    st.subheader(f"Sentence {view.row:,}", anchor=False)
    show_text(f"{sentence.origin}, line {row['line']}" if row["line"] else sentence.origin)
    grain: Grain = "words"
    if sentence.alpha is not None and len(sentence.source_pieces) + len(
        sentence.target_pieces
    ) > len(sentence.source_words) + len(sentence.target_words):
        grain = st.segmented_control(
            "Rows and columns", ("words", "pieces"), default="words", required=True
        )
    if sentence.alpha is None and not sentence.links:
        show_notice("This sentence has neither weights nor links.", kind="hint")
    else:
        _show_drawing(sentence, row=row, grain=grain)
    _show_measures(row)
    _show_with_model(sentence, explorer=explorer)


def _show_drawing(sentence: AlignedSentence, *, row: Row, grain: Grain) -> None:
    gold, notes = NO_GOLD, ((row["warning"],) if row["warning"] else ())
    try:
        gold = parse_pharaoh(row["gold"] or "") if row["sure_count"] is not None else NO_GOLD
    except PharaohError as error:
        notes = (*notes, str(error))
    document = sentence_document(
        sentence, grain=grain, links=sentence_links(sentence), gold=gold, notes=notes
    )
    show_document(document, key=f"corpus.sentence.{grain}")
    with st.container(horizontal=True):
        stem = document["file"]["stem"]
        st.download_button(
            "HTML of the drawing",
            data=lambda: html_page(document),
            file_name=f"{stem}.html",
            mime="text/html",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "JSON line",
            data=lambda: json.dumps(row_json(row), ensure_ascii=False) + "\n",
            file_name=f"{stem}.jsonl",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        if sentence.alpha is not None:
            st.download_button(
                "CSV of α",
                data=lambda: alpha_csv(trace=sentence, grain=grain),
                file_name=f"{stem}.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
            )
    if sentence.alpha is not None:
        matrix = labelled_matrix(trace=sentence, grain=grain)
        show_number_table(weights_table(matrix), key="corpus.weights")
        _show_diagnostics(sentence)


def _show_diagnostics(sentence: AlignedSentence) -> None:
    """Source words with the least and most coverage, and the least certain target word."""
    alpha = sentence.word_alpha
    assert alpha is not None
    covered, entropies = coverage(alpha), row_entropy(alpha)
    least, most, unsure = int(covered.argmin()), int(covered.argmax()), int(np.argmax(entropies))
    show_text(
        f"Coverage Σ_i α_ij: least {covered[least]:.2f} for “{sentence.source_words[least].text}”, "
        f"most {covered[most]:.2f} for “{sentence.source_words[most].text}”. Entropy of a row: "
        f"most {entropies[unsure]:.2f} bits for “{sentence.target_words[unsure].text}”, of at most "
        f"{math.log2(len(covered)):.2f}."
    )


def _show_measures(row: Row) -> None:
    st.dataframe(
        {
            "measure": [c.name for c in COLUMNS if row[c.name] not in (None, "")],
            "value": [_shown(row[c.name]) for c in COLUMNS if row[c.name] not in (None, "")],
            "meaning": [c.meaning for c in COLUMNS if row[c.name] not in (None, "")],
        },
        hide_index=True,
    )


def _shown(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _show_with_model(sentence: AlignedSentence, *, explorer: Explorer) -> None:
    """What needs a model: a link to Alignment if there is one, else a sentence that says so."""
    models = explorer.models()
    names = [info.name for info in models if info.kind == "attention" and not info.fault]
    if sentence.origin not in names:
        show_text(
            "Posterior, occlusion, candidates and contexts need the model that made these weights, "
            "and it is not here: what the file holds is shown.",
            small=True,
        )
        return
    view = View(
        sentence=sentence.source,
        attention=sentence.origin,
        rank=0,
        reference=sentence.translation,
    )
    st.page_link(
        "pages/alignment.py",
        label="All tools of Alignment, with the model",
        icon=":material/grid_on:",
        query_params=write_address(view, models=models),
        width="content",
    )
