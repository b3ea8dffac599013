"""The original and the changed translation side by side: words, weights, checks and files."""

import streamlit as st

from attention_core.analysis.integrity import integrity_checks
from attention_core.trace import Trace
from pages.sections.lab.changed_downloads import show_downloads
from pages.sections.lab.changed_weights import show_matrices, show_rows
from pages.sections.lab.changed_words import show_words
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.view import View


def show_results(*, own: Trace, changed: Trace, view: View) -> None:
    """Both translations, Δ log p, both rows of α of the step, both matrices, and files.

    Args:
        own: the translation without changes.
        changed: with them; the same Trace if there are none.
        view: step, letters and grain.
    """
    st.subheader("What becomes of it", anchor=False)
    show_words(own=own, changed=changed, view=view)
    if own.alpha is not None and changed.alpha is not None:
        show_rows(own=own, changed=changed, view=view)
        show_matrices(own=own, changed=changed, view=view)
    if changed.changes:
        holds = all(check["holds"] for check in integrity_checks(changed))
        names = ", ".join(check["name"] for check in integrity_checks(changed))
        if holds:
            show_text(f"Checked for what was used: {names}.", small=True)
        else:
            show_notice(f"A check of what was used fails; these were made: {names}.", kind="fault")
    show_downloads(own=own, changed=changed)
