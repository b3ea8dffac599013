"""The command line: python -m attention_core models, translate, align, evaluate, train, benchmark.

Arguments and exit status; what the commands do is in `commands`. What a person can get wrong
ends with status 2 and one line that says so.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from attention_core.cli.align import align
from attention_core.cli.benchmark import benchmark
from attention_core.cli.common import BAD_INPUT, DEFAULT_THRESHOLD
from attention_core.cli.evaluate import evaluate
from attention_core.cli.models import models
from attention_core.cli.train import train
from attention_core.cli.translate import translate
from attention_core.config import (
    DEFAULT_BEAM,
    DEFAULT_MODEL,
    KINDS,
    MODELS_FOLDER,
    ModelConfig,
    TrainConfig,
)
from attention_core.errors import UserError

INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

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
        sys.stderr.close()  # whoever read our output has had enough
        return 0
    except UserError as error:
        print(f"python -m attention_core: {error}", file=sys.stderr)
        return BAD_INPUT


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands; each sets `command` to the function that runs it."""
    everywhere = _Parser(add_help=False)
    everywhere.add_argument("--device", default="auto", help="auto, cpu or cuda (default: auto)")
    everywhere.add_argument(
        "--models", type=Path, default=MODELS_FOLDER, metavar="DIR", help="folder of model folders"
    )
    parser = _Parser(prog="python -m attention_core", description=__doc__.splitlines()[0])
    added = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    models_options = added.add_parser("models", parents=[everywhere], help="list the models")
    models_options.add_argument("--json", action="store_true", help="as JSON")
    models_options.set_defaults(command=models)

    translate_options = added.add_parser("translate", parents=[everywhere], help="English to Hindi")
    translate_options.add_argument(
        "text", nargs="?", metavar="TEXT", help="else one sentence a line of stdin"
    )
    translate_options.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    translate_options.add_argument(
        "--beam", type=int, default=DEFAULT_BEAM, metavar="N", help="1 is greedy"
    )
    translate_options.add_argument(
        "--record", action="store_true", help="also write the translations in the model's card"
    )
    translate_options.add_argument(
        "--json", action="store_true", help="the whole Trace, one object a line"
    )
    translate_options.set_defaults(command=translate)

    linking = _Parser(add_help=False)
    linking.add_argument("--rule", choices=("argmax", "threshold"), help="α to links: argmax")
    linking.add_argument(
        "--threshold",
        type=float,
        metavar="X",
        help=f"least α of a link (default: {DEFAULT_THRESHOLD})",
    )

    align_options = added.add_parser(
        "align", parents=[everywhere, linking], help="word links of pairs, from α"
    )
    align_options.add_argument(
        "--weights",
        choices=("alpha", "posterior"),
        default="alpha",
        help="what links are made from: α, or what is known of j once y_i is there",
    )
    align_options.add_argument(
        "--pairs", type=Path, required=True, metavar="FILE", help="pairs, TSV"
    )
    align_options.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    align_options.add_argument("--format", choices=("pharaoh", "json"), default="pharaoh")
    align_options.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
    align_options.add_argument(
        "--resume", action="store_true", help="go on with a part of --output"
    )
    align_options.set_defaults(command=align)

    evaluate_options = added.add_parser(
        "evaluate", parents=[everywhere, linking], help="measure quality"
    )
    measured = evaluate_options.add_mutually_exclusive_group(required=True)
    measured.add_argument("--test", type=Path, metavar="FILE", help="pairs, TSV: BLEU, chrF++")
    measured.add_argument("--gold", type=Path, metavar="FILE", help="pairs with links, TSV: AER")
    measured.add_argument(
        "--links", type=Path, metavar="FILE", help="pairs with trusted links, TSV: correctness"
    )
    evaluate_options.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    evaluate_options.add_argument("--against", metavar="M", help="compare with this model, too")
    evaluate_options.add_argument(
        "--beam", type=int, metavar="N", help=f"1 is greedy (default: {DEFAULT_BEAM})"
    )
    evaluate_options.add_argument("--json", action="store_true", help="as JSON")
    evaluate_options.add_argument(
        "--output", type=Path, metavar="FILE", help="write the translations here"
    )
    evaluate_options.add_argument(
        "--record", action="store_true", help="also write it in the model's card"
    )
    evaluate_options.set_defaults(command=evaluate)

    benchmark_options = added.add_parser(
        "benchmark", parents=[everywhere], help="measure speed and memory"
    )
    benchmark_options.add_argument("--model", default=DEFAULT_MODEL, metavar="M")
    benchmark_options.add_argument(
        "--threads", type=int, help="processor threads (default: torch's choice)"
    )
    benchmark_options.add_argument("--json", action="store_true", help="as JSON")
    benchmark_options.set_defaults(command=benchmark)

    train_options = added.add_parser("train", parents=[everywhere], help="train a model")
    train_options.add_argument("--arch", choices=KINDS, required=True)
    train_options.add_argument("--train", nargs="+", required=True, metavar="FILE[:WEIGHT]")
    train_options.add_argument("--dev", type=Path, required=True, metavar="FILE")
    train_options.add_argument(
        "--swap", action="store_true", help="learn the way back, Hindi to English"
    )
    train_options.add_argument(
        "--held-out",
        action="append",
        default=[],
        metavar="FILE:N",
        help="N pairs of a training file, drawn by the seed, join the dev pairs instead",
    )
    train_options.add_argument(
        "--links", type=Path, metavar="FILE", help="pairs with trusted links: how often α is right"
    )
    train_options.add_argument(
        "--sentences", type=Path, metavar="FILE", help="one a line: kept at each look at dev"
    )
    train_options.add_argument("--out", type=Path, required=True, metavar="DIR")
    train_options.add_argument("--resume", action="store_true", help="go on from what is in DIR")
    train_options.add_argument(
        "--start", type=Path, metavar="MODEL", help="begin with the weights in this model folder"
    )
    train_options.add_argument("--minutes", type=float, help="stop after so long; --resume goes on")
    train_options.add_argument(
        "--threads", type=int, help="processor threads (default: torch's choice)"
    )
    train_options.add_argument("--tokenizers", type=Path, metavar="DIR", help="use its *.spm files")
    train_options.add_argument(
        "--licences", type=Path, metavar="FILE", help="JSON, for the model card"
    )
    for config in (ModelConfig, TrainConfig):
        for field in dataclasses.fields(config):
            option = "--" + field.name.replace("_", "-")
            if field.type is bool:
                train_options.add_argument(
                    option,
                    action=argparse.BooleanOptionalAction,
                    default=field.default,
                    help=f"default: {'yes' if field.default else 'no'}",
                )
            elif field.type in (int, float) and field.default is not dataclasses.MISSING:
                train_options.add_argument(
                    option,
                    type=field.type,
                    default=field.default,
                    help=f"default: {field.default}",
                )
    train_options.set_defaults(command=train)
    return parser
