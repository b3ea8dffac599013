"""Scores are sacrebleu's own, on text whose dandas stand apart."""

import json

import numpy as np
import pytest
import sacrebleu

from attention_core.data.pairs import Pair
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.translate import translate_all
from attention_core.evaluation import bootstrap
from attention_core.evaluation.by_length import compare_translations, measure_translations
from attention_core.evaluation.measurement import Measurement, Span
from attention_core.evaluation.metrics import measure, split_danda
from tests.helpers import tiny

REFERENCES = [pair.target for pair in tiny.PAIRS]
HYPOTHESES = [
    REFERENCES[0].replace("लाल", "नीली"),
    REFERENCES[1].replace("।", ""),
    REFERENCES[2],
    "हमने नदी पर नावें देखीं ।",
    *(" ".join(text.split()[::-1]) for text in REFERENCES[4:8]),
    *REFERENCES[8:],
]


def apart(texts):
    """Dandas split off by hand."""
    return [text.replace("।", " । ").replace("॥", " ॥ ") for text in texts]


def test_scores_are_sacrebleu_s_on_split_text():
    quality = measure(hypotheses=HYPOTHESES, references=REFERENCES)
    bleu = sacrebleu.corpus_bleu(apart(HYPOTHESES), [apart(REFERENCES)]).score
    chrf = sacrebleu.corpus_chrf(apart(HYPOTHESES), [apart(REFERENCES)], word_order=2).score
    assert 20 < bleu < 95
    assert quality.bleu == pytest.approx(bleu)
    assert quality.chrf == pytest.approx(chrf)


def test_hypotheses_and_references_are_not_mixed_up():
    """BLEU is not symmetric: the brevity penalty is for short translations alone."""
    short = [text.split()[0] + " " + text.split()[1] for text in REFERENCES]
    there = measure(hypotheses=short, references=REFERENCES).bleu
    back = measure(hypotheses=REFERENCES, references=short).bleu
    assert there == pytest.approx(sacrebleu.corpus_bleu(short, [apart(REFERENCES)]).score)
    assert there != pytest.approx(back)


def test_the_same_text_is_perfect():
    quality = measure(hypotheses=REFERENCES, references=REFERENCES)
    assert quality.bleu == pytest.approx(100)
    assert quality.chrf == pytest.approx(100)


def test_where_the_danda_stands_does_not_matter():
    glued = ["यह घर है।", "वह पेड़ है॥"]
    loose = ["यह घर है ।", "वह पेड़ है  ॥ "]
    assert measure(hypotheses=loose, references=glued).bleu == pytest.approx(100)


def test_a_missing_danda_costs_the_danda_and_not_the_word():
    whole = ["यह एक नया घर है।"]
    found = measure(hypotheses=["यह एक नया घर है"], references=whole).bleu
    glued = sacrebleu.corpus_bleu(["यह एक नया घर है"], [whole]).score
    assert found > glued


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("है।", "है ।"),
        ("है ।", "है ।"),
        ("है।वह", "है । वह"),
        ("है। वह॥", "है । वह ॥"),
        ("।", "।"),
        ("", ""),
        ("no danda.", "no danda."),
    ],
)
def test_split_danda(text, expected):
    assert split_danda(text) == expected


def test_signatures_tell_how_it_was_measured():
    signatures = measure(hypotheses=HYPOTHESES, references=REFERENCES).signatures
    assert "tok:13a" in signatures["bleu"]
    assert "nw:2" in signatures["chrf"]
    for signature in signatures.values():
        assert sacrebleu.__version__ in signature
        assert signature.endswith("|danda:split")


@pytest.mark.parametrize(("hypotheses", "references"), [([], []), (["a"], []), (["a"], ["a", "b"])])
def test_unequal_numbers_are_refused(hypotheses, references):
    with pytest.raises(ValueError, match=f"{len(hypotheses)} .* {len(references)}"):
        measure(hypotheses=hypotheses, references=references)


# ---- by length ----------------------------------------------------------------------------


def of_words(count, text):
    return Pair(source=" ".join(["word"] * count), target=text)


