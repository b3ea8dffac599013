"""Text to pieces and back, and which pieces make up which word.

SentencePiece (unigram, Kudo 2018, arXiv:1804.10959) splits text into pieces, with one model per
language and the identity normaliser. `cleaning` normalises instead and lower-cases one character
to one character, so that every piece can be traced to the characters of the cleaned text. Models
are passed as bytes; `checkpoint` reads and verifies the files.
"""

import dataclasses
import io
from collections.abc import Iterable, Sequence

import sentencepiece

from attention_core.errors import UserError
from attention_core.text.cleaning import clean, fold
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
        text = clean(text)
        folded = fold(text) if self.lowercase else text
        pieces: list[str] = self._sp.encode(folded, out_type=str)
        ids: list[int] = self._sp.encode(folded)  # a typed "<pad>" is unknown, not padding
        words = word_spans(pieces=pieces, text=text)
        count = len(pieces)
        return TokenizedText(
            ids=(*ids, END),
            pieces=(*pieces, END_PIECE),
            words=(*words, Word(text=END_PIECE, start=count, stop=count + 1)),
        )

    def encode_ids(self, text: str) -> list[int]:
        """Only the ids, the end mark last; faster than `encode`, for training."""
        text = clean(text)
        return [*self._sp.encode(fold(text) if self.lowercase else text), END]

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
        """Ids of pieces, the inverse of `id_to_piece`; unknown pieces have the id `UNKNOWN`."""
        ids: list[int] = self._sp.piece_to_id(list(pieces))
        return ids

    def first_pieces(self) -> tuple[str, ...]:
        """The pieces that begin a word, likeliest in training first."""
        pieces = map(self.id_to_piece, range(END + 1, len(self)))
        return tuple(piece for piece in pieces if piece.startswith(SPACE) and piece != SPACE)

    def id_to_piece(self, index: int) -> str:
        """The piece with this id; the unknown piece is shown as ⁇."""
        return "⁇" if index == UNKNOWN else str(self._sp.id_to_piece(index))

    def first_pieces(self) -> tuple[str, ...]:
        """The pieces that begin a word, likeliest in the training text first."""
        pieces = map(self.id_to_piece, range(END + 1, len(self)))
        return tuple(piece for piece in pieces if piece.startswith(SPACE) and piece != SPACE)


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
