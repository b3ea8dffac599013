"""What the tests of several commands use."""

from pathlib import Path

import pytest

from tests.helpers import tiny


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{p.source}\t{p.target}\n" for p in tiny.PAIRS), encoding="utf-8")
    return path
