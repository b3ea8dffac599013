"""The two decoders: one recurrence, checked against arithmetic written out, and its override."""

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.model.decoder import AttentionDecoder, DecoderState, Source
from attention_core.model.deferred_gradient import SharedMatrix
from attention_core.model.seq2seq import Seq2Seq
from tests.helpers import tiny
from tests.helpers.stepping import given_weights

SENTENCES = tiny.random_ids(lengths=[6, 3, 5], vocabulary=20, seed=2)


def begin(model: Seq2Seq):
    """The sentences, encoded, and a state and a piece to start a step from."""
    batch = collate([(ids, [3]) for ids in SENTENCES])
    source = model.encode(source=batch.source.to(model.device), lengths=batch.lengths)
    state = model.decoder.initial_state(source)
    previous = torch.tensor([5, 9, 22], device=model.device)
    return source, state, model.decoder.embed(previous)


@torch.inference_mode()
def test_a_step_is_the_lstm_of_the_equations(model, near):
    """s_i = LSTM(s_{i-1}, [y_{i-1}; c_i]) by torch's own LSTMCell, with the same weights."""
    source, state, embedded = begin(model)
    decoder = model.decoder
    step = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)

    width, inputs = decoder.width, embedded.shape[-1] + step.context.shape[-1]
    cell = torch.nn.LSTMCell(inputs, width).to(model.device)
    admit, keep, emit, candidate = (slice(k * width, (k + 1) * width) for k in range(4))
    rows = torch.arange(decoder.recurrent.weight.shape[0], device=model.device)
    order = torch.cat([rows[part] for part in (admit, keep, candidate, emit)])  # torch's order
    inward = torch.cat((decoder.input.weight[: 4 * width], decoder.context.weight), dim=1)
    cell.weight_ih.copy_(inward[order])
    cell.weight_hh.copy_(decoder.recurrent.weight[order])
    cell.bias_ih.copy_(decoder.input.bias[order])
    cell.bias_hh.zero_()
    hidden, memory = cell(torch.cat((embedded, step.context), dim=-1), tuple(state))
    torch.testing.assert_close(step.state.hidden, hidden, atol=near, rtol=0)
    torch.testing.assert_close(step.state.cell, memory, atol=near, rtol=0)


@pytest.mark.parametrize("readout", [0, 8])
@torch.inference_mode()
def test_logits_are_the_readout_times_the_output_embeddings(kind, readout, device, near):
    """The target pieces' own, or those of the layer."""
    model = tiny.tiny_model(tiny.model_config(kind, readout=readout)).to(device)
    source, state, embedded = begin(model)
    decoder = model.decoder
    step = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
    logits = decoder.logits(
        hidden=step.state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
    )
    joined = torch.cat((step.state.hidden, step.context, embedded), dim=-1)
    read = torch.tanh(joined @ decoder.readout.weight.T + decoder.readout.bias)
    output = decoder.output if readout else decoder.embedding.weight
    assert output.shape == (23, readout or 9)
    for b in range(len(SENTENCES)):
        for v in range(23):
            expected = float(read[b] @ output[v] + decoder.bias[v])
            assert float(logits[b, v]) == pytest.approx(expected, abs=20 * near)


@torch.inference_mode()
def test_the_first_state_comes_from_the_final_encoder_state(model, near):
    source, state, _ = begin(model)
    initial = model.decoder.initial
    expected = torch.tanh(source.final @ initial.weight.T + initial.bias)
    torch.testing.assert_close(torch.cat(tuple(state), dim=-1), expected, atol=near, rtol=0)


@pytest.mark.parametrize("previous_in_query", [False, True])
@torch.inference_mode()
def test_the_query_comes_from_the_state_before_the_step(previous_in_query, options, device, near):
    """e_ij = v · tanh(W s_{i-1} + U h_j), W being the last A rows of `recurrent`.

    A model with that option adds T y_{i-1}, T being the last A rows of `input`.
    """
    model = tiny.tiny_model(
        tiny.model_config("attention", previous_in_query=previous_in_query, **options)
    ).to(device)
    source, state, embedded = begin(model)
    decoder: AttentionDecoder = model.decoder
    step = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
    query = state.hidden @ decoder.recurrent.weight[4 * decoder.width :].T
    if previous_in_query:
        own = decoder.input.weight[4 * decoder.width :]
        assert own.shape == (7, 9)
        query = query + embedded @ own.T + decoder.input.bias[4 * decoder.width :]
    keys = source.memory @ decoder.attention.key.weight.T + decoder.attention.key.bias
    energies = torch.tanh(query[:, None] + keys) @ decoder.attention.energy
    torch.testing.assert_close(step.energies, energies, atol=near, rtol=0)
    for b, ids in enumerate(SENTENCES):
        alpha = torch.softmax(energies[b, : len(ids)], dim=-1)
        torch.testing.assert_close(step.alpha[b, : len(ids)], alpha, atol=near, rtol=0)
        assert (step.alpha[b, len(ids) :] == 0).all()
        context = alpha @ source.memory[b, : len(ids)]
        torch.testing.assert_close(step.context[b], context, atol=near, rtol=0)


