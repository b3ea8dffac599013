"""The frozen vectors that a probe reads: c of a vanilla model, the mean of all h_j, or each h_j."""

from collections.abc import Sequence
from typing import Final, Literal

import torch
from torch import Tensor

from attention_core.data.batches import batch_by_length, collate
from attention_core.model.seq2seq import Seq2Seq
from attention_core.text.tokenizer import END

Reading = Literal["fixed", "mean", "states"]
READINGS: Final[dict[str, tuple[Reading, ...]]] = {  # by kind of model
    "vanilla": ("fixed",),
    "attention": ("mean", "states"),
}
_BATCH_PIECES = 4000


@torch.inference_mode()
def read_vectors(
    *, model: Seq2Seq, sentences: Sequence[Sequence[int]], reading: Reading
) -> list[Tensor]:
    """The vectors of each sentence, [1, H] or, of the states, [J, H]; fp16 on the CPU.

    Args:
        model: in evaluation mode.
        sentences: piece ids, the end mark last.
        reading: "fixed": c of a vanilla model; "mean": of the h_j; "states": every h_j.
    """
    vectors: list[Tensor] = [torch.empty(0)] * len(sentences)
    sizes = [(len(ids),) for ids in sentences]
    for numbers in batch_by_length(sizes=sizes, most_pieces=_BATCH_PIECES):
        batch = collate([(list(sentences[k]), [END]) for k in numbers])
        source = model.encode(source=batch.source.to(model.device), lengths=batch.lengths)
        for row, number in enumerate(numbers):
            memory = source.memory[row, : len(sentences[number])]
            if reading == "fixed":
                own = source.final[row : row + 1]
            elif reading == "mean":
                own = memory.mean(dim=0, keepdim=True)
            else:
                own = memory
            vectors[number] = own.to("cpu", torch.float16).clone()
    return vectors
