"""Results of a person's own file: curves, scores in all, files to download, and sentences."""

import json
import re
from collections.abc import Sequence

import streamlit as st

from attention_core.evaluation.job import EvaluationJob, to_tsv
from attention_core.evaluation.measurement import METRICS, score_columns, to_csv
from attention_core.explorer import ModelInfo
from attention_core.text.languages import LanguagePair, usual_script
from attention_core.text.scripts import DANDA, full_stop
from pages.sections.length.bucket_sentences import choose_bucket, show_bucket_list
from pages.sections.length.length_curves import show_curves, show_scores_table
from pages.sections.length.own_progress import duration
from pages.shared.display.messages import show_notice, show_text
from pages.shared.state.view import View

_UNSAFE = re.compile(r"[^\w.-]+")  # what some file systems refuse


def show_results(*, run: EvaluationJob, models: Sequence[ModelInfo], view: View) -> None:
    """Show the results of an ended job, or why there are none."""
    if run.fault:
        show_notice(f"“{run.test}” could not be measured: {run.fault}.", kind="fault")
        return
    if run.stopped:
        now = run.progress()
        show_notice(
            f"Stopped after {now.done:,} of {now.total:,} sentences of “{run.test}”. Nothing is "
            "scored: the longest come first, and would not speak for the rest."
        )
        return
    measurements = [result.measurement for result in run.results]
    st.subheader("Measured", anchor=False)
    show_text(f"“{run.test}”: {len(run.pairs):,} pairs, beam {run.beam}.")
    names = [info.name for info in models]
    show_curves(
        measurements=measurements,
        metric=view.metric,
        models=[*names, *(name for name in run.models if name not in names)],
        source=view.languages.names[0],
        key="length-own",
        pick=choose_bucket,
    )
    st.markdown("##### All lengths together")
    show_scores_table(
        [
            {
                "model": row.model,
                "sentences": row.n,
                **score_columns(row.scores),
                "translating": duration(row.seconds or 0.0),
            }
            for row in measurements
        ]
    )
    signatures = "; ".join(f"{METRICS[m]} {measurements[0].signatures[m]}" for m in METRICS)
    danda = full_stop(usual_script(view.languages.target)) == DANDA
    rule = " Danda split off before tokenizing." * danda
    show_text(f"Signatures: {signatures}.{rule}", small=True)
    _offer_files(run, languages=view.languages)
    show_bucket_list(run=run, models=models, view=view)


def _offer_files(run: EvaluationJob, *, languages: LanguagePair) -> None:
    """Offer the results as files; each is written when a person clicks its button."""
    stem = _UNSAFE.sub("-", run.test.rsplit(".", 1)[0])
    measurements = [result.measurement for result in run.results]
    rows = [measurement.to_json() for measurement in measurements]
    files = {
        "Scores by length (CSV)": (
            "by-length.csv",
            "text/csv",
            lambda: to_csv(measurements),
        ),
        "All figures (JSON)": (
            "measured.json",
            "application/json",
            lambda: json.dumps(rows, ensure_ascii=False, indent=2),
        ),
        "Translations (TSV)": (
            "translations.tsv",
            "text/tab-separated-values",
            lambda: to_tsv(pairs=run.pairs, results=run.results, languages=languages),
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
