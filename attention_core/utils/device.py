"""Where tensors live, `auto`, `cpu` or `cuda`, and how many processor threads one sum gets."""

import os

import torch

from attention_core.errors import UserError

DEVICES = ("auto", "cpu", "cuda")


class DeviceError(UserError):
    """The device asked for is not on this machine."""


def resolve_device(name: str) -> torch.device:
    """The device of that name; `auto` is CUDA where there is one, else the CPU.

    Raises:
        DeviceError: an unknown name, or `cuda` on a machine without.
    """
    if name not in DEVICES:
        raise DeviceError(f"unknown device {name!r}: expected one of {', '.join(DEVICES)}")
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("no CUDA device on this machine: use --device cpu or auto")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def share_processor() -> None:
    """One processor thread for each computation, unless OMP_NUM_THREADS says how many.

    A step of the decoder is over in a fraction of a millisecond. Threads that divide it wait for
    each other at every sum, awake: with the processor to themselves two take two thirds of the
    time of one, beside other people's work nine times as long.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(1)
