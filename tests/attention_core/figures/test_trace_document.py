"""A Trace as a document: words as it spells them, weights that are the tensor's."""

import dataclasses

import pytest

from attention_core.analysis.labelled_matrix import labelled_matrix
from attention_core.explorer import Explorer
from attention_core.figures.trace_document import (
    alpha_weights,
    file_stem,
    linkable_words,
    origin,
    posterior_weights,
    source_side,
    target_side,
)
from attention_core.interventions import FreezeContext
from attention_core.trace import Trace
from tests.helpers.traces import make_trace

SENTENCE = "the red bird 🦜 sits near 7 boats."


@pytest.fixture(scope="module")
def trace(explorer: Explorer) -> Trace:
    return explorer.force(
        model="tiny-attention", sentence=SENTENCE, target="लाल चिड़िया नदी पर बैठी है"
    )


def spell(text):
    return text, text.upper()


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_weights_are_the_tensor(trace, grain):
    weights = trace.alpha if grain == "pieces" else trace.word_alpha
    assert weights.shape[0] != weights.shape[1]  # so that a transposed matrix fails
    alpha = alpha_weights(trace=trace, grain=grain)
    assert (alpha.values == weights).all()
    assert (alpha.low, alpha.high, alpha.sums_to_one) == (0, 1, True)
    assert posterior_weights(None).values is None
    assert alpha.about != posterior_weights(None).about


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_words_are_those_of_the_labelled_matrix(trace, grain):
    matrix = labelled_matrix(trace=trace, grain=grain)
    source = source_side(trace=trace, grain=grain, heading="")
    target = target_side(trace=trace, grain=grain, heading="", spell=lambda text: (text, ""))
    assert [f"{w.text} {w.below}".strip() for w in source.words] == list(matrix.columns)
    assert [word.text for word in target.words] == list(matrix.rows)
    assert any(word.unknown for word in source.words)  # the parrot


@pytest.mark.parametrize("grain", ["words", "pieces"])
def test_what_was_typed_for_a_changed_word_is_noted_on_both_sides(explorer, grain):
    trace = explorer.force(
        model="tiny-attention", sentence="the ｒｅｄ bird", target="लाल बच्\u200dचा है"
    )
    part = "of a word " * (grain == "pieces")
    source = source_side(trace=trace, grain=grain, heading="")
    target = target_side(trace=trace, grain=grain, heading="", spell=lambda text: (text, ""))
    for side, words, changed, typed in (
        (source, trace.source_words, "red", "ｒｅｄ"),
        (target, trace.target_words, "बच्चा", "बच्\u200dचा"),
    ):
        owners = [w for w in words for _ in range(1 if grain == "words" else w.stop - w.start)]
        notes = [f"{part}typed “{typed}”" * (word.text == changed) for word in owners]
        assert any(notes)
        assert [word.note for word in side.words] == notes
        if grain == "words":  # the label is what the model reads
            assert [word.text for word in side.words[:-1]] == [word.text for word in words[:-1]]


def test_what_is_below_a_word_is_its_spelling_and_the_end_mark_has_none(trace):
    *words, end = target_side(trace=trace, grain="words", heading="", spell=spell).words
    assert all(word.below == word.text.upper() for word in words)
    assert (end.text, end.below) == ("(end)", "")


def test_joined_words_make_the_sentence_again(trace):
    *words, _end = source_side(trace=trace, grain="words", heading="").words
    assert "".join(" " * (not w.joined) + w.text for w in words).strip() == SENTENCE


def test_a_words_step_writes_its_first_piece(trace):
    words = target_side(trace=trace, grain="words", heading="", spell=spell).words
    assert [word.step for word in words] == [word.start + 1 for word in trace.target_words]
    pieces = target_side(trace=trace, grain="pieces", heading="", spell=spell).words
    assert [piece.step for piece in pieces] == list(range(1, len(trace.target_pieces) + 1))


def test_the_end_marks_cannot_be_linked(trace):
    links = linkable_words(trace)
    assert links.source == len(trace.source_words) - 1
    assert links.target == len(trace.target_words) - 1
    cut = dataclasses.replace(trace, truncated=True)  # then the last word is a word
    assert linkable_words(cut).target == len(trace.target_words)


def test_a_vanilla_model_has_nothing_to_draw(explorer):
    vanilla = explorer.translate(model="tiny-vanilla", sentence=SENTENCE)
    with pytest.raises(ValueError, match="no α"):
        alpha_weights(trace=vanilla, grain="words")


def test_files_name_model_digest_and_search(trace, explorer):
    assert file_stem(trace=trace, grain="words") == f"tiny-attention-{trace.digest}-forced-words"
    assert origin(trace=trace, grain="words") == (
        f"tiny-attention@{trace.digest} · forced reference · words"
    )
    second = explorer.translate(model="tiny-attention", sentence=SENTENCE, beam=3, rank=2)
    assert file_stem(trace=second, grain="pieces").endswith(f"-{second.digest}-beam3-rank2-pieces")
    assert "beam 3, rank 2 · pieces" in origin(trace=second, grain="pieces")


def test_a_file_name_has_nothing_that_a_file_system_refuses(trace):
    odd = dataclasses.replace(trace, model='my/model: "5"\n..')
    assert file_stem(trace=odd, grain="words") == f"my-model-5-..-{trace.digest}-forced-words"


def test_an_edited_trace_is_called_edited_in_files():
    own = make_trace()
    edited = dataclasses.replace(own, changes=(FreezeContext(context="mean"),))
    assert "edited" not in file_stem(trace=own, grain="words") + origin(trace=own, grain="words")
    assert file_stem(trace=edited, grain="words").endswith("-edited")
    assert origin(trace=edited, grain="words").endswith(" · edited")
