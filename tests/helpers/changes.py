"""Strategies for lists of interventions, possible and impossible ones."""

from hypothesis import strategies as st

from attention_core.interventions import (
    ForceWord,
    FreezeContext,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
)
from tests.helpers.any_text import TEXT

STEPS = st.integers(min_value=1, max_value=14)
WORDS = st.integers(min_value=0, max_value=8)  # the sentence of the tests has 0 to 7
WEIGHTS = st.one_of(
    st.sampled_from([0.0, 5e-324, 1e-30, 1.0, 1e300]),
    st.floats(min_value=0, max_value=10, allow_nan=False),
)
TYPED = st.one_of(
    st.sampled_from(["लाल", "▁यह", "है", "।", "</s>", "▁", "<pad>", "पानी पीता", "🐦", "ि"]), TEXT
).filter(lambda text: text.strip())


def _set_alpha(step, weights):
    return SetAlpha(step=step, weights=tuple(sorted(weights.items())))


CHANGES = st.one_of(
    st.builds(
        _set_alpha,
        STEPS,
        st.dictionaries(WORDS, WEIGHTS, min_size=1, max_size=4).filter(
            lambda weights: any(weights.values())
        ),
    ),
    st.builds(lambda step, text: ForceWord.from_json({"step": step, "text": text}), STEPS, TYPED),
    st.builds(
        lambda step, pieces: ForceWord.from_json({"step": step, "pieces": pieces}),
        STEPS,
        st.lists(
            st.sampled_from(["▁लाल", "▁य", "ह", "▁", "।", "</s>", "<s>"]), min_size=1, max_size=3
        ),
    ),
    st.builds(
        lambda words: MaskWords(words=tuple(sorted(words))), st.sets(WORDS, min_size=1, max_size=8)
    ),
    st.builds(
        lambda context: FreezeContext(context=context),
        st.sampled_from(["mean", "first", "uniform"]),
    ),
    st.builds(
        lambda factor: ScaleEnergies(factor=factor),
        st.one_of(st.sampled_from([0.0, 1.0, 100.0]), st.floats(min_value=0, max_value=100)),
    ),
)
LISTS = st.lists(CHANGES, max_size=5)
