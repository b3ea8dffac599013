"""What is aligned: a translation that the search found, or one that is forced on the model."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from attention_core.explorer import SentenceError, UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from attention_core.trace import Trace
from pages.shared.display.hindi_text import romanized
from pages.shared.display.marked_words import minus
from pages.shared.display.messages import notice
from pages.shared.state.caches import explorer, forced, hypotheses
from pages.shared.state.session import choose, choose_from, control, held
from pages.shared.state.view import View

_YOURS = 0  # the rank of a translation that no search found
_SAME = 4  # words in common at the beginning that a line of the menu leaves out


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """The Trace to align, and the view with the rank that it really has."""

    trace: Trace
    view: View


def choose_target(*, own: Trace, view: View) -> Target | None:
    """Draw the choice; None where there is nothing to align yet.

    Args:
        own: what the model writes by itself, with this view's sentence and beam.
        view: what was chosen.
    """
    try:
        found = hypotheses(
            _explorer=explorer(),
            model=own.model,
            digest=own.digest,
            sentence=view.sentence,
            beam=view.beam,
        )
        if view.rank > len(found):
            notice(
                f"There is no translation number {view.rank}: with a beam of {view.beam} the "
                f"search found {len(found)}. This is number {len(found)}."
            )
            view = dataclasses.replace(view, rank=len(found))
        _menu(found=found, view=view)
        _reference_box(view=view)
        trace = _wanted(found=found, own=own, view=view)
    except SentenceError as error:
        notice(f"This cannot be forced: {error}.")
        return None
    except (CheckpointError, UnknownModelError) as error:
        notice(f"This model cannot be used: {error}.", kind="fault")
        return None
    return None if trace is None else Target(trace=trace, view=view)


def _wanted(*, found: Sequence[Trace], own: Trace, view: View) -> Trace | None:
    if view.rank == own.rank:
        return own  # to the last digit what the other pages show
    if view.rank != _YOURS:
        return found[view.rank - 1]
    if not view.reference.strip():
        notice("Type or paste a Hindi translation above, and press Force.", kind="hint")
        return None
    if not any("\u0900" <= character <= "\u097f" for character in view.reference):
        notice("There is no Devanagari in this translation, and the model writes nothing else.")
    return forced(
        _explorer=explorer(),
        model=own.model,
        digest=own.digest,
        sentence=view.sentence,
        target=view.reference,
    )


def _menu(*, found: Sequence[Trace], view: View) -> None:
    """Every hypothesis of the beam, and the way to and back from one's own."""
    labels = {trace.rank: _line(trace=trace, best=found[0], view=view) for trace in found}
    labels[_YOURS] = "A Hindi translation of yours"
    st.selectbox(
        "What it wrote",
        list(labels),
        format_func=labels.__getitem__,
        key=control(field="rank", view=view),
        on_change=choose_from,
        args=("rank",),
        filter_mode=None,
        help="All that the beam search found, best first. No Devanagari on your keyboard? Pick "
        "another one here: it is aligned in the same way.",
    )


def _line(*, trace: Trace, best: Trace, view: View) -> str:
    """A hypothesis in one line, from where it departs from the best one."""
    words, others = trace.translation.split(), best.translation.split()
    pairs = zip(words, others, strict=False)
    same = next((k for k, (a, b) in enumerate(pairs) if a != b), min(len(words), len(others)))
    left_out = same - 1 if trace is not best and same > _SAME else 0
    text = "… " * bool(left_out) + " ".join(words[left_out:])
    shown = romanized(text, view=view) if view.letters == "latin" else text
    both = f" · {romanized(text, view=view)}" if view.letters == "both" else ""
    return f"{trace.rank} · log p {minus(trace.score)} a piece · {shown}{both}"


def _reference_box(*, view: View) -> None:
    with (
        st.expander("A Hindi translation of yours", expanded=view.rank == _YOURS),
        st.form("reference", border=False),
    ):
        st.text_area(
            "Hindi reference",
            key=control(field="reference", view=view),
            height=80,
            help="The model is made to write exactly this, and α is what it looks at meanwhile.",
        )
        st.form_submit_button("Force", on_click=_force)
    if view.rank == _YOURS:
        st.button("Back to its own translation", on_click=choose, kwargs={"rank": 1})


def _force() -> None:
    choose(reference=held("reference"), rank=_YOURS)
