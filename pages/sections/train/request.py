"""What is to be trained: languages, direction, kinds, size, minutes; and the button."""

import dataclasses
from typing import Final

import streamlit as st

from attention_core.config import KINDS, Kind
from attention_core.runs.queue import RunError, RunQueue
from attention_core.runs.run import MINUTES, RunRequest
from attention_core.runs.uploads import save_upload
from attention_core.text.languages import (
    LanguagePair,
    known_languages,
    language_name,
    likely_language,
    script_name,
    usual_script,
)
from pages.sections.train.pairs import ChosenPairs
from pages.shared.display.messages import show_notice

_KINDS: Final[dict[str, tuple[Kind, ...]]] = {
    "attention": ("attention",),
    "vanilla": ("vanilla",),
    "both": KINDS,
}
_SIZES: Final = {"small": "Small", "full": "As the shipped models"}
_FAULT: Final = "train.fault"


def show_request(*, chosen: ChosenPairs, queue: RunQueue) -> None:
    """Show the settings of a training and the button that starts it."""
    first, second = _guess(chosen)
    names = known_languages()
    tags = list(names)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        columns = [
            st.selectbox(
                label,
                tags,
                index=tags.index(guess),
                format_func=lambda tag: f"{names[tag]} ({tag})",
                key=f"train.{label} of {chosen.title}",
                width=260,
            )
            for label, guess in (("First column", first), ("Second column", second))
        ]
        pair = LanguagePair(source=columns[0], target=columns[1])
        there, back = (" → ".join(way.names) for way in (pair, pair.swapped()))
        direction = st.selectbox("Translate", [there, back], key="train.direction", width=260)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        kinds = st.segmented_control(
            "Kind",
            list(_KINDS),
            format_func=str.capitalize,
            default="both",
            required=True,
            key="train.kinds",
            persist_state="session",
        )
        size = st.segmented_control(
            "Size",
            list(_SIZES),
            format_func=_SIZES.__getitem__,
            default="small",
            required=True,
            key="train.size",
            persist_state="session",
        )
        minutes = st.number_input(
            "Minutes for each",
            MINUTES.start,
            MINUTES.stop - 1,
            20,
            key="train.minutes",
            persist_state="session",
            width=160,
        )
    _show_doubts(chosen=chosen, columns=pair)
    if pair.source == pair.target:
        show_notice("Choose two languages.", kind="hint")
        return
    swap = direction == back
    request = RunRequest(
        kind="attention",
        languages=pair.swapped() if swap else pair,
        minutes=float(minutes),
        size=size,
        upload="",
        swap=swap,
        title=chosen.title,
    )
    st.button(
        "Train",
        type="primary",
        icon=":material/model_training:",
        on_click=_start,
        kwargs={"chosen": chosen, "queue": queue, "request": request, "kinds": _KINDS[kinds]},
    )
    if fault := st.session_state.pop(_FAULT, ""):
        show_notice(fault, kind="fault")


def _guess(chosen: ChosenPairs) -> tuple[str, str]:
    """The languages of both columns, from their scripts."""
    first, second = map(likely_language, chosen.survey.scripts)
    return (first, "fr" if first == "en" else "en") if first == second else (first, second)


def _show_doubts(*, chosen: ChosenPairs, columns: LanguagePair) -> None:
    """Say so if a column is not in the script that its language is usually written in."""
    sides = zip(
        ("first", "second"), (columns.source, columns.target), chosen.survey.scripts, strict=True
    )
    for place, tag, script in sides:
        usual = usual_script(tag)
        if usual and usual != script:
            show_notice(
                f"The {place} column is in {script_name(script)} letters, but {language_name(tag)} "
                f"is usually written in {script_name(usual)}. Are the columns the other way round?"
            )


def _start(
    *, chosen: ChosenPairs, queue: RunQueue, request: RunRequest, kinds: tuple[Kind, ...]
) -> None:
    """Save the pairs and put a run for each kind into the queue."""
    upload = save_upload(home=queue.home, pairs=chosen.survey.usable)
    try:
        for kind in kinds:
            queue.add(dataclasses.replace(request, kind=kind, upload=upload))
    except (RunError, OSError) as error:
        st.session_state[_FAULT] = f"This cannot be trained: {error}."
