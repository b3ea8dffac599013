"""Seq2Seq: the training loss, what padding may not do to it, and on which device it works."""

import copy
import dataclasses
import random

import pytest
import torch
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode

from attention_core.data.batches import collate
from attention_core.decoding.beam_search import beam_search
from attention_core.model.decoder import DecoderState
from attention_core.model.deferred_gradient import SharedMatrix
from attention_core.model.seq2seq import Seq2Seq
from tests.helpers import tiny

SOURCES = tiny.random_ids(lengths=[6, 2, 4, 1], vocabulary=20, seed=3)
TARGETS = tiny.random_ids(lengths=[2, 7, 4, 3], vocabulary=23, seed=4)
PAIRS = list(zip(SOURCES, TARGETS, strict=True))


@torch.inference_mode()
def logits_one_by_one(model: Seq2Seq, source, target):
    """[I, V] by a plain loop over one sentence: nothing batched, nothing padded."""
    device = model.device
    encoded = model.encode(
        source=torch.tensor([source], device=device), lengths=torch.tensor([len(source)])
    )
    decoder, state, previous, rows = model.decoder, model.decoder.initial_state(encoded), 2, []
    for piece in target:
        embedded = decoder.embed(torch.tensor([previous], device=device))
        step = decoder.step(projected=decoder.project_input(embedded), state=state, source=encoded)
        state, previous = step.state, piece
        logits = decoder.logits(
            hidden=state.hidden, context=step.context, embedded=embedded, lexical=step.lexical
        )
        rows.append(logits[0])
    return torch.stack(rows)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_is_the_sum_over_real_pieces_of_each_sentence_alone(model, smoothing, near):
    batch = collate(PAIRS).to(model.device)
    with torch.inference_mode():
        loss = float(model(batch, smoothing))
    expected = 0.0
    for source, target in PAIRS:
        logits = logits_one_by_one(model, source, target)
        given = torch.tensor(target, device=model.device)
        expected += float(
            F.cross_entropy(logits, given, reduction="sum", label_smoothing=smoothing)
        )
    assert loss == pytest.approx(expected, rel=near)


def test_with_rounded_products_states_and_loss_stay_in_float32(model, monkeypatch):
    """Only products may be rounded: a cell that adds up over fifty steps may not."""
    batch = collate(PAIRS).to(model.device)
    steps, step = [], model.decoder.step

    def recorded(**inputs):
        steps.append(step(**inputs))
        return steps[-1]

    monkeypatch.setattr(model.decoder, "step", recorded)
    losses, gradients = [], []
    for products in (torch.float32, torch.bfloat16):
        loss = model(batch, 0.1, 0.5, products)
        parts = torch.autograd.grad(loss, list(model.parameters()))
        losses.append(loss.detach())
        gradients.append(torch.cat([part.flatten() for part in parts]))
    for made in steps:
        assert made.state.hidden.dtype == made.state.cell.dtype == torch.float32
        assert made.energies is None or made.energies.dtype == torch.float32
    assert losses[1].dtype == torch.float32
    assert losses[1] != losses[0]
    assert float(losses[1]) == pytest.approx(float(losses[0]), rel=0.01)
    assert (gradients[1] - gradients[0]).norm() < 0.1 * gradients[0].norm()


def test_padding_changes_neither_loss_nor_gradients(model, near):
    """A batch against its sentences one at a time, gradients added up."""

    def gradients(batches):
        model.zero_grad()
        for rows in batches:
            model(collate(rows).to(model.device), 0.1).backward()
        grads = {name: p.grad.clone() for name, p in model.named_parameters()}
        model.zero_grad()
        return grads

    together, alone = gradients([PAIRS]), gradients([[pair] for pair in PAIRS])
    for name, grad in together.items():
        torch.testing.assert_close(grad, alone[name], atol=50 * near, rtol=50 * near, msg=name)


def gradients(model: Seq2Seq) -> dict[str, torch.Tensor]:
    """Of the whole batch's loss, at this moment."""
    model.zero_grad()
    model(collate(PAIRS).to(model.device), 0.1).backward()
    return {name: parameter.grad for name, parameter in model.named_parameters()}


def test_gradients_taken_once_are_those_taken_at_every_step(
    kind, options, device, near, monkeypatch
):
    model = tiny.tiny_model(tiny.model_config(kind, **options)).to(device)
    once = gradients(model)
    monkeypatch.setattr(SharedMatrix, "multiply", lambda shared, x: x @ shared.matrix)
    for name, grad in gradients(model).items():
        torch.testing.assert_close(once[name], grad, atol=near, rtol=near, msg=name)


def test_every_parameter_learns(model):
    """Also what DistributedDataParallel needs: a parameter without gradient would hang it."""
    model.zero_grad()
    model(collate(PAIRS).to(model.device)).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name
    model.zero_grad()


