"""Evidence on a page: two ways to ask what a word came from, beside where the model looked."""

from attention_core.trace import Trace
from pages.shared.occluded_words import show_occlusion
from pages.shared.posterior_words import show_posterior
from pages.shared.settings import choice
from pages.shared.view import View

_NAMES = {"posterior": "Posterior", "occlusion": "Occlusion"}


def show_evidence(*, trace: Trace, view: View) -> None:
    """The chosen way, with its drawing."""
    choice("Ask by", field="evidence", names=_NAMES, view=view)
    if view.evidence == "posterior":
        show_posterior(trace=trace, view=view)
    else:
        show_occlusion(trace=trace, view=view)
