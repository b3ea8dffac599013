"""A file of pairs of one's own: give it, agree to what of it can be used, have it measured."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from attention_core.config import BEAM_WIDTHS
from attention_core.data.pairs import PairFile
from attention_core.evaluation.job import MOST, EvaluationJob, check_pairs
from attention_core.explorer import Explorer, ModelInfo, UnknownModelError
from attention_core.model.checkpoint import CheckpointError
from pages.sections.length.bucket_sentences import forget_choice
from pages.shared.display.messages import notice, say
from pages.shared.state.view import View

MEGABYTES = 5
_NAMED = 10  # broken lines told in a sentence; beyond, there is a table
_RUN, _CHECKED, _AGREED = "length.run", "length.checked", "length.agreed"


def current_run() -> EvaluationJob | None:
    """What is being measured, or was measured last."""
    run: EvaluationJob | None = st.session_state.get(_RUN)
    return run


def show_own_pairs(*, found: Explorer, models: Sequence[ModelInfo], view: View) -> None:
    """What to give, with which models to read it, and the button that begins."""
    say(
        "Give sentence pairs, one a line: English, a tab, Hindi, in UTF-8. Up to "
        f"{MOST:,} pairs and {MEGABYTES} MB. The file stays in the memory of the server that "
        "runs this page and is forgotten when you leave."
    )
    file = st.file_uploader(
        "File of sentence pairs", type=["tsv", "txt"], max_upload_size=MEGABYTES, key="length.file"
    )
    usable = [info.name for info in models if info.kind and not info.fault]
    with st.container(horizontal=True, gap="medium"):
        chosen = st.multiselect(
            "Models",
            usable,
            default=[name for name in (view.attention, view.vanilla) if name in usable],
            key="length.models",
            persist_state="session",
            width=480,
        )
        beam = st.slider(
            "Beam width",
            BEAM_WIDTHS.start,
            BEAM_WIDTHS.stop - 1,
            5,
            key="length.beam",
            persist_state="session",
            width=240,
        )
    if file is None:
        return
    if not chosen:
        notice("Choose at least one model.", kind="hint")
        return
    try:
        pairs = _checked(file=file, found=found, models=chosen)
    except (CheckpointError, UnknownModelError) as error:
        notice(f"This model cannot be used: {error}.", kind="fault")
        return
    if _usable(pairs, file=file):
        run = current_run()
        st.button(
            f"Measure {len(pairs.pairs):,} pairs",
            type="primary",
            disabled=run is not None and run.running,
            on_click=_begin,
            kwargs={
                "explorer": found,
                "models": chosen,
                "test": file.name,
                "pairs": pairs.pairs,
                "beam": beam,
            },
        )


def _checked(*, file: Any, found: Explorer, models: Sequence[str]) -> PairFile:  # noqa: ANN401
    """The pairs of the file, read again only for another file or other models."""
    wanted = (file.file_id, tuple(models))
    if st.session_state.get(_CHECKED, (None, None))[0] != wanted:
        with st.spinner("Reading …"):
            pairs = check_pairs(data=file.getvalue(), explorer=found, models=models)
        st.session_state[_CHECKED] = (wanted, pairs)
    checked: PairFile = st.session_state[_CHECKED][1]
    return checked


def _usable(found: PairFile, *, file: Any) -> bool:  # noqa: ANN401
    """Whether the pairs can be measured now; else what is wrong, and what to do."""
    good, bad = len(found.pairs), len(found.broken)
    if bad:
        _show_broken(found)
    if not good:
        notice(f"There is no sentence pair in “{file.name}”.", kind="fault")
        return False
    if good > MOST:
        notice(
            f"“{file.name}” has {good:,} pairs and the limit is {MOST:,}: split it.", kind="fault"
        )
        return False
    if not bad or st.session_state.get(_AGREED) == file.file_id:
        return True
    st.button(
        f"Use the {good:,} good line{'s' * (good > 1)}", on_click=_agree, args=(file.file_id,)
    )
    return False


def _show_broken(found: PairFile) -> None:
    """How many lines are no pair, which, and why."""
    bad, lines = len(found.broken), len(found.broken) + len(found.pairs)
    told = "; ".join(f"line {number}: {why}" for number, why in found.broken[:_NAMED])
    more = f"; and {bad - _NAMED:,} more, in the table below" * (bad > _NAMED)
    notice(f"{bad:,} of {lines:,} lines cannot be used. {told[:1].upper()}{told[1:]}{more}.")
    if more:
        with st.expander("All lines that cannot be used"):
            st.dataframe(
                {
                    "line": [number for number, _ in found.broken],
                    "why": [why for _, why in found.broken],
                },
                hide_index=True,
            )


def _agree(file_id: str) -> None:
    st.session_state[_AGREED] = file_id


def _begin(**wanted: Any) -> None:  # noqa: ANN401 - what an Evaluation takes
    """Measure; what was measured before is forgotten."""
    if (before := current_run()) is not None:
        before.stop()
    forget_choice()
    st.session_state[_RUN] = EvaluationJob(**wanted)