def test_output_embeddings_of_their_own_learn_in_place_of_the_others(kind, options, near):
    model = tiny.tiny_model(tiny.model_config(kind, readout=8, **options))
    model(collate(PAIRS)).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad.abs().sum() > 0, name
    written = {piece for target in TARGETS for piece in target[:-1]} | {2}  # and the start mark
    unwritten = [piece for piece in range(23) if piece not in written]
    assert not model.decoder.embedding.weight.grad[unwritten].any()  # only as y_{i-1}
    assert model.decoder.output.grad[unwritten].all(dim=1).any()
    expected = sum(
        float(F.cross_entropy(logits_one_by_one(model, s, t), torch.tensor(t), reduction="sum"))
        for s, t in PAIRS
    )
    with torch.inference_mode():
        assert float(model(collate(PAIRS))) == pytest.approx(expected, rel=near)


def test_with_output_embeddings_of_their_own_matrices_begin_evenly(kind):
    torch.manual_seed(5)
    model = Seq2Seq(tiny.model_config(kind, readout=8))
    matrices = {name: p for name, p in model.named_parameters() if p.dim() > 1}
    assert {"decoder.output", "decoder.embedding.weight", "encoder.lstm.weight_hh_l0"} <= set(
        matrices
    )
    for name, matrix in matrices.items():
        bound = 0.1 * (384 / 11) ** 0.5
        assert 0.8 * bound < float(matrix.detach().abs().max()) <= bound, name
        assert float(matrix.detach().std()) == pytest.approx(bound / 3**0.5, rel=0.25), name
    width = model.decoder.width
    assert (model.decoder.input.bias[width : 2 * width] == 1).all()  # the forget gate stays open


def test_the_padding_embeddings_get_no_gradient_from_the_inputs(model):
    model.zero_grad()
    model(collate(PAIRS).to(model.device)).backward()
    assert (model.encoder.embedding.weight.grad[0] == 0).all()
    model.zero_grad()


def test_target_pieces_do_not_see_those_that_follow(model):
    """Changing y_i must change the loss of y_i and later, never of what was before."""
    source, target = SOURCES[0], [5, 6, 7, 8, 3]
    before = logits_one_by_one(model, source, target)
    after = logits_one_by_one(model, source, [5, 6, 9, 8, 3])
    assert torch.equal(before[:3], after[:3])
    assert (before[3] != after[3]).any()


@pytest.mark.parametrize("options", [{}, {"lexical_output": True}], ids=["plain", "lexical"])
def test_the_kinds_differ_in_the_attention_network_alone(options):
    attention, vanilla = (
        Seq2Seq(tiny.model_config(kind, **options)) for kind in ("attention", "vanilla")
    )
    a, v = attention.state_dict(), vanilla.state_dict()
    assert sorted(a.keys() - v.keys()) == [
        "decoder.attention.energy",
        "decoder.attention.key.bias",
        "decoder.attention.key.weight",
    ]
    assert not v.keys() - a.keys()
    asking = {"decoder.recurrent.weight", "decoder.input.weight", "decoder.input.bias"}
    for name in v.keys() - asking:
        assert a[name].shape == v[name].shape, name
    for name in asking:
        assert len(a[name]) - len(v[name]) == 7, name  # W and T, A rows each
    assert attention.parameters_count == sum(p.numel() for p in a.values())


def test_the_same_seed_gives_the_same_loss_with_dropout(kind, options):
    model = Seq2Seq(tiny.model_config(kind, dropout=0.4, **options)).train()
    losses = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        losses.append(float(model(collate(PAIRS)).detach()))
    assert losses[0] == losses[1] != losses[2]


def test_the_lexical_loss_is_that_of_the_lexical_output_alone(model):
    """As if nothing but h_i reached the output layer; without a lexical output there is none."""
    batch = collate(PAIRS).to(model.device)
    with torch.inference_mode():
        plain, both = float(model(batch)), float(model(batch, 0.0, 0.5))
        if model.decoder.lexical is None:
            assert both == plain
            return
        readout = model.config.readout
        model = copy.deepcopy(model)
        model.decoder.output[:, :readout] = 0
        alone = float(model(batch))
    assert both == pytest.approx(plain + 0.5 * alone, rel=1e-5)
    assert alone > 1


# ---- the copy task ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copier(device):
    """An attention model that has been shown sequences of random symbols to copy."""
    torch.manual_seed(0)
    rng = random.Random(0)
    config = dataclasses.replace(
        tiny.model_config("attention", source=14, target=14),
        embedding=24,
        encoder=16,
        decoder=32,
        attention=24,
        readout=32,
    )
    model = Seq2Seq(config).to(device)
    optimizer = torch.optim.Adam(model.parameters())
    updates, batch = 260, 32

    def example():
        ids = [*(rng.randrange(4, 14) for _ in range(rng.randint(3, 7))), 3]
        return ids, ids

    for update in range(updates):
        for group in optimizer.param_groups:
            group["lr"] = 6e-3 * (1 - update / updates)
        rows = [example() for _ in range(batch)]
        loss = model(collate(rows).to(device)) / sum(len(ids) for ids, _ in rows)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    unseen = random.Random(99)
    fresh = [[*(unseen.randrange(4, 14) for _ in range(2 + k % 6)), 3] for k in range(100)]
    return model.eval(), fresh


