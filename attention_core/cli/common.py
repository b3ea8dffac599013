"""What several commands use: options, progress, and printing results.

Results go to standard output, with `--json` nothing else does; messages go to standard error. A
function imports the modules that need torch or numpy itself, so that `--help` and errors in the
options appear at once.
"""

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attention_core.errors import UserError
from attention_core.utils.json_values import Row

if TYPE_CHECKING:
    from attention_core.alignment.extraction import Rule
    from attention_core.data.columns import Columns
    from attention_core.explorer import Explorer
    from attention_core.interventions import Intervention

BAD_INPUT = 2  # exit status of a UserError
DEFAULT_THRESHOLD = 0.2  # weight from which on a source word is linked to a target word


def open_explorer(options: argparse.Namespace) -> "Explorer":
    """The models of the folder and on the device that the options name."""
    from attention_core.explorer import Explorer

    return Explorer(models=options.models, device=options.device)


def record_in_card(
    options: argparse.Namespace, *, part: str, rows: Sequence[Row], key: str
) -> None:
    """Write rows into a part of the card of the model that the options name; see `record`."""
    from attention_core.model.checkpoint import record

    record(folder=open_explorer(options).folder(options.model), part=part, rows=rows, key=key)


def print_json(data: object, *, indent: int | None = None) -> None:
    """JSON on standard output: one line, or indented for people to read."""
    print(json.dumps(data, ensure_ascii=False, indent=indent), flush=True)


def add_threads_option(parser: argparse.ArgumentParser) -> None:
    """Add --threads, which `use_threads` reads."""
    parser.add_argument("--threads", type=int, help="processor threads (default: torch's choice)")


def add_link_options(parser: argparse.ArgumentParser) -> None:
    """Add --rule and --threshold, which `link_rule` reads."""
    parser.add_argument("--rule", choices=("argmax", "threshold"), help="α to links: argmax")
    parser.add_argument(
        "--threshold",
        type=float,
        metavar="X",
        help=f"least α of a link (default: {DEFAULT_THRESHOLD})",
    )


def add_columns_option(parser: argparse.ArgumentParser) -> None:
    """Add --columns, which `read_columns_option` reads."""
    parser.add_argument(
        "--columns", metavar="S,T", help="columns of source and target, such as 2,4 (default: 1,2)"
    )


def read_columns_option(options: argparse.Namespace) -> "Columns | None":
    """The columns of --columns; None if it is not given.

    Raises:
        DataError: they are no two columns.
    """
    from attention_core.data.columns import parse_columns

    return None if options.columns is None else parse_columns(options.columns)


def print_notes(path: Path, *, notes: Iterable[str]) -> None:
    """Print how a file was read, on standard error."""
    for note in notes:
        print(f"{path}: {note}", file=sys.stderr)


def read_change_option(argument: str | None) -> "tuple[Intervention, ...]":
    """The changes of --change: JSON itself if it begins as a list does, else a file of it.

    Raises:
        UserError: the file cannot be read, or its changes are impossible.
    """
    from attention_core.interventions import parse_changes

    if argument is None:
        return ()
    if argument.lstrip().startswith("["):
        return parse_changes(argument)
    try:
        text = Path(argument).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{argument} is not text in UTF-8") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"cannot read the changes in {argument[:80]}: {reason}") from error
    return parse_changes(text)


def use_threads(options: argparse.Namespace) -> None:
    """Set the number of processor threads, if the options name one.

    Raises:
        UserError: it is less than one.
    """
    import torch

    if options.threads is None:
        return
    if options.threads < 1:
        raise UserError(f"--threads is {options.threads}, less than 1")
    torch.set_num_threads(options.threads)


def link_rule(options: argparse.Namespace) -> "Rule":
    """How weights become links, from --rule and --threshold.

    Raises:
        UserError: a threshold without its rule, or out of range.
    """
    from attention_core.alignment.extraction import Rule

    if options.rule == "threshold":
        threshold = DEFAULT_THRESHOLD if options.threshold is None else options.threshold
        return Rule(threshold=threshold)
    if options.threshold is not None:
        raise UserError("--threshold goes with --rule threshold")
    return Rule()


@contextlib.contextmanager
def progress_bar(
    *, total: int | None, start: int = 0, shown: bool = True
) -> Iterator[Callable[[int], None]]:
    """A progress bar over pairs.

    Yields:
        A function that takes the number of pairs done so far.
    """
    from tqdm import tqdm

    with tqdm(total=total, initial=start, unit="pair", desc="aligning", disable=not shown) as bar:
        yield lambda count: bar.update(count - bar.n)
