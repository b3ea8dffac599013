"""The command line: python -m attention_core models, translate, align, evaluate, import and others.

Arguments and exit status; each command's options and function are in the module of its name. A
mistake of a person ends with status 2 and one line. Any other exception is a bug: it shows its
traceback, and the status is 1.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from attention_core.cli.align import add_align_options
from attention_core.cli.benchmark import add_benchmark_options
from attention_core.cli.common import BAD_INPUT
from attention_core.cli.corpus import add_corpus_options
from attention_core.cli.evaluate import add_evaluate_options
from attention_core.cli.import_files import add_import_options
from attention_core.cli.models import add_models_options
from attention_core.cli.probe import add_probe_options
from attention_core.cli.train import add_train_options
from attention_core.cli.translate import add_translate_options
from attention_core.config import MODELS_FOLDER, read_folders
from attention_core.errors import UserError

INTERRUPTED = 130
COMMANDS = (  # name, help, and the function that adds the options
    ("models", "list the models", add_models_options),
    ("translate", "translate sentences", add_translate_options),
    ("align", "word links of pairs, from α", add_align_options),
    ("evaluate", "measure quality", add_evaluate_options),
    ("probe", "which words a model's vectors tell of", add_probe_options),
    ("benchmark", "measure speed and memory", add_benchmark_options),
    ("import", "alignments of other programs, into a corpus", add_import_options),
    ("corpus", "look into a corpus of alignments", add_corpus_options),
    ("train", "train a model", add_train_options),
)


class _Parser(argparse.ArgumentParser):
    """Prints an error in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = build_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the output has closed it: nothing is wrong
        return 0
    except UserError as error:
        print(f"python -m attention_core: {error}", file=sys.stderr)
        return BAD_INPUT


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each sets `command` to the function that runs it."""
    everywhere = _Parser(add_help=False)
    everywhere.add_argument("--device", default="auto", help="auto, cpu or cuda (default: auto)")
    everywhere.add_argument(
        "--models",
        type=read_folders,
        default=(MODELS_FOLDER,),
        metavar="DIR",
        help=f"folder of model folders, or several with {os.pathsep!r} between them",
    )
    parser = _Parser(prog="python -m attention_core", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    for name, summary, add_options in COMMANDS:
        add_options(commands.add_parser(name, parents=[everywhere], help=summary))
    return parser
