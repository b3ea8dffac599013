"""Whether the pairs of an uploaded file can be measured, and what is wrong with its lines."""

from typing import Any

import streamlit as st

from attention_core.data.pairs import PairFile
from attention_core.evaluation.job import MAX_PAIRS
from pages.shared.display.messages import show_notice

_NAMED = 10  # broken lines in a message; a table has them all if there are more
_ACCEPTED = "length.accepted"


def usable_pairs(pairs: PairFile, *, file: Any) -> bool:  # noqa: ANN401
    """Whether the pairs can be measured now; else shows what is wrong and what to do."""
    good, bad = len(pairs.pairs), len(pairs.broken)
    if bad:
        _show_broken(pairs)
    if not good:
        show_notice(f"There is no sentence pair in “{file.name}”.", kind="fault")
        return False
    if good > MAX_PAIRS:
        show_notice(
            f"“{file.name}” has {good:,} pairs and the limit is {MAX_PAIRS:,}: split it.",
            kind="fault",
        )
        return False
    if not bad or st.session_state.get(_ACCEPTED) == file.file_id:
        return True
    st.button(
        f"Use the {good:,} good line{'s' * (good > 1)}", on_click=_accept, args=(file.file_id,)
    )
    return False


def _show_broken(pairs: PairFile) -> None:
    """Show the number of lines that are no pair, which they are, and why."""
    bad, lines = len(pairs.broken), len(pairs.broken) + len(pairs.pairs)
    reasons = "; ".join(f"line {number}: {why}" for number, why in pairs.broken[:_NAMED])
    more = f"; and {bad - _NAMED:,} more, in the table below" * (bad > _NAMED)
    show_notice(
        f"{bad:,} of {lines:,} lines cannot be used. {reasons[:1].upper()}{reasons[1:]}{more}."
    )
    if more:
        with st.expander("All lines that cannot be used"):
            st.dataframe(
                {
                    "line": [number for number, _ in pairs.broken],
                    "why": [why for _, why in pairs.broken],
                },
                hide_index=True,
            )


def _accept(file_id: str) -> None:
    st.session_state[_ACCEPTED] = file_id
