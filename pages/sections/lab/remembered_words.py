"""The words of a sentence, tinted by how surely each probe finds them in the model's vectors."""

import html
from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from attention_core.explorer import ModelInfo
from attention_core.figures.recall_lines import READING_NAMES
from attention_core.probe.findings import Findings, ProbedWord
from attention_core.text.scripts import count_words
from pages.sections.lab.probes import ProbedModel, findings, probe_faults, probed_models
from pages.shared.controls.examples import GROWING_SENTENCES
from pages.shared.display.messages import escaped, show_notice, show_text
from pages.shared.display.number_table import show_number_table
from pages.shared.display.target_text import language_attributes
from pages.shared.state.view import View

COMMAND: Final = (
    "python -m attention_core probe --model {model} --train TRAINING_PAIRS --dev DEV_PAIRS "
    "--test TEST_PAIRS"
)
_SENTENCES: Final[Mapping[str, str]] = {"own": "Your sentence", "growing": "A growing sentence"}


def show_remembered_words(*, view: View, models: Sequence[ModelInfo]) -> None:
    """The view's sentence or the growing one, once for each probe; what is missing is said."""
    faults = probe_faults(view, models=models)
    for model in dict.fromkeys(probed.model for probed in faults):
        reasons = dict.fromkeys(text for probed, text in faults.items() if probed.model == model)
        show_notice(
            f"The probes of {model} cannot be used: {'; '.join(reasons)}. This command trains and "
            f"measures them: {COMMAND.format(model=model)}"
        )
    usable = [probed for probed in probed_models(view) if probed not in faults]
    if not usable:
        return
    english = view.languages.source == "en"  # as the growing sentence is
    chosen = st.segmented_control(
        "Sentence",
        ["own", "growing"] if english else ["own"],
        default="own",
        required=True,
        format_func=_SENTENCES.__getitem__,
        key="lab.remembered",
    )
    sentences = GROWING_SENTENCES if chosen == "growing" else (view.sentence,)
    tables = [_show_sentence(s, usable=usable, models=models) for s in sentences]
    show_text(
        "The deeper the tint, the surer the probe is that the word was in the sentence. "
        "Underlined: among as many guesses as the sentence has different words of the 1,000 that "
        "the probe looks for. In italics: not one of these.",
        small=True,
    )
    show_number_table(pd.concat(tables), hide_index=True, key="lab.remembered")


def _show_sentence(
    sentence: str, *, usable: Sequence[ProbedModel], models: Sequence[ModelInfo]
) -> pd.DataFrame:
    """One sentence through every probe; returns the numbers."""
    rows = {probed: findings(probed, sentence=sentence, models=models) for probed in usable}
    count = count_words(sentence)
    with st.container(border=True):
        show_text(f"{count} word{'s' * (count != 1)}", small=True)
        languages = {info.name: info.card.languages.source for info in models}
        st.html(
            "".join(
                _line(probed, found=found, language=languages[probed.model])
                for probed, found in rows.items()
            )
        )
    return pd.DataFrame(
        {
            "sentence, words": count,
            "probe": f"{probed.model}: {READING_NAMES[probed.reading]}",
            "place": place,
            "word": word.text,
            "p": word.probability,
            "found": word.found,
        }
        for probed, found in rows.items()
        for place, word in enumerate(found.words, start=1)
    )


def _line(probed: ProbedModel, *, found: Findings, language: str) -> str:
    """A heading with the count, the tinted words, and the wrong guesses, as HTML."""
    name = escaped(f"{probed.model}: {READING_NAMES[probed.reading]}").replace(
        "h_j", "<i>h</i><sub>j</sub>"
    )
    words = " ".join(_tinted(word) for word in found.words)
    wrong = ", ".join(escaped(word.text) for word in found.wrong)
    instead = f" Guessed instead: {wrong}." if wrong else ""
    count = f"{found.found} of {found.looked_for} words found"
    if not found.looked_for:
        count = "none of the words is one that the probe looks for"
    return (
        f'<div class="remembered"><p class="model">{name} · {count}</p>'
        f'<p class="probed-words" {language_attributes(language)}>{words}</p>'
        f'<p class="message small">{instead}</p></div>'
    )


def _tinted(word: ProbedWord) -> str:
    if word.probability is None:
        return f'<span class="unsought">{escaped(word.text)}</span>'
    style = html.escape(f"--p: {word.probability:.3f}")
    kind = "probed found" if word.found else "probed"
    return f'<span class="{kind}" style="{style}">{escaped(word.text)}</span>'
