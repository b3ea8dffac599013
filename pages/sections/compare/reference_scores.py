"""Scores of both translations against a reference that a person gives."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from attention_core.config import Kind
from attention_core.evaluation.metrics import Scores, sentence_scores
from attention_core.text.cleaning import clean
from attention_core.text.languages import article, script_name, usual_script
from attention_core.trace import Trace
from pages.shared.display.messages import show_text
from pages.shared.display.target_text import show_target, shown_letters
from pages.shared.state.session import update_from_widget, widget_key
from pages.shared.state.view import View


def show_scores(*, traces: Mapping[Kind, Trace], view: View) -> None:
    """A form for a reference, and the scores against it if there is one."""
    has_reference = bool(clean(view.reference))
    _, target = view.languages.names
    script = script_name(usual_script(view.languages.target))
    yours = f"{article(target).lower()} {target} translation of yours"
    with st.expander(f"Score both against {yours}", expanded=has_reference):
        with st.form("reference", border=False):
            st.text_area(
                f"{target} reference",
                key=widget_key(field="reference", view=view),
                height=80,
                placeholder=f"A translation that you trust, in {script} letters",
                help=f"May be left empty. Without a {script} keyboard, paste one from another "
                "place, or do without scores.",
            )
            st.form_submit_button("Score", on_click=update_from_widget, args=("reference",))
        if not has_reference:
            return
        if shown_letters(view) != "devanagari":
            show_target(view.reference, view=view)
        scores = {
            trace.model: sentence_scores(
                translation=trace.translation,
                reference=view.reference,
                language=view.languages.target,
            )
            for trace in traces.values()
        }
        tenths = st.column_config.NumberColumn(format="%.1f")
        table = _scores_table(scores)
        st.dataframe(table, width="content", column_config=dict.fromkeys(table.columns, tenths))
        first = next(iter(scores.values()))
        show_text(
            "From 0 to 100, higher is nearer. One sentence has many good translations, so a score "
            "against one of them is a hint and no verdict. Signatures: sentence BLEU "
            f"{first.bleu_signature}, chrF++ {first.chrf_signature}.",
            small=True,
        )


def _scores_table(scores: Mapping[str, Scores]) -> pd.DataFrame:
    """A row for each model."""
    return pd.DataFrame(
        {
            "sentence BLEU": [row.bleu for row in scores.values()],
            "chrF++": [row.chrf for row in scores.values()],
        },
        index=pd.Index(scores, name="model"),
    )
