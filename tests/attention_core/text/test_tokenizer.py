"""Pieces and words: whatever is typed, every piece is in one word and nothing is lost."""

import io
import itertools

import pytest
import sentencepiece
from hypothesis import example, given
from hypothesis import strategies as st

from attention_core.text.cleaning import clean, fold
from attention_core.text.tokenizer import END, PAD, START, UNKNOWN, Tokenizer, train_tokenizer
from attention_core.text.words import END_PIECE, SPACE, word_spans
from tests.helpers import tiny

ENGLISH, HINDI = tiny.tokenizers()
# Arbitrary Unicode with unpaired surrogates; and text of the characters that make trouble.
ANYTHING = st.text(st.characters(), max_size=60)
TROUBLE = st.text(
    st.sampled_from(
        "aAéİßſЖन ि ँ्नुक़\u200c\u200d\u0301\u200e\u2028\ufeff\x00\t\n ▁  .,!?'’-–…\"“<>/sunkpad0९²"
        "🙂👩\u200d👧🇮🇳\ud800\uffff\U0010ffff"
    ),
    max_size=40,
)
TEXT = st.one_of(ANYTHING, TROUBLE)


def words(tokenizer, text):
    return [word.text for word in tokenizer.encode(text).words[:-1]]


# ---- what holds for any text at all -------------------------------------------------------


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["folds", "keeps"])
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
    # Special ids mean what they mean: the end mark is at the end, the others are nowhere.
    assert not {PAD, START, END} & set(encoded.ids[:-1])


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["folds", "keeps"])
@given(text=TEXT)
@example(text="</s>")
@example(text="<pad>")
def test_training_sees_the_ids_that_people_see(tokenizer, text):
    assert tuple(tokenizer.encode_ids(text)) == tokenizer.encode(text).ids


@pytest.mark.parametrize("tokenizer", [ENGLISH, HINDI], ids=["folds", "keeps"])
@given(text=TEXT)
@example(text="İ ǅ ſ")
def test_words_joined_are_the_text(tokenizer, text):
    """No character is lost, doubled or moved, and the case is that which was typed."""
    encoded = tokenizer.encode(text)
    shown = "".join(word.text for word in encoded.words[:-1]).replace(" ", "")
    assert shown == clean(text).replace(" ", "")


@given(TEXT)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(text)
    assert clean(once) == once
    assert once == " ".join(once.split())
    assert SPACE not in once
    once.encode("utf-8")  # no unpaired surrogate is left


@given(TEXT)
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.integers(0, len(HINDI) - 1), max_size=20))
def test_any_ids_can_be_spelt(ids):
    """A model may write anything, the oddest rows of ids included."""
    spelt = HINDI.spell(ids)
    assert spelt.ids == tuple(ids)
    assert len(spelt.pieces) == len(ids)
    if ids:
        assert spelt.words[0].start == 0
        assert spelt.words[-1].stop == len(ids)
    for before, after in itertools.pairwise(spelt.words):
        assert before.stop == after.start
    text = HINDI.text(ids)
    assert text == " ".join(text.split())


@given(st.lists(st.text(st.sampled_from("ab▁.न"), min_size=1, max_size=3), min_size=1, max_size=9))
def test_word_spans_tile_any_pieces(pieces):
    text = "".join(pieces).replace(SPACE, " ").removeprefix(" ")
    spans = word_spans(pieces=pieces, text=text)
    assert [k for span in spans for k in range(span.start, span.stop)] == list(range(len(pieces)))


# ---- cleaning -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  two\t\n words\u00a0here ", "two words here"),
        ("“quoted” ‘words’ – and—dashes…", "\"quoted\" 'words' - and-dashes..."),
        ("e\u0301", "é"),
        ("क\u093c", "क़"),  # U+0958 is excluded from composition
        ("left\u200eright\u202eover\ufeff", "left right over"),
        ("soft\u00adhyphen", "soft hyphen"),
        ("nul\x00bell\x07", "nul bell"),
        ("lone \ud83d surrogate", "lone surrogate"),
        ("क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष"),  # joiners are spelling
        ("▁a▁▁b", "a b"),
        ("\u3000ideographic\u2003spaces", "ideographic spaces"),
        ("", ""),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


