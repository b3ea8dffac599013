"""The Traces of a sentence: one of each kind, or None."""

from pages.shared.state.sentence_traces import SentenceTraces, translate
from pages.shared.state.view import View
from tests.helpers.app import SENTENCE
from tests.helpers.traces import make_trace


def test_a_missing_model_has_no_trace():
    vanilla = make_trace(alpha=None)
    traces = SentenceTraces(attention=None, vanilla=vanilla)
    assert traces.of("attention") is None
    assert traces.of("vanilla") is vanilla
    assert list(traces.available) == ["vanilla"]


def test_each_trace_is_by_the_view_s_model(home, monkeypatch):
    monkeypatch.setenv("ATTENTION_MODELS", str(home))
    view = View(sentence=SENTENCE, attention="tiny-attention", vanilla="tiny-vanilla", beam=2)
    traces = SentenceTraces.translated(view)
    assert [trace.model for trace in traces.available.values()] == [view.attention, view.vanilla]
    assert {trace.beam for trace in traces.available.values()} == {2}
    assert translate(View(sentence=SENTENCE, vanilla="none"), kind="vanilla") is None
