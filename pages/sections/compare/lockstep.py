"""Lock-step: what both models write, row by row, and where they first part."""

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
from pages.shared.controls.settings import grain_setting, letters_setting
from pages.shared.display.marked_words import label, show_marked
from pages.shared.display.messages import notice, say
from pages.shared.display.translation import show_translation
from pages.shared.state.view import View

_HEADINGS: Mapping[Kind, str] = {
    "attention": "With attention · a new c_i at every step",
    "vanilla": "Vanilla · one fixed c at every step",
}
_ROWS = 60  # as many are shown at once; more scroll
_PART = "≠ part here"  # later rows are only "≠" or "="


def show_two_translations(*, traces: Mapping[Kind, Trace | None], view: View) -> None:
    """Side by side; words that only one of them has are marked."""
    words = [[w.text for w in translation_words(trace)] for trace in traces.values() if trace]
    both = len(words) == len(KINDS)
    pairs = common_subsequence(*words) if both else ()
    for place, (kind, column) in enumerate(zip(KINDS, st.columns(2), strict=True)):
        trace = traces[kind]
        with column, st.container(border=True, height="stretch"):
            if trace is not None and both:
                same = {pair[place] for pair in pairs}
                show_marked(trace=trace, same=same, heading=_HEADINGS[kind], view=view)
            else:
                show_translation(trace=trace, kind=kind, view=view)
    if both:
        say(
            "Marked and underlined: what the other translation does not have in the same order, "
            f"{len(words[0]) - len(pairs)} of {len(words[0])} words with attention and "
            f"{len(words[1]) - len(pairs)} of {len(words[1])} without. Punctuation counts.",
            small=True,
        )
    else:
        notice("There is only one model here, and nothing to compare it with.")


def show_lockstep(*, traces: Mapping[Kind, Trace | None], view: View) -> None:
    """The table of both models' rows, and a sentence that says where they part."""
    st.subheader("In lock-step", anchor=False)
    with st.container(horizontal=True, gap="medium"):
        grain_setting(view=view)
        letters_setting(view=view)
    found = {
        kind: decoding_rows(trace=trace, grain=view.grain)
        for kind, trace in traces.items()
        if trace
    }
    if len(found) == len(KINDS):
        say(where_they_part(found, view=view))
    table = lockstep_table(found, view=view)
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
    what = "piece" if view.grain == "pieces" else "word"
    say(
        f"p is the probability of the {what} written"
        + (", the product over its pieces" if what == "word" else "")
        + "; entropy, in bits, is that of the model's next-piece distribution "
        + ("at the word's first piece" if what == "word" else "at that step")
        + ": 0 if it is certain. Rows are compared by their number alone: after the two part, "
        "equal words can stand in different rows.",
        small=True,
    )


def where_they_part(found: Mapping[Kind, Sequence[DecodingRow]], *, view: View) -> str:
    """The first row in which the two differ, or that there is none."""
    what = "piece" if view.grain == "pieces" else "word"
    texts = [[row.text for row in found[kind]] for kind in KINDS]
    place = first_difference(*texts)
    if place is None:
        return f"They agree to the end: all {len(texts[0])} {what}s are the same, the end included."
    says = "; ".join(
        f"{kind} writes “{label(found[kind][place].text, view=view)}” "
        f"(p {found[kind][place].probability:.2f})"
        if place < len(found[kind])
        else f"{kind} was cut before it"
        for kind in KINDS
    )
    return f"They part at {what} {place + 1}: {says}."


def lockstep_table(found: Mapping[Kind, Sequence[DecodingRow]], *, view: View) -> pd.DataFrame:
    """A row of the table for each row of either model; what one does not have is missing."""
    count = max(len(decoding_rows) for decoding_rows in found.values())
    table: dict[str, list[str | float | None]] = {}
    if len(found) == len(KINDS):
        texts = [[row.text for row in found[kind]] for kind in KINDS]
        place = first_difference(*texts)
        table["same?"] = [
            "=" if a == b else _PART if k == place else "≠"
            for k, (a, b) in enumerate(zip_longest(*texts))
        ]
    for kind, rows_ in found.items():
        padded: list[DecodingRow | None] = [*rows_, *[None] * (count - len(rows_))]
        table[f"{kind}"] = [label(row.text, view=view) if row else None for row in padded]
        table[f"{kind} p"] = [row.probability if row else None for row in padded]
        table[f"{kind} entropy, bits"] = [row.entropy if row else None for row in padded]
        glances = [row.glance if row else None for row in padded]
        if any(glances):
            table["looks at"] = [f"{g.column} {g.source}" if g else None for g in glances]
            table["largest α"] = [g.weight if g else None for g in glances]
    index = pd.RangeIndex(1, count + 1, name="i")
    return pd.DataFrame(table, index=index)
