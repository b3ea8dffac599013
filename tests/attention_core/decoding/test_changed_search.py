"""Lists of changes: what stays before a changed step, and what is forced."""

import pytest

from attention_core.decoding.beam_search import beam_search
from attention_core.decoding.changed_search import forced_plan, search_with_changes, word_pieces
from attention_core.decoding.interventions import DecodingPlan
from attention_core.interventions import (
    ChangeError,
    ForceWord,
    FreezeContext,
    MaskWords,
    ScaleEnergies,
    SetAlpha,
)
from attention_core.text.tokenizer import END, UNKNOWN
from tests.helpers import tiny
from tests.helpers.command_line import SENTENCE

SOURCE, TARGET = tiny.tokenizers()


@pytest.fixture(scope="module", params=["plain", "both"])
def model(kind, device, request):
    return tiny.word_model(kind, seed=4, **tiny.OPTIONS[request.param]).to(device)


@pytest.fixture(scope="module", params=["plain", "both"])
def attention(device, request):
    return tiny.word_model("attention", seed=4, **tiny.OPTIONS[request.param]).to(device)


def search(model, *changes, beam=4):
    found = search_with_changes(
        model=model, source=SOURCE.encode(SENTENCE), target=TARGET, changes=changes, beam=beam
    )
    return found.hypotheses[0].ids


@pytest.mark.parametrize("beam", [1, 4])
def test_no_change_is_the_beam_search(model, beam):
    found = search_with_changes(
        model=model, source=SOURCE.encode(SENTENCE), target=TARGET, changes=(), beam=beam
    )
    assert found.plan is None
    (own,) = beam_search(model=model, sources=[SOURCE.encode(SENTENCE).ids], beam=beam)
    assert [(h.ids, h.logprob) for h in found.hypotheses] == [(h.ids, h.logprob) for h in own]


@pytest.mark.parametrize("beam", [1, 4])
def test_a_forced_word_that_is_the_model_s_own_choice_changes_nothing(model, beam):
    own = search(model, beam=beam)
    for step in range(1, min(len(own), 6) + 1):
        piece = TARGET.id_to_piece(own[step - 1])
        assert search(model, ForceWord(step=step, pieces=(piece,)), beam=beam) == own


@pytest.mark.parametrize("beam", [1, 4])
def test_weights_set_to_what_they_were_change_nothing(attention, beam):
    source = SOURCE.encode(SENTENCE)
    (own, *_) = search_with_changes(
        model=attention, source=source, target=TARGET, changes=(), beam=beam
    ).hypotheses
    for step in range(1, min(len(own.ids), 5) + 1):
        row = own.alpha[step - 1].tolist()
        sums = [sum(row[word.start : word.stop]) for word in source.words]
        change = SetAlpha(step=step, weights=tuple(enumerate(sums)))
        assert search(attention, change, beam=beam) == own.ids
        assert search(attention, change, MaskWords(words=(0,)), beam=beam)  # and go on from it


@pytest.mark.parametrize("beam", [1, 4])
def test_what_stood_before_the_changed_step_stays(attention, beam):
    own = search(attention, beam=beam)
    changed = 0
    for step in range(1, min(len(own), 7) + 1):
        for word in range(5):
            new = search(attention, SetAlpha(step=step, weights=((word, 1.0),)), beam=beam)
            assert new[: step - 1] == own[: step - 1]
            changed += new != own
    assert changed > 0


def test_a_forced_word_stands_at_its_step(model):
    own = search(model)
    ids = word_pieces(ForceWord(step=1, text="दीवार"), TARGET)
    assert len(ids) > 1
    for step in (1, 3):
        new = search(model, ForceWord(step=step, text="दीवार"))
        assert new[: step - 1] == own[: step - 1]
        assert new[step - 1 : step - 1 + len(ids)] == ids


def test_a_later_change_keeps_what_the_earlier_ones_made(attention):
    """The prefix of the second change is that of the translation that the first made."""
    first = ForceWord(step=2, text="दीवार")
    made = search(attention, first)
    assert made != search(attention)
    step = 6
    assert len(made) >= step
    both = search(attention, first, SetAlpha(step=step, weights=((1, 1.0),)))
    assert both[: step - 1] == made[: step - 1]


def test_a_change_further_back_keeps_a_forced_word_at_its_step(attention):
    own = search(attention)
    step = len(own)
    assert step > 2
    word = ForceWord(step=step, pieces=(TARGET.id_to_piece(40 if own[-1] != 40 else 41),))
    both = search(attention, word, SetAlpha(step=2, weights=((1, 1.0),)))
    assert both[0] == own[0]
    assert len(both) < step or TARGET.id_to_piece(both[step - 1]) == word.pieces[0]


def test_the_last_word_of_a_step_holds(model):
    two = [ForceWord(step=1, text="दीवार"), ForceWord(step=1, text="लाल")]
    ids = word_pieces(two[1], TARGET)
    assert search(model, *two)[: len(ids)] == ids
    # Nothing of the word before is left behind it.
    found = search_with_changes(
        model=model, source=SOURCE.encode(SENTENCE), target=TARGET, changes=two, beam=2
    )
    assert sorted(found.plan.pieces) == list(range(1, len(ids) + 1))


