"""Lock-step: what both models write, row by row, and where they first differ."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import (
    DecodingRow,
    common_subsequence,
    decoding_rows,
    first_difference,
    translation_words,
)
from attention_core.config import KINDS, Kind
from attention_core.trace import Trace
from pages.shared.display.marked_words import label, show_marked
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.translation import show_translation
from pages.shared.state.sentence_traces import SentenceTraces
from pages.shared.state.view import View

_HEADINGS: Mapping[Kind, str] = {
    "attention": "With attention · a new c_i at every step",
    "vanilla": "Vanilla · one fixed c at every step",
}
_ROWS = 60  # a longer table scrolls
_FIRST = "≠ first"  # a later row has "≠" or "="


def show_two_translations(*, traces: SentenceTraces, view: View) -> None:
    """Both translations side by side, with marks on words that only one of them has."""
    words = [[w.text for w in translation_words(trace)] for trace in traces.available.values()]
    both = len(words) == len(KINDS)
    pairs = common_subsequence(*words) if both else ()
    for side, (kind, column) in enumerate(zip(KINDS, st.columns(2), strict=True)):
        trace = traces.of(kind)
        with column, st.container(border=True, height="stretch"):
            if trace is not None and both:
                same = {pair[side] for pair in pairs}
                show_marked(trace=trace, same=same, heading=_HEADINGS[kind], view=view)
            else:
                show_translation(trace=trace, kind=kind, view=view)
    if both:
        show_text(
            "Marked: what the other translation does not have in this order, "
            f"{len(words[0]) - len(pairs)} of {len(words[0])} words and "
            f"{len(words[1]) - len(pairs)} of {len(words[1])}. Punctuation counts.",
            small=True,
        )
    else:
        show_notice("There is only one model here, and nothing to compare it with.")


def show_lockstep(*, traces: Mapping[Kind, Trace], view: View) -> None:
    """A table of both models' rows, and a sentence about the first difference."""
    rows = {kind: decoding_rows(trace=trace, grain=view.grain) for kind, trace in traces.items()}
    if len(rows) == len(KINDS):
        show_text(difference_text(rows, view=view))
    table = lockstep_table(rows, view=view)
    st.dataframe(
        table,
        height="content" if len(table) <= _ROWS else "auto",
        placeholder="",
        column_config={
            "same?": st.column_config.TextColumn(width=100),
            **{
                name: st.column_config.NumberColumn(format="%.3f")
                for name in table.columns
                if table[name].dtype.kind == "f"
            },
        },
    )
    unit = "piece" if view.grain == "pieces" else "word"
    show_text(
        f"p is the probability of the {unit} written"
        + (", the product over its pieces" if unit == "word" else "")
        + "; entropy, in bits, is that of the model's next-piece distribution "
        + ("at the word's first piece" if unit == "word" else "at that step")
        + ": 0 if it is certain. Rows are compared by their number alone: after the first "
        "difference, equal words can be in different rows.",
        small=True,
    )


def difference_text(rows: Mapping[Kind, Sequence[DecodingRow]], *, view: View) -> str:
    """A sentence about the first row in which both models differ."""
    unit = "piece" if view.grain == "pieces" else "word"
    texts = [[row.text for row in rows[kind]] for kind in KINDS]
    first = first_difference(*texts)
    if first is None:
        return f"They are the same to the end: all {len(texts[0])} {unit}s, the end mark included."
    choices = "; ".join(
        f"{kind} writes “{label(rows[kind][first].text, view=view)}” "
        f"(p {rows[kind][first].probability:.2f})"
        if first < len(rows[kind])
        else f"{kind} was cut before it"
        for kind in KINDS
    )
    return f"They first differ at {unit} {first + 1}: {choices}."


def lockstep_table(rows: Mapping[Kind, Sequence[DecodingRow]], *, view: View) -> pd.DataFrame:
    """A table with both models' rows by number; cells beyond the end of a model are missing."""
    count = max(len(model_rows) for model_rows in rows.values())
    table: dict[str, list[str | float | None]] = {}
    if len(rows) == len(KINDS):
        texts = [[row.text for row in rows[kind]] for kind in KINDS]
        first = first_difference(*texts)
        table["same?"] = [
            "=" if a == b else _FIRST if k == first else "≠"
            for k, (a, b) in enumerate(zip_longest(*texts))
        ]
    for kind, model_rows in rows.items():
        padding = [None] * (count - len(model_rows))
        padded: list[DecodingRow | None] = [*model_rows, *padding]
        table[f"{kind}"] = [label(row.text, view=view) if row else None for row in padded]
        table[f"{kind} p"] = [row.probability if row else None for row in padded]
        table[f"{kind} entropy, bits"] = [row.entropy if row else None for row in padded]
        largest = [row.largest_weight if row else None for row in padded]
        if any(largest):
            table["looks at"] = [f"{a.column} {a.source}" if a else None for a in largest]
            table["largest α"] = [a.weight if a else None for a in largest]
    index = pd.RangeIndex(1, count + 1, name="i")
    return pd.DataFrame(table, index=index)
