"""README can be read in five minutes, and its Python runs and prints what it shows."""

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import pytest

from attention_core.explorer import Explorer

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
MODELS = ROOT / "assets" / "models"
ROW = re.compile(r"(\S+) ← (\S+) (\d\.\d\d)")


def block(language: str) -> str:
    """The one code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    return found


def rows(printed: str) -> list[tuple[str, str, float]]:
    """Hindi word, English word, weight; everything but the last line has this form."""
    *lines, _ = printed.splitlines()
    matches = [ROW.fullmatch(line) for line in lines]
    assert all(matches), lines
    return [(match[1], match[2], float(match[3])) for match in matches if match]


@pytest.fixture(scope="module")
def ran() -> tuple[str, dict]:
    """What the Python of README prints, and its variables afterwards."""
    if not any(MODELS.glob("*/card.json")):
        pytest.skip("no models came with this checkout")
    variables: dict = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(block("python"), "README.md", "exec"), variables)
    return printed.getvalue(), variables


def test_readme_is_short():
    assert len(TEXT.splitlines()) <= 120


def test_its_python_is_about_six_lines():
    statements = [line for line in block("python").splitlines() if line.strip()]
    assert 5 <= len(statements) <= 8


def test_its_python_prints_what_stands_below_it(ran):
    """Words exactly; weights within the rounding that another processor may cause."""
    printed, _ = ran
    shown = block("text")
    assert [row[:2] for row in rows(printed)] == [row[:2] for row in rows(shown)]
    weights = [[row[2] for row in rows(text)] for text in (printed, shown)]
    assert weights[0] == pytest.approx(weights[1], abs=0.011)
    assert printed.splitlines()[-1] == shown.splitlines()[-1]


def test_what_it_prints_is_the_trace(ran):
    printed, variables = ran
    trace = variables["trace"]
    alpha = np.array(trace.to_json()["word_alpha"])
    assert trace.translation == " ".join(row[0] for row in rows(printed)[:-2]) + "।"
    assert [row[0] for row in rows(printed)] == trace.to_json()["target_words"]
    words = [trace.to_json()["source_words"][j] for j in alpha.argmax(axis=1)]
    assert [row[1] for row in rows(printed)] == words
    assert [row[2] for row in rows(printed)] == [round(float(w), 2) for w in alpha.max(axis=1)]


def test_the_posterior_it_prints_is_over_pieces_and_sums_to_one(ran):
    printed, variables = ran
    trace = variables["trace"]
    posterior = Explorer(models=MODELS).posterior(trace)
    assert printed.splitlines()[-1] == str(posterior.shape)
    assert posterior.shape == (len(trace.target_pieces), len(trace.source_pieces))
    assert isinstance(posterior, np.ndarray)
    assert posterior.sum(axis=1) == pytest.approx(np.ones(len(posterior)), abs=1e-5)
