"""The hooks of pre-commit check with the ruff that the tests check with."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_ruff_is_the_same_version_everywhere():
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    required = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    (wanted,) = re.findall(r"^(ruff==[\d.]+)\b", required, flags=re.MULTILINE)
    assert set(re.findall(r"ruff==[\d.]+", hooks)) == {wanted}
