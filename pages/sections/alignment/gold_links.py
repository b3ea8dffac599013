"""Gold links on a page: given by hand, and how far the links of α agree with them."""

import streamlit as st

from attention_core.alignment.links import GoldLinks, format_pharaoh
from attention_core.trace import Trace
from pages.sections.alignment.file_names import file_stem
from pages.sections.alignment.gold_agreement import show_agreement, show_links
from pages.sections.alignment.gold_files import gold_input
from pages.sections.alignment.word_links import NAMES, Linked
from pages.shared.controls.settings import choice
from pages.shared.display.messages import notice, say
from pages.shared.state.session import choose, choose_from, control
from pages.shared.state.view import View

_RULES = {"argmax": "Largest", "threshold": "Threshold"}
_WEIGHTS = {"alpha": "α", "posterior": "Posterior"}


def editing_switch(*, view: View) -> bool:
    """Whether clicks on cells of the drawing below set links."""
    possible = view.grain == "words" and view.drawing == "heatmap"
    on = st.toggle(
        "Click cells to set gold links",
        key="gold.editing",
        disabled=not possible,
        help="In the heatmap of whole words: a first click on a cell makes a sure link, a second "
        "one a possible one, a third one takes it away. By keyboard: arrows and Enter.",
    )
    return bool(on) and possible


def show_gold(*, trace: Trace, view: View, linked: Linked) -> None:
    """Ways to give gold links, the rule that makes links of weights, and how the two agree."""
    say(
        "Say which words mean each other, and see how far the links that α makes agree (or its "
        "posterior, which knows the word that was written; see Evidence): click "
        "cells of the heatmap (there is a switch above it), or give a line of links. Links are "
        "between whole words, end marks left out."
        + " The drawing shows them when its rows and columns are whole words."
        * (view.grain == "pieces")
    )
    gold_input(view=view)
    if linked.fault:
        notice(f"These links cannot be used: {linked.fault}.")
    if view.gold.strip():
        st.button("Clear gold links", on_click=choose, kwargs={"gold": ""})
    _rule_setting(view=view)
    show_agreement(linked)
    show_links(linked=linked, view=view)
    _show_files(trace=trace, linked=linked)


def _rule_setting(*, view: View) -> None:
    with st.container(horizontal=True, gap="medium"):
        choice("Links are made from", field="weights", names=_WEIGHTS, view=view)
        choice("Rule", field="rule", names=_RULES, view=view)
        if view.rule == "threshold":
            st.slider(
                "Least weight of a link",
                0.01,
                1.0,
                step=0.01,
                key=control(field="threshold", view=view),
                on_change=choose_from,
                args=("threshold",),
                width=320,
            )
    if view.rule == "argmax":
        say(
            "Rule: each target word is linked to the source word with the largest weight in its "
            "row; to none if that is the end mark.",
            small=True,
        )
    else:
        say(
            f"Rule: every source and target word with a weight of at least {view.threshold:.2f} "
            "are linked; the end mark never.",
            small=True,
        )


def _show_files(*, trace: Trace, linked: Linked) -> None:
    stem = file_stem(trace=trace, grain="words")
    with st.container(horizontal=True):
        if linked.gold is not None:
            gold = linked.gold
            st.download_button(
                "Save gold links as Pharaoh",
                data=lambda: format_pharaoh(gold) + "\n",
                file_name=f"{stem}-gold.pharaoh",
                mime="text/plain",
                icon=":material/download:",
                on_click="ignore",
            )
        save_found(linked=linked, stem=stem)


def save_found(*, linked: Linked, stem: str) -> None:
    """A button for the links that the weights make by the present rule."""
    found = GoldLinks(sure=linked.found, possible=linked.found)
    rule = str(linked.rule).replace(" ", "-")
    if linked.made_from != NAMES["alpha"]:
        rule = f"{linked.made_from.removeprefix('the ')}-{rule}"
    st.download_button(
        f"Save the links of {linked.made_from} as Pharaoh",
        data=lambda: format_pharaoh(found) + "\n",
        file_name=f"{stem}-{rule}.pharaoh",
        mime="text/plain",
        icon=":material/download:",
        on_click="ignore",
    )
