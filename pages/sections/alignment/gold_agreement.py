"""How links made from weights agree with gold ones, in figures and link by link."""

import pandas as pd
import streamlit as st

from attention_core.alignment.gold import link_quality
from attention_core.alignment.links import GoldLinks
from pages.sections.alignment.word_links import Linked
from pages.shared.display.hindi_text import speller
from pages.shared.display.messages import notice, say
from pages.shared.state.view import View


def show_agreement(linked: Linked) -> None:
    """Precision, recall and AER, or a hint if there is no gold yet."""
    gold, found = linked.gold, linked.found
    if gold is None or not gold.possible:
        notice(
            f"{_starting(linked.made_from)} makes {len(found)} links here. There are no gold links "
            "yet to compare them with: click cells, or give a line of links.",
            kind="hint",
        )
        return
    measured = link_quality(pairs=[(found, gold)])
    with st.container(horizontal=True, gap="medium"):
        st.metric("Precision", f"{measured.precision:.3f}", width="content")
        st.metric("Recall", f"{measured.recall:.3f}", width="content")
        st.metric("AER", f"{measured.aer:.3f}", width="content")
    say(
        f"{_starting(linked.made_from)} makes |A| = {len(found)} links; gold has |S| = "
        f"{len(gold.sure)} sure ones and |P| = {len(gold.possible)} with the possible ones. "
        f"Right: |A ∩ P| = {len(found & gold.possible)}, |A ∩ S| = {len(found & gold.sure)}. "
        "Precision |A ∩ P| / |A|, recall |A ∩ S| / |S|, alignment error rate 1 − (|A ∩ S| + "
        "|A ∩ P|) / (|A| + |S|) (Och and Ney 2003): 0 is perfect agreement."
    )


def _starting(name: str) -> str:
    """As the first word of a sentence; α stays small."""
    return name.replace("the ", "The ")


def show_links(*, linked: Linked, view: View) -> None:
    """Every link that is made or gold, as a table behind a fold."""
    gold = linked.gold or GoldLinks(sure=frozenset(), possible=frozenset())
    spell, weight = speller(view), linked.made_from.removeprefix("the ")
    links = sorted(linked.found | gold.possible)
    table = pd.DataFrame(
        {
            "link": [f"{s}-{t}" for s, t in links],
            "source word": [linked.sources[s].text for s, _ in links],
            "target word": [spell(linked.targets[t].text) for _, t in links],
            weight: [linked.weights[t, s] for s, t in links],
            f"made by {weight}": ["yes" if link in linked.found else "no" for link in links],
            "gold": [
                "sure" if link in gold.sure else "possible" if link in gold.possible else "no"
                for link in links
            ],
        }
    )
    with st.expander(f"All {len(links)} links as a table"):
        st.dataframe(
            table,
            hide_index=True,
            column_config={weight: st.column_config.NumberColumn(format="%.4f")},
        )
