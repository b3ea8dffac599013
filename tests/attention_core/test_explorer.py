"""The one door: any text gives a Trace or a SentenceError, from many threads at once."""

import json
import shutil
import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from attention_core import explorer as explorer_module
from attention_core.config import RUN_FILE, SENTENCE_LIMIT
from attention_core.decoding import changed_search, recent_searches
from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.forced import force_decode
from attention_core.decoding.trace_builder import PADDING
from attention_core.explorer import Explorer, SentenceError
from attention_core.interventions import ForceWord, MaskWords, SetAlpha
from attention_core.model.checkpoint import CARD, WEIGHTS, CheckpointError
from attention_core.model.folders import UnknownModelError
from attention_core.text.tokenizer import PAD, UNKNOWN
from attention_core.utils.device import DeviceError
from attention_core.utils.files import write_atomically
from tests.helpers import tiny

SENTENCES = [pair.source for pair in tiny.PAIRS]
SENTENCE = SENTENCES[0]


@pytest.fixture
def shelf(models, tmp_path):
    """A copy of the models that a test may break."""
    shutil.copytree(models, tmp_path / "shelf")
    return tmp_path / "shelf"


def counted(explorer, count):
    """A sentence of exactly so many pieces, the end mark included."""
    source = explorer.load("tiny-attention").source
    # A full stop with the space before it is two pieces, without one it is one.
    sentence = "." + " ." * ((count - 1) // 2 - 1) + "." * ((count - 1) % 2)
    assert len(source.encode(sentence).ids) == count
    return sentence


def same(one, other):
    """Whether two Traces are the same to the last bit."""
    return one.to_json() == other.to_json() and one.states.tobytes() == other.states.tobytes()


# ---- translating --------------------------------------------------------------------------


def test_hypotheses_are_the_whole_beam_and_the_first_is_the_translation(explorer, kind, near):
    name = f"tiny-{kind}"
    found = explorer.hypotheses(model=name, sentence=SENTENCE, beam=4)
    checkpoint = explorer.load(name)
    ids = checkpoint.source.encode(SENTENCE).ids
    expected = beam_search(model=checkpoint.model, sources=[ids], beam=4)[0]
    assert len(found) == len(expected) > 1
    traces = [
        explorer.translate(model=name, sentence=SENTENCE, beam=4, rank=one.rank) for one in found
    ]
    for rank, (trace, hypothesis) in enumerate(zip(traces, expected, strict=True), start=1):
        one = found[rank - 1]
        assert (trace.rank, trace.beam) == (one.rank, 4) == (rank, 4)
        assert (one.text, one.score) == (trace.translation, hypothesis.score)
        assert trace.score == pytest.approx(one.score, abs=20 * near)
        assert trace.target_pieces == tuple(
            checkpoint.target.id_to_piece(k) for k in hypothesis.ids
        )
        assert trace.logprob.tolist() == pytest.approx(hypothesis.logprob, abs=20 * near)
    assert len({trace.target_pieces for trace in traces}) == len(found)
    best = explorer.translate(model=name, sentence=SENTENCE, beam=4)
    assert (best.rank, best.target_pieces) == (1, traces[0].target_pieces)
    assert explorer.force(model=name, sentence=SENTENCE, target="नीला घर").rank == 0
    with pytest.raises(SentenceError, match="17"):
        explorer.hypotheses(model=name, sentence=SENTENCE, beam=17)
    for rank in (0, len(found) + 1):
        with pytest.raises(SentenceError, match=f"number {rank}.*found {len(found)}"):
            explorer.translate(model=name, sentence=SENTENCE, beam=4, rank=rank)


def test_a_trace_holds_what_the_search_found(explorer, kind):
    trace = explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE, beam=4)
    checkpoint = explorer.load(f"tiny-{kind}")
    source = checkpoint.source.encode(SENTENCE)
    best = beam_search(model=checkpoint.model, sources=[source.ids], beam=4)[0][0]
    assert trace.source == SENTENCE
    assert trace.source_pieces == source.pieces
    assert trace.target_pieces == tuple(checkpoint.target.id_to_piece(k) for k in best.ids)
    assert trace.translation == checkpoint.target.decode(best.ids)
    assert trace.score == pytest.approx(best.score, abs=1e-4)
    assert trace.truncated == best.truncated
    assert (trace.model, trace.kind, trace.beam) == (f"tiny-{kind}", kind, 4)
    assert trace.digest == checkpoint.digest
    assert trace.device == str(checkpoint.model.device)


