"""Same prefix: both models are made to begin alike, and say what they would write next."""

import dataclasses
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from attention_core.analysis.comparison import translation_words, word_texts
from attention_core.analysis.labelled_matrix import END_MARK, SPACE_MARK
from attention_core.config import Kind
from attention_core.explorer import SentenceError, UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from attention_core.trace import Candidate, Trace
from pages.sections.compare.next_piece import Next, next_step
from pages.shared.controls.page_head import Opened
from pages.shared.controls.settings import choice, letters_setting
from pages.shared.display.hindi_text import show_hindi
from pages.shared.display.marked_words import label
from pages.shared.display.messages import notice, say
from pages.shared.state.session import choose_from, control
from pages.shared.state.view import View


def show_prefixes(opened: Opened) -> None:
    """Whose words, how many of them, and what either model says next."""
    assert opened.traces is not None
    here = {kind: trace for kind, trace in opened.traces.items() if trace}
    if len(here) == 1:
        notice("There is only one model here: it is shown alone.")
    with st.container(horizontal=True, gap="medium"):
        if len(here) > 1:
            names: dict[str, str] = {kind: kind.capitalize() for kind in here}
            choice("Begin as in the translation of", field="leader", names=names, view=opened.view)
        letters_setting(view=opened.view)
    lead = here.get(opened.view.leader) or next(iter(here.values()))
    count = _words(lead, view=opened.view)
    stop = lead.target_words[count - 1].stop if count else 0
    text = "".join(word_texts(trace=lead, words=count)).strip()
    try:
        found = {
            kind: next_step(trace=trace, begun=text, sentence=opened.view.sentence)
            for kind, trace in here.items()
        }
    except SentenceError as error:
        notice(f"The models cannot be made to begin like this: {error}.")
        return
    except (CheckpointError, UnknownModelError) as error:
        notice(f"A model cannot be used: {error}.", kind="fault")
        return
    if text:
        show_hindi(f"{text} …", view=opened.view)
    if any(step.begun != lead.target_pieces[:stop] for step in found.values()):
        notice(
            "Read anew, these words fall into other pieces than the ones they were written in: "
            "probabilities can differ from those in lock-step."
        )
    goes_on = lead.target_pieces[stop] if stop < len(lead.target_pieces) else None
    say(_what_follows(found, goes_on=goes_on, leader=lead.kind, view=opened.view))
    for (kind, step), column in zip(found.items(), st.columns(len(found)), strict=True):
        with column:
            st.subheader(kind.capitalize(), anchor=False)
            say(f"{here[kind].model} · entropy of the next piece {step.entropy:.2f} bits")
            st.dataframe(
                next_table(step.candidates, goes_on=goes_on, view=opened.view),
                hide_index=True,
                column_config={
                    "probability": st.column_config.ProgressColumn(
                        format="%.4f", min_value=0, max_value=1
                    )
                },
            )
    say(
        f"The ten likeliest next pieces. {SPACE_MARK} begins a word, {END_MARK} is the end mark; "
        "◀ is what the translation goes on with.",
        small=True,
    )


def _words(lead: Trace, *, view: View) -> int:
    """How many words to begin with; a person can choose from none to all of them."""
    most = len(translation_words(lead))
    count = min(view.prefix, most)
    if count < view.prefix:
        notice(f"This translation has {most} words; it cannot begin with {view.prefix} of them.")
    if most:
        st.slider(
            "Words to begin with",
            0,
            most,
            key=control(field="prefix", view=dataclasses.replace(view, prefix=count)),
            on_change=choose_from,
            args=("prefix",),
            help="Punctuation marks count as words.",
        )
    return count


def next_table(candidates: Sequence[Candidate], *, goes_on: str | None, view: View) -> pd.DataFrame:
    """A row a candidate, likeliest first; the piece that the translation has there is marked."""
    return pd.DataFrame(
        {
            "next piece": [label(candidate.piece, view=view) for candidate in candidates],
            "probability": [candidate.probability for candidate in candidates],
            "goes on": ["◀" * (candidate.piece == goes_on) for candidate in candidates],
        }
    )


def _what_follows(
    found: Mapping[Kind, Next], *, goes_on: str | None, leader: str, view: View
) -> str:
    likeliest = "; ".join(
        f"“{label(step.candidates[0].piece, view=view)}” to {kind} "
        f"(p {step.candidates[0].probability:.2f})"
        for kind, step in found.items()
    )
    likeliest = f"Likeliest next piece: {likeliest}."
    if goes_on is None:
        return f"{likeliest} The translation by {leader} was cut here."
    chances = []
    for kind, step in found.items():
        shares = [c.probability for c in step.candidates if c.piece == goes_on]
        chances.append(f"{shares[0]:.2f} to {kind}" if shares else f"not among the ten of {kind}")
    return (
        f"{likeliest} The translation by {leader} goes on with “{label(goes_on, view=view)}”, "
        f"whose probability is {', '.join(chances)}."
    )
