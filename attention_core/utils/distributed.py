"""Distributed work: the process group that torchrun starts, and stop signals."""

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
    """This process in its process group."""

    rank: int
    count: int
    device: torch.device

    @property
    def first(self) -> bool:
        """Whether this process writes files and messages."""
        return self.rank == 0


@contextlib.contextmanager
def joined_processes(device: torch.device) -> Iterator[Process]:
    """Join the process group that torchrun started, if any, and leave it at the end."""
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


def largest(number: float, *, process: Process) -> float:
    """The largest of the numbers that all processes give.

    All processes have to stop after the same update, or the others wait for ever: of a flag this
    tells whether any process has set it.
    """
    if process.count == 1:
        return number
    numbers = torch.tensor(float(number), dtype=torch.float64, device=process.device)
    distributed.all_reduce(numbers, op=distributed.ReduceOp.MAX)
    return float(numbers)


@contextlib.contextmanager
def stop_signals(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` on SIGINT (Ctrl-C) and SIGTERM instead of their usual effect."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        act()

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