def test_translating_twice_gives_the_same_to_the_last_bit(explorer, kind):
    once, twice = (explorer.translate(model=f"tiny-{kind}", sentence=SENTENCE) for _ in range(2))
    assert same(once, twice)


def test_another_explorer_gives_the_same(explorer, models, kind, device):
    other = Explorer(models=models, device=device.type)
    for sentence in reversed(SENTENCES[:3]):
        assert same(
            explorer.translate(model=f"tiny-{kind}", sentence=sentence),
            other.translate(model=f"tiny-{kind}", sentence=sentence),
        )


def test_what_is_typed_is_kept_and_the_unknown_marked(explorer):
    typed = "  The red 🙂 bird\u200e "
    trace = explorer.translate(model="tiny-attention", sentence=typed)
    assert trace.source == typed
    assert trace.unknown == ("🙂",)
    assert [word.text for word in trace.source_words] == ["The", "red", "🙂", "bird", "</s>"]


def test_forcing_writes_the_given_translation(explorer, kind):
    wanted = tiny.PAIRS[3].target
    trace = explorer.force(model=f"tiny-{kind}", sentence=SENTENCE, target=wanted)
    assert trace.translation == wanted
    assert trace.target_pieces[-1] == "</s>"
    assert not trace.truncated
    assert trace.beam == 0
    assert [word.text for word in trace.target_words[:-1]] == [*wanted[:-1].split(), "।"]


def test_forcing_records_the_steps_of_the_given_words(explorer, kind):
    """The same as the search's own `force` of the same pieces."""
    trace = explorer.force(model=f"tiny-{kind}", sentence=SENTENCE, target=tiny.PAIRS[3].target)
    checkpoint = explorer.load(f"tiny-{kind}")
    (steps,) = force_decode(
        model=checkpoint.model,
        sources=[checkpoint.source.encode_ids(SENTENCE)],
        targets=[checkpoint.target.encode_ids(tiny.PAIRS[3].target)],
        padding=PADDING,
    )
    assert trace.logprob.tolist() == steps.logprob.tolist()
    assert trace.states.tolist() == steps.states.tolist()
    assert (
        trace.alpha is None if kind == "vanilla" else trace.alpha.tolist() == steps.alpha.tolist()
    )


@pytest.mark.parametrize("target", ["</s>", "<pad>", "लाल </s> दीवार"])
def test_forcing_marks_writes_them_as_text(explorer, target):
    trace = explorer.force(model="tiny-attention", sentence=SENTENCE, target=target)
    assert trace.target_pieces.count("</s>") == 1
    ids = explorer.load("tiny-attention").target.pieces_to_ids(trace.target_pieces)
    assert PAD not in ids
    assert (UNKNOWN in ids) == bool(trace.unknown_target)
    assert np.isfinite(explorer.posterior(trace)).all()


# ---- what cannot be translated ------------------------------------------------------------


@pytest.mark.parametrize("sentence", ["", " ", "\n\t", "\u200e\u200f", "\x00", "\ud800", "▁"])
def test_nothing_to_translate_is_said(explorer, sentence):
    with pytest.raises(SentenceError, match="the sentence is empty"):
        explorer.translate(model="tiny-attention", sentence=sentence)
    with pytest.raises(SentenceError, match="the translation is empty"):
        explorer.force(model="tiny-attention", sentence=SENTENCE, target=sentence)


def test_too_long_is_said_with_length_and_limit(explorer, monkeypatch):
    assert SENTENCE_LIMIT == 600
    with pytest.raises(SentenceError) as caught:
        explorer.translate(model="tiny-attention", sentence=counted(explorer, 601))
    assert "601" in str(caught.value)
    assert "600" in str(caught.value)
    with pytest.raises(SentenceError, match=r"the translation has .* 600"):
        explorer.force(model="tiny-attention", sentence=SENTENCE, target="लाल " * 700)
    # At the limit it is translated; where decoding ends is not at issue here.
    monkeypatch.setattr("attention_core.decoding.beam_search.length_limit", lambda _: 3)
    trace = explorer.translate(model="tiny-attention", sentence=counted(explorer, 600), beam=1)
    assert trace.alpha.shape[1] == 600


