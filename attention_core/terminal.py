"""The terminal: what all commands share in reading their options and printing their results."""

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_core.explorer import Explorer

BAD_INPUT = 2  # exit status of what a person got wrong


def open_explorer(options: argparse.Namespace) -> "Explorer":
    """The models of the folder and on the device that the options name."""
    from attention_core.explorer import Explorer

    return Explorer(models=options.models, device=options.device)


def print_json(data: object, *, indent: int | None = None) -> None:
    """JSON on standard output: one line, or for people to read if `indent` is given."""
    print(json.dumps(data, ensure_ascii=False, indent=indent), flush=True)


def use_threads(options: argparse.Namespace) -> None:
    """As many processor threads as the options ask for, if they do.

    Raises:
        ValueError: less than one.
    """
    import torch

    if options.threads is None:
        return
    if options.threads < 1:
        raise ValueError(f"--threads is {options.threads}, less than 1")
    torch.set_num_threads(options.threads)
