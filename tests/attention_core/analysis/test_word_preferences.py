"""What a model would rather have written, against its own Traces."""

import math

import pytest

from attention_core.analysis.word_preferences import word_preferences
from tests.helpers.tiny import PAIRS

SENTENCE = "the red bird sits near the school."


def test_words_sum_over_their_pieces_by_hand(explorer):
    trace = explorer.force(model="tiny-attention", sentence=SENTENCE, target=PAIRS[3].target)
    rows = word_preferences(trace)
    assert [row.word for row in rows] == [word.text for word in trace.target_words]
    assert any(word.stop - word.start > 1 for word in trace.target_words)
    for row, word in zip(rows, trace.target_words, strict=True):
        pieces = [float(trace.logprob[k]) for k in range(word.start, word.stop)]
        assert row.logprob == pytest.approx(sum(pieces))
        assert row.first == trace.target_pieces[word.start]
        assert row.probability == pytest.approx(math.exp(pieces[0]))
        # An untrained model likes padding best, which no search may write.
        texts = [c for c in trace.candidates[word.start] if c.piece not in ("<pad>", "⁇", "<s>")]
        best = max(texts, key=lambda candidate: candidate.probability)
        assert (row.likeliest, row.likeliest_probability) == (best.piece, best.probability)
    assert sum(row.logprob for row in rows) == pytest.approx(float(trace.logprob.sum()))


def test_a_model_agrees_with_its_own_greedy_choice(explorer):
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE, beam=1)
    for row in word_preferences(trace):
        assert row.likeliest == row.first
        assert row.likeliest_probability == pytest.approx(row.probability, rel=1e-4)


def test_forced_to_write_something_else_it_has_another_choice(explorer):
    trace = explorer.force(model="tiny-vanilla", sentence=SENTENCE, target=PAIRS[3].target)
    others = [row for row in word_preferences(trace) if row.likeliest != row.first]
    assert others
    assert all(row.likeliest_probability > row.probability for row in others)