def test_folding_is_lower_case_but_never_longer():
    assert fold("ÀBC İ ẞ") == "àbc İ ß"


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
def test_hindi_words_keep_their_marks_and_let_go_of_the_danda(text, expected):
    assert words(HINDI, text) == expected


def test_spans_are_the_pieces_of_their_words():
    encoded = ENGLISH.encode("The farmer has two white cows.")
    for word in encoded.words[:-1]:
        pieces = encoded.pieces[word.start : word.stop]
        assert "".join(pieces).replace(SPACE, "") == word.text.lower()
    assert any(word.stop - word.start > 1 for word in encoded.words)


@pytest.mark.parametrize(
    ("pieces", "text", "expected"),
    [
        (["▁don", "'", "t"], "Don't", [("Don't", 0, 3)]),
        (["▁go", "."], "go.", [("go", 0, 1), (".", 1, 2)]),
        (["▁", "go"], "go", [("go", 0, 2)]),  # a bare space goes with what follows
        (["▁a", "▁", "b"], "a b", [("a", 0, 1), ("b", 1, 3)]),
        (["▁a", "▁a"], "a a", [("a", 0, 1), ("a", 1, 2)]),
        (["▁go.", "▁on"], "go. on", [("go.", 0, 1), ("on", 1, 2)]),  # one piece, two words
        (["▁go", '."', "!"], 'go."!', [("go", 0, 1), ('."', 1, 2), ("!", 2, 3)]),
    ],
)
def test_word_spans(pieces, text, expected):
    spans = word_spans(pieces=pieces, text=text)
    assert [(span.text, span.start, span.stop) for span in spans] == expected


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


# ---- and back -----------------------------------------------------------------------------


@pytest.mark.parametrize("pair", tiny.PAIRS)
def test_sentences_come_back(pair):
    for tokenizer, text in ((ENGLISH, pair.source.lower()), (HINDI, pair.target)):
        encoded = tokenizer.encode(text)
        assert tokenizer.text(encoded.ids) == text
        spelt = tokenizer.spell(encoded.ids)
        assert spelt == encoded


def test_spelling_without_an_end_mark():
    ids = HINDI.encode("लाल चिड़िया").ids[:-1]
    spelt = HINDI.spell(ids)
    assert [word.text for word in spelt.words] == ["लाल", "चिड़िया"]
    assert spelt.words[-1].stop == len(ids)
    assert HINDI.spell([END]).words[0].text == END_PIECE
    assert HINDI.spell([]).words == ()


def test_special_ids_are_no_text():
    ids = HINDI.encode("लाल").ids
    assert HINDI.text([PAD, START, *ids, PAD, PAD]) == "लाल"
    assert HINDI.text([UNKNOWN]) == "⁇"
    assert HINDI.piece(UNKNOWN) == "⁇"


# ---- training and reading -----------------------------------------------------------------


def test_the_same_sentences_give_the_same_vocabulary():
    sentences = [pair.source for pair in tiny.PAIRS]
    one, two = (train_tokenizer(sentences=sentences, pieces=80, folds=True) for _ in range(2))
    assert one.model == two.model
    assert len(one) <= 80


def test_a_vocabulary_survives_its_bytes():
    again = Tokenizer(model=HINDI.model, folds=False)
    assert len(again) == len(HINDI)
    assert again.encode(tiny.PAIRS[0].target) == HINDI.encode(tiny.PAIRS[0].target)


@pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 100, b"\xff" * 100])
def test_bytes_that_are_no_vocabulary_are_refused(data):
    with pytest.raises(ValueError, match=r"SentencePiece|special ids"):
        Tokenizer(model=data, folds=True)


def test_a_vocabulary_with_other_special_ids_is_refused():
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([pair.source for pair in tiny.PAIRS]),
        model_writer=written,
        vocab_size=80,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    with pytest.raises(ValueError, match="special ids"):
        Tokenizer(model=written.getvalue(), folds=True)
