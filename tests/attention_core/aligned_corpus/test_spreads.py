"""Spreads and histograms are those of a loop over the rows."""

import statistics

import pytest

from attention_core.aligned_corpus.columns import BY_NAME, NUMERIC
from attention_core.aligned_corpus.filters import parse_filter
from attention_core.aligned_corpus.spreads import histogram, spreads


def test_spreads_and_histograms(corpus):
    rows = list(corpus.every_row())
    condition = parse_filter("source_words > 4")
    chosen = [row for row in rows if row["source_words"] > 4]
    found = spreads(corpus, condition=condition)
    assert set(found) == {column.name for column in NUMERIC}
    for name, spread in found.items():
        values = [row[name] for row in chosen if row[name] is not None]
        assert spread.present == len(values)
        assert spread.minimum == min(values)
        assert spread.median == pytest.approx(statistics.median(values))
        assert spread.mean == pytest.approx(statistics.fmean(values))
        bars = histogram(corpus, name, condition=condition, bins=8)
        assert sum(bar.count for bar in bars) == len(values)
        for bar in bars[1:-1]:
            inside = [v for v in values if bar.low + 1e-6 < v < bar.high - 1e-6]
            near = [v for v in values if bar.low - 1e-6 < v < bar.high + 1e-6]
            assert len(inside) <= bar.count <= len(near)
    assert bars[0].low == min(row[name] for row in rows)  # bars stay when a filter narrows them


def test_one_column_alone(corpus):
    found = spreads(corpus, columns=(BY_NAME["entropy"],))
    assert found == {"entropy": spreads(corpus)["entropy"]}
