"""What models, translate and train do with their parsed options; the others are in `measuring`.

Results go to standard output (JSON there alone), everything else to standard error; the exit
status is returned. Modules that need torch are imported by the command that needs them, so
that `--help` and mistakes answer at once.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from attention_core.cli.common import BAD_INPUT, open_explorer, print_json


def translate(options: argparse.Namespace) -> int:
    """Translate the sentence given, or each line of standard input."""
    from attention_core.explorer import SentenceError
    from attention_core.model.checkpoint import record

    explorer = open_explorer(options)
    status, samples = 0, list[dict[str, Any]]()
    for number, sentence in _sentences(options.text):
        try:
            trace = explorer.translate(model=options.model, sentence=sentence, beam=options.beam)
        except SentenceError as error:
            if number is None:
                raise
            # One line out for each line in, so that files stay parallel.
            print(f"standard input, line {number}: {error}", file=sys.stderr)
            print("null" if options.json else "", flush=True)
            status = BAD_INPUT
            continue
        samples.append({"source": sentence, "translation": trace.translation, "beam": options.beam})
        if options.json:
            print_json(trace.to_json())
        else:
            print(trace.translation, flush=True)
            if trace.unknown:
                print(f"not in the vocabulary: {' '.join(trace.unknown)}", file=sys.stderr)
            if trace.truncated:
                print("cut at the length limit", file=sys.stderr)
    if options.record:
        folder = options.models / options.model
        record(folder=folder, part="samples", rows=samples, key="source")
    return status


def _sentences(text: str | None) -> Iterator[tuple[int | None, str]]:
    """The sentence given, or numbered lines of standard input."""
    if text is not None:
        yield None, text
        return
    for number, line in enumerate(sys.stdin.buffer, start=1):
        yield number, line.decode("utf-8", errors="replace").rstrip("\r\n")
