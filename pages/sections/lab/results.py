"""The original and the changed translation side by side: words, weights, checks and files."""

from attention_core.analysis.integrity import integrity_checks
from attention_core.trace import Trace
from pages.sections.lab.change_list import show_changes
from pages.sections.lab.changed_downloads import show_downloads
from pages.sections.lab.changed_weights import show_matrices, show_rows
from pages.sections.lab.changed_words import show_difference, show_words
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.view import View


def show_outcome(*, own: Trace, changed: Trace, view: View) -> None:
    """Both translations, the changes that made it so, Δ log p, and both rows of α of the step.

    Args:
        own: the translation without changes.
        changed: with them; the same Trace if there are none.
        view: changes, step and letters.
    """
    show_words(own=own, changed=changed, view=view)
    show_changes(view=view, own=own)
    show_difference(own=own, changed=changed, view=view)
    if own.alpha is not None and changed.alpha is not None:
        show_rows(own=own, changed=changed, view=view)


def show_evidence(*, own: Trace, changed: Trace, view: View) -> None:
    """Both matrices, the checks of what was used, and files.

    Args:
        own: the translation without changes.
        changed: with them; the same Trace if there are none.
        view: letters and grain.
    """
    if own.alpha is not None and changed.alpha is not None:
        show_matrices(own=own, changed=changed, view=view)
    if changed.changes:
        holds = all(check["holds"] for check in integrity_checks(changed))
        names = ", ".join(check["name"] for check in integrity_checks(changed))
        if holds:
            show_text(f"Checked for what was used: {names}.", small=True)
        else:
            show_notice(f"A check of what was used fails; these were made: {names}.", kind="fault")
    show_downloads(own=own, changed=changed)
