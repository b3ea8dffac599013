"""benchmark: every number that is measured is printed."""

import json

import torch

from attention_core.cli.parser import main


def test_benchmark_prints_every_number(models, capsys, monkeypatch):
    from attention_core import benchmark

    for name, few in (("SAMPLES", 2), ("BATCH", 3), ("UPDATES", 2)):
        monkeypatch.setattr(benchmark, name, few)
    options = ["--model", "tiny-attention", "--models", str(models), "--device", "cpu"]
    assert main(["benchmark", *options, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert {"latency", "decoding", "training", "memory", "cold_start"} <= result.keys()
    monkeypatch.setattr(benchmark, "benchmark", lambda **_: result)
    assert main(["benchmark", *options]) == 0
    printed = capsys.readouterr().out
    for number in (
        *(row[name] for row in result["latency"] for name in ("median", "p95")),
        *(row["sentences_per_second"] for row in result["decoding"]),
        *(f"{value} MB" for value in result["memory"].values()),
        f"{result['cold_start']} s",
    ):
        assert str(number) in printed
    assert "bfloat16" not in printed
    assert main(["benchmark", *options, "--threads", "0"]) == 2
    assert "--threads is 0, less than 1" in capsys.readouterr().err


def test_training_can_be_measured_in_bfloat16(models, capsys, monkeypatch):
    from attention_core import benchmark

    for name, few in (("SAMPLES", 1), ("BATCH", 3), ("UPDATES", 2)):
        monkeypatch.setattr(benchmark, name, few)
    options = ["--model", "tiny-vanilla", "--models", str(models), "--device", "cpu"]
    used = []
    product = benchmark._matrix_product
    monkeypatch.setattr(
        benchmark,
        "_matrix_product",
        lambda *args, dtype: used.append(dtype) or product(*args, dtype=dtype),
    )
    assert main(["benchmark", *options, "--bfloat16"]) == 0
    assert "padding, products in bfloat16" in capsys.readouterr().out
    assert used == [torch.bfloat16]
