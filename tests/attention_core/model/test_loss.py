"""The hand-written loss against torch's own, value and gradients."""

import pytest
import torch
from torch.nn import functional as F

from attention_core.model.loss import ROWS, _LinearCrossEntropy, cross_entropy

V, E = 13, 5


def inputs(rows, device, dtype=torch.float32):
    torch.manual_seed(rows)
    x = torch.randn(rows, E, device=device, dtype=dtype, requires_grad=True)
    weight = torch.randn(V, E, device=device, dtype=dtype, requires_grad=True)
    bias = torch.randn(V, device=device, dtype=dtype, requires_grad=True)
    target = torch.randint(0, V, (rows,), device=device)
    return x, weight, bias, target


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.7])
@pytest.mark.parametrize("rows", [1, ROWS - 1, ROWS, ROWS + 1, 2 * ROWS + 37])
def test_value_and_gradients_are_torch_s(rows, smoothing, device):
    x, weight, bias, target = inputs(rows, device)
    ours = cross_entropy(x=x, weight=weight, bias=bias, target=target, smoothing=smoothing)
    # A factor that is not 1: the gradient that comes in has to be used.
    found = torch.autograd.grad(0.3 * ours, (x, weight, bias))

    exact = [part.detach().double().requires_grad_() for part in (x, weight, bias)]
    theirs = F.cross_entropy(F.linear(*exact), target, reduction="sum", label_smoothing=smoothing)
    expected = torch.autograd.grad(0.3 * theirs, exact)
    torch.testing.assert_close(ours.double(), theirs, rtol=1e-5, atol=1e-5)
    for part, same in zip(found, expected, strict=True):
        torch.testing.assert_close(part.double(), same, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("smoothing", [0.0, 0.05])
@pytest.mark.parametrize("rows", [1, 2 * ROWS + 37])
def test_float32_is_as_good_as_torch_s_linear_cross_entropy(rows, smoothing, device):
    x, weight, bias, target = inputs(rows, device)
    ours = cross_entropy(x=x, weight=weight, bias=bias, target=target, smoothing=smoothing)
    found = torch.autograd.grad(ours, (x, weight, bias))

    # Chunks are torch's to choose, and it has none with label smoothing.
    options = None if smoothing else torch.nn.LinearCrossEntropyOptions()
    theirs = F.linear_cross_entropy(
        x,
        weight,
        target,
        linear_bias=bias,
        reduction="sum",
        label_smoothing=smoothing,
        options=options,
    )
    expected = torch.autograd.grad(theirs, (x, weight, bias))
    torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)
    for part, same in zip(found, expected, strict=True):
        torch.testing.assert_close(part, same, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_gradients_are_those_of_finite_differences(smoothing, device):
    x, weight, bias, target = inputs(9, device, torch.float64)

    # By hand, since gradcheck walks one graph many times and this one can be walked once: its
    # gradients are computed in the forward pass and handed out.
    def loss(x, weight, bias):
        return _LinearCrossEntropy.apply(x, weight, bias, target, smoothing, True, torch.float64)

    flat = [part.detach().clone() for part in (x, weight, bias)]
    found = torch.autograd.grad(loss(x, weight, bias), (x, weight, bias))
    step = 1e-6
    for part, grad in zip(flat, found, strict=True):
        for k in range(part.numel()):
            values = []
            for sign in (1, -1):
                part.view(-1)[k] += sign * step
                values.append(float(loss(*flat)))
                part.view(-1)[k] -= sign * step
            slope = (values[0] - values[1]) / (2 * step)
            assert float(grad.reshape(-1)[k]) == pytest.approx(slope, abs=1e-6)


def test_large_logits_neither_overflow_nor_vanish(device):
    x = torch.full((3, E), 300.0, device=device, requires_grad=True)
    weight = torch.zeros(V, E, device=device)
    weight[2], weight[4] = 1.0, -1.0
    bias, target = torch.zeros(V, device=device), torch.tensor([2, 2, 4], device=device)
    loss = cross_entropy(x=x, weight=weight, bias=bias, target=target, smoothing=0.0)
    loss.backward()
    assert float(loss.detach()) == pytest.approx(
        2 * 300 * E
    )  # right twice, as wrong as can be once
    assert x.grad.isfinite().all()


def test_an_even_guess_costs_the_logarithm_of_the_vocabulary(device):
    zeros = torch.zeros(4, E, device=device)
    loss = cross_entropy(
        x=zeros,
        weight=torch.randn(V, E, device=device),
        bias=torch.zeros(V, device=device),
        target=torch.arange(4, device=device),
        smoothing=0.3,
    )
    assert float(loss) == pytest.approx(4 * torch.tensor(float(V)).log().item())


def test_only_what_needs_a_gradient_gets_one(device):
    x, weight, bias, target = inputs(6, device)
    with torch.no_grad():
        plain = cross_entropy(x=x, weight=weight, bias=bias, target=target, smoothing=0.1)
    assert not plain.requires_grad
    loss = cross_entropy(x=x, weight=weight.detach(), bias=bias, target=target, smoothing=0.1)
    loss.backward()
    assert weight.grad is None
    assert x.grad is not None
    assert bias.grad is not None
    assert float(plain) == pytest.approx(float(loss.detach()))


def test_only_the_products_are_rounded(device):
    """A softmax over 5,000 logits that were summed in bfloat16 would be noise."""
    x, weight, bias, target = inputs(40, device)
    loss = cross_entropy(
        x=x, weight=weight, bias=bias, target=target, smoothing=0.1, products=torch.bfloat16
    )
    assert loss.dtype == torch.float32
    logits = F.linear(x.detach().bfloat16(), weight.detach().bfloat16()).float() + bias.detach()
    expected = F.cross_entropy(logits, target, reduction="sum", label_smoothing=0.1)
    assert float(loss.detach()) == pytest.approx(float(expected), rel=1e-5)


def test_gradients_of_rounded_products_differ_by_rounding(device):
    x, weight, bias, target = inputs(40, device)
    full, rounded = (
        torch.autograd.grad(
            cross_entropy(
                x=x, weight=weight, bias=bias, target=target, smoothing=0.1, products=products
            ),
            (x, weight, bias),
        )
        for products in (torch.float32, torch.bfloat16)
    )
    for exact, part in zip(full, rounded, strict=True):
        assert part.dtype == torch.float32
        assert not torch.equal(exact, part)
        assert float((exact - part).norm()) < 0.01 * float(exact.norm())
