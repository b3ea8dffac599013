"""Several processes that train together: DistributedDataParallel, as torchrun starts it."""

import contextlib
import dataclasses
import os
from collections.abc import Iterator

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
