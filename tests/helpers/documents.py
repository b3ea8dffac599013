"""The documents that people read, whose links and commands the tests follow."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "assets/models/README.md",
    "tests/benchmarks/README.md",
    ".github/CONTRIBUTING.md",
)


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")
