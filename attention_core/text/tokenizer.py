"""Text to pieces and back, and which pieces make up which word.

SentencePiece (unigram, Kudo 2018, arXiv:1804.10959) splits text into pieces, with one model per
language and the identity normaliser. `cleaning` normalises instead and lower-cases one character
to one character, so that every piece can be traced to the characters of the cleaned text. Models
are passed as bytes; `checkpoint` reads and verifies the files.
"""

import dataclasses
import functools
import io
import itertools
from collections.abc import Iterable, Sequence

import sentencepiece

from attention_core.errors import UserError
from attention_core.text.characters import JOINERS
from attention_core.text.cleaning import CleanText, clean, clean_traced, fold, without
from attention_core.text.words import END_PIECE, SPACE, Word, word_spans

PAD, UNKNOWN, START, END = 0, 1, 2, 3


class TokenizerError(UserError):
    """A file is not a SentencePiece model that this project can use; the message says why."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenizedText:
    """One sentence in pieces, with the end mark as the last piece and the last word."""

    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    words: tuple[Word, ...]
    # Of each piece, [start, stop) in the text as it was typed; () if it was not typed.
    characters: tuple[tuple[int, int], ...] = dataclasses.field(default=(), compare=False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words with a piece that the vocabulary lacks, in order, without repeats."""
        unknown = (w.text for w in self.words if UNKNOWN in self.ids[w.start : w.stop])
        return tuple(dict.fromkeys(unknown))


class Tokenizer:
    """One language's SentencePiece model."""

    def __init__(self, *, model: bytes, lowercase: bool) -> None:
        """Read a model.

        Args:
            model: a serialized SentencePiece model with the special ids of this module.
            lowercase: whether text is lower-cased first (English is; Devanagari has no case).

        Raises:
            TokenizerError: the bytes are not a SentencePiece model, or its special ids differ.
        """
        self.model = model
        self.lowercase = lowercase
        try:
            self._sp = sentencepiece.SentencePieceProcessor(model_proto=model)
        except (RuntimeError, TypeError, ValueError) as error:
            raise TokenizerError(f"not a SentencePiece model: {error}") from error
        ids = (self._sp.pad_id(), self._sp.unk_id(), self._sp.bos_id(), self._sp.eos_id())
        if ids != (PAD, UNKNOWN, START, END):
            raise TokenizerError(f"special ids are {ids}, expected {(PAD, UNKNOWN, START, END)}")

    def __len__(self) -> int:
        return int(self._sp.get_piece_size())

    def encode(self, text: str) -> TokenizedText:
        """Pieces, ids and words of a sentence, the end mark last; the sentence may be empty."""
        cleaned = clean_traced(text)
        cleaned = without(cleaned, dropped=self._lacking_joiners(cleaned.text))
        folded = self._folded(cleaned.text)
        pieces: list[str] = self._sp.encode(folded, out_type=str)
        ids: list[int] = self._sp.encode(folded)  # a typed "<pad>" is unknown, not padding
        places = _piece_places(pieces=pieces, count=len(folded))
        count = len(pieces)
        words = (
            _with_typed(word, cleaned=cleaned, places=places)
            for word in word_spans(pieces=pieces, text=cleaned.text)
        )
        characters = [_characters(cleaned, start=start, stop=stop) for start, stop in places]
        return TokenizedText(
            ids=(*ids, END),
            pieces=(*pieces, END_PIECE),
            words=(*words, Word(text=END_PIECE, start=count, stop=count + 1)),
            characters=(*characters, (len(text), len(text))),
        )

    def encode_ids(self, text: str) -> list[int]:
        """Only the ids, the end mark last; faster than `encode`, for training."""
        text = clean(text)
        if dropped := self._lacking_joiners(text):
            text = "".join(c for k, c in enumerate(text) if k not in dropped)
        return [*self._sp.encode(self._folded(text)), END]

    def _folded(self, text: str) -> str:
        return fold(text) if self.lowercase else text

    @functools.cached_property
    def _joiners(self) -> frozenset[str]:
        """The joiners that any piece of the vocabulary has."""
        return frozenset(JOINERS) & frozenset("".join(map(self.id_to_piece, range(len(self)))))

    def _lacking_joiners(self, text: str) -> frozenset[int]:
        """Places of the joiners of a cleaned text that would make a piece unknown.

        A joiner changes how letters are drawn and not which word they spell, so a vocabulary that
        lacks it can write the word without.
        """
        places = frozenset(k for k, c in enumerate(text) if c in JOINERS)
        lacking = frozenset(k for k in places if text[k] not in self._joiners)
        if lacking == places:
            return lacking
        kept = [k for k in range(len(text)) if k not in lacking]
        folded = self._folded("".join(text[k] for k in kept))
        pieces: list[str] = self._sp.encode(folded, out_type=str)
        ids: list[int] = self._sp.encode(folded)
        spans = _piece_places(pieces=pieces, count=len(folded))
        unknown = {
            kept[at]
            for (start, stop), index in zip(spans, ids, strict=True)
            if index == UNKNOWN
            for at in range(start, stop)
        }
        return lacking | (unknown & places)

    def decode_pieces(self, ids: Sequence[int]) -> TokenizedText:
        """Pieces and words of the ids that a decoder produced; the end mark may be absent."""
        pieces = [self.id_to_piece(i) for i in ids]
        ended = bool(ids) and ids[-1] == END
        body = pieces[:-1] if ended else pieces
        joined = "".join(body).replace(SPACE, " ")
        words = word_spans(pieces=body, text=joined.removeprefix(" "))
        if ended:
            count = len(body)
            words = (*words, Word(text=END_PIECE, start=count, stop=count + 1))
        return TokenizedText(ids=tuple(ids), pieces=tuple(pieces), words=words)

    def decode(self, ids: Iterable[int]) -> str:
        """The sentence of these ids, without padding, start and end marks."""
        body = (self.id_to_piece(i) for i in ids if i not in (PAD, START, END))
        return " ".join("".join(body).replace(SPACE, " ").split())

    def pieces_to_ids(self, pieces: Sequence[str]) -> list[int]:
        """Ids of pieces, the inverse of `id_to_piece`; unknown pieces have the id `UNKNOWN`.

        So have pieces that spell the name of padding or of the start, since no text contains these.
        """
        ids: list[int] = self._sp.piece_to_id(list(pieces))
        return [UNKNOWN if index in (PAD, START) else index for index in ids]

    def id_to_piece(self, index: int) -> str:
        """The piece with this id; the unknown piece is shown as ⁇."""
        return "⁇" if index == UNKNOWN else str(self._sp.id_to_piece(index))

    def first_pieces(self) -> tuple[str, ...]:
        """The pieces that begin a word, likeliest in the training text first."""
        pieces = map(self.id_to_piece, range(END + 1, len(self)))
        return tuple(piece for piece in pieces if piece.startswith(SPACE) and piece != SPACE)


