"""Factor against torch's own products: values, and gradients taken once for all steps."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.model.deferred_gradient import SharedMatrix


def unrolled(*, matrix, seed, steps, multiply):
    """A small recurrence x ← tanh(x M) + x_0, which every step goes back through."""
    noise = torch.Generator().manual_seed(seed)
    shape = (*matrix.shape[:-2], 2, matrix.shape[-1])
    x = begin = torch.rand(shape, generator=noise, dtype=matrix.dtype) - 0.5
    for _ in range(steps):
        x = torch.tanh(multiply(x, matrix)) + begin
    return x.square().sum()


@given(
    seed=st.integers(0, 99),
    steps=st.integers(0, 5),
    batch=st.sampled_from([(), (3,)]),
    turned=st.booleans(),
    elsewhere=st.booleans(),
)
@settings(deadline=None)
def test_value_and_gradient_are_those_of_plain_products(seed, steps, batch, turned, elsewhere):
    """Of a matrix or one a sentence, laid out either way, used by nobody else or by others too."""
    noise = torch.Generator().manual_seed(seed)
    weight = torch.rand(*batch, 4, 4, generator=noise, dtype=torch.float64, requires_grad=True)

    def slope(factored):
        matrix = weight.mT if turned else weight
        factor = SharedMatrix(matrix) if factored else None
        loss = unrolled(
            matrix=matrix,
            seed=seed,
            steps=steps,
            multiply=lambda x, m: x @ m if factor is None else factor.multiply(x),
        )
        if elsewhere:
            loss = loss + (factor.matrix if factor else matrix).sin().sum()
        found = torch.autograd.grad(loss, weight, allow_unused=True)[0] if loss.grad_fn else None
        return loss.detach(), torch.zeros_like(weight) if found is None else found

    for ours, theirs in zip(slope(True), slope(False), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_steps_that_no_loss_depends_on_add_nothing():
    weight, x = torch.rand(3, 3, requires_grad=True), torch.rand(2, 3)
    factor = SharedMatrix(weight)
    kept, _ = factor.multiply(x), factor.multiply(x + 1)
    kept.sum().backward()
    torch.testing.assert_close(weight.grad, x.sum(dim=0).unsqueeze(1).expand(3, 3))


def test_each_batch_has_a_factor_of_its_own():
    """Two held at once, gone back through in either order."""
    weight, x = torch.rand(3, 3, requires_grad=True), torch.rand(2, 3)
    one, two = SharedMatrix(weight), SharedMatrix(weight)
    first, second = one.multiply(x), two.multiply(2 * x)
    (grad_second,) = torch.autograd.grad(second.sum(), weight)
    (grad_first,) = torch.autograd.grad(first.sum(), weight)
    torch.testing.assert_close(grad_second, 2 * grad_first)


def test_the_gradient_lies_as_the_matrix_does():
    """A view's own storage order, so that it is added to a weight without being copied."""
    weight = torch.rand(3, 5, requires_grad=True)
    SharedMatrix(weight.mT).multiply(torch.rand(2, 5)).sum().backward()
    assert weight.grad.is_contiguous()


@pytest.mark.parametrize("learns", [False, True])
def test_without_gradients_it_is_the_plain_product(learns):
    weight, x = torch.rand(3, 5, requires_grad=learns), torch.rand(2, 3)
    with torch.inference_mode():
        assert torch.equal(SharedMatrix(weight).multiply(x), x @ weight)
    assert SharedMatrix(weight).multiply(x).requires_grad is learns


def test_autocast_takes_both_sides_to_its_precision():
    weight, x = torch.rand(3, 5, requires_grad=True), torch.rand(2, 3, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        product = SharedMatrix(weight).multiply(x)
        expected = x @ weight
    assert product.dtype == expected.dtype == torch.bfloat16
    ours = torch.autograd.grad(product.float().sum(), (weight, x))
    theirs = torch.autograd.grad(expected.float().sum(), (weight, x))
    for one, other in zip(ours, theirs, strict=True):
        assert one.dtype == torch.float32
        torch.testing.assert_close(one, other)
