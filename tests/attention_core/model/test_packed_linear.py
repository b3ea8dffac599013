"""Packed weights give what plain ones give, and follow every change of the weights."""

import threading

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.model import packed_linear
from attention_core.model.packed_linear import linear

# What differs by rounding alone: 64 bits have nothing to round at this size.
NEAR = {"rtol": 1e-5, "atol": 1e-5}


def weight_of(outputs=400, inputs=200, seed=0):
    draw = torch.Generator().manual_seed(seed)
    return torch.nn.Parameter(torch.randn(outputs, inputs, generator=draw) / inputs**0.5)


def exact(x, weight, bias=None):
    return torch.nn.functional.linear(
        x.double(), weight.double(), None if bias is None else bias.double()
    ).float()


@pytest.fixture
def packings(monkeypatch):
    """The weights that are packed, one entry for each time."""
    made = []
    copy = packed_linear._packed_copy

    def counted(weight):
        before = packed_linear._packed.get(weight)
        packed = copy(weight)
        if packed_linear._packed.get(weight) is not before:
            made.append(weight)
        return packed

    monkeypatch.setattr(packed_linear, "_packed_copy", counted)
    return made


@settings(deadline=None)
@given(
    rows=st.sampled_from([(0,), (1,), (5,), (33,), (2, 3), (1, 1, 4)]),
    outputs=st.integers(300, 500),
    inputs=st.integers(220, 300),
    with_bias=st.booleans(),
    seed=st.integers(0, 2**16),
)
def test_any_product_is_the_plain_one(rows, outputs, inputs, with_bias, seed):
    weight = weight_of(outputs, inputs, seed)
    draw = torch.Generator().manual_seed(seed + 1)
    x = torch.randn(*rows, inputs, generator=draw)
    bias = torch.randn(outputs, generator=draw) if with_bias else None
    with torch.inference_mode():
        product = linear(x=x, weight=weight, bias=bias)
    assert product.shape == (*rows, outputs)
    torch.testing.assert_close(product, exact(x, weight, bias), **NEAR)


@pytest.mark.skipif(not packed_linear._AVAILABLE, reason="this processor has the plain product")
class TestPacking:
    def test_a_weight_is_packed_once(self, packings):
        weight, x = weight_of(), torch.ones(5, 200)
        with torch.inference_mode():
            for _ in range(3):
                linear(x=x, weight=weight)
        assert len(packings) == 1

    @pytest.mark.parametrize("change", ["in place", "other numbers", "optimizer", "state"])
    def test_a_changed_weight_is_packed_again(self, packings, change):
        weight, x = weight_of(), torch.ones(5, 200)
        with torch.inference_mode():
            linear(x=x, weight=weight)
        if change == "in place":
            with torch.no_grad():
                weight.mul_(2)
        elif change == "other numbers":
            weight.data = weight_of(seed=1).data
        elif change == "optimizer":
            linear(x=x, weight=weight).sum().backward()
            torch.optim.Adam([weight], lr=0.1).step()
        else:
            layer = torch.nn.Linear(200, 400, bias=False)
            layer.weight = weight
            layer.load_state_dict({"weight": weight_of(seed=2).data})
        with torch.inference_mode():
            torch.testing.assert_close(linear(x=x, weight=weight), exact(x, weight), **NEAR)
        assert len(packings) == 2

    def test_a_packed_copy_goes_with_its_weight(self, packings):
        weight = weight_of()
        with torch.inference_mode():
            linear(x=torch.ones(5, 200), weight=weight)
        before = len(packed_linear._packed)
        packings.clear()
        del weight
        assert len(packed_linear._packed) == before - 1

    def test_training_other_numbers_and_many_rows_are_left_alone(self, packings):
        weight, x = weight_of(), torch.ones(5, 200)
        linear(x=x, weight=weight).sum().backward()
        torch.testing.assert_close(weight.grad, torch.full_like(weight, 5))
        with torch.inference_mode():
            linear(x=x.double(), weight=weight.double())
            with torch.autocast("cpu", dtype=torch.bfloat16):
                assert linear(x=x, weight=weight).dtype == torch.bfloat16
            linear(x=torch.ones(5, 2), weight=weight_of(4, 2))
            linear(x=torch.ones(13, 200), weight=weight)  # oneDNN would keep memory for 13 rows
            linear(x=torch.ones(2, 7, 200), weight=weight)
            uncounted = torch.ones(400, 200)  # made here, so that it does not count its changes
            linear(x=x, weight=uncounted)
            uncounted.mul_(2)
            assert float(linear(x=x, weight=uncounted)[0, 0]) == 400
        assert not packings

    def test_threads_get_the_same_product(self):
        weight, x, found = weight_of(), torch.ones(5, 200), []

        def multiply():
            with torch.inference_mode():
                found.extend(linear(x=x, weight=weight) for _ in range(50))

        threads = [threading.Thread(target=multiply) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 200
        assert all(torch.equal(found[0], one) for one in found)