@pytest.mark.parametrize("beam", [0, -1, 17, 1000])
def test_an_impossible_beam_is_said(explorer, beam):
    with pytest.raises(SentenceError, match=str(beam)):
        explorer.translate(model="tiny-attention", sentence=SENTENCE, beam=beam)


@pytest.mark.parametrize(
    "name", ["tiny", "", ".", "..", "../models", "tiny-attention/../tiny-vanilla", "/etc", "a\x00b"]
)
def test_an_unknown_model_is_said_with_those_there_are(explorer, name):
    with pytest.raises(UnknownModelError) as caught:
        explorer.translate(model=name, sentence=SENTENCE)
    assert "tiny-attention, tiny-vanilla" in str(caught.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    sentence=st.one_of(
        st.text(st.characters(), max_size=40),
        st.text(st.sampled_from("the redbi.▁</s>?!'’\u200d\u0301\ud800🙂न्"), max_size=40),
    ),
    kind=st.sampled_from(["attention", "vanilla"]),
    beam=st.integers(1, 4),
)
@example(sentence="</s>", kind="attention", beam=2)
@example(sentence="<s><pad>", kind="attention", beam=2)
def test_any_text_is_translated_or_refused(explorer, monkeypatch, sentence, kind, beam):
    monkeypatch.setattr("attention_core.decoding.beam_search.length_limit", lambda _: 12)
    try:
        trace = explorer.translate(model=f"tiny-{kind}", sentence=sentence, beam=beam)
    except SentenceError:
        return
    json.dumps(trace.to_json(), allow_nan=False)
    assert trace.source_pieces.count("</s>") == 1
    assert "<pad>" not in trace.target_pieces


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(target=st.text(st.characters(), max_size=30))
def test_any_translation_is_forced_or_refused(explorer, target):
    try:
        trace = explorer.force(model="tiny-attention", sentence=SENTENCE, target=target)
    except SentenceError:
        return
    json.dumps(trace.to_json(), allow_nan=False)


# ---- the models ---------------------------------------------------------------------------


def test_models_are_listed_without_being_loaded(models):
    explorer = Explorer(models=models)
    found = {info.name: info for info in explorer.models()}
    assert list(found) == ["tiny-attention", "tiny-vanilla"]
    for name, info in found.items():
        assert info.kind == name.removeprefix("tiny-")
        assert info.fault == ""
        assert len(info.digest) == 12
        assert info.size == sum(path.stat().st_size for path in (models / name).iterdir())
        assert info.card.document["note"] == "made by a test"
    assert explorer._loaded == {}


def test_a_model_is_read_once(models, monkeypatch):
    reads = []
    real = explorer_module.read_model
    monkeypatch.setattr(
        explorer_module, "read_model", lambda folder: reads.append(folder.name) or real(folder)
    )
    explorer = Explorer(models=models)
    one = explorer.load("tiny-vanilla")
    explorer.translate(model="tiny-vanilla", sentence=SENTENCE)
    assert explorer.load("tiny-vanilla") is one
    assert reads == ["tiny-vanilla"]


def test_no_models_at_all(tmp_path):
    assert Explorer(models=tmp_path / "nowhere").models() == ()
    (tmp_path / "a file").write_text("no folder")
    explorer = Explorer(models=tmp_path)
    assert explorer.models() == ()
    with pytest.raises(UnknownModelError, match="there are none"):
        explorer.translate(model="attention-50", sentence=SENTENCE)


def test_a_faulty_model_does_not_spoil_the_others(shelf):
    (shelf / "cut").mkdir()
    (shelf / "tiny-attention" / WEIGHTS).write_bytes(b"cut short")
    explorer = Explorer(models=shelf)
    faults = {info.name: info.fault for info in explorer.models()}
    assert CARD in faults["cut"]
    assert faults["tiny-vanilla"] == ""
    for name in ("cut", "tiny-attention"):
        with pytest.raises(CheckpointError, match=name):
            explorer.translate(model=name, sentence=SENTENCE)
    # A fault that only reading every byte can show is listed from then on.
    faults = {info.name: info.fault for info in explorer.models()}
    assert WEIGHTS in faults["tiny-attention"]
    assert explorer.translate(model="tiny-vanilla", sentence=SENTENCE).kind == "vanilla"


