"""Text to pieces and back, and which pieces make up which word.

SentencePiece (unigram, Kudo 2018, arXiv:1804.10959) does the cutting, with one model a language
and the identity normaliser: all normalising is done here, one character for one character, so
that every piece can be traced to the characters that were typed. Models arrive as bytes;
reading and checking files is left to `checkpoint`.
"""

import dataclasses
import io
from collections.abc import Iterable, Sequence

import sentencepiece

from attention_core.errors import UserError
from attention_core.text.cleaning import clean, fold
from attention_core.text.words import END_PIECE, SPACE, Word, word_spans

PAD, UNKNOWN, START, END = 0, 1, 2, 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenizedText:
    """One sentence in pieces, the end mark included as last piece and last word."""

    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    words: tuple[Word, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Words with a piece that the vocabulary lacks, in order, each once."""
        found = (w.text for w in self.words if UNKNOWN in self.ids[w.start : w.stop])
        return tuple(dict.fromkeys(found))


class Tokenizer:
    """One language's SentencePiece model."""

    def __init__(self, *, model: bytes, folds: bool) -> None:
        """Read a model.

        Args:
            model: a serialized SentencePiece model with our four special ids.
            folds: whether text is lower-cased first (English is; Devanagari has no case).

        Raises:
            ValueError: the bytes are no SentencePiece model, or its special ids differ.
        """
        self.model = model
        self.folds = folds
        try:
            self._sp = sentencepiece.SentencePieceProcessor(model_proto=model)
        except (RuntimeError, TypeError, ValueError) as error:
            raise ValueError(f"not a SentencePiece model: {error}") from error
        ids = (self._sp.pad_id(), self._sp.unk_id(), self._sp.bos_id(), self._sp.eos_id())
        if ids != (PAD, UNKNOWN, START, END):
            raise ValueError(f"special ids are {ids}, expected {(PAD, UNKNOWN, START, END)}")

    def __len__(self) -> int:
        return int(self._sp.get_piece_size())

    def encode(self, text: str) -> TokenizedText:
        """Pieces, ids and words of a sentence, the end mark last. An empty one is legal."""
        text = clean(text)
        folded = fold(text) if self.folds else text
        pieces: list[str] = self._sp.encode(folded, out_type=str)
        ids: list[int] = self._sp.encode(folded)  # a typed "<pad>" is unknown, not the padding
        words = word_spans(pieces=pieces, text=text)
        count = len(pieces)
        return TokenizedText(
            ids=(*ids, END),
            pieces=(*pieces, END_PIECE),
            words=(*words, Word(text=END_PIECE, start=count, stop=count + 1)),
        )

    def encode_ids(self, text: str) -> list[int]:
        """Only the ids, the end mark last: what training needs, many times over."""
        text = clean(text)
        return [*self._sp.encode(fold(text) if self.folds else text), END]

    def spell(self, ids: Sequence[int]) -> TokenizedText:
        """Pieces and words of given ids, as a decoder wrote them (the end mark may be absent)."""
        pieces = [self.piece(i) for i in ids]
        ended = bool(ids) and ids[-1] == END
        body = pieces[:-1] if ended else pieces
        joined = "".join(body).replace(SPACE, " ")
        words = word_spans(pieces=body, text=joined.removeprefix(" "))
        if ended:
            count = len(body)
            words = (*words, Word(text=END_PIECE, start=count, stop=count + 1))
        return TokenizedText(ids=tuple(ids), pieces=tuple(pieces), words=words)

    def text(self, ids: Iterable[int]) -> str:
        """The sentence that ids spell; padding, start and end marks vanish."""
        body = (self.piece(i) for i in ids if i not in (PAD, START, END))
        return " ".join("".join(body).replace(SPACE, " ").split())

    def ids(self, pieces: Sequence[str]) -> list[int]:
        """Numbers of pieces, as `piece` spells them."""
        found: list[int] = self._sp.piece_to_id(list(pieces))
        return found

    def piece(self, index: int) -> str:
        """The piece with this id; the unknown piece is shown as ⁇."""
        return "⁇" if index == UNKNOWN else str(self._sp.id_to_piece(index))


def train_tokenizer(*, sentences: Iterable[str], pieces: int, folds: bool) -> Tokenizer:
    """Learn a unigram vocabulary of at most `pieces` from sentences; the same in, the same out.

    Raises:
        UserError: no sentences, or fewer pieces than they have letters.
    """
    cleaned = (clean(s) for s in sentences)
    written = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=(fold(s) if folds else s for s in cleaned),
            model_writer=written,
            vocab_size=pieces,
            hard_vocab_limit=False,  # small corpora have fewer pieces to offer
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
    return Tokenizer(model=written.getvalue(), folds=folds)
