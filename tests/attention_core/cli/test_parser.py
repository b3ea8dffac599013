"""The command line itself: the program, its exit status, and mistakes against bugs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attention_core.cli import models as models_command
from attention_core.cli.common import BAD_INPUT
from attention_core.cli.parser import INTERRUPTED, main
from attention_core.errors import UserError
from tests.helpers.command_line import fails

ROOT = Path(__file__).resolve().parents[3]
RAISING = """
import runpy
from attention_core.cli import models
from attention_core.errors import UserError

def list_models(explorer):
    raise {error}

models.list_models = list_models
runpy.run_module("attention_core", run_name="__main__")
"""


def run(*arguments, cwd):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_as_a_program_from_any_folder(models, tmp_path):
    done = run("-m", "attention_core", "models", "--models", str(models), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "tiny-attention" in done.stdout


def test_an_unknown_command_is_one_line(capsys):
    assert "translat" in fails(capsys, "translat", "x")


@pytest.fixture
def raising(monkeypatch):
    """Make the command `models` raise an error."""

    def replace(error):
        def list_models(_):
            raise error

        monkeypatch.setattr(models_command, "list_models", list_models)

    return replace


def test_a_user_error_alone_becomes_one_line(models, raising, capsys):
    raising(UserError("the file is empty"))
    assert main(["models", "--models", str(models)]) == BAD_INPUT
    assert capsys.readouterr().err == "python -m attention_core: the file is empty\n"
    raising(ValueError("zip() argument 2 is shorter than argument 1"))
    with pytest.raises(ValueError, match="argument 2"):
        main(["models", "--models", str(models)])
    raising(KeyboardInterrupt())
    assert main(["models", "--models", str(models)]) == INTERRUPTED


def test_a_bug_shows_its_traceback_and_a_mistake_does_not(models, tmp_path):
    arguments = ("models", "--models", str(models))
    bug = run("-c", RAISING.format(error="ValueError('odd')"), *arguments, cwd=tmp_path)
    assert bug.returncode == 1
    assert "Traceback (most recent call last)" in bug.stderr
    assert "in list_models" in bug.stderr
    assert bug.stderr.endswith("ValueError: odd\n")
    mistake = run("-c", RAISING.format(error="UserError('odd')"), *arguments, cwd=tmp_path)
    assert (mistake.returncode, mistake.stderr) == (2, "python -m attention_core: odd\n")
