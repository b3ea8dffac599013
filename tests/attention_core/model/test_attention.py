"""The attention's equations against loops that anyone can check by eye."""

import math

import pytest
import torch

from attention_core.model.attention import AdditiveAttention, attend, weigh
from attention_core.model.deferred_gradient import SharedMatrix

B, J, H, A = 3, 5, 8, 6
LENGTHS = (5, 2, 1)


@pytest.fixture
def parts(device):
    torch.manual_seed(1)
    attention = AdditiveAttention(memory=H, attention=A)
    memory, query = torch.randn(B, J, H), 2 * torch.randn(B, A)
    mask = torch.arange(J) < torch.tensor(LENGTHS).unsqueeze(1)
    return attention.to(device), memory.to(device), query.to(device), mask.to(device)


def naive(*, attention, memory, query):
    """e, α and c with no tensor in sight: [B][length] twice and [B][H]."""
    u, bias = attention.key.weight.tolist(), attention.key.bias.tolist()
    v, h, w = attention.energy.tolist(), memory.tolist(), query.tolist()
    energies, alphas, contexts = [], [], []
    for b in range(B):
        row = []
        for j in range(LENGTHS[b]):
            energy = 0.0
            for a in range(A):
                key = bias[a]
                for k in range(H):
                    key += u[a][k] * h[b][j][k]
                energy += v[a] * math.tanh(w[b][a] + key)
            row.append(energy)
        total = sum(math.exp(e) for e in row)
        alpha = [math.exp(e) / total for e in row]
        energies.append(row)
        alphas.append(alpha)
        contexts.append([sum(alpha[j] * h[b][j][k] for j in range(len(row))) for k in range(H)])
    return energies, alphas, contexts


def test_energies_weights_and_context_are_those_of_a_double_loop(parts, near):
    attention, memory, query, mask = parts
    energies = attention.energies(query=query, keys=attention.project(memory))
    alpha = weigh(energies=energies, mask=mask)
    context = attend(alpha=alpha, values=SharedMatrix(memory))
    assert energies.shape == alpha.shape == (B, J)
    assert context.shape == (B, H)

    expected = naive(attention=attention, memory=memory, query=query)
    for b, length in enumerate(LENGTHS):
        assert energies[b, :length].tolist() == pytest.approx(expected[0][b], abs=near)
        assert alpha[b, :length].tolist() == pytest.approx(expected[1][b], abs=near)
        assert context[b].tolist() == pytest.approx(expected[2][b], abs=near)


def test_each_sentence_is_weighed_by_its_own_query(parts):
    attention, memory, query, _ = parts
    keys = attention.project(memory)
    before = attention.energies(query=query, keys=keys)
    changed = query.clone()
    changed[1] += 1
    after = attention.energies(query=changed, keys=keys)
    assert torch.equal(before[[0, 2]], after[[0, 2]])
    assert (before[1] != after[1]).all()


def test_weights_sum_to_one_and_padding_gets_exactly_nothing(parts):
    *_, mask = parts
    # Padding has the highest energies by far: only the mask can take it out.
    energies = torch.where(mask, torch.randn(B, J, device=mask.device), 1e4)
    alpha = weigh(energies=energies, mask=mask)
    assert (alpha[~mask] == 0).all()
    assert (alpha[mask] > 0).all()
    torch.testing.assert_close(alpha.sum(dim=1), torch.ones(B, device=mask.device))


def test_padding_gets_nothing_however_low_the_real_energies_are(device):
    """A large negative number in the mask's place would do for most energies, not for all."""
    energies = torch.tensor([[-1e8, -1e8, 5.0]], device=device)
    mask = torch.tensor([[True, True, False]], device=device)
    assert weigh(energies=energies, mask=mask).tolist() == [[0.5, 0.5, 0.0]]


def test_weights_survive_huge_energies(device):
    energies = torch.tensor([[1e30, -1e30, 3e38, 3e38]], device=device)
    alpha = weigh(energies=energies, mask=torch.tensor([[True, True, True, False]], device=device))
    assert alpha.tolist() == [[0.0, 0.0, 1.0, 0.0]]


def test_one_real_position_gets_all_the_weight(device):
    mask = torch.tensor([[False, True, False]], device=device)
    alpha = weigh(energies=torch.randn(1, 3, device=device), mask=mask)
    assert alpha.tolist() == [[0.0, 1.0, 0.0]]


def test_context_weighs_source_positions_not_batch_rows(device):
    alpha = torch.tensor([[0.0, 0.25, 0.75], [1.0, 0.0, 0.0]], device=device)
    memory = torch.arange(12.0, device=device).reshape(2, 3, 2)
    assert attend(alpha=alpha, values=SharedMatrix(memory)).tolist() == [[3.5, 4.5], [6.0, 7.0]]


def test_every_weight_of_the_network_learns(parts):
    attention, memory, query, mask = parts
    alpha = weigh(
        energies=attention.energies(query=query, keys=attention.project(memory)), mask=mask
    )
    attend(alpha=alpha, values=SharedMatrix(memory)).square().sum().backward()
    for name, parameter in attention.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_one_sentence_serves_all_rows_like_copies_of_it(parts):
    attention, memory, query, mask = parts
    memory, mask = memory[:1], mask[:1]
    alphas, contexts = [], []
    for count in (1, B):  # once for all, and a copy for each
        energies = attention.energies(
            query=query, keys=attention.project(memory.expand(count, -1, -1))
        )
        alphas.append(weigh(energies=energies, mask=mask.expand(count, -1)))
        values = SharedMatrix(memory.repeat(count, 1, 1))
        contexts.append(attend(alpha=alphas[-1], values=values))
    assert contexts[0].shape == (B, H)
    torch.testing.assert_close(alphas[0], alphas[1])
    torch.testing.assert_close(contexts[0], contexts[1])


def test_the_energies_and_their_gradients_are_those_of_tanh(device):
    """From where tanh is nearly its argument to where it is 1, in float32 against float64."""
    attention = AdditiveAttention(memory=H, attention=1).to(device)
    x = torch.cat([torch.linspace(-12, 12, 4001), 1e-4 * torch.randn(999)]).to(device)
    query, keys = torch.zeros(1, 1, device=device), x.view(1, -1, 1).clone().requires_grad_()
    energies = attention.energies(query=query, keys=keys)
    energies.sum().backward()
    v = attention.energy.detach().double()
    exact = x.double().tanh()
    torch.testing.assert_close(energies.double(), (v * exact).unsqueeze(0), atol=3e-7, rtol=1e-6)
    slopes = (v * (1 - exact**2)).view(1, -1, 1)
    torch.testing.assert_close(keys.grad.double(), slopes, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(
        attention.energy.grad.double(), exact.sum().unsqueeze(0), atol=1e-3, rtol=1e-5
    )
    assert keys.grad.abs().max() > 0
