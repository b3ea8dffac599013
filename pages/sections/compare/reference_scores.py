"""How near both translations are to one that a person gives."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from attention_core.config import Kind
from attention_core.evaluation.metrics import Scores, sentence_scores
from attention_core.trace import Trace
from pages.shared.display.hindi_text import show_hindi
from pages.shared.display.messages import say
from pages.shared.state.session import choose_from, control
from pages.shared.state.view import View


def show_scores(*, traces: Mapping[Kind, Trace | None], view: View) -> None:
    """A form for a reference, and the scores against it once there is one."""
    given = bool(view.reference.strip())
    with st.expander("Score both against a Hindi translation of yours", expanded=given):
        with st.form("reference", border=False):
            st.text_area(
                "Hindi reference",
                key=control(field="reference", view=view),
                height=80,
                placeholder="A translation that you trust, in Devanagari",
                help="May be left empty: without a Devanagari keyboard, paste one from elsewhere, "
                "or do without scores.",
            )
            st.form_submit_button("Score", on_click=choose_from, args=("reference",))
        if not given:
            return
        if view.letters != "devanagari":
            show_hindi(view.reference, view=view)
        found = {
            trace.model: sentence_scores(translation=trace.translation, reference=view.reference)
            for trace in traces.values()
            if trace
        }
        tenths = st.column_config.NumberColumn(format="%.1f")
        table = scores_table(found)
        st.dataframe(table, width="content", column_config=dict.fromkeys(table.columns, tenths))
        one = next(iter(found.values()))
        say(
            "From 0 to 100, higher is nearer. One sentence has many good translations, and a score "
            "against one of them is a hint, no verdict. Signatures: sentence BLEU "
            f"{one.bleu_signature}, chrF++ {one.chrf_signature}.",
            small=True,
        )


def scores_table(found: Mapping[str, Scores]) -> pd.DataFrame:
    """A row a model."""
    return pd.DataFrame(
        {
            "sentence BLEU": [scores.bleu for scores in found.values()],
            "chrF++": [scores.chrf for scores in found.values()],
        },
        index=pd.Index(found, name="model"),
    )
