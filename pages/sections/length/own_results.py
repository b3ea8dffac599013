"""What came of a person's file: curves, whole scores, files to take home, and the sentences."""

import json
import re
from collections.abc import Sequence

import streamlit as st

from attention_core.evaluation.job import EvaluationJob, to_tsv
from attention_core.evaluation.measurement import METRICS, score_columns, to_csv
from attention_core.explorer import ModelInfo
from pages.sections.length.bucket_sentences import choose_bucket, show_bucket_list
from pages.sections.length.length_curves import show_curves, show_scores_table
from pages.sections.length.own_progress import duration
from pages.shared.display.messages import notice, say
from pages.shared.state.view import View

_UNSAFE = re.compile(r"[^\w.-]+")  # what some file systems refuse


def show_results(*, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """What an ended run has found, or why it has found nothing."""
    if run.fault:
        notice(f"“{run.test}” could not be measured: {run.fault}.", kind="fault")
        return
    if run.stopped:
        now = run.progress()
        notice(
            f"Stopped after {now.done:,} of {now.total:,} sentences of “{run.test}”. Nothing is "
            "scored: the longest come first, and would not speak for the rest."
        )
        return
    found = [evaluated.measurement for evaluated in run.results]
    st.subheader("Measured", anchor=False)
    say(f"“{run.test}”: {len(run.pairs):,} pairs, beam {run.beam}.")
    names = [info.name for info in models]
    show_curves(
        measurements=found,
        metric=view.metric,
        models=[*names, *(name for name in run.models if name not in names)],
        key="length-own",
        pick=choose_bucket,
    )
    st.markdown("##### All lengths together")
    show_scores_table(
        [
            {
                "model": one.model,
                "sentences": one.n,
                **score_columns(one.scores),
                "translating": duration(evaluated.row["seconds"]),
            }
            for one, evaluated in zip(found, run.results, strict=True)
        ]
    )
    signatures = "; ".join(f"{METRICS[m]} {found[0].signatures[m]}" for m in METRICS)
    say(f"Signatures: {signatures}. Danda split off before tokenizing.", small=True)
    _offer_files(run)
    show_bucket_list(run=run, models=models, view=view)


def _offer_files(run: EvaluationJob) -> None:
    """The same as files; each is made when it is asked for."""
    stem = _UNSAFE.sub("-", run.test.rsplit(".", 1)[0])
    rows = [evaluated.row for evaluated in run.results]
    files = {
        "Scores by length (CSV)": (
            "by-length.csv",
            "text/csv",
            lambda: to_csv([evaluated.measurement for evaluated in run.results]),
        ),
        "All figures (JSON)": (
            "measured.json",
            "application/json",
            lambda: json.dumps(rows, ensure_ascii=False, indent=2),
        ),
        "Translations (TSV)": (
            "translations.tsv",
            "text/tab-separated-values",
            lambda: to_tsv(pairs=run.pairs, results=run.results),
        ),
    }
    with st.container(horizontal=True):
        for label, (end, kind, make) in files.items():
            st.download_button(
                label,
                make,
                file_name=f"{stem}-{end}",
                mime=kind,
                on_click="ignore",
                icon=":material/download:",
            )
