"""Measurements by length: read as they were written, whatever else a card says."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attention_core.evaluation.measurement import (
    MIN_SENTENCES,
    Measurement,
    Span,
    spans,
    table,
    to_csv,
)
from tests.helpers.measurements import SIGNATURES, record

NAMES = [*record(), "min", "max"]


class TestReading:
    def test_every_number_is_the_record_s(self):
        row = record()
        found = Measurement.from_json(row)
        assert (found.model, found.digest, found.test) == (
            "attention-50",
            row["digest"],
            "verses.tsv",
        )
        assert (found.n, found.beam, found.signatures) == (177, 5, SIGNATURES)
        assert found.scores["chrf"].value == row["chrf"]
        for bucket, written in zip(found.buckets, row["by_length"], strict=True):
            assert (bucket.span.min, bucket.n) == (written["min"], written["n"])
            for metric in ("bleu", "chrf"):
                score = bucket.scores[metric]
                assert score.value == written[metric]
                assert score.interval == (written[f"{metric}_low"], written[f"{metric}_high"])

    def test_an_older_card_has_no_interval_of_chrf(self):
        row = record()
        for part in row["by_length"]:
            del part["chrf_low"], part["chrf_high"]
        for bucket in Measurement.from_json(row).buckets:
            assert bucket.scores["chrf"].interval is None
            assert bucket.scores["bleu"].interval is not None

    @pytest.mark.parametrize(
        "row",
        [
            {},
            {"test": "t.tsv", "n": 9, "bleu": 11.5, "chrf": 30.5},
            record(by_length=[]),
            record(by_length="long"),
            record(by_length=[None, 3]),
            record(bleu="good"),
            record(bleu=float("nan")),
            record(chrf=None),
            record(buckets=((1, 10, 5), (1, 10, 6))),
        ],
    )
    def test_what_is_no_measurement_is_left_out(self, row):
        assert Measurement.from_json(row) is None

    @pytest.mark.parametrize(
        "part", [{"n": 0}, {"min": "1"}, {"bleu": 400}, {"max": -3}, {"n": True}]
    )
    def test_a_broken_bucket_is_left_out(self, part):
        row = record()
        row["by_length"][2] |= part
        assert [str(bucket.span) for bucket in Measurement.from_json(row).buckets] == [
            "1–10", "11–20", "31–40", "41–50", "51+"
        ]  # fmt: skip

    def test_buckets_come_shortest_first(self):
        row = record()
        row["by_length"].reverse()
        assert Measurement.from_json(row) == Measurement.from_json(record())

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
            ),
            max_leaves=12,
        ),
        st.sampled_from(NAMES),
        st.booleans(),
    )
    def test_no_card_is_too_odd(self, value, name, inside):
        row = record()
        (row["by_length"][1] if inside else row)[name] = value
        found = Measurement.from_json(json.loads(json.dumps(row)))
        for bucket in found.buckets if found else ():
            assert bucket.n > 0
            assert all(0 <= score.value <= 100.001 for score in bucket.scores.values())


class TestSpans:
    def test_are_read_as_people_do(self):
        assert [str(span) for span in (Span(min=1, max=10), Span(min=51))] == ["1–10", "51+"]

    @given(st.integers(1, 300))
    def test_a_length_is_in_one(self, words):
        found = [span for span in spans([Measurement.from_json(record())]) if words in span]
        assert len(found) == 1
        assert found[0].min <= words

    def test_of_several_are_those_of_any(self):
        one = Measurement.from_json(record(buckets=((1, 10, 5), (51, None, 5))))
        other = Measurement.from_json(record(buckets=((11, 20, 5), (1, 10, 5))))
        assert [str(span) for span in spans([one, other])] == ["1–10", "11–20", "51+"]


class TestWhatItShows:
    def test_the_best_bucket_has_enough_sentences(self):
        found = Measurement.from_json(record())
        assert found.buckets[0].scores["bleu"].value > found.buckets[1].scores["bleu"].value
        assert found.buckets[0].few
        assert str(found.best_bucket("bleu").span) == "11–20"
        assert (
            Measurement.from_json(record(buckets=((1, 10, MIN_SENTENCES - 1),))).best_bucket("bleu")
            is None
        )
        assert (
            Measurement.from_json(record(buckets=((1, 10, MIN_SENTENCES),))).best_bucket("bleu")
            is not None
        )

    def test_long_sentences_count_each(self):
        found = Measurement.from_json(record())
        rows = [part for part in record()["by_length"] if part["min"] > 30]
        each = [part["bleu"] for part in rows for _ in range(part["n"])]
        count, mean = found.long_sentences("bleu")
        assert count == len(each) == 90
        assert mean == pytest.approx(sum(each) / len(each))
        assert mean != pytest.approx(sum(part["bleu"] for part in rows) / len(rows))
        assert Measurement.from_json(record(buckets=((1, 10, 5),))).long_sentences("bleu") is None

    def test_the_interval_of_their_share_is_the_record_s(self):
        kept = {"bleu": {"low": 0.6, "high": 1.02}, "chrf": {"low": 0.78, "high": 0.97}}
        assert Measurement.from_json(record(kept=kept)).retained_intervals == {
            "bleu": (0.6, 1.02),
            "chrf": (0.78, 0.97),
        }
        assert Measurement.from_json(record()).retained_intervals == {}

    @pytest.mark.parametrize(
        "row", [None, 3, [], {}, {"low": 0.6}, {"low": "a", "high": 1}, {"low": 0.9, "high": 0.8}]
    )
    def test_an_interval_that_makes_no_sense_is_left_out(self, row):
        kept = {"bleu": row, "chrf": {"low": None, "high": None}}  # chrF++: a draw had a score of 0
        assert Measurement.from_json(record(kept=kept)).retained_intervals == {"chrf": None}
        assert Measurement.from_json(record(kept=row)).retained_intervals == {}


def test_the_file_holds_every_digit():
    found = [
        Measurement.from_json(record(model=name, best=best))
        for name, best in (("a", 30), ("b", 12.3456789))
    ]
    rows = list(csv.DictReader(io.StringIO(to_csv(found).removeprefix("\ufeff"))))
    assert len(rows) == len(table(found)) == 12
    last = record(best=12.3456789)["by_length"][-1]
    names = ("model", "shortest, words", "longest, words", "sentences")
    assert tuple(rows[-1][name] for name in names) == ("b", "51", "", "10")
    assert tuple(rows[0][name] for name in names[:3]) == ("a", "1", "10")  # no date, as 1–10 is
    assert float(rows[-1]["BLEU"]) == last["bleu"]
    assert float(rows[-1]["chrF++ 95% high"]) == last["chrf_high"]
