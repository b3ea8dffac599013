"""Running the command line in a test: arguments, and the one line that a mistake prints."""

from pathlib import Path

import pytest

from attention_core.cli.parser import main

SENTENCE = "the red bird sits on the wall."
ODD_WORDS = "the \u200b red bird, .\tलाल \u200e चिड़िया।\n"  # a pair with words without pieces
QUICK_RECIPE = [  # options of `train` for six updates in a second
    *("--pieces", "110", "--batch-tokens", "120", "--updates", "6", "--evaluate-every", "3"),
    *("--curriculum-updates", "2", "--warmup", "2", "--device", "cpu", "--threads", "1"),
]
QUICK_RUN = [  # and those for a tiny model
    *("--embedding", "8", "--encoder", "4", "--decoder", "8", "--attention", "4"),
    *QUICK_RECIPE,
]


def fails(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The line that a mistake prints; the status must be 2 and standard output empty."""
    try:
        status = main([str(a) for a in arguments])
    except SystemExit as stop:  # argparse leaves this way
        status = int(str(stop.code))
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


def align_arguments(models: Path, pairs: Path, *more: object) -> list[str]:
    name = ["--models", str(models), "--model", "tiny-attention", "--device", "cpu"]
    return ["align", *name, "--pairs", str(pairs), *map(str, more)]
