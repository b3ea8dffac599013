"""benchmark: every number that is measured is printed."""

import json

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
    assert main(["benchmark", *options, "--threads", "0"]) == 2
    assert "--threads is 0, less than 1" in capsys.readouterr().err
