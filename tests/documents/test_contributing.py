"""CONTRIBUTING shows the layers of the import contract; the hooks use the ruff of the tests."""

import re
import tomllib

from tests.helpers.documents import read


def test_the_layers_are_those_of_the_contract():
    """Highest first; a row names the packages that share a layer."""
    contract = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    (layers,) = (row["layers"] for row in contract if row["id"] == "layers")
    wanted = [set(re.findall(r"(?:attention_core\.)?(\w+)", layer)) for layer in layers]
    _, table = read(".github/CONTRIBUTING.md").split(
        "| layer, highest first | holds |\n|---|---|\n"
    )
    rows = table.partition("\n\n")[0].splitlines()
    assert [set(re.findall(r"`(\w+)`", row.split("|")[1])) for row in rows] == wanted


def test_ruff_is_the_same_version_everywhere():
    (wanted,) = re.findall(r"^(ruff==[\d.]+)\b", read("requirements-dev.txt"), flags=re.MULTILINE)
    assert set(re.findall(r"ruff==[\d.]+", read(".pre-commit-config.yaml"))) == {wanted}
