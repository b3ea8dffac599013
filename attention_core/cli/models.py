"""models: list every model folder, each verified byte by byte."""

import argparse
import sys
from pathlib import Path
from typing import Any

from attention_core.cli.common import open_explorer, print_json
from attention_core.errors import UserError


def models(options: argparse.Namespace) -> int:
    """List every model folder, each verified byte by byte."""
    explorer = open_explorer(options)
    rows: list[dict[str, Any]] = []
    for name in [info.name for info in explorer.models()]:
        try:
            explorer.load(name)  # finds the faults that only reading every byte can show
        except UserError as error:
            rows.append({"name": name, "fault": str(error)})
            continue
        info = next(info for info in explorer.models() if info.name == name)
        rows.append(
            {
                "name": name,
                "kind": info.kind,
                "bytes": info.size,
                "digest": info.digest,
                "dev": info.card.get("dev", {}),
                "test": info.card.get("test", []),
            }
        )
    if options.json:
        print_json(rows, indent=2)
        return 0
    for row in rows:
        if "fault" in row:
            print(f"{row['name']:16} cannot be used: {row['fault']}")
        else:
            print(
                f"{row['name']:16} {row['kind']:10} {row['bytes'] / 1e6:6.1f} MB  {row['digest']}  "
                + _quality(row)
            )
    if not rows:
        print(f"no models in {options.models}", file=sys.stderr)
    return 0


def _quality(row: dict[str, Any]) -> str:
    scores = [("dev", row["dev"].get("bleu"))] if row["dev"] else []
    scores += [(Path(test["test"]).stem, test["bleu"]) for test in row["test"]]
    return "BLEU " + ", ".join(f"{name} {bleu:.1f}" for name, bleu in scores) if scores else ""
