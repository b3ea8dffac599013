"""Where tensors live: `auto`, `cpu` or `cuda`."""

import torch

DEVICES = ("auto", "cpu", "cuda")


class DeviceError(ValueError):
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
