"""x Wᵀ + b with weights that do not change, as in decoding: the weights are packed once.

torch multiplies float32 with MKL, which reads W as it lies in memory. A search multiplies the
few rows of its beam, and for five rows oneDNN's packed layout takes a third to two thirds of the
time (tests/benchmarks/packed_linear.py). The two differ by rounding alone. For hundreds of rows
it still takes 90%, but oneDNN keeps some 0.8 MB for every number of rows that it has met, so that
only few rows are multiplied so. torch has no public name for the packed product; where its
operators are missing, or the processor is of a kind that we have not measured, the plain one is
used.
"""

import platform
from collections.abc import MutableMapping
from typing import Final

import torch
from torch import Tensor, nn
from torch.utils.weak import WeakTensorKeyDictionary

_LEAST = 2**16  # weights; the call itself costs more than the product of a smaller matrix
_ROWS = 5  # that the layout is chosen for, those of a beam; it hardly depends on it
_MOST_ROWS = 12  # of x
_AVAILABLE: Final = platform.machine() in ("x86_64", "AMD64") and all(
    hasattr(torch.ops.mkldnn, name) for name in ("_linear_pointwise", "_reorder_linear_weight")
)
_State = tuple[int, int]  # where a weight's numbers are, and how often they were changed

# Of each weight its state, and the packed copy.
_packed: MutableMapping[Tensor, tuple[_State, Tensor]] = WeakTensorKeyDictionary()


def linear(*, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """X Wᵀ + b, [..., K] to [..., N].

    Packed only in inference mode, for few rows on a processor, in float32. Weights that are
    changed in place afterwards are packed again.

    Args:
        x: [..., K].
        weight: [N, K], a parameter; its packed copy takes as much memory as it does.
        bias: [N].
    """
    if not _is_packed(x=x, weight=weight):
        return nn.functional.linear(x, weight, bias)
    product: Tensor = torch.ops.mkldnn._linear_pointwise(
        x, _packed_copy(weight), bias, "none", [], ""
    )
    return product


def _is_packed(*, x: Tensor, weight: Tensor) -> bool:
    return (
        _AVAILABLE
        and torch.is_inference_mode_enabled()
        and weight.numel() >= _LEAST
        and x.numel() <= _MOST_ROWS * x.shape[-1]
        and x.device.type == weight.device.type == "cpu"
        and x.dtype == weight.dtype == torch.float32
        and not weight.is_inference()  # such a tensor does not count its changes
        and not torch.is_autocast_enabled("cpu")
    )


def _packed_copy(weight: Tensor) -> Tensor:
    state: _State = (weight.data_ptr(), weight._version)
    known = _packed.get(weight)
    if known is None or known[0] != state:
        known = (state, torch.ops.mkldnn._reorder_linear_weight(weight, _ROWS))
        _packed[weight] = known
    return known[1]
