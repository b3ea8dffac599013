"""Tokenizers: every piece of any text is in one word, and no character is lost."""

import io
import itertools
import unicodedata
from pathlib import Path

import pytest
import sentencepiece
from hypothesis import example, given
from hypothesis import strategies as st

from attention_core.text.cleaning import clean
from attention_core.text.tokenizer import (
    END,
    PAD,
    START,
    UNKNOWN,
    Tokenizer,
    TokenizerError,
    train_tokenizer,
)
from attention_core.text.words import END_PIECE, SPACE
from tests.helpers import tiny
from tests.helpers.any_text import TEXT

ENGLISH, HINDI = tiny.tokenizers()


def words(tokenizer, text):
    return [word.text for word in tokenizer.encode(text).words[:-1]]


# ---- what holds for any text at all -------------------------------------------------------


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["English", "Hindi"])
@given(text=TEXT)
@example(text="")
@example(text="</s>")
@example(text="<pad><unk><s>")
@example(text="a\u0301\u200db \u0301")
@example(text="İstanbul")
def test_any_text_is_cut_into_pieces_that_tile_its_words(tokenizer, text):
    encoded = tokenizer.encode(text)
    assert len(encoded.ids) == len(encoded.pieces)
    assert encoded.ids[-1] == END
    assert encoded.pieces[-1] == END_PIECE
    assert encoded.words[-1].text == END_PIECE
    assert encoded.words[-1].start == len(encoded.ids) - 1
    assert encoded.words[0].start == 0
    assert encoded.words[-1].stop == len(encoded.ids)
    for word in encoded.words:
        assert word.start < word.stop
        assert word.text.strip()
    for before, after in itertools.pairwise(encoded.words):
        assert before.stop == after.start
    assert set(encoded.unknown) <= {word.text for word in encoded.words}
    assert len(set(encoded.unknown)) == len(encoded.unknown)
    # The end mark is at the end only; the other special ids do not occur.
    assert not {PAD, START, END} & set(encoded.ids[:-1])


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["English", "Hindi"])
@given(text=TEXT)
@example(text="</s>")
@example(text="<pad>")
def test_training_sees_the_ids_that_people_see(tokenizer, text):
    assert tuple(tokenizer.encode_ids(text)) == tokenizer.encode(text).ids


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["English", "Hindi"])
@given(text=TEXT)
@example(text="İ ǅ ſ")
def test_words_joined_are_the_text(tokenizer, text):
    """No character is lost, doubled or moved, and the case is that which was typed.

    These vocabularies have no joiners, so that joiners are left out.
    """
    encoded = tokenizer.encode(text)
    shown = "".join(word.text for word in encoded.words[:-1]).replace(" ", "")
    assert shown == "".join(c for c in clean(text) if c not in " \u200c\u200d")


@given(st.lists(st.integers(0, len(HINDI) - 1), max_size=20))
def test_any_ids_can_be_decoded(ids):
    """A model may write any sequence of ids."""
    decoded = HINDI.decode_pieces(ids)
    assert decoded.ids == tuple(ids)
    assert len(decoded.pieces) == len(ids)
    if ids:
        assert decoded.words[0].start == 0
        assert decoded.words[-1].stop == len(ids)
    for before, after in itertools.pairwise(decoded.words):
        assert before.stop == after.start
    text = HINDI.decode(ids)
    assert text == " ".join(text.split())


# ---- words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The red bird.", ["The", "red", "bird", "."]),
        ("don't open it!", ["don't", "open", "it", "!"]),
        ("don’t", ["don't"]),
        ("well-known, isn't it?", ["well-known", ",", "isn't", "it", "?"]),
        ("wait...what", ["wait", "...", "what"]),
        ("stop!!", ["stop", "!!"]),
        ("no no no", ["no", "no", "no"]),
        ("no, no", ["no", ",", "no"]),
        ("! !", ["!", "!"]),
        ("'red'", ["'", "red", "'"]),
        ("at 10:30, 1,000.5 km", ["at", "10:30", ",", "1,000.5", "km"]),
        ("(a) b", ["(", "a", ")", "b"]),
    ],
)
def test_words_are_those_a_reader_sees(text, expected):
    assert words(ENGLISH, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("लाल चिड़िया।", ["लाल", "चिड़िया", "।"]),
        ("कुत्ता, बिल्ली", ["कुत्ता", ",", "बिल्ली"]),
        ("हाँ हाँ", ["हाँ", "हाँ"]),
    ],
)
def test_hindi_words_keep_their_marks_and_exclude_the_danda(text, expected):
    assert words(HINDI, text) == expected


