"""The posterior of an alignment, against Bayes' rule written out with α overridden."""

import pytest
import torch

from attention_core.alignment.posterior import posterior
from attention_core.data.batches import collate
from attention_core.decoding.forced import force_decode
from attention_core.explorer import Explorer
from attention_core.text.tokenizer import START
from tests.helpers import tiny
from tests.helpers.stepping import given_weights

SOURCES = tiny.random_ids(lengths=[6, 1, 9, 4], vocabulary=20, seed=3)
TARGETS = tiny.random_ids(lengths=[3, 5, 1, 7], vocabulary=23, seed=4)


@pytest.fixture
def attention_model(options, device):
    return tiny.tiny_model(tiny.model_config("attention", **options)).to(device)


@torch.inference_mode()
def by_hand(model, source, target):
    """One pair, one step and one state at a time, by the decoder's own override of α."""
    decoder = model.decoder
    batch = collate([(source, target)])
    encoded = model.encode(source=batch.source.to(model.device), lengths=batch.lengths)
    state, previous, found = decoder.initial_state(encoded), START, []
    for piece in target:
        embedded = decoder.embed(torch.tensor([previous], device=model.device))
        projected = decoder.project_input(embedded)
        step = decoder.step(projected=projected, state=state, source=encoded)
        joint = []
        for j in range(len(source)):
            only = torch.zeros_like(step.alpha)
            only[0, j] = 1.0
            attended = decoder.step(
                projected=projected, state=state, source=encoded, reweigh=given_weights(only)
            )
            logits = decoder.logits(
                hidden=attended.state.hidden,
                context=attended.context,
                embedded=embedded,
                lexical=attended.lexical,
            )
            likelihood = float(torch.softmax(logits, dim=-1)[0, piece])
            joint.append(float(step.alpha[0, j]) * likelihood)
        found.append([part / sum(joint) for part in joint])
        state, previous = step.state, piece
    return torch.tensor(found)


def test_it_is_bayes_rule(attention_model):
    found = posterior(model=attention_model, sources=SOURCES, targets=TARGETS)
    alpha = force_decode(model=attention_model, sources=SOURCES, targets=TARGETS)
    for weights, source, target, prior in zip(found, SOURCES, TARGETS, alpha, strict=True):
        torch.testing.assert_close(
            weights, by_hand(attention_model, source, target), atol=1e-5, rtol=1e-4
        )
        torch.testing.assert_close(weights.sum(dim=1), torch.ones(len(target)))
        if len(source) > 1:
            assert (weights - prior.alpha).abs().max() > 0.01  # y_i does tell something


def test_a_neighbour_in_the_batch_changes_nothing(attention_model):
    together = posterior(model=attention_model, sources=SOURCES, targets=TARGETS)
    for weights, source, target in zip(together, SOURCES, TARGETS, strict=True):
        (single,) = posterior(model=attention_model, sources=[source], targets=[target])
        torch.testing.assert_close(weights, single, atol=1e-5, rtol=1e-4)


def test_a_state_that_alpha_leaves_out_stays_out(attention_model):
    """Where α is 0, no word can bring it back: the prior rules."""
    with torch.no_grad():
        attention_model.decoder.attention.energy.mul_(3000)  # α is all but 0 or 1
    found = posterior(model=attention_model, sources=SOURCES, targets=TARGETS)
    forced = force_decode(model=attention_model, sources=SOURCES, targets=TARGETS)
    for weights, steps in zip(found, forced, strict=True):
        assert weights.isfinite().all()
        assert not weights[steps.alpha == 0].any()


def test_a_vanilla_model_has_none(device):
    model = tiny.tiny_model(tiny.model_config("vanilla")).to(device)
    with pytest.raises(AssertionError, match="no α"):
        posterior(model=model, sources=SOURCES, targets=TARGETS)


def test_of_a_trace_it_is_that_of_the_pieces_that_were_written(models):
    """What a beam wrote may be cut into other pieces than its text would be."""
    explorer = Explorer(models=models, device="cpu")
    trace = explorer.translate(model="tiny-attention", sentence="the red bird 🦜 sits.")
    checkpoint = explorer.load("tiny-attention")
    (expected,) = posterior(
        model=checkpoint.model,
        sources=[checkpoint.source.encode(trace.source).ids],
        targets=[checkpoint.target.pieces_to_ids(trace.target_pieces)],
    )
    found = explorer.posterior(trace)
    assert found.shape == trace.alpha.shape
    assert found == pytest.approx(expected.numpy(), abs=1e-6)
