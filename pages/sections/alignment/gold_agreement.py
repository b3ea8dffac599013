"""How links extracted from weights agree with gold links: scores, and a table of all links."""

import pandas as pd
import streamlit as st

from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import GoldLinks
from pages.sections.alignment.word_links import WordLinks
from pages.shared.display.messages import show_notice, show_text
from pages.shared.display.target_text import speller
from pages.shared.state.view import View


def show_agreement(links: WordLinks) -> None:
    """Precision, recall and AER; a hint if there are no gold links."""
    gold, predicted = links.gold, links.predicted
    if gold is None or not gold.possible:
        show_notice(
            f"{_sentence_start(links.maker)} makes {len(predicted)} links here. There are "
            "no gold links yet to compare them with: click cells, or give a line of links.",
            kind="hint",
        )
        return
    quality = link_quality(pairs=[(predicted, gold)])
    with st.container(horizontal=True, gap="medium"):
        st.metric("Precision", f"{quality.precision:.3f}", width="content")
        st.metric("Recall", f"{quality.recall:.3f}", width="content")
        st.metric("AER", f"{quality.aer:.3f}", width="content")
    show_text(
        f"{_sentence_start(links.maker)} makes |A| = {len(predicted)} links; gold has |S| = "
        f"{len(gold.sure)} sure ones and |P| = {len(gold.possible)} with the possible ones. "
        f"Right: |A ∩ P| = {len(predicted & gold.possible)}, "
        f"|A ∩ S| = {len(predicted & gold.sure)}. Precision |A ∩ P| / |A|, "
        "recall |A ∩ S| / |S|, alignment error rate 1 − (|A ∩ S| + "
        "|A ∩ P|) / (|A| + |S|) (Och and Ney 2003): 0 is perfect agreement."
    )


def _sentence_start(name: str) -> str:
    """The name at the beginning of a sentence; α stays lower case."""
    return name.replace("the ", "The ")


def show_links(*, links: WordLinks, view: View) -> None:
    """A table of all predicted and gold links, in an expander."""
    gold = links.gold or GoldLinks(sure=frozenset(), possible=frozenset())
    spell, weight = speller(view), links.weights_name.removeprefix("the ")
    made = f"made by {links.maker.removeprefix('the ')}"
    rows = sorted(links.predicted | gold.possible)
    table = pd.DataFrame(
        {
            "link": [f"{s}-{t}" for s, t in rows],
            "source word": [links.sources[s].text for s, _ in rows],
            "target word": [spell(links.targets[t].text) for _, t in rows],
            weight: [links.weights[t, s] for s, t in rows],
            made: ["yes" if link in links.predicted else "no" for link in rows],
            "gold": [
                "sure" if link in gold.sure else "possible" if link in gold.possible else "no"
                for link in rows
            ],
        }
    )
    with st.expander(f"All {len(rows)} links as a table"):
        st.dataframe(
            table,
            hide_index=True,
            column_config={weight: st.column_config.NumberColumn(format="%.4f")},
        )
