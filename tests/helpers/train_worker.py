"""What test_train.py runs in processes of its own: a run to be killed, a share of a batch.

python train_worker.py run FOLDER         train, saving after every update
python train_worker.py gradients FILE     gradients of this process (RANK, WORLD_SIZE)
"""

import sys
import time
from pathlib import Path

import safetensors.torch
import torch

from attention_core.config import KINDS
from attention_core.training import trainer as train
from attention_core.training.trainer import Trainer
from attention_core.utils.distributed import Process, joined_processes
from tests.helpers import tiny

CPU = torch.device("cpu")
BATCHES = (11, 4, 1)  # pairs; the last is smaller than two processes


def run(folder: Path) -> None:
    """A run slow enough to be killed in its middle, and saved all the time."""
    train.SAVE_SECONDS = -1.0
    trainer = Trainer(
        model_config=tiny.run_config(),
        config=tiny.train_config(),
        corpus=tiny.corpus(),
        folder=folder,
        process=Process(rank=0, count=1, device=CPU),
        resume=True,
    )
    learn = trainer.learn

    def slowly(examples):
        time.sleep(0.05)
        return learn(examples)

    trainer.learn = slowly
    trainer.run()


def gradients(process: Process, folder: Path) -> dict[str, torch.Tensor]:
    """Gradients, summed losses and the weights after an update, of either kind of model."""
    found = {}
    for kind in KINDS:
        trainer = Trainer(
            model_config=tiny.run_config(kind, dropout=0.0),
            config=tiny.train_config(),
            corpus=tiny.corpus(),
            folder=folder,
            process=process,
        )
        for count in BATCHES:
            trainer.gradients(trainer.examples[:count])
            for name, parameter in trainer.model.named_parameters():
                found[f"{kind}.{count}.{name}"] = parameter.grad.clone()
        for count in BATCHES:
            trainer.learn(trainer.examples[:count])
        for name, parameter in trainer.model.named_parameters():
            found[f"{kind}.after.{name}"] = parameter.detach().clone()
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    task, path = sys.argv[1], Path(sys.argv[2])
    if task == "run":
        run(path)
    else:
        with joined_processes(CPU) as process:
            found = gradients(process, path.parent)
            safetensors.torch.save_file(found, path)