def test_a_repaired_model_works_and_its_fault_is_forgotten(shelf, models):
    weights = shelf / "tiny-attention" / WEIGHTS
    weights.write_bytes(b"cut short")
    explorer = Explorer(models=shelf)
    with pytest.raises(CheckpointError):
        explorer.load("tiny-attention")
    shutil.copy(models / "tiny-attention" / WEIGHTS, weights)
    assert explorer.translate(model="tiny-attention", sentence=SENTENCE).target_pieces
    assert [info.fault for info in explorer.models()] == ["", ""]


def test_cards_of_any_shape_can_be_listed(shelf):
    """A card is vouched for by nobody: what it says of itself may be of any type."""
    path = shelf / "tiny-attention" / CARD
    card = json.loads(path.read_text())
    for kind in (None, 3, ["attention"], {"a": 1}):
        path.write_text(json.dumps({**card, "kind": kind}))
        assert isinstance(Explorer(models=shelf).models()[0].kind, str)


def test_an_unknown_device_is_said(models):
    with pytest.raises(DeviceError, match="tpu"):
        Explorer(models=models, device="tpu")


# ---- threads ------------------------------------------------------------------------------


def test_eight_threads_get_what_one_gets(explorer, models, device):
    """From a cold start, so that loading is raced for as well."""
    tasks = [(f"tiny-{kind}", s) for s in SENTENCES[:3] for kind in ("attention", "vanilla")]
    expected = {task: explorer.translate(model=task[0], sentence=task[1]) for task in tasks}
    shared = Explorer(models=models, device=device.type)
    together = threading.Barrier(8)
    found, errors = [], []

    def work(shift):
        together.wait()
        try:
            for task in tasks[shift % len(tasks) :] + tasks[: shift % len(tasks)]:
                found.append((task, shared.translate(model=task[0], sentence=task[1])))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(found) == 8 * len(tasks)
    for task, trace in found:
        assert same(trace, expected[task])


@pytest.fixture
def searched(monkeypatch):
    """The beams of all searches that were made."""
    beams, search = [], changed_search.beam_search

    def counting(**arguments):
        beams.append(arguments["beam"])
        return search(**arguments)

    monkeypatch.setattr(changed_search, "beam_search", counting)
    monkeypatch.setattr(recent_searches, "SEARCHES", 8)
    return beams


def test_one_search_serves_the_best_translation_and_all_hypotheses(models, searched):
    explorer = Explorer(models=models, device="cpu")
    both = {"model": "tiny-attention", "sentence": "the red bird sits."}
    best = explorer.translate(**both, beam=4)
    ranked = explorer.hypotheses(**both, beam=4)
    assert searched == [4]
    assert ranked[0].text == best.translation
    fresh = Explorer(models=models, device="cpu").hypotheses(**both, beam=4)
    assert ranked == fresh
    explorer.translate(**both, beam=4, rank=2)
    assert searched == [4, 4]  # the second is of the other Explorer
    explorer.translate(**both, beam=3)
    explorer.translate(model="tiny-vanilla", sentence=both["sentence"], beam=4)
    assert searched == [4, 4, 3, 4]
    for sentence in SENTENCES[: recent_searches.SEARCHES]:  # only the last are remembered
        explorer.translate(model="tiny-attention", sentence=sentence, beam=1)
    explorer.translate(**both, beam=4)
    assert searched[4:] == [1] * recent_searches.SEARCHES + [4]


def test_only_the_best_of_remembered_hypotheses_keeps_its_weights(explorer):
    """α of a long sentence is megabytes a hypothesis; the Trace has it."""
    checkpoint = explorer.load("tiny-attention")
    searches = recent_searches.RecentSearches()
    both = {"checkpoint": checkpoint, "source": checkpoint.source.encode(SENTENCE), "beam": 4}
    searches.search(**both)
    best, *others = searches.search(**both).hypotheses
    assert best.alpha is not None
    assert [hypothesis.alpha for hypothesis in others] == [None] * 3


