"""How alignment emerges: α and translations of fixed sentences at every validation of a run."""

from pathlib import Path

import streamlit as st

from attention_core.config import RUN_FILE
from attention_core.figures.alignment_view import Options
from attention_core.figures.sentence_document import sentence_document
from attention_core.text.languages import LanguagePair
from attention_core.text.scripts import isolated
from pages.sections.train.moment_measures import show_measures
from pages.sections.train.records import (
    Snapshots,
    languages_of,
    other_kind,
    read_snapshots,
    recorded,
)
from pages.sections.train.scrubber import is_playing, moment
from pages.shared.display.document_view import show_document
from pages.shared.display.messages import escaped, show_text
from pages.shared.display.target_text import language_attributes

_STEP_SECONDS = 1.0  # of playing


def show_emergence(*, model: str) -> None:
    """Show the choice of a model and a sentence, and the scrubber over its training.

    Args:
        model: shown first as long as nothing was trained here.
    """
    st.subheader("How alignment emerges", anchor=False)
    folders = recorded()
    if not folders:
        show_text(
            "No model here has records of its training. Train one above, and watch α turn from a "
            "blur into an alignment."
        )
        return
    names = list(folders)
    own = (folders[names[0]] / RUN_FILE).exists()
    place = names.index(model) if model in names and not own else 0
    name = st.selectbox("Model", names, index=place, key="train.recorded", width=320)
    snapshots = read_snapshots(folders[name])
    if not snapshots:
        show_text("The first validation has not been reached yet.")
        return
    sources = [sentence.aligned().source for sentence in next(iter(snapshots.values()))]
    which = st.selectbox(
        "Sentence",
        range(len(sources)),
        format_func=lambda k: isolated(sources[k]),
        key=f"train.sentence of {name}",
    )
    other = other_kind(folders[name], folders=folders)
    shown = st.fragment(_show_moments, run_every=_STEP_SECONDS if is_playing() else None)
    shown(name=name, snapshots=snapshots, which=which, folder=folders[name], other=other)


def _show_moments(
    *,
    name: str,
    snapshots: Snapshots,
    which: int,
    folder: Path,
    other: tuple[str, Snapshots] | None,
) -> None:
    """Show the scrubber and the moment that it stands at."""
    at = moment(list(snapshots))
    snapshot = snapshots[at][which]
    if snapshot.alpha is not None:
        show_text(f"{name} after {at:,} updates", small=True)  # on paper nothing else says it
        document = sentence_document(
            snapshot.aligned(origin=f"{name} after {at:,} updates", languages=languages_of(folder)),
            options=Options(play=True),
        )
        show_document({**document, "identity": f"{name} {which}"}, key="train.emergence")
    else:
        _show_translation(snapshot.translation, before=name, languages=languages_of(folder))
        show_text("A vanilla model has no α: it reads one vector at every step.", small=True)
    if other is not None:
        before = [update for update in other[1] if update <= at]
        if before and which < len(other[1][before[-1]]):
            text = other[1][before[-1]][which].translation
            label = f"{other[0]} after {before[-1]:,} updates"
            _show_translation(text, before=label, languages=languages_of(folder))
    show_measures(name=name, folder=folder, at=at)


def _show_translation(text: str, *, before: str, languages: LanguagePair | None) -> None:
    attributes = "" if languages is None else language_attributes(languages.target)
    st.html(f'<p class="message">{escaped(before)}: <bdi {attributes}>{escaped(text)}</bdi></p>')
