"""The device of tensors (`auto`, `cpu` or `cuda`), and the number of processor threads."""

import os

import torch

from attention_core.errors import UserError

DEVICES = ("auto", "cpu", "cuda")


class DeviceError(UserError):
    """The device name is unknown, or this machine has no such device."""


def resolve_device(name: str) -> torch.device:
    """The device of that name; `auto` is CUDA if available, otherwise the CPU.

    Raises:
        DeviceError: the name is unknown, or it is `cuda` on a machine without a CUDA device.
    """
    if name not in DEVICES:
        raise DeviceError(f"unknown device {name!r}: expected one of {', '.join(DEVICES)}")
    if name == "cuda" and not torch.cuda.is_available():
        raise DeviceError("no CUDA device on this machine: use --device cpu or auto")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


def multiplies_fast_in_bfloat16(device: torch.device) -> bool:
    """Whether it is a processor that multiplies bfloat16 twice as fast as float32.

    Others take longer, since every product is converted first. A CUDA device has TF32.
    """
    return device.type == "cpu" and torch.cpu.get_capabilities().get("avx512_bf16", False) is True


def share_processor() -> None:
    """Use one processor thread per computation, unless OMP_NUM_THREADS sets the number.

    A decoder step takes a fraction of a millisecond, and threads that share it busy-wait for each
    other at every sum. On an idle processor two threads take two thirds of the time of one; on a
    busy one, nine times as long.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(1)