def test_copying_is_learnt(copier):
    model, fresh = copier
    written = beam_search(model=model, sources=fresh)
    right = sum(list(best[0].ids) == ids for best, ids in zip(written, fresh, strict=True))
    assert right > 90


def test_copying_attends_to_the_copied_piece(copier):
    """α of a copy is a diagonal: step i attends to source i. A transposed or shifted α fails."""
    model, fresh = copier
    hits = steps = 0
    for (best, *_), ids in zip(beam_search(model=model, sources=fresh), fresh, strict=True):
        if list(best.ids) == ids:
            looked = best.alpha.argmax(dim=1)
            hits += int((looked == torch.arange(len(ids))).sum())
            steps += len(ids)
    assert steps > 300
    assert hits > 0.85 * steps


# ---- devices ------------------------------------------------------------------------------


class OnMeta(TorchDispatchMode):
    """Fails on any tensor made on the CPU, and lets the whole forward pass run on "meta".

    Mixing devices raises by itself there ("Tensor on device cpu is not on the expected device
    meta"); this mode adds that nothing may be *made* on the CPU either. Only `lengths` is there
    by design, and torch's packing sorts it: those ops have a tensor among their arguments.

    A boolean mask picks as many rows as its data say, and meta has no data; every piece
    counts as real here.
    """

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func is torch.ops.aten.index.Tensor and args[1][0].dtype == torch.bool:
            assert {args[0].device.type, args[1][0].device.type} == {"meta"}
            return args[0].flatten(0, 1)
        made = func(*args, **(kwargs or {}))
        given = [part for part in args if isinstance(part, torch.Tensor | list | tuple)]
        if isinstance(made, torch.Tensor) and not any(
            isinstance(part, torch.Tensor) or torch.Tensor in map(type, part) for part in given
        ):
            assert made.device.type == "meta", f"{func} made a tensor on {made.device}"
        return made


@pytest.fixture
def on_meta():
    return OnMeta()


def meta_model(kind, **options):
    with torch.device("meta"):
        return Seq2Seq(tiny.model_config(kind, dropout=0.2, **options))


def meta_batch():
    batch = collate(PAIRS)
    return batch.to(torch.device("meta"))


def test_everything_is_made_where_the_weights_are(kind, options, on_meta):
    model, batch = meta_model(kind, **options), meta_batch()
    with on_meta:
        loss = model(batch, 0.1)
        loss.backward()
    assert loss.device.type == "meta"
    assert {p.grad.device.type for p in model.parameters()} == {"meta"}


def test_a_step_stays_where_the_weights_are(kind, options, on_meta):
    model, batch = meta_model(kind, **options).eval(), meta_batch()
    with on_meta:
        source = model.encode(source=batch.source, lengths=batch.lengths)
        state = model.decoder.initial_state(source)
        embedded = model.decoder.embed(batch.target[:, 0])
        step = model.decoder.step(
            projected=model.decoder.project_input(embedded), state=state, source=source
        )
        logits = model.decoder.logits(
            hidden=step.state.hidden,
            context=step.context,
            embedded=embedded,
            lexical=step.lexical,
        )
    held = [part.matrix if isinstance(part, SharedMatrix) else part for part in source]
    parts = [*held, *state, *step.state, *step[1:], logits]
    assert {part.device.type for part in parts if isinstance(part, torch.Tensor)} == {"meta"}
    assert logits.shape == (4, 23)
    assert step.context.shape == (4, model.config.context)


@pytest.mark.parametrize("mistake", ["mask", "state", "alone"])
def test_the_device_test_sees_a_tensor_on_the_wrong_device(mistake, on_meta, monkeypatch):
    """The test above would be worth nothing if it passed for code that forgets `device=`."""
    model, batch = meta_model("attention"), meta_batch()
    if mistake == "mask":
        monkeypatch.setattr(
            "attention_core.model.decoder.weigh",
            lambda energies, mask: energies.masked_fill(torch.zeros(4, 6, dtype=bool), 0.0),
        )
    elif mistake == "state":
        zeros = torch.zeros
        monkeypatch.setattr(
            type(model.decoder),
            "initial_state",
            lambda *_: DecoderState(zeros(4, 11), zeros(4, 11)),
        )
    else:
        monkeypatch.setattr(
            "attention_core.model.decoder.weigh",
            lambda energies, mask: energies * float(torch.ones(1)),
        )
    with on_meta, pytest.raises((RuntimeError, AssertionError), match=r"cpu|device"):
        model(batch)
