"""The lexical output, against the equations of arXiv:1710.01329 written out as loops."""

import math

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.model.lexical import Lexical, mean_embedding
from attention_core.model.seq2seq import Seq2Seq
from tests.helpers import tiny
from tests.helpers.stepping import given_weights

SENTENCES = tiny.random_ids(lengths=[6, 1, 5], vocabulary=20, seed=2)
WITH = pytest.mark.parametrize(
    "options", [tiny.OPTIONS["lexical"], tiny.OPTIONS["both"]], ids=["lexical", "both"]
)


def by_hand(*, model: Seq2Seq, ids: list[int], weights: list[float]) -> list[float]:
    """h_i of one sentence: a number at a time."""
    table, matrix = model.encoder.embedding.weight, model.decoder.lexical.hidden.weight
    width = table.shape[1]
    squashed = [
        math.tanh(sum(w * float(table[piece, k]) for w, piece in zip(weights, ids, strict=True)))
        for k in range(width)
    ]
    return [
        math.tanh(sum(float(matrix[k, m]) * squashed[m] for m in range(width))) + squashed[k]
        for k in range(width)
    ]


@WITH
@torch.inference_mode()
def test_logits_see_the_attended_embeddings(kind, options, device, near):
    """Σ_j α_ij x_j, or the mean of the x_j for a model without α; padding has no part in it."""
    model = tiny.tiny_model(tiny.model_config(kind, **options)).to(device)
    decoder = model.decoder
    batch = collate([(ids, [3]) for ids in SENTENCES])
    source = model.encode(source=batch.source.to(device), lengths=batch.lengths)
    embedded = decoder.embed(torch.tensor([5, 9, 22], device=device))
    step = decoder.step(
        projected=decoder.project_input(embedded),
        state=decoder.initial_state(source),
        source=source,
    )
    logits = decoder.logits(
        hidden=step.state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
    )
    joined = torch.cat((step.state.hidden, step.context, embedded), dim=-1)
    read = torch.tanh(joined @ decoder.readout.weight.T + decoder.readout.bias)
    assert decoder.output.shape == (23, 8 + 9)
    for b, ids in enumerate(SENTENCES):
        weights = [1 / len(ids)] * len(ids)
        if kind == "attention":
            weights = step.alpha[b, : len(ids)].tolist()
        hidden = by_hand(model=model, ids=ids, weights=weights)
        for v in range(23):
            expected = float(read[b] @ decoder.output[v, :8] + decoder.bias[v])
            expected += sum(
                h * float(o) for h, o in zip(hidden, decoder.output[v, 8:], strict=True)
            )
            assert float(logits[b, v]) == pytest.approx(expected, abs=20 * near)


@WITH
@torch.inference_mode()
def test_it_goes_by_the_weights_that_are_given(options, device, near):
    model = tiny.tiny_model(tiny.model_config("attention", **options)).to(device)
    decoder, ids = model.decoder, SENTENCES[0]
    batch = collate([(ids, [3])])
    source = model.encode(source=batch.source.to(device), lengths=batch.lengths)
    projected = decoder.project_input(decoder.embed(torch.tensor([5], device=device)))
    for j, piece in enumerate(ids):
        alpha = torch.zeros(1, len(ids), device=device)
        alpha[0, j] = 1.0
        step = decoder.step(
            projected=projected,
            state=decoder.initial_state(source),
            source=source,
            reweigh=given_weights(alpha),
        )
        expected = model.encoder.embedding.weight[piece]
        torch.testing.assert_close(step.lexical[0], expected, atol=near, rtol=0)


@torch.inference_mode()
def test_keys_and_gates_see_the_states_alone(device):
    """With the lexical output alone: other embeddings behind the same states change neither."""
    model = tiny.tiny_model(tiny.model_config("attention", lexical_output=True)).to(device)
    batch = collate([(SENTENCES[0], [3])])
    encoded = model.encoder(source=batch.source.to(device), lengths=batch.lengths)
    moved = encoded._replace(embedded=encoded.embedded + 1)
    projected = model.decoder.project_input(model.decoder.embed(torch.tensor([5], device=device)))
    one, other = (
        model.decoder.step(
            projected=projected, state=model.decoder.initial_state(source), source=source
        )
        for source in map(model.decoder.prepare, (encoded, moved))
    )
    assert torch.equal(one.alpha, other.alpha)
    assert torch.equal(one.context, other.context)
    assert torch.equal(one.state.hidden, other.state.hidden)
    torch.testing.assert_close(one.lexical + 1, other.lexical)


@WITH
def test_gradients_are_the_slopes_of_the_loss(kind, options):
    """Of some weights of every matrix on the lexical way, by differences, in double precision."""
    model = tiny.tiny_model(tiny.model_config(kind, **options), gain=1.0).double()
    pairs = list(zip(SENTENCES, tiny.random_ids(lengths=[3, 5, 2], vocabulary=23), strict=True))
    batch = collate(pairs)

    def loss():
        source = model.encode(source=batch.source, lengths=batch.lengths)
        previous = torch.nn.functional.pad(batch.target[:, :-1], (1, 0), value=2)
        embedded, state, rows = (
            model.decoder.embed(previous),
            model.decoder.initial_state(source),
            [],
        )
        for i, projected in enumerate(model.decoder.project_input(embedded).unbind(dim=1)):
            step = model.decoder.step(projected=projected, state=state, source=source)
            state = step.state
            rows.append(
                model.decoder.logits(
                    hidden=state.hidden,
                    context=step.context,
                    embedded=embedded[:, i],
                    lexical=step.lexical,
                )
            )
        logits = torch.stack(rows, dim=1)
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), batch.target.flatten(), ignore_index=0, reduction="sum"
        )

    loss().backward()
    step = 1e-5
    for parameter in (
        model.encoder.embedding.weight,
        model.decoder.lexical.hidden.weight,
        model.decoder.output,
    ):
        flat, slopes = parameter.detach().view(-1), parameter.grad.flatten()
        for k in slopes.abs().argsort(descending=True)[[0, 3, 17]].tolist():
            before, found = float(flat[k]), []
            with torch.no_grad():
                for moved in (before + step, before - step):
                    flat[k] = moved
                    found.append(float(loss()))
                flat[k] = before
            slope = (found[0] - found[1]) / (2 * step)
            assert float(slopes[k]) == pytest.approx(slope, rel=1e-4, abs=1e-6)


def test_without_it_there_is_none(kind):
    model = tiny.tiny_model(tiny.model_config(kind))
    assert model.decoder.lexical is None
    batch = collate([(SENTENCES[0], [3])])
    source = model.encode(source=batch.source, lengths=batch.lengths)
    projected = model.decoder.project_input(model.decoder.embed(torch.tensor([5])))
    assert (
        model.decoder.step(
            projected=projected, state=model.decoder.initial_state(source), source=source
        )[2]
        is None
    )


def test_a_small_attended_embedding_passes_through():
    """Where tanh is all but the identity: h = (W + 1) Σ α x."""
    layer = Lexical(4)
    x = torch.rand(3, 4) * 1e-3
    expected = x @ layer.hidden.weight.T + x
    torch.testing.assert_close(layer(x), expected, atol=1e-7, rtol=1e-3)


def test_the_mean_is_over_real_pieces():
    embedded = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [0.0, 0.0]], [[5.0, 7.0], [0, 0], [0, 0]]])
    mask = torch.tensor([[True, True, False], [True, False, False]])
    assert mean_embedding(embedded=embedded, mask=mask).tolist() == [[2.0, 4.0], [5.0, 7.0]]
