"""translate: the sentence given, or each line of standard input."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from attention_core.cli.common import (
    BAD_INPUT,
    open_explorer,
    print_json,
    read_change_option,
    record_in_card,
)
from attention_core.config import DEFAULT_BEAM, DEFAULT_MODEL
from attention_core.errors import UserError

if TYPE_CHECKING:
    from attention_core.explorer import Explorer, SentenceError
    from attention_core.interventions import ChangeError, Intervention
    from attention_core.trace import Trace


def add_translate_options(parser: argparse.ArgumentParser) -> None:
    """Options of `translate`."""
    parser.add_argument("text", nargs="?", metavar="TEXT", help="else one sentence a line of stdin")
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    parser.add_argument("--beam", type=int, default=DEFAULT_BEAM, metavar="N", help="1 is greedy")
    parser.add_argument(
        "--record", action="store_true", help="also write the translations in the model's card"
    )
    parser.add_argument(
        "--change", metavar="FILE|JSON", help="interventions: α, words, masks, a frozen c"
    )
    parser.add_argument(
        "--tree", action="store_true", help="with --json: also the tree of the beam search"
    )
    parser.add_argument("--json", action="store_true", help="the whole Trace, one object a line")
    parser.set_defaults(command=run_translate)


def run_translate(options: argparse.Namespace) -> int:
    """Print a line for each sentence, an empty one if it fails; returns the exit status."""
    from attention_core.text.cleaning_notes import cleaning_notes

    if options.tree and not options.json:
        raise UserError("--tree goes with --json")
    if options.change is not None and options.record:
        raise UserError("--record goes without --change: a card holds what the model itself writes")
    changes = read_change_option(options.change)
    given = options.text is not None
    status, samples = 0, list[dict[str, Any]]()
    results = translate_sentences(
        explorer=open_explorer(options),
        model=options.model,
        sentences=[options.text] if given else _input_lines(),
        beam=options.beam,
        changes=changes,
        tree=options.tree,
    )
    for number, result in enumerate(results, start=1):
        if isinstance(result, UserError):
            if given:
                raise result
            # One line out for each line in: the two files stay parallel.
            print(f"standard input, line {number}: {result}", file=sys.stderr)
            print("null" if options.json else "", flush=True)
            status = BAD_INPUT
            continue
        samples.append(
            {"source": result.source, "translation": result.translation, "beam": options.beam}
        )
        if options.json:
            print_json(result.to_json())
        else:
            print(result.translation, flush=True)
            if result.unknown:
                print(f"not in the vocabulary: {' '.join(result.unknown)}", file=sys.stderr)
            for note in cleaning_notes(result.source):
                print(note, file=sys.stderr)
            if result.truncated:
                print("cut at the length limit", file=sys.stderr)
    if options.record:
        record_in_card(options, part="samples", rows=samples, key="source")
    return status


def translate_sentences(
    *,
    explorer: "Explorer",
    model: str,
    sentences: Iterable[str],
    beam: int = DEFAULT_BEAM,
    changes: "Sequence[Intervention]" = (),
    tree: bool = False,
) -> "Iterator[Trace | SentenceError | ChangeError]":
    """Translate sentences one after another, each as soon as it is there.

    Args:
        explorer: has the model.
        model: its name.
        sentences: read one at a time.
        beam: hypotheses during the search.
        changes: interventions in the decoding of each sentence.
        tree: whether the Traces have the tree of the search.

    Yields:
        For each sentence its Trace, or why it cannot be translated or changed.

    Raises:
        UnknownModelError, CheckpointError: as `Explorer.load`.
    """
    from attention_core.explorer import SentenceError
    from attention_core.interventions import ChangeError

    for sentence in sentences:
        try:
            yield explorer.translate(
                model=model, sentence=sentence, beam=beam, changes=changes, tree=tree
            )
        except (SentenceError, ChangeError) as error:
            yield error


def _input_lines() -> Iterator[str]:
    """Lines of standard input, without their ends.

    A terminal is read line by line. A file or pipe is read as a whole first, so that no half of it
    is translated if the other half is no text.

    Raises:
        UserError: the input is no text.
    """
    from attention_core.text.encodings import EncodingError, decode, split_lines

    file = sys.stdin.buffer
    for data in file if file.isatty() else [file.read()]:
        try:
            text, _ = decode(data)
        except EncodingError as error:
            raise UserError(f"standard input: {error}") from error
        yield from split_lines(text)
