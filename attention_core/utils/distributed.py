"""Processes: several that train together, as torchrun starts them, and how they are stopped."""

import contextlib
import dataclasses
import os
import signal
from collections.abc import Callable, Iterator
from types import FrameType

import torch
from torch import distributed


@dataclasses.dataclass(frozen=True, kw_only=True)
class Process:
    """This process among all that train together."""

    rank: int
    count: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this is the one that writes files and talks."""
        return self.rank == 0


@contextlib.contextmanager
def joined_processes(device: torch.device) -> Iterator[Process]:
    """Join the group that torchrun made, if it did; leave it at the end."""
    if "WORLD_SIZE" not in os.environ:
        yield Process(rank=0, count=1, device=device)
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield Process(
            rank=distributed.get_rank(), count=distributed.get_world_size(), device=device
        )
    finally:
        distributed.destroy_process_group()


@contextlib.contextmanager
def stop_signals(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on Ctrl-C and on a polite kill, in place of what they do otherwise."""

    def called(_number: int, _frame: FrameType | None) -> None:
        act()

    before = {number: signal.signal(number, called) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