def test_spans_are_the_pieces_of_their_words():
    encoded = ENGLISH.encode("The farmer has two white cows.")
    for word in encoded.words[:-1]:
        pieces = encoded.pieces[word.start : word.stop]
        assert "".join(pieces).replace(SPACE, "") == word.text.lower()
    assert any(word.stop - word.start > 1 for word in encoded.words)


# ---- unknown words ------------------------------------------------------------------------


def test_unknown_words_are_marked_once_and_in_order():
    encoded = ENGLISH.encode("the 🙂 bird 龍龍 saw 🙂 the xщx")
    assert encoded.unknown == ("🙂", "龍龍", "xщx")
    for word in encoded.words:
        marked = UNKNOWN in encoded.ids[word.start : word.stop]
        assert marked == (word.text in encoded.unknown)


def test_known_words_are_not_marked():
    assert ENGLISH.encode("the red bird").unknown == ()
    assert ENGLISH.encode("").unknown == ()


def test_case_makes_no_word_unknown():
    assert ENGLISH.encode("THE Red BIRD").ids == ENGLISH.encode("the red bird").ids
    assert words(ENGLISH, "THE Red BIRD") == ["THE", "Red", "BIRD"]


@pytest.mark.parametrize("mark", ["</s>", "<pad>", "<s>", "<unk>"])
def test_marks_that_are_typed_are_text(mark):
    """A vocabulary without these letters cuts "</s>" into one unknown piece of that very name."""
    encoded = HINDI.encode(f"लाल {mark} दीवार")
    assert not {PAD, START, END} & set(encoded.ids[:-1])
    assert encoded.unknown == (mark,) or mark in "".join(word.text for word in encoded.words)
    assert tuple(HINDI.encode_ids(f"लाल {mark} दीवार")) == encoded.ids


# ---- decoding -----------------------------------------------------------------------------


@pytest.mark.parametrize("pair", tiny.PAIRS)
def test_sentences_come_back(pair):
    for tokenizer, text in ((ENGLISH, pair.source.lower()), (HINDI, pair.target)):
        encoded = tokenizer.encode(text)
        assert tokenizer.decode(encoded.ids) == text
        decoded = tokenizer.decode_pieces(encoded.ids)
        assert decoded == encoded


def test_decoding_without_an_end_mark():
    ids = HINDI.encode("लाल चिड़िया").ids[:-1]
    decoded = HINDI.decode_pieces(ids)
    assert [word.text for word in decoded.words] == ["लाल", "चिड़िया"]
    assert decoded.words[-1].stop == len(ids)
    assert HINDI.decode_pieces([END]).words[0].text == END_PIECE
    assert HINDI.decode_pieces([]).words == ()


def test_special_ids_are_no_text():
    ids = HINDI.encode("लाल").ids
    assert HINDI.decode([PAD, START, *ids, PAD, PAD]) == "लाल"
    assert HINDI.decode([UNKNOWN]) == "⁇"
    assert HINDI.id_to_piece(UNKNOWN) == "⁇"


# ---- training and reading -----------------------------------------------------------------


def test_the_same_sentences_give_the_same_vocabulary():
    sentences = [pair.source for pair in tiny.PAIRS]
    first, second = (
        train_tokenizer(sentences=sentences, pieces=80, lowercase=True) for _ in range(2)
    )
    assert first.model == second.model
    assert len(first) <= 80


def test_a_vocabulary_survives_its_bytes():
    again = Tokenizer(model=HINDI.model, lowercase=False)
    assert len(again) == len(HINDI)
    assert again.encode(tiny.PAIRS[0].target) == HINDI.encode(tiny.PAIRS[0].target)


@pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 100, b"\xff" * 100])
def test_bytes_that_are_no_vocabulary_are_refused(data):
    with pytest.raises(TokenizerError, match=r"SentencePiece|special ids"):
        Tokenizer(model=data, lowercase=True)


