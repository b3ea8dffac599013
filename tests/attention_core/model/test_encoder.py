"""The encoder: padding touches nothing, and the two directions are where they should be."""

import pytest
import torch

from attention_core.data.batches import collate
from attention_core.model.encoder import Encoder, WordDropout
from tests.helpers import tiny

SENTENCES = tiny.random_ids(lengths=[7, 1, 4, 7, 2], vocabulary=20)


@pytest.fixture(scope="module")
def encoder(options, device):
    return tiny.tiny_model(tiny.model_config("attention", **options)).encoder.to(device)


@torch.inference_mode()
def encode(encoder: Encoder, sentences):
    batch = collate([(ids, [3]) for ids in sentences])
    device = encoder.embedding.weight.device
    return encoder(source=batch.source.to(device), lengths=batch.lengths)


def test_a_batch_says_what_each_sentence_says_alone(encoder, near):
    together = encode(encoder, SENTENCES)
    for b, ids in enumerate(SENTENCES):
        alone = encode(encoder, [ids])
        torch.testing.assert_close(
            together.memory[b, : len(ids)], alone.memory[0], atol=near, rtol=0
        )
        torch.testing.assert_close(together.final[b], alone.final[0], atol=near, rtol=0)


def test_padding_is_zero_and_masked(encoder):
    encoded = encode(encoder, SENTENCES)
    for b, ids in enumerate(SENTENCES):
        assert encoded.mask[b].tolist() == [j < len(ids) for j in range(7)]
    assert (encoded.memory[~encoded.mask] == 0).all()
    assert (encoded.memory[encoded.mask] != 0).any(dim=-1).all()


def test_what_stands_in_the_padding_does_not_matter(encoder):
    device = encoder.embedding.weight.device
    lengths = torch.tensor([2, 5])
    source = torch.tensor([[6, 3, 0, 0, 0], [4, 5, 6, 7, 3]], device=device)
    garbage = torch.tensor([[6, 3, 9, 8, 7], [4, 5, 6, 7, 3]], device=device)
    with torch.inference_mode():
        clean, dirty = (encoder(source=s, lengths=lengths) for s in (source, garbage))
    for part, same in zip(clean, dirty, strict=True):
        assert torch.equal(part, same)


def test_states_are_those_of_a_hand_written_lstm(encoder, near):
    """h_j is [forward; backward], final is [last forward; first backward]."""
    ids = SENTENCES[0]
    lstm, width = encoder.lstm, encoder.lstm.hidden_size

    def run(rows, suffix):
        parts = [getattr(lstm, f"{name}_l0{suffix}") for name in ("weight_ih", "weight_hh")]
        biases = [getattr(lstm, f"{name}_l0{suffix}") for name in ("bias_ih", "bias_hh")]
        hidden = cell = torch.zeros(width, device=rows.device)
        states = []
        for row in rows:
            gates = parts[0] @ row + biases[0] + parts[1] @ hidden + biases[1]
            admit, keep, candidate, emit = gates.chunk(4)
            cell = keep.sigmoid() * cell + admit.sigmoid() * candidate.tanh()
            hidden = emit.sigmoid() * cell.tanh()
            states.append(hidden)
        return torch.stack(states)

    encoded = encode(encoder, [ids])
    with torch.inference_mode():
        rows = encoder.embedding.weight[ids]
        forward, backward = run(rows, ""), run(rows.flip(0), "_reverse").flip(0)
    expected = torch.cat((forward, backward), dim=-1)
    if encoder.embedding_in_memory:
        expected = torch.cat((expected, rows), dim=-1)
    torch.testing.assert_close(encoded.embedded[0], rows, atol=near, rtol=0)
    torch.testing.assert_close(encoded.memory[0], expected, atol=near, rtol=0)
    final = torch.cat((forward[-1], backward[0]))
    torch.testing.assert_close(encoded.final[0], final, atol=near, rtol=0)


def test_dropout_only_while_training(device):
    encoder = tiny.tiny_model(tiny.model_config("attention", dropout=0.5)).encoder.to(device)
    first, again = encode(encoder, SENTENCES), encode(encoder, SENTENCES)
    assert torch.equal(first.memory, again.memory)
    encoder.train()
    assert not torch.equal(encode(encoder, SENTENCES).memory, encode(encoder, SENTENCES).memory)


def test_word_dropout_takes_whole_words_in_training_alone(device):
    torch.manual_seed(1)
    layer, embedded = WordDropout(0.3), torch.rand(40, 50, 7, device=device) + 1
    dropped = layer(embedded)
    gone = dropped == 0
    assert (gone.all(dim=-1) == gone.any(dim=-1)).all()
    share = float(gone[..., 0].float().mean())
    assert share == pytest.approx(0.3, abs=0.05)  # over five standard deviations of 2,000 draws
    torch.testing.assert_close(dropped[~gone], (embedded / 0.7)[~gone])
    assert layer.eval()(embedded) is embedded
    assert WordDropout(0.0)(embedded) is embedded
