"""Evidence: two methods that estimate which source words a target word depends on."""

from attention_core.trace import Trace
from pages.sections.alignment.occlusion import show_occlusion
from pages.sections.alignment.posterior import show_posterior
from pages.shared.controls.choice import choice
from pages.shared.state.view import View

_NAMES = {"posterior": "Posterior", "occlusion": "Occlusion"}


def show_evidence(*, trace: Trace, view: View) -> None:
    """The heatmap of the chosen method."""
    choice("Method", field="evidence", names=_NAMES, view=view)
    if view.evidence == "posterior":
        show_posterior(trace=trace, view=view)
    else:
        show_occlusion(trace=trace, view=view)