def test_buckets_hold_the_sentences_of_their_lengths(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    lengths = [1, 10, 11, 20, 50, 51, 200]
    pairs = [of_words(n, REFERENCES[k]) for k, n in enumerate(lengths)]
    buckets = measure_translations(pairs=pairs, hypotheses=HYPOTHESES[: len(pairs)]).buckets
    assert [(b.span, b.n) for b in buckets] == [
        (Span(min=1, max=10), 2),
        (Span(min=11, max=20), 2),
        (Span(min=41, max=50), 1),
        (Span(min=51), 2),
    ]
    for bucket, rows in zip(buckets, ([0, 1], [2, 3], [4], [5, 6]), strict=True):
        alone = measure(
            hypotheses=[HYPOTHESES[k] for k in rows], references=[REFERENCES[k] for k in rows]
        )
        assert bucket.scores["bleu"].value == pytest.approx(alone.bleu)
        assert bucket.scores["chrf"].value == pytest.approx(alone.chrf)
        for score in bucket.scores.values():
            low, high = score.interval
            assert 0 <= low <= high <= 100


def test_intervals_narrow_to_nothing_where_all_is_right(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(3, text) for text in REFERENCES]
    (bucket,) = measure_translations(pairs=pairs, hypotheses=REFERENCES).buckets
    for score in bucket.scores.values():
        assert score.interval == pytest.approx((100, 100))


def test_intervals_are_the_same_every_time(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(3, text) for text in REFERENCES]
    one, two = (measure_translations(pairs=pairs, hypotheses=HYPOTHESES) for _ in range(2))
    assert one == two
    for score in one.buckets[0].scores.values():
        low, high = score.interval
        assert low < score.value < high


def test_the_whole_has_the_intervals_of_a_bucket_that_holds_all(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 50)
    pairs = [of_words(3, text) for text in REFERENCES]
    measurement = measure_translations(pairs=pairs, hypotheses=HYPOTHESES)
    (bucket,) = measurement.buckets
    for metric, score in measurement.scores.items():
        assert score.interval == bucket.scores[metric].interval
    assert measurement.scores["bleu"].interval[0] != measurement.scores["chrf"].interval[0]


def test_where_the_danda_stands_does_not_matter_to_intervals(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(3, text) for text in REFERENCES]
    loose = [text.replace("।", " ।") for text in HYPOTHESES]
    assert measure_translations(pairs=pairs, hypotheses=loose) == measure_translations(
        pairs=pairs, hypotheses=HYPOTHESES
    )


def test_a_comparison_has_the_whole_each_bucket_and_the_long_ones(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    lengths = [3, 30, 31, 40, 41, 60]
    pairs = [of_words(n, REFERENCES[k]) for k, n in enumerate(lengths)]
    ours, theirs = HYPOTHESES[:6], [f"{text} और" for text in REFERENCES[:6]]
    rows = compare_translations(pairs=pairs, hypotheses=ours, against=theirs)
    assert [(*row.span.to_json().values(), row.n) for row in rows] == [
        (1, None, 6),
        (1, 10, 1),
        (21, 30, 1),
        (31, 40, 2),
        (41, 50, 1),
        (51, None, 1),
        (31, None, 4),
    ]
    for row, held in ((rows[0], range(6)), (rows[3], [2, 3]), (rows[6], [2, 3, 4, 5])):
        references = [REFERENCES[k] for k in held]
        one = measure(hypotheses=[ours[k] for k in held], references=references)
        other = measure(hypotheses=[theirs[k] for k in held], references=references)
        assert row.differences["bleu"].difference == pytest.approx(one.bleu - other.bleu)
        assert row.differences["chrf"].difference == pytest.approx(one.chrf - other.chrf)
        assert row.differences["bleu"].score == pytest.approx(one.bleu)
        assert row.differences["chrf"].against == pytest.approx(other.chrf)


def test_without_long_sentences_nothing_is_said_of_them():
    pairs = [of_words(3, text) for text in REFERENCES[:2]]
    rows = compare_translations(pairs=pairs, hypotheses=HYPOTHESES[:2], against=REFERENCES[:2])
    assert [tuple(row.span.to_json().values()) for row in rows] == [(1, None), (1, 10)]


def test_what_long_sentences_retain_is_by_hand(monkeypatch):
    """Means of their buckets, and draws of every bucket, written out."""
    monkeypatch.setattr(bootstrap, "SAMPLES", 40)
    lengths = [5] * 2 + [15] * 10 + [35] * 4 + [60] * 6
    text = [REFERENCES[k % len(REFERENCES)] for k in range(len(lengths))]
    pairs = [of_words(n, text[k]) for k, n in enumerate(lengths)]
    written = [HYPOTHESES[k % len(REFERENCES)] for k in range(len(lengths))]
    parts = {"best": range(2, 12), "31": range(12, 16), "51": range(16, 22)}

    def score(metric, name, drawn):
        rows = [parts[name][k] for k in drawn]
        found = measure(hypotheses=[written[k] for k in rows], references=[text[k] for k in rows])
        return {"bleu": found.bleu, "chrf": found.chrf}[metric]

    rows = measure_translations(pairs=pairs, hypotheses=written).to_json()["kept"]
    assert list(rows) == ["bleu", "chrf"]
    for metric, row in rows.items():
        whole = {name: score(metric, name, range(len(rows))) for name, rows in parts.items()}
        assert (row["min"], row["max"], row["n"]) == (11, 20, 10)
        assert row["score"] == pytest.approx((4 * whole["31"] + 6 * whole["51"]) / 10)
        assert row["share"] == pytest.approx(row["score"] / whole["best"])
        generators = {
            name: np.random.default_rng(bootstrap.SEED + rows[0]) for name, rows in parts.items()
        }
        drawn = []
        for _ in range(40):
            one = {
                name: score(metric, name, generators[name].choice(len(rows), size=len(rows)))
                for name, rows in parts.items()
            }
            drawn.append((4 * one["31"] + 6 * one["51"]) / 10 / one["best"])
        assert row["low"] == pytest.approx(sorted(drawn)[1])
        assert row["high"] == pytest.approx(sorted(drawn)[-2])
        assert row["low"] < row["share"] < row["high"]


def test_the_best_bucket_may_be_a_long_one(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(40, text) for text in REFERENCES]
    measurement = measure_translations(pairs=pairs, hypotheses=HYPOTHESES)
    assert measurement.share_retained("bleu") == 1
    assert measurement.retained_intervals["bleu"] == (1, 1)


def test_there_is_no_share_of_a_score_of_0(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(3 if k % 2 else 40, text) for k, text in enumerate(REFERENCES * 2)]
    measurement = measure_translations(pairs=pairs, hypotheses=[""] * len(pairs))
    row = measurement.to_json()["kept"]["bleu"]
    assert [row[name] for name in ("score", "share", "low", "high")] == [0, None, None, None]


@pytest.mark.parametrize(
    "lengths", [[3] * 12, [15] * 9 + [35] * 5 + [60] * 5, [15] * 12 + [35] * 5 + [60] * 4]
)
def test_without_long_sentences_or_enough_of_any_length_there_is_no_interval(lengths, monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(n, REFERENCES[k % 5]) for k, n in enumerate(lengths)]
    measurement = measure_translations(pairs=pairs, hypotheses=[pair.target for pair in pairs])
    assert measurement.to_json()["kept"] == {}


def test_json_has_all_of_it_and_reads_back(monkeypatch):
    monkeypatch.setattr(bootstrap, "SAMPLES", 20)
    pairs = [of_words(3 if k % 2 else 40, text) for k, text in enumerate(REFERENCES * 2)]
    measurement = measure_translations(
        pairs=pairs,
        hypotheses=HYPOTHESES * 2,
        model="m",
        digest="d",
        test="t.tsv",
        beam=3,
        seconds=1.25,
    )
    row = json.loads(json.dumps(measurement.to_json()))
    assert list(row) == [
        *("model", "digest", "test", "n", "beam", "bleu", "bleu_low", "bleu_high"),
        *("chrf", "chrf_low", "chrf_high", "signatures", "by_length", "kept", "seconds"),
    ]
    quality = measure(hypotheses=HYPOTHESES * 2, references=REFERENCES * 2)
    assert (row["bleu"], row["chrf"]) == (quality.bleu, quality.chrf)
    assert row["signatures"] == quality.signatures
    assert [list(part)[:4] for part in row["by_length"]] == [["min", "max", "n", "bleu"]] * 2
    assert len(row["kept"]) == 2
    assert Measurement.from_json(row) == measurement


def test_measuring_wants_a_translation_for_each_pair():
    with pytest.raises(ValueError, match="2 translations and 1 references"):
        measure_translations(pairs=[of_words(3, "यह")], hypotheses=["यह", "वह"])


# ---- translating and losses ---------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 3, 64])
def test_translations_come_in_the_order_of_the_sentences(kind, batch, device):
    model = tiny.word_model(kind).to(device)
    source, target = tiny.tokenizers()
    sentences = [p.source for p in tiny.PAIRS] + ["", "the", tiny.PAIRS[0].source]
    written = translate_all(
        model=model, source=source, target=target, sentences=sentences, beam=2, batch=batch
    )
    for sentence, text in zip(sentences, written, strict=True):
        (found,) = beam_search(model=model, sources=[source.encode_ids(sentence)], beam=2)
        assert text == target.decode(found[0].ids)
    assert len(set(written)) > 3


def test_nothing_to_translate_is_nothing():
    source, target = tiny.tokenizers()
    model = tiny.word_model("attention")
    assert translate_all(model=model, source=source, target=target, sentences=[]) == []


def test_progress_sees_every_batch():
    source, target = tiny.tokenizers()
    seen = []

    def watched(groups):
        for group in groups:
            seen.append(len(group))
            yield group

    translate_all(
        model=tiny.word_model("vanilla"),
        source=source,
        target=target,
        sentences=["the bird"] * 7,
        batch=3,
        progress=watched,
    )
    assert seen == [3, 3, 1]
