"""Models with the embedding in h_j, with a lexical output, with both: all that is said of them."""

import json

import numpy as np
import pytest
import torch

from attention_core.analysis.integrity import integrity_checks
from attention_core.config import KINDS
from attention_core.data.batches import collate
from attention_core.explorer import Explorer
from attention_core.figures.player_steps import player_steps
from attention_core.model.card import ModelCard
from attention_core.model.checkpoint import (
    CONFIG,
    WEIGHTS,
    CheckpointError,
    read_model,
    write_model,
)
from tests.helpers import tiny

# The fields of a configuration from before there were options.
PLAIN = (
    *("kind", "source_vocabulary", "target_vocabulary", "embedding", "encoder", "decoder"),
    *("attention", "readout", "told", "dropout", "word_dropout"),
)
SENTENCE = "the red bird sits near 7 boats."


@pytest.fixture(scope="module")
def explorer(tmp_path_factory, options):
    home = tmp_path_factory.mktemp("models")
    for kind in KINDS:
        tiny.write_tiny(home / f"tiny-{kind}", kind=kind, **options)
    return Explorer(models=home, device="cpu")


@pytest.fixture
def trace(explorer, kind):
    return explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE)


def test_every_check_holds_and_none_is_empty(trace):
    assert len(integrity_checks(trace)) == (3 if trace.kind == "attention" else 2)
    assert all(check["holds"] for check in integrity_checks(trace)), integrity_checks(trace)
    assert np.abs(trace.contexts).max() > 0.1
    json.dumps(player_steps(trace=trace, romanize=str))


def test_a_trace_holds_h_and_the_c_that_are_used(explorer, trace, options):
    config = explorer.load(trace.model).model.config
    assert (
        trace.memory.shape[1] == config.memory == (21 if "embedding_in_memory" in options else 12)
    )
    assert trace.contexts.shape[1] == (config.memory if trace.kind == "attention" else 12)
    if "embedding_in_memory" in options:
        checkpoint = explorer.load(trace.model)
        ids = checkpoint.source.encode_ids(SENTENCE)
        embedded = checkpoint.model.encoder.embedding.weight[ids].detach().numpy()
        np.testing.assert_array_equal(trace.memory[:, 12:], embedded)


def test_occlusion_is_what_the_loss_says(explorer, trace):
    checkpoint, drops = explorer.load(trace.model), explorer.occlusion(trace)
    source = checkpoint.source.encode(SENTENCE)
    target = checkpoint.target.pieces_to_ids(trace.target_pieces)
    word = source.words[1]
    hidden = [1 if word.start <= k < word.stop else p for k, p in enumerate(source.ids)]
    with torch.inference_mode():
        whole, partial = (
            float(checkpoint.model(collate([(list(ids), list(target))])))
            for ids in (source.ids, hidden)
        )
    assert drops[:, 1].sum() == pytest.approx(partial - whole, abs=1e-3)


def test_the_posterior_of_a_trace_is_a_distribution(explorer):
    trace = explorer.translate(model="tiny-attention", sentence=SENTENCE)
    found = explorer.posterior(trace)
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)
    assert np.abs(found - trace.alpha).max() > 0.01


def test_a_written_model_comes_back(kind, options, tmp_path):
    model = tiny.word_model(kind, **options)
    source, target = tiny.tokenizers()
    write_model(folder=tmp_path / "m", model=model, source=source, target=target, card=ModelCard())
    found = read_model(tmp_path / "m").model
    assert found.config == model.config
    before, after = model.state_dict(), found.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(after[name], before[name].half().float()) for name in after)
    assert any("lexical" in name for name in after) == ("lexical_output" in options)


@pytest.mark.parametrize(
    ("name", "tensor"),
    [("lexical_output", "decoder.output"), ("embedding_in_memory", "decoder.context.weight")],
)
def test_an_option_that_the_weights_do_not_have_is_refused(name, tensor, tmp_path, monkeypatch):
    """By the shapes that are compared before any memory is taken."""
    folder = tmp_path / "m"
    model = tiny.word_model("attention", readout=8)
    source, target = tiny.tokenizers()
    write_model(folder=folder, model=model, source=source, target=target, card=ModelCard())
    monkeypatch.setattr("attention_core.model.checkpoint.hashlib.sha256", _Agreeable)
    config = json.loads((folder / CONFIG).read_bytes())
    (folder / CONFIG).write_text(json.dumps({**config, name: True}))
    card = json.loads((folder / "card.json").read_bytes())
    card["sha256"] = dict.fromkeys(card["sha256"], "0" * 64)
    (folder / "card.json").write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match=tensor) as caught:
        read_model(folder)
    assert WEIGHTS in str(caught.value)


class _Agreeable:
    """A hash that is the same for everything."""

    def __init__(self, data: bytes) -> None:
        pass

    def hexdigest(self) -> str:
        return "0" * 64


def test_a_folder_from_before_there_were_options_is_read_as_without(tmp_path):
    """Its configuration names neither; its weights are those of a plain model."""
    tiny.write_tiny(tmp_path / "new", kind="attention")
    old = {
        name: value
        for name, value in json.loads((tmp_path / "new" / CONFIG).read_bytes()).items()
        if name in PLAIN
    }
    assert len(old) == len(PLAIN)
    found = read_model(tmp_path / "new").model
    again = type(found.config).from_json(old)
    assert again == found.config
