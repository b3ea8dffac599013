"""How alignment emerges: α and translations of fixed sentences at every validation of a run."""

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from attention_core.config import RUN_FILE
from attention_core.figures.alignment_view import Options
from attention_core.figures.learning_curves import learning_curves
from attention_core.figures.sentence_document import sentence_document
from attention_core.model.checkpoint import CheckpointError, read_card
from attention_core.model.folders import model_paths
from attention_core.runs.run import read_run
from attention_core.text.languages import LanguagePair
from attention_core.text.scripts import isolated
from attention_core.training.learning_curve import LearningCurve
from attention_core.training.snapshots import SNAPSHOTS, SentenceSnapshot
from pages.shared.display.alignment_view import show_document
from pages.shared.display.messages import escaped, show_text
from pages.shared.display.target_text import language_attributes
from pages.shared.state.caches import model_folders

CURVE = "curve.jsonl"
MOMENT = "#7f8c99"  # visible on light and dark pages
_STEP_SECONDS = 1.0  # of playing
_AT, _LAST, _PLAYING = "train.update", "train.last update", "train.playing"
Snapshots = dict[int, tuple[SentenceSnapshot, ...]]


def show_emergence() -> None:
    """Show the choice of a model and a sentence, and the scrubber over its training."""
    st.subheader("How alignment emerges", anchor=False)
    folders = _recorded()
    if not folders:
        show_text(
            "No model here has records of its training: the shipped ones were trained before they "
            "were kept. Train one above, and watch α turn from a blur into an alignment."
        )
        return
    name = st.selectbox("Model", list(folders), key="train.recorded", width=320)
    snapshots = _read(folders[name])
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
    other = _other_kind(folders[name], folders=folders)
    playing = bool(st.session_state.get(_PLAYING))
    shown = st.fragment(_show_moments, run_every=_STEP_SECONDS if playing else None)
    shown(name=name, snapshots=snapshots, which=which, folder=folders[name], other=other)


def _recorded() -> dict[str, Path]:
    """Folders with snapshots by name: runs, finished or not, and other models."""
    home = model_folders()[-1]
    runs = {path.parent.name: path.parent for path in sorted(home.glob(f"*/{RUN_FILE}"))}
    folders = {**runs, **model_paths(model_folders())}
    return {name: path for name, path in folders.items() if (path / SNAPSHOTS).exists()}


def _languages(folder: Path) -> LanguagePair | None:
    """Of a model, or of a run that is no model yet; None if neither says."""
    with contextlib.suppress(CheckpointError):
        return read_card(folder)[0].languages
    with contextlib.suppress(OSError):
        return read_run(folder).request.languages
    return None


def _other_kind(folder: Path, *, folders: Mapping[str, Path]) -> tuple[str, Snapshots] | None:
    """The run of the other kind with the same name, and its snapshots."""
    name = folder.name
    swapped = name.replace("attention", "vanilla") if "attention" in name else ""
    if not swapped or swapped not in folders:
        return None
    return swapped, _read(folders[swapped])


def _read(folder: Path) -> Snapshots:
    """All snapshots in a folder by update; what is half written or unreadable is left out."""
    found: Snapshots = {}
    for row in LearningCurve(folder / SNAPSHOTS).rows():
        with contextlib.suppress(ValueError, KeyError, TypeError):
            found[row["update"]] = tuple(map(SentenceSnapshot.from_json, row["sentences"]))
    return found


def _show_moments(
    *,
    name: str,
    snapshots: Snapshots,
    which: int,
    folder: Path,
    other: tuple[str, Snapshots] | None,
) -> None:
    """Show the scrubber and the moment that it stands at."""
    updates = list(snapshots)
    at, last = st.session_state.get(_AT), st.session_state.get(_LAST)
    if at not in updates or at == last:  # who stands at the end goes along with a run
        st.session_state[_AT] = updates[-1]
    st.session_state[_LAST] = updates[-1]
    if st.session_state.get(_PLAYING):
        _move(updates, by=1)
        if st.session_state[_AT] == updates[-1]:
            st.session_state[_PLAYING] = False
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for label, icon, by in (("Back", "skip_previous", -1), ("Forward", "skip_next", 1)):
            st.button(
                label, icon=f":material/{icon}:", on_click=_move, args=(updates,), kwargs={"by": by}
            )
        playing = bool(st.session_state.get(_PLAYING))
        if st.button(
            "Pause" if playing else "Play",
            icon=f":material/{'pause' if playing else 'play_arrow'}:",
            on_click=_toggle,
            args=(updates,),
        ):
            st.rerun()
    if len(updates) > 1:
        st.select_slider("Update", updates, key=_AT)
    at = st.session_state[_AT]
    snapshot = snapshots[at][which]
    if snapshot.alpha is not None:
        document = sentence_document(
            snapshot.aligned(origin=f"{name} after {at:,} updates", languages=_languages(folder)),
            options=Options(play=True),
        )
        show_document({**document, "identity": f"{name} {which}"}, key="train.emergence")
    else:
        _show_translation(snapshot.translation, before=name, languages=_languages(folder))
        show_text("A vanilla model has no α: it reads one vector at every step.", small=True)
    if other is not None:
        before = [update for update in other[1] if update <= at]
        if before and which < len(other[1][before[-1]]):
            text = other[1][before[-1]][which].translation
            label = f"{other[0]} after {before[-1]:,} updates"
            _show_translation(text, before=label, languages=_languages(folder))
    _show_measures(name=name, rows=LearningCurve(folder / CURVE).rows(), at=at)


def _show_translation(text: str, *, before: str, languages: LanguagePair | None) -> None:
    attributes = "" if languages is None else language_attributes(languages.target)
    st.html(f'<p class="message">{escaped(before)}: <bdi {attributes}>{escaped(text)}</bdi></p>')


def _show_measures(*, name: str, rows: list[dict[str, Any]], at: int) -> None:
    """Show loss, BLEU and correctness at this moment, and their curves with a line there."""
    row = next((row for row in rows if row["update"] == at), {})
    correctness = row.get("dev_correctness", {}).get("alpha", {}).get("right")
    measures = {
        "Dev loss, nats a piece": (row.get("dev_loss"), ".3f"),
        "Dev BLEU": (row.get("dev_bleu"), ".1f"),
        "Right largest α": (correctness, ".1%"),
    }
    with st.container(horizontal=True):
        for label, (value, form) in measures.items():
            if value is not None:
                st.metric(label, format(value, form), width="content")
    columns = st.columns(2)
    titles = {"dev_loss": "Dev loss, nats a piece", "dev_bleu": "Dev BLEU"}
    for (measure, title), column in zip(titles.items(), columns, strict=True):
        figure = learning_curves(curves={name: rows}, measure=measure, title=title, models=[name])
        figure.add_vline(x=at, line_color=MOMENT)
        column.plotly_chart(
            figure,
            config={"displayModeBar": False, "typesetMath": False},
            alt=f"{title} against updates; this moment is update {at}.",
            key=f"train.curve {measure}",
        )


def _move(updates: list[int], *, by: int) -> None:
    """Go to the moment so many validations later."""
    place = updates.index(st.session_state[_AT]) if st.session_state[_AT] in updates else 0
    st.session_state[_AT] = updates[min(len(updates) - 1, max(0, place + by))]


def _toggle(updates: list[int]) -> None:
    """Start playing, from the beginning if it stands at the end, or pause."""
    playing = not st.session_state.get(_PLAYING)
    if playing and st.session_state[_AT] == updates[-1]:
        st.session_state[_AT] = updates[0]
    st.session_state[_PLAYING] = playing
