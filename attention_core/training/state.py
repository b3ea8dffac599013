"""The progress of a training run, and the one file from which the run resumes.

The file is safetensors: weights and Adam's moments as tensors; in its metadata the progress and
the run's identity, a hash of everything that has to be the same for the run to continue as if it
had never stopped.
"""

import dataclasses
import hashlib
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from attention_core.config import ModelConfig, TrainConfig
from attention_core.data.batches import Example, Position
from attention_core.errors import UserError
from attention_core.utils.files import write_atomically

STATE = "training.safetensors"  # in the run's folder

# Fields of TrainingProgress that have another name in the file. The names in the file must stay
# as they are: with other names, older runs could not be resumed.
_STORED_NAMES = {
    "last_validation": "looked",
    "start_update": "begun",
    "earlier_runs": "earlier",
}


class ResumeError(UserError):
    """A run cannot be resumed from the state in its folder."""


@dataclasses.dataclass(kw_only=True)
class TrainingProgress:
    """How far a run has come. Mutable, unlike other records; saved with the weights."""

    update: int = 0
    pieces: int = 0  # target pieces learnt from, end marks included
    slots: int = 0  # the same with padding
    seconds: float = 0.0
    best_loss: float = math.inf  # dev, nats a piece
    best_update: int = 0
    since_best: int = 0  # validations since; the one at the end of a run is not counted
    last_validation: int = 0  # update of the last validation
    position: Position = dataclasses.field(default_factory=Position)
    budgets: list[list[int]] = dataclasses.field(default_factory=list)  # [update, updates] each
    start_update: int = 0  # updates of the model that the run started from; 0 if from none
    earlier_runs: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    def count(self, sizes: Sequence[int]) -> None:
        """Count one update.

        Args:
            sizes: target pieces of each pair of its batch.
        """
        self.update += 1
        self.pieces += sum(sizes)
        self.slots += max(sizes) * len(sizes)

    def record_budget(self, updates: int) -> None:
        """Note the budget in updates and since when it holds, unless it is the same as before."""
        if not self.budgets or self.budgets[-1][1] != updates:
            self.budgets.append([self.update, updates])

    def to_json(self) -> dict[str, Any]:
        """The fields by their names in the file."""
        fields = dataclasses.asdict(self)
        return {_STORED_NAMES.get(name, name): value for name, value in fields.items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote; a field that the file does not have yet has its default."""
        names = {stored: name for name, stored in _STORED_NAMES.items()}
        fields = {names.get(stored, stored): value for stored, value in data.items()}
        return cls(**{**fields, "position": Position(**fields["position"])})


def run_identity(
    *,
    model: ModelConfig,
    config: TrainConfig,
    examples: Sequence[Example],
    start: str | None = None,
) -> str:
    """Hash what must be the same for a run to resume: sizes, recipe and data.

    The budget may change: a run may be given more or fewer updates than at first, and from there
    the learning rate follows the new budget.

    Args:
        model: sizes.
        config: recipe.
        examples: the training data, in order.
        start: digest of the model that the run started from, if any.

    Returns:
        A SHA-256 in hexadecimal.
    """
    recipe = config.to_json()
    for name in ("updates", "evaluate_every", "patience"):
        del recipe[name]
    if not recipe["lexical_loss"]:  # came later: a run from before it is one without it
        del recipe["lexical_loss"]
    # Languages name the data, and its pieces, which are hashed below, are lower-cased or not.
    named = ("source_language", "target_language", "lowercase_source")
    sizes = {name: value for name, value in model.to_json().items() if name not in named}
    settings = [sizes, recipe]
    if start is not None:
        settings.append({"start": start})
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    for source, target in examples:
        digest.update(f"{source}{target}".encode())
    return digest.hexdigest()


def save_state(
    *,
    path: Path,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    progress: TrainingProgress,
    identity: str,
) -> None:
    """Write everything that a run resumes from, whole or not at all."""
    tensors = {f"model.{name}": tensor for name, tensor in model.state_dict().items()}
    for index, state in optimizer.state_dict()["state"].items():
        tensors |= {f"adam.{index}.{name}": tensor for name, tensor in state.items()}
    data = safetensors.torch.save(
        {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()},
        metadata={"identity": identity, "progress": json.dumps(progress.to_json())},
    )
    write_atomically(path=path, data=data)


def load_state(
    *, path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, identity: str
) -> TrainingProgress:
    """Fill model and optimizer from a file that `save_state` wrote, and return the progress.

    Raises:
        ResumeError: the file is unreadable, or of a run with other settings or other data.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, safetensors.SafetensorError) as error:
        raise ResumeError(f"{path}: cannot resume: {error}") from error
    if metadata.get("identity") != identity:
        raise ResumeError(
            f"{path}: cannot resume: this run began with other settings or other data; "
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
    return TrainingProgress.from_json(json.loads(metadata["progress"]))
