"""models: list every model folder, each verified byte by byte."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import open_explorer, print_json
from attention_core.config import write_folders
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.explorer import Explorer


def add_models_options(parser: argparse.ArgumentParser) -> None:
    """Options of `models`."""
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.set_defaults(command=run_models)


def run_models(options: argparse.Namespace) -> int:
    """Print every model folder; returns the exit status."""
    rows = list_models(open_explorer(options))
    if options.json:
        print_json(rows, indent=2)
        return 0
    for row in rows:
        if "fault" in row:
            print(f"{row['name']:16} cannot be used: {row['fault']}")
        else:
            size = f"{row['bytes'] / 1e6:6.1f} MB"
            print(
                f"{row['name']:16} {row['kind']:10} {row['languages']:6} {size}  {row['digest']}  "
                + _quality(row)
            )
    if not rows:
        print(f"no models in {write_folders(options.models)}", file=sys.stderr)
    return 0


def list_models(explorer: "Explorer") -> list[dict[str, Any]]:
    """Read every byte of every model.

    Returns:
        JSON objects: name, kind, languages, size in bytes, digest, and the "dev" and "test" of the
        card; of a model that cannot be used, its name and what is wrong.
    """
    rows: list[dict[str, Any]] = []
    for name in [info.name for info in explorer.models()]:
        try:
            explorer.load(name)
        except UserError as error:
            rows.append({"name": name, "fault": str(error)})
            continue
        info = next(info for info in explorer.models() if info.name == name)
        rows.append(
            {
                "name": name,
                "kind": info.kind,
                "languages": str(info.card.languages),
                "bytes": info.size,
                "digest": info.digest,
                "dev": info.card.document.get("dev", {}),
                "test": info.card.document.get("test", []),
            }
        )
    return rows


def _quality(row: dict[str, Any]) -> str:
    """BLEU on the dev set and on each test file, where the card has it."""
    from attention_core.model.card import ModelCard

    scores = [
        f"{Path(scores.test).stem} {scores.bleu:.1f}"
        for scores in ModelCard.from_json(row).scores
        if scores.bleu is not None
    ]
    return "BLEU " + ", ".join(scores) if scores else ""
