"""The count of multiply-adds, against torch's own count of what it runs."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from attention_core.data.batches import collate
from attention_core.model.flops import multiply_adds
from tests.helpers import tiny


def counted(model, batch):
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(batch)
    return counter.get_total_flops() / 2


@pytest.mark.parametrize(
    "sizes",
    [{"readout": 0, "told": False}, {"told": False}, *tiny.OPTIONS.values()],
    ids=["tied", "untold", *tiny.OPTIONS],
)
@pytest.mark.parametrize("kind", ["attention", "vanilla"])
def test_a_target_piece_costs_what_torch_counts(kind, sizes):
    """Over batches that differ in the target alone, so that the encoder drops out."""
    config = tiny.model_config(kind, **sizes)
    model = tiny.tiny_model(config).train()
    j = 5
    few, many = (
        counted(model, collate([([*[4] * (j - 1), 3], [*[5] * (i - 1), 3])])) for i in (4, 9)
    )
    found = multiply_adds(config)
    each = found.target_piece + j * found.weight
    # What torch does not see: v · tanh(…), no product of matrices.
    unseen = j * config.attention if kind == "attention" else 0
    assert (many - few) / 5 == each - unseen


def test_learning_takes_three_passes_over_every_pair():
    config = tiny.model_config("attention")
    found = multiply_adds(config)
    pairs = [([1] * 3, [1] * 4), ([1] * 6, [1] * 2)]
    forward = 9 * found.source_piece + 6 * found.target_piece + (12 + 12) * found.weight
    assert found.training(pairs) == 3 * forward


def test_vanilla_has_no_weights_to_make():
    attention, vanilla = (
        multiply_adds(tiny.model_config(kind)) for kind in ("attention", "vanilla")
    )
    assert vanilla.weight == 0
    assert vanilla.source_piece < attention.source_piece
    assert vanilla.target_piece < attention.target_piece
