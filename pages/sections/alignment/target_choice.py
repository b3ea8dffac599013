"""The translation that is aligned: a hypothesis of the search, or a forced reference."""

import dataclasses
from collections.abc import Sequence

import streamlit as st

from attention_core.analysis.comparison import first_difference
from attention_core.decoding.ranked_translation import RankedTranslation
from attention_core.explorer import SentenceError
from attention_core.model.checkpoint import CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.languages import article, script_name, usual_script
from attention_core.text.scripts import has_script, isolated
from attention_core.trace import Trace
from pages.shared.display.marked_words import minus
from pages.shared.display.messages import show_notice
from pages.shared.display.target_text import romanized, shown_letters
from pages.shared.state.caches import forced, hypotheses, translated
from pages.shared.state.loaded_models import explorer
from pages.shared.state.session import update_from_widget, update_view, widget_key, widget_value
from pages.shared.state.view import View

_REFERENCE = 0  # the rank of a forced translation
_COMMON = 4  # a line of the menu shows at most this many first words that it shares with the best


@dataclasses.dataclass(frozen=True, kw_only=True)
class Target:
    """The Trace to align, and the view with its actual rank."""

    trace: Trace
    view: View


def choose_target(*, own: Trace, view: View) -> Target | None:
    """Draw the choice, and return the chosen Trace; None if there is nothing to align yet.

    Args:
        own: the model's best translation of this view's sentence.
        view: of the page.
    """
    try:
        ranked = hypotheses(
            _explorer=explorer(),
            model=own.model,
            digest=own.digest,
            sentence=view.sentence,
            beam=view.beam,
        )
        if view.rank > len(ranked):
            show_notice(
                f"There is no translation number {view.rank}: with a beam of {view.beam} the "
                f"search found {len(ranked)}. This is number {len(ranked)}."
            )
            view = dataclasses.replace(view, rank=len(ranked))
        _menu(ranked=ranked, view=view)
        _reference_box(view=view)
        trace = _chosen(own=own, view=view)
    except SentenceError as error:
        show_notice(f"This cannot be forced: {error}.")
        return None
    except (CheckpointError, UnknownModelError) as error:
        show_notice(f"This model cannot be used: {error}.", kind="fault")
        return None
    return None if trace is None else Target(trace=trace, view=view)


def _chosen(*, own: Trace, view: View) -> Trace | None:
    if view.rank == own.rank:
        return own  # the very numbers of the other pages
    if view.rank != _REFERENCE:
        return translated(
            _explorer=explorer(),
            model=own.model,
            digest=own.digest,
            sentence=view.sentence,
            beam=view.beam,
            rank=view.rank,
        )
    if not view.reference.strip():
        _, target = view.languages.names
        hint = (
            f"Type or paste {article(target).lower()} {target} translation above, and press Force."
        )
        show_notice(hint, kind="hint")
        return None
    script = usual_script(view.languages.target)
    if script and not has_script(view.reference, script=script):
        show_notice(
            f"There is no {script_name(script)} in this translation, and the model writes "
            "nothing else."
        )
    return forced(
        _explorer=explorer(),
        model=own.model,
        digest=own.digest,
        sentence=view.sentence,
        target=view.reference,
    )


def _menu(*, ranked: Sequence[RankedTranslation], view: View) -> None:
    """A menu of every hypothesis of the beam, and of a reference."""
    labels = {one.rank: _line(one, best=ranked[0], view=view) for one in ranked}
    labels[_REFERENCE] = _yours(view)
    keyboard = f"{script_name(usual_script(view.languages.target))} on your keyboard"
    st.selectbox(
        "What it wrote",
        list(labels),
        format_func=labels.__getitem__,
        key=widget_key(field="rank", view=view),
        on_change=update_from_widget,
        args=("rank",),
        filter_mode=None,
        help=f"All hypotheses of the beam search, best first. No {keyboard}? Pick another one "
        "here: it is aligned in the same way.",
    )


def _line(ranked: RankedTranslation, *, best: RankedTranslation, view: View) -> str:
    """A hypothesis in one line; a long beginning that it shares with the best is left out."""
    letters = shown_letters(view)
    words = ranked.text.split()
    common = first_difference(words, best.text.split())
    common = len(words) if common is None else common
    left_out = common - 1 if ranked is not best and common > _COMMON else 0
    text = "… " * bool(left_out) + " ".join(words[left_out:])
    shown = romanized(text, view=view) if letters == "latin" else isolated(text)
    both = f" · {romanized(text, view=view)}" if letters == "both" else ""
    return f"{ranked.rank} · log p {minus(ranked.score)} a piece · {shown}{both}"


def _yours(view: View) -> str:
    _, target = view.languages.names
    return f"{article(target)} {target} translation of yours"


def _reference_box(*, view: View) -> None:
    with (
        st.expander(_yours(view), expanded=view.rank == _REFERENCE),
        st.form("reference", border=False),
    ):
        st.text_area(
            f"{view.languages.names[1]} reference",
            key=widget_key(field="reference", view=view),
            height=80,
            help="The model is forced to write exactly this, and α is where it looks at each step.",
        )
        st.form_submit_button("Force", on_click=_force)
    if view.rank == _REFERENCE:
        st.button("Back to its own translation", on_click=update_view, kwargs={"rank": 1})


def _force() -> None:
    update_view(reference=widget_value("reference"), rank=_REFERENCE)
