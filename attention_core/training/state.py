"""How far a training run has come, and the one file from which it goes on.

The file is safetensors: weights, Adam's moments, and in its metadata the progress and a hash
of everything that has to be the same for the run to continue as if it had never stopped.
"""

import dataclasses
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from attention_core.data.batches import Position
from attention_core.errors import UserError
from attention_core.utils.files import write_atomically

STATE = "training.safetensors"  # beside the model folder's files


class ResumeError(UserError):
    """A run cannot go on from what is in its folder."""


@dataclasses.dataclass(kw_only=True)
class TrainingProgress:
    """How far a run has come. The one mutable record; saved with the weights."""

    update: int = 0
    pieces: int = 0  # target pieces learnt from, end marks included
    slots: int = 0  # the same with padding
    seconds: float = 0.0
    best_loss: float = math.inf  # dev, nats a piece
    best_update: int = 0
    since_best: int = 0  # looks at the dev set since, but for those at the end of a run
    looked: int = 0  # update of the last look
    position: Position = dataclasses.field(default_factory=Position)
    budgets: list[list[int]] = dataclasses.field(default_factory=list)  # [update, updates] each
    begun: int = 0  # the update before the first of this run: 0, or where it took over a model
    earlier: list[dict[str, Any]] = dataclasses.field(default_factory=list)  # runs before it

    def count(self, sizes: Sequence[int]) -> None:
        """One more update, on targets of so many pieces each."""
        self.update += 1
        self.pieces += sum(sizes)
        self.slots += max(sizes) * len(sizes)

    def allow(self, updates: int) -> None:
        """Note the budget, if it is another than before."""
        if not self.budgets or self.budgets[-1][1] != updates:
            self.budgets.append([self.update, updates])


def save_state(
    *,
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    progress: TrainingProgress,
    identity: str,
) -> None:
    """Write everything to go on from, whole or not at all."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": tensor for name, tensor in state.items()}
    data = safetensors.torch.save(
        {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()},
        metadata={"identity": identity, "progress": json.dumps(dataclasses.asdict(progress))},
    )
    write_atomically(path=path, data=data)


def load_state(
    *, path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, identity: str
) -> TrainingProgress:
    """Fill model and optimizer from a file that `save_state` wrote.

    Raises:
        ResumeError: it is unreadable, or of another configuration or other data.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            about = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, safetensors.SafetensorError) as error:
        raise ResumeError(f"{path}: cannot resume: {error}") from error
    if about.get("identity") != identity:
        raise ResumeError(
            f"{path}: cannot resume: this run was begun with other settings or other data; "
            "give the same ones, or train into a new folder"
        )
    state: dict[int, dict[str, Tensor]] = {}
    weights: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        kind, _, rest = name.partition(".")
        if kind == "model":
            weights[rest] = tensor
        else:
            index, _, field = rest.partition(".")
            state.setdefault(int(index), {})[field] = tensor
    model.load_state_dict(weights)
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
    saved = json.loads(about["progress"])
    return TrainingProgress(**{**saved, "position": Position(**saved["position"])})
