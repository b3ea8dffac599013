"""The benchmark measures what it says; how fast that is, no test judges."""

import pytest

from attention_core import benchmark as benchmark_module
from attention_core.benchmark import BEAMS, LENGTHS, benchmark, sentences
from attention_core.explorer import UnknownModelError


@pytest.mark.parametrize("words", LENGTHS)
def test_sentences_are_as_long_as_asked_and_all_different(words):
    made = sentences(words=words, count=80)
    assert {len(sentence.split()) for sentence in made} == {words}
    assert len(set(made)) == 80
    assert made[:5] == sentences(words=words, count=5)


def test_everything_is_measured(models, kind, monkeypatch):
    monkeypatch.setattr(benchmark_module, "SAMPLES", 3)
    monkeypatch.setattr(benchmark_module, "BATCH", 6)
    monkeypatch.setattr(benchmark_module, "UPDATES", 3)
    told = []
    found = benchmark(models=models, model=f"tiny-{kind}", device="cpu", report=told.append)
    assert [(row["words"], row["beam"]) for row in found["latency"]] == [
        (words, beam) for words in LENGTHS for beam in BEAMS
    ]
    assert all(0 < row["median"] <= row["p95"] for row in found["latency"])
    assert [row["beam"] for row in found["decoding"]] == list(BEAMS)
    assert all(row["sentences_per_second"] > 0 for row in found["decoding"])
    assert found["training"]["target_pieces_per_second"] > 0
    assert 0 <= found["training"]["padding"] < 1
    assert 0 < found["training"]["target_pieces_per_second"] < found["training"]["limit"]
    sizes = found["training"]["matrix_product_per_second"], found["training"]["limit"]
    assert sizes[0] / sizes[1] == pytest.approx(
        found["training"]["multiply_adds_per_piece"], rel=1e-3
    )
    assert 0 < found["memory"]["loaded"] <= found["memory"]["after_training"]
    assert found["cold_start"] > 0
    assert found["machine"]["device"] == "cpu"
    assert len(told) == 3 + len(LENGTHS) * len(BEAMS)


def test_the_clock_runs_over_the_sentence_it_is_said_to_be_of(models, monkeypatch):
    lengths = []

    def translate(self, *, model, sentence, beam):
        lengths.append((len(sentence.split()), beam))

    monkeypatch.setattr("attention_core.explorer.Explorer.translate", translate)
    explorer = benchmark_module.Explorer(models=models, device="cpu")
    benchmark_module._latency(explorer=explorer, model="tiny-attention", words=20, beam=5)
    assert set(lengths) == {(20, 5)}
    assert len(lengths) == benchmark_module.SAMPLES + 1


def test_an_unknown_model_is_named(models):
    with pytest.raises(UnknownModelError, match="nothing"):
        benchmark(models=models, model="nothing")