def _piece_places(*, pieces: Sequence[str], count: int) -> list[tuple[int, int]]:
    """Of each piece, [start, stop) in the text of `count` characters that was encoded."""
    lead = sum(map(len, pieces)) - count  # the ▁ that SentencePiece puts first
    ends = [0, *itertools.accumulate(map(len, pieces))]
    return [(max(0, a - lead), max(0, b - lead)) for a, b in itertools.pairwise(ends)]


def _characters(cleaned: CleanText, *, start: int, stop: int) -> tuple[int, int]:
    """[start, stop) in the typed text of the cleaned characters, spaces at the front left out."""
    while start < stop and cleaned.text[start] == " ":
        start += 1
    if start == stop:
        at = cleaned.spans[start - 1][1] if start else 0
        return at, at
    return cleaned.spans[start][0], cleaned.spans[stop - 1][1]


def _with_typed(word: Word, *, cleaned: CleanText, places: Sequence[tuple[int, int]]) -> Word:
    """The word with what was typed for it, if that differs."""
    typed = cleaned.typed_between(places[word.start][0], places[word.stop - 1][1])
    return word if typed == word.text else dataclasses.replace(word, typed=typed)


def train_tokenizer(*, sentences: Iterable[str], pieces: int, lowercase: bool) -> Tokenizer:
    """Learn a unigram vocabulary of at most `pieces` pieces; deterministic.

    Raises:
        UserError: there are no sentences, or fewer pieces than different letters.
    """
    cleaned = (clean(s) for s in sentences)
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=(fold(s) if lowercase else s for s in cleaned),
            model_writer=model,
            vocab_size=pieces,
            hard_vocab_limit=False,  # a small corpus may yield fewer pieces
            model_type="unigram",
            normalization_rule_name="identity",
            character_coverage=0.9999,
            split_digits=True,
            pad_id=PAD,
            unk_id=UNKNOWN,
            bos_id=START,
            eos_id=END,
            max_sentence_length=100_000,
            num_threads=1,
            minloglevel=2,
        )
    except RuntimeError as error:
        raise UserError(f"cannot learn {pieces} pieces from these sentences: {error}") from error
    return Tokenizer(model=model.getvalue(), lowercase=lowercase)
