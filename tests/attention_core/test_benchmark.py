"""The benchmark measures what it says; no test depends on the speed."""

import pytest

from attention_core import benchmark as benchmark_module
from attention_core.benchmark import BEAMS, LENGTHS, benchmark, sentences
from attention_core.model.folders import UnknownModelError


@pytest.mark.parametrize("words", LENGTHS)
def test_sentences_have_the_given_length_and_are_all_different(words):
    generated = sentences(words=words, count=80)
    assert {len(sentence.split()) for sentence in generated} == {words}
    assert len(set(generated)) == 80
    assert generated[:5] == sentences(words=words, count=5)


def test_everything_is_measured(models, kind, monkeypatch):
    monkeypatch.setattr(benchmark_module, "SAMPLES", 3)
    monkeypatch.setattr(benchmark_module, "BATCH", 6)
    monkeypatch.setattr(benchmark_module, "UPDATES", 3)
    lines = []
    result = benchmark(models=models, model=f"tiny-{kind}", device="cpu", report=lines.append)
    assert [(row["words"], row["beam"]) for row in result["latency"]] == [
        (words, beam) for words in LENGTHS for beam in BEAMS
    ]
    assert all(0 < row["median"] <= row["p95"] for row in result["latency"])
    assert [row["beam"] for row in result["decoding"]] == list(BEAMS)
    assert all(row["sentences_per_second"] > 0 for row in result["decoding"])
    assert result["training"]["target_pieces_per_second"] > 0
    assert 0 <= result["training"]["padding"] < 1
    assert 0 < result["training"]["target_pieces_per_second"] < result["training"]["limit"]
    sizes = result["training"]["matrix_product_per_second"], result["training"]["limit"]
    assert sizes[0] / sizes[1] == pytest.approx(
        result["training"]["multiply_adds_per_piece"], rel=1e-3
    )
    assert 0 < result["memory"]["loaded"] <= result["memory"]["after_training"]
    assert result["cold_start"] > 0
    assert result["machine"]["device"] == "cpu"
    assert len(lines) == 3 + len(LENGTHS) * len(BEAMS)


def test_latency_is_that_of_sentences_of_the_given_length(models, monkeypatch):
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