@torch.inference_mode()
def test_given_weights_take_the_place_of_f_s_own(attention_model, near):
    source, state, embedded = begin(attention_model)
    decoder = attention_model.decoder
    projected = decoder.project_input(embedded)
    alpha = torch.zeros(3, 6, device=attention_model.device)
    alpha[0, 4], alpha[1, 0], alpha[2, 1], alpha[2, 3] = 1.0, 1.0, 0.25, 0.75
    free = decoder.step(projected=projected, state=state, source=source)
    held = decoder.step(
        projected=projected, state=state, source=source, reweigh=given_weights(alpha)
    )
    assert torch.equal(held.alpha, alpha)
    expected = torch.stack(
        (
            source.memory[0, 4],
            source.memory[1, 0],
            0.25 * source.memory[2, 1] + 0.75 * source.memory[2, 3],
        )
    )
    torch.testing.assert_close(held.context, expected, atol=near, rtol=0)
    assert (held.state.hidden != free.state.hidden).any(dim=-1).all()  # and it changes what follows
    torch.testing.assert_close(held.energies, free.energies)  # what f would have said stays visible


@torch.inference_mode()
def test_a_step_s_own_weights_given_back_change_nothing(attention_model):
    source, state, embedded = begin(attention_model)
    decoder = attention_model.decoder
    free = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
    held = decoder.step(
        projected=decoder.project_input(embedded),
        state=state,
        source=source,
        reweigh=given_weights(free.alpha),
    )
    assert torch.equal(held.state.hidden, free.state.hidden)
    assert torch.equal(held.context, free.context)


@torch.inference_mode()
def test_vanilla_refuses_given_weights(vanilla_model):
    source, state, embedded = begin(vanilla_model)
    decoder = vanilla_model.decoder
    with pytest.raises(ValueError, match="vanilla"):
        decoder.step(
            projected=decoder.project_input(embedded),
            state=state,
            source=source,
            reweigh=given_weights(torch.ones(3, 6) / 6),
        )


@torch.inference_mode()
def test_vanilla_context_is_the_final_state_at_every_step(vanilla_model):
    source, state, embedded = begin(vanilla_model)
    decoder = vanilla_model.decoder
    for _ in range(4):
        step = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
        assert torch.equal(step.context, source.final)
        assert step.alpha is None
        assert step.energies is None
        state = step.state


@torch.inference_mode()
def test_a_step_leaves_no_state_behind(model):
    source, state, embedded = begin(model)
    decoder = model.decoder
    projected = decoder.project_input(embedded)
    first = decoder.step(projected=projected, state=state, source=source)
    decoder.step(projected=projected + 1, state=first.state, source=source)
    again = decoder.step(projected=projected, state=state, source=source)
    assert torch.equal(first.state.hidden, again.state.hidden)
    assert torch.equal(first.context, again.context)


@torch.inference_mode()
def test_rows_of_a_batch_do_not_touch(model, near):
    """Selecting rows, repeating them and turning them round gives the same steps."""
    source, state, embedded = begin(model)
    decoder = model.decoder
    rows = torch.tensor([2, 0, 2], device=model.device)
    whole = decoder.step(projected=decoder.project_input(embedded), state=state, source=source)
    some = decoder.step(
        projected=decoder.project_input(embedded[rows]),
        state=DecoderState(*(part[rows] for part in state)),
        source=source.select(rows),
    )
    torch.testing.assert_close(some.state.hidden, whole.state.hidden[rows], atol=near, rtol=0)
    torch.testing.assert_close(some.context, whole.context[rows], atol=near, rtol=0)


def test_selecting_keeps_an_absent_part_absent():
    source = Source(
        values=SharedMatrix(torch.zeros(2, 3, 4)),
        memory_width=4,
        mask=torch.ones(2, 3, dtype=bool),
        final=torch.zeros(2, 4),
        keys=None,
        recurrent=SharedMatrix(torch.zeros(5, 20)),
        context=SharedMatrix(torch.zeros(4, 20)),
        lexical=None,
    )
    some = source.select(torch.tensor([1, 1, 0]))
    assert some.keys is None
    assert some.lexical is None


def test_the_forget_gate_starts_open():
    model = Seq2Seq(tiny.model_config("attention"))
    width = model.decoder.width
    assert (model.decoder.input.bias[width : 2 * width] == 1).all()
