"""import: files of alignments that other programs wrote, into a corpus."""

import argparse
import dataclasses
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from attention_core.cli.align_corpus import add_line_file_options
from attention_core.cli.common import print_json

if TYPE_CHECKING:
    from attention_core.aligned_corpus.importing import Imported
    from attention_core.formats.recognition import Recognised

_MARKS = ("none", "@@", "▁", "##", "Ġ")
_ENDS = ("by shape", "present", "absent")


def add_import_options(parser: argparse.ArgumentParser) -> None:
    """Options of `import`."""
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help="files that belong together"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the new corpus")
    add_line_file_options(parser)
    parser.add_argument("--skip-bad", action="store_true", help="leave bad blocks out")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted import")
    parser.add_argument(
        "--transposed",
        action=argparse.BooleanOptionalAction,
        help="whether rows are source tokens (default: recognised)",
    )
    for side in ("source", "target"):
        parser.add_argument(f"--{side}-marks", choices=_MARKS, help="subword marks (recognised)")
        parser.add_argument(
            f"--{side}-end",
            choices=_ENDS,
            help="whether the matrix has the end mark (default: by shape)",
        )
    parser.add_argument("--json", action="store_true", help="what was read, as JSON")
    parser.set_defaults(command=run_import)


def run_import(options: argparse.Namespace) -> int:
    """Write a corpus; returns the exit status."""
    from tqdm import tqdm

    from attention_core.aligned_corpus.importing import import_corpus
    from attention_core.aligned_corpus.line_files import LineFiles
    from attention_core.formats.recognition import recognise

    recognised = recognise(options.files)
    names = ("transposed", "source_marks", "target_marks", "source_end", "target_end")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    recognised = dataclasses.replace(
        recognised, reading=dataclasses.replace(recognised.reading, **given)
    )
    with tqdm(unit="sentence", desc="importing", disable=None) as bar:
        imported = import_corpus(
            recognised=recognised,
            folder=options.out,
            beside=LineFiles(references=options.references, gold=options.gold),
            skip_bad=options.skip_bad,
            resume=options.resume,
            done=lambda count: bar.update(count - bar.n),
        )
    _report(imported, recognised=recognised, as_json=options.json)
    return 0


def _report(imported: "Imported", *, recognised: "Recognised", as_json: bool) -> None:
    reading = dataclasses.asdict(recognised.reading)
    if as_json:
        print_json(
            {
                "format": recognised.format.name,
                "reading": reading,
                "sentences": imported.sentences,
                "bad": [dataclasses.asdict(block) for block in imported.bad],
                "bad_count": imported.bad_count,
                "warned": imported.warned,
            }
        )
        return
    print(f"format: {recognised.format.name}")
    print("read as: " + ", ".join(f"{name} {value}" for name, value in reading.items()))
    print(f"sentences: {imported.sentences}")
    if imported.warned:
        print(f"with a warning: {imported.warned} (corpus query DIR 'warning != \"\"')")
    for block in imported.bad:
        print(f"left out: line {block.line}: {block.reason}", file=sys.stderr)
