"""Gold links that a person gives, and how far the links of α agree with them."""

import streamlit as st

from attention_core.aligned_sentence import AlignedSentence
from attention_core.alignment.links import GoldLinks, format_pharaoh
from attention_core.trace import Trace
from pages.sections.alignment.both_directions import directions_setting
from pages.sections.alignment.gold_agreement import show_agreement, show_links
from pages.sections.alignment.gold_files import gold_input
from pages.sections.alignment.word_links import WEIGHTS_NAMES, WordLinks
from pages.shared.controls.choice import choice
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.session import update_from_widget, update_view, widget_key
from pages.shared.state.view import View

_RULES = {"argmax": "Largest", "threshold": "Threshold"}


def editing_switch(*, view: View) -> bool:
    """A switch; True if clicks on cells of the drawing below set links."""
    possible = view.grain == "words" and view.drawing == "heatmap"
    on = st.toggle(
        "Click cells to set gold links",
        key="gold.editing",
        disabled=not possible,
        help="In the heatmap of whole words: a first click on a cell makes a sure link, a second "
        "one a possible one, a third one takes it away. By keyboard: arrows and Enter.",
    )
    return bool(on) and possible


def show_gold(*, sentence: AlignedSentence, view: View, links: WordLinks, stem: str) -> None:
    """Inputs of gold links, the rule that makes links from weights, and how the two agree.

    Args:
        sentence: whose words are linked.
        view: with gold links and rule.
        links: of the sentence.
        stem: of the names of files.
    """
    show_text(
        "Mark which words translate each other, and see how far the links agree that are made from "
        "the weights in the drawing (α or the posterior, as chosen there): click cells of the "
        "heatmap (there is a switch above it), or give a line of links. Links are between whole "
        "words, end marks left out."
        + " The drawing shows them when its rows and columns are whole words."
        * (view.grain == "pieces")
    )
    gold_input(view=view, sentence=sentence)
    if links.gold_error:
        show_notice(f"These links cannot be used: {links.gold_error}.")
    if view.gold.strip():
        st.button("Clear gold links", on_click=update_view, kwargs={"gold": ""})
    if links.rule is None:
        show_text("Rule: none, since the file holds links and no weights.", small=True)
    else:
        _rule_setting(view=view)
        if isinstance(sentence, Trace):
            directions_setting(view=view)
        else:
            show_text("Links of both directions need the models of both.", small=True)
    show_agreement(links)
    show_links(links=links, view=view)
    _show_downloads(links=links, stem=stem)


def _rule_setting(*, view: View) -> None:
    with st.container(horizontal=True, gap="medium"):
        choice("Rule", field="rule", names=_RULES, view=view)
        if view.rule == "threshold":
            st.slider(
                "Least weight of a link",
                0.01,
                1.0,
                step=0.01,
                key=widget_key(field="threshold", view=view),
                on_change=update_from_widget,
                args=("threshold",),
                width=320,
            )
    if view.rule == "argmax":
        show_text(
            "Rule: each target word is linked to the source word with the largest weight in its "
            "row; to none if that is the end mark.",
            small=True,
        )
    else:
        show_text(
            f"Rule: every source and target word with a weight of at least {view.threshold:.2f} "
            "are linked; the end mark never.",
            small=True,
        )


def _show_downloads(*, links: WordLinks, stem: str) -> None:
    with st.container(horizontal=True):
        if links.gold is not None:
            gold = links.gold
            st.download_button(
                "Save gold links as Pharaoh",
                data=lambda: format_pharaoh(gold) + "\n",
                file_name=f"{stem}-gold.pharaoh",
                mime="text/plain",
                icon=":material/download:",
                on_click="ignore",
            )
        show_links_download(links=links, stem=stem)


def show_links_download(*, links: WordLinks, stem: str) -> None:
    """A button that saves the links of the weights by the present rule."""
    sure = GoldLinks(sure=links.predicted, possible=links.predicted)
    rule = links.how.replace(" ", "-")
    if links.weights_name == WEIGHTS_NAMES["posterior"]:
        rule = f"{links.weights_name.removeprefix('the ')}-{rule}"
    st.download_button(
        f"Save the links of {links.maker} as Pharaoh",
        data=lambda: format_pharaoh(sure) + "\n",
        file_name=f"{stem}-{rule}.pharaoh",
        mime="text/plain",
        icon=":material/download:",
        on_click="ignore",
    )