def test_a_vocabulary_with_other_special_ids_is_refused():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([pair.source for pair in tiny.PAIRS]),
        model_writer=model,
        vocab_size=80,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    with pytest.raises(TokenizerError, match="special ids"):
        Tokenizer(model=model.getvalue(), lowercase=True)


# Of the models that come with the project; they must read ordinary text as they were trained to.
SHIPPED = sorted((Path(__file__).resolve().parents[3] / "assets" / "models").glob("*/*.spm"))
ORDINARY = (
    "The farmer's two white cows stood near the old bridge, and nobody moved.",
    'She said, "I am 25 years old - or 26?" (It was 4:30; rain fell.)',
    "Who baked this bread? We did! It cost $3.50, 10% less & still warm.",
    "किसान की दो सफ़ेद गायें पुराने पुल के पास खड़ी थीं, और कोई नहीं हिला।",
    'उसने कहा, "मैं 25 साल की हूँ - या 26?" (4:30 बजे थे; बारिश हो रही थी।)',
    "ज़मीन, फ़सल, पढ़ाई और लड़का।",
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_ordinary_text_has_the_pieces_that_sentencepiece_alone_gives(path):
    lowercase = path.stem == "source"
    tokenizer = Tokenizer(model=path.read_bytes(), lowercase=lowercase)
    plain = sentencepiece.SentencePieceProcessor(model_proto=path.read_bytes())
    for text in ORDINARY:
        folded = unicodedata.normalize("NFC", text.lower() if lowercase else text)
        expected = (*plain.encode(folded), END)
        assert tokenizer.encode(text).ids == expected
        assert tuple(tokenizer.encode_ids(text)) == expected


def test_a_joiner_that_the_vocabulary_lacks_changes_no_piece():
    _, target = tiny.tokenizers()
    plain = target.encode("बच्चा हँसता है।")
    joined = target.encode("बच्\u200dचा हँस\u200cता है।\u200c")
    assert joined.ids == plain.ids
    assert joined.unknown == ()
    assert [word.text for word in joined.words] == [word.text for word in plain.words]
    assert [word.typed for word in joined.words] == ["बच्\u200dचा", "हँस\u200cता", "", "", ""]
    assert target.encode_ids("बच्\u200dचा हँस\u200cता है।\u200c") == list(plain.ids)


def test_a_joiner_that_the_vocabulary_has_stays():
    texts = ["क्\u200dष अ", "क्\u200dष ब"] * 20
    tokenizer = train_tokenizer(sentences=texts, pieces=20, lowercase=False)
    assert "\u200d" in "".join(tokenizer.encode("क्\u200dष").pieces)
    # ZWNJ is in no piece
    assert tokenizer.encode("क्\u200dष\u200c").ids == tokenizer.encode("क्\u200dष").ids


@given(TEXT)
def test_every_piece_is_traced_to_typed_characters(text):
    for tokenizer in tiny.tokenizers():
        encoded = tokenizer.encode(text)
        assert len(encoded.characters) == len(encoded.pieces)
        places = list(encoded.characters[:-1])
        assert places == sorted(places)
        assert all(0 <= start <= stop <= len(text) for start, stop in places)
        assert list(encoded.ids) == tokenizer.encode_ids(text)


def test_pieces_and_words_keep_what_was_typed():
    source, _ = tiny.tokenizers()
    typed = "the ﬁeld, don&apos;t wa\u00adit"
    encoded = source.encode(typed)
    assert [word.text for word in encoded.words] == ["the", "field", ",", "don't", "wait", "</s>"]
    assert [word.typed for word in encoded.words] == ["", "ﬁeld", "", "don&apos;t", "", ""]
    places = dict.fromkeys(encoded.characters)  # pieces of one ligature share its place
    assert "".join(typed[start:stop] for start, stop in places) == typed.replace(" ", "").replace(
        "\u00ad", ""
    )


def test_names_of_padding_and_start_are_unknown_when_they_are_typed():
    source, _ = tiny.tokenizers()
    assert source.pieces_to_ids(["<pad>", "<s>", "</s>"]) == [UNKNOWN, UNKNOWN, END]
