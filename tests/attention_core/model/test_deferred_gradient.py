"""SharedMatrix against torch's own products: values and gradients."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_core.model.deferred_gradient import SharedMatrix


def unrolled(*, matrix, seed, steps, multiply):
    """A small recurrence x ← tanh(x M) + x_0, every step of which has a gradient."""
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
    transposed=st.booleans(),
    used_elsewhere=st.booleans(),
)
@settings(deadline=None)
def test_value_and_gradient_are_those_of_plain_products(
    seed, steps, batch, transposed, used_elsewhere
):
    """One matrix or one a sentence, laid out either way, used by steps alone or elsewhere too."""
    noise = torch.Generator().manual_seed(seed)
    weight = torch.rand(*batch, 4, 4, generator=noise, dtype=torch.float64, requires_grad=True)

    def slope(use_shared):
        matrix = weight.mT if transposed else weight
        shared = SharedMatrix(matrix) if use_shared else None
        loss = unrolled(
            matrix=matrix,
            seed=seed,
            steps=steps,
            multiply=lambda x, m: x @ m if shared is None else shared.multiply(x),
        )
        if used_elsewhere:
            loss = loss + (shared.matrix if shared else matrix).sin().sum()
        grad = torch.autograd.grad(loss, weight, allow_unused=True)[0] if loss.grad_fn else None
        return loss.detach(), torch.zeros_like(weight) if grad is None else grad

    for actual, expected in zip(slope(True), slope(False), strict=True):
        torch.testing.assert_close(actual, expected)


def test_steps_that_no_loss_depends_on_add_nothing():
    weight, x = torch.rand(3, 3, requires_grad=True), torch.rand(2, 3)
    shared = SharedMatrix(weight)
    used, _ = shared.multiply(x), shared.multiply(x + 1)
    used.sum().backward()
    torch.testing.assert_close(weight.grad, x.sum(dim=0).unsqueeze(1).expand(3, 3))


def test_two_shared_matrices_of_one_weight_do_not_mix():
    """Both are alive at once; the later one is differentiated first."""
    weight, x = torch.rand(3, 3, requires_grad=True), torch.rand(2, 3)
    first = SharedMatrix(weight).multiply(x)
    second = SharedMatrix(weight).multiply(2 * x)
    (grad_second,) = torch.autograd.grad(second.sum(), weight)
    (grad_first,) = torch.autograd.grad(first.sum(), weight)
    torch.testing.assert_close(grad_second, 2 * grad_first)


def test_the_gradient_is_laid_out_like_the_matrix():
    """In the view's storage order, so that it is added to a weight without being copied."""
    weight = torch.rand(3, 5, requires_grad=True)
    SharedMatrix(weight.mT).multiply(torch.rand(2, 5)).sum().backward()
    assert weight.grad.is_contiguous()


@pytest.mark.parametrize("requires_grad", [False, True])
def test_without_gradients_it_is_the_plain_product(requires_grad):
    weight, x = torch.rand(3, 5, requires_grad=requires_grad), torch.rand(2, 3)
    with torch.inference_mode():
        assert torch.equal(SharedMatrix(weight).multiply(x), x @ weight)
    assert SharedMatrix(weight).multiply(x).requires_grad is requires_grad


def test_rounded_products_keep_full_numbers_and_gradients():
    """Forward and backward: each product is that of rounded factors, everything is float32."""
    noise = torch.Generator().manual_seed(1)
    weight = torch.rand(4, 3, generator=noise, requires_grad=True)  # M is its transpose
    inputs = [torch.rand(rows, 3, generator=noise, requires_grad=True) for rows in (2, 9)]
    shared = SharedMatrix(weight.mT, weight=weight).rounded(torch.bfloat16)
    products = [shared.multiply(x) for x in inputs]
    slopes = [torch.rand(product.shape, generator=noise) for product in products]
    torch.autograd.backward(products, slopes)
    half, halves = weight.detach().bfloat16(), [x.detach().bfloat16() for x in inputs]
    for x, rounded, product, slope in zip(inputs, halves, products, slopes, strict=True):
        assert product.dtype == x.grad.dtype == torch.float32
        assert torch.equal(product, (rounded @ half.mT).float())
        assert torch.equal(x.grad, (slope.bfloat16() @ half).float())
    expected = torch.cat([s.bfloat16() for s in slopes]).mT @ torch.cat(halves)
    assert weight.grad.dtype == torch.float32
    assert weight.grad.is_contiguous()
    torch.testing.assert_close(weight.grad, expected.float(), rtol=0.01, atol=0.01)


def test_without_gradients_a_rounded_matrix_is_not_rounded():
    weight, x = torch.rand(3, 5), torch.rand(2, 3)
    assert torch.equal(SharedMatrix(weight).rounded(torch.bfloat16).multiply(x), x @ weight)