def test_a_change_goes_on_from_what_was_searched_before(models, searched):
    """One search a change, with or without the tree, and the same Trace as without memory."""
    both = {"model": "tiny-attention", "sentence": "the red bird sits."}
    changes = (
        SetAlpha(step=2, weights=((1, 1.0),)),
        MaskWords(words=(0,)),
        ForceWord(step=1, text="दीवार"),
    )
    explorer = Explorer(models=models, device="cpu")
    explorer.translate(**both, beam=3)
    for count in range(1, len(changes) + 1):
        before = len(searched)
        trace = explorer.translate(**both, beam=3, changes=changes[:count], tree=True)
        assert len(searched) == before + 1
        fresh = Explorer(models=models, device="cpu")
        alone = fresh.translate(**both, beam=3, changes=changes[:count], tree=True)
        assert same(trace, alone)
        assert trace.tree == alone.tree
    before = len(searched)
    explorer.translate(**both, beam=3, changes=changes[:2])
    assert len(searched) == before


def test_a_card_is_read_again_when_it_has_changed(home_with_a_model):
    explorer = Explorer(models=home_with_a_model, device="cpu")
    path = home_with_a_model / "tiny" / "card.json"
    for words in (50, 7, 123):
        card = {**json.loads(path.read_text("utf-8")), "max_words": words}
        write_atomically(path=path, data=json.dumps(card).encode())
        assert explorer.models()[0].card.max_words == words
        assert explorer.models()[0].card.max_words == words
    path.unlink()
    assert "card.json is missing" in explorer.models()[0].fault


@pytest.fixture
def home_with_a_model(tmp_path):
    tiny.write_tiny(tmp_path / "tiny", kind="vanilla")
    return tmp_path


def test_several_folders(tmp_path):
    """A name that is taken gets its place; a run without weights yet and hidden folders do not
    count; what is translated is said to be by the name in the list."""
    first, second = tmp_path / "shipped", tmp_path / "own"
    digests = [
        tiny.write_tiny(home / name, kind="attention", seed=seed)
        for seed, (home, name) in enumerate(((first, "a"), (second, "a"), (second, "b")))
    ]
    for path in (second / ".uploads" / "x", second / "running"):
        path.mkdir(parents=True)
    (second / "running" / RUN_FILE).write_text("{}")
    (second / "broken").mkdir()
    several = Explorer(models=[first, tmp_path / "absent", second], device="cpu")
    found = {info.name: info for info in several.models()}
    assert list(found) == ["a", "a@own", "b", "broken"]
    assert [found[name].digest for name in ("a", "a@own", "b")] == digests
    assert found["broken"].fault
    assert several.folder("a@own") == second / "a"
    trace = several.translate(model="a@own", sentence="the red bird", beam=1)
    assert (trace.model, trace.digest) == ("a@own", digests[1])
    with pytest.raises(UnknownModelError, match=r"'c': there is a, a@own, b, broken in .*own"):
        several.load("c")


def test_joiners_break_no_word_of_a_forced_translation(explorer):
    """The vocabulary lacks them: the same pieces, the same log p."""
    plain, joined = (
        explorer.force(model="tiny-attention", sentence="the bird", target=target)
        for target in ("बच्चा हँसता है।", "बच्\u200dचा हँस\u200cता है।\u200c")
    )
    assert joined.target_pieces == plain.target_pieces
    assert joined.logprob.tolist() == plain.logprob.tolist()
    assert joined.unknown_target == ()


def test_an_unknown_word_of_a_forced_translation_keeps_its_letters_and_is_marked(explorer):
    trace = explorer.force(model="tiny-attention", sentence="the bird", target="बच्चा 🙂 है।")
    assert trace.unknown_target == ("🙂",)
    assert "🙂" in trace.translation
    assert trace.to_json()["unknown_target"] == ["🙂"]
    assert (
        "unknown_target"
        not in explorer.force(
            model="tiny-attention", sentence="the bird", target="बच्चा है।"
        ).to_json()
    )