def test_the_end_mark_can_be_forced(model):
    own = search(model)
    for step in (1, 3):
        new = search(model, ForceWord(step=step, text="</s>"))
        assert new == (*own[: step - 1], END)


def test_global_changes_begin_at_step_one(attention):
    changes = (MaskWords(words=(0,)), FreezeContext(context="mean"), ScaleEnergies(factor=0.5))
    found = search_with_changes(
        model=attention, source=SOURCE.encode(SENTENCE), target=TARGET, changes=changes, beam=3
    )
    assert found.plan is not None
    assert found.plan.pieces == {}
    assert found.plan.changes == changes


def test_impossible_changes_are_named_by_their_number(model):
    length = len(search(model))
    word = ForceWord(step=length + 1, text="लाल")
    with pytest.raises(ChangeError, match=f"change 1: step {length + 1} is beyond the end"):
        search(model, word)
    with pytest.raises(ChangeError, match="change 2: unknown word: “🐦”"):
        search(model, ForceWord(step=1, text="लाल"), ForceWord(step=1, text="🐦"))
    if model.config.kind == "vanilla":
        for change, verb in (
            (SetAlpha(step=1, weights=((0, 1.0),)), "set"),
            (MaskWords(words=(0,)), "mask"),
            (FreezeContext(context="mean"), "freeze"),
            (ScaleEnergies(factor=0.5), "sharpen"),
        ):
            with pytest.raises(ChangeError, match=f"change 1: a vanilla model has no α.*{verb}"):
                search(model, change)
    else:
        with pytest.raises(ChangeError, match="change 2: there is no source word 99"):
            search(model, MaskWords(words=(1,)), MaskWords(words=(99,)))


def spelt(**fields):
    return [TARGET.id_to_piece(k) for k in word_pieces(ForceWord(step=1, **fields), TARGET)]


def test_a_word_becomes_the_pieces_that_the_tokenizer_makes():
    assert spelt(text="दीवार") == list(TARGET.encode("दीवार").pieces[:-1])
    assert spelt(text="लाल पानी") == list(TARGET.encode("लाल पानी").pieces[:-1])


def test_a_piece_with_its_space_is_that_piece():
    piece = next(
        TARGET.id_to_piece(k) for k in range(4, len(TARGET)) if TARGET.id_to_piece(k)[0] == "▁"
    )
    assert spelt(text=piece) == [piece]
    assert spelt(pieces=(piece, "।")) == [piece, "।"]
    with pytest.raises(ChangeError, match="unknown word: “▁nowhere”"):
        spelt(text="▁nowhere")


def test_signs_have_no_space_before_them():
    assert spelt(text="।") == ["।"]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "<pad>"},
        {"text": "<s>"},
        {"text": "⁇"},
        {"pieces": ("<pad>",)},
        {"pieces": ("<s>",)},
        {"pieces": ("no such piece",)},
        {"pieces": ("</s>", "।")},
        {"text": "\u200b"},
    ],
)
def test_what_no_search_may_write_is_refused(fields):
    with pytest.raises(ChangeError):
        spelt(**fields)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("form", ["text", "piece", "piece of a text"])
def test_an_unknown_word_of_several_lines_is_named_in_one(end, form):
    word = f"xyzzy🐦{end}🐦"
    fields = {
        "text": {"text": word},
        "piece": {"pieces": (word,)},
        "piece of a text": {"text": f"▁{word}"},
    }
    with pytest.raises(ChangeError, match=r"unknown word: “▁?xyzzy🐦 🐦”") as raised:
        spelt(**fields[form])
    assert len(str(raised.value).splitlines()) == 1


def test_no_forced_word_has_the_unknown_piece():
    with pytest.raises(ChangeError, match="unknown word"):
        word_pieces(ForceWord(step=1, text="लाल xyzzy"), TARGET)
    assert UNKNOWN not in word_pieces(ForceWord(step=1, text="लाल"), TARGET)


def test_a_given_translation_takes_changes_of_alpha_alone():
    source = SOURCE.encode(SENTENCE)
    common = {"source": source, "steps": 4}
    assert forced_plan(attention=True, changes=(), **common) is None
    changes = (MaskWords(words=(0,)), SetAlpha(step=4, weights=((1, 1.0),)))
    plan = forced_plan(attention=True, changes=changes, **common)
    assert isinstance(plan, DecodingPlan)
    assert plan.changes == changes
    for impossible, said in (
        (ForceWord(step=1, text="लाल"), "change 2: all words of a given translation"),
        (SetAlpha(step=5, weights=((1, 1.0),)), "change 2: step 5 is beyond the end"),
    ):
        with pytest.raises(ChangeError, match=said):
            forced_plan(attention=True, changes=(changes[0], impossible), **common)
    with pytest.raises(ChangeError, match="change 1: a vanilla model"):
        forced_plan(attention=False, changes=changes, **common)
