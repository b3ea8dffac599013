"""Subword marks: which tokens make up a word, by the marks that a segmenter left on them.

@@   at the end of a token: it goes on (subword-nmt; Sennrich, Haddow and Birch 2016)
▁    at the start: a word begins (SentencePiece)
##   at the start: it goes on (WordPiece, as in BERT)
Ġ    at the start: a word begins; the other characters stand for bytes (GPT-2)
"""

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from attention_core.text.words import END_PIECE, SPACE, Word

Marks = Literal["none", "@@", "▁", "##", "Ġ"]
MARKS: tuple[Marks, ...] = get_args(Marks)
_BYTE_SPACE = "Ġ"
_ENOUGH = 0.05  # share of tokens with a mark from which on a side is taken to be segmented


def recognise_marks(tokens: Iterable[str]) -> Marks:
    """The marks that tokens of many sentences of one side have most often."""
    counts: dict[Marks, int] = dict.fromkeys(MARKS, 0)
    total = 0
    for token in tokens:
        total += 1
        counts["@@"] += token.endswith("@@") and token != "@@"
        counts["▁"] += token.startswith(SPACE)
        counts["##"] += token.startswith("##") and token != "##"
        counts["Ġ"] += token.startswith(_BYTE_SPACE)
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] > 0 and counts[best] >= _ENOUGH * total else "none"


def group_words(tokens: Sequence[str], *, marks: Marks) -> tuple[Word, ...]:
    """Words of tokens; the end mark is a word of its own.

    Args:
        tokens: at least one.
        marks: of the segmenter; a token without marks is a word.
    """
    words: list[Word] = []
    start = 0
    for k in range(1, len(tokens) + 1):
        if k == len(tokens) or _begins(tokens, k, marks=marks):
            text = _text(tokens[start:k], marks=marks)
            words.append(Word(text=text, start=start, stop=k))
            start = k
    return tuple(words)


def _begins(tokens: Sequence[str], k: int, *, marks: Marks) -> bool:
    """Whether a word begins with token k, which is not the first."""
    if END_PIECE in (tokens[k], tokens[k - 1]):
        return True
    match marks:
        case "@@":
            return not tokens[k - 1].endswith("@@")
        case "▁":
            return tokens[k].startswith(SPACE)
        case "##":
            return not tokens[k].startswith("##")
        case "Ġ":
            return tokens[k].startswith(_BYTE_SPACE)
        case "none":
            return True


def _text(tokens: Sequence[str], *, marks: Marks) -> str:
    """The word that tokens make up, as a person writes it; never empty."""
    whole = "".join(tokens)
    match marks:
        case "@@":
            text = "".join(token.removesuffix("@@") for token in tokens)
        case "▁":
            text = whole.replace(SPACE, " ").strip()
        case "##":
            text = tokens[0] + "".join(token.removeprefix("##") for token in tokens[1:])
        case "Ġ":
            text = _from_bytes(whole).strip()
        case "none":
            text = whole
    return text or whole


def _from_bytes(text: str) -> str:
    """Text whose characters stand for bytes, read as UTF-8; as it is if it does not fit.

    GPT-2 writes the printable bytes of Latin-1 as they are, and the others in order from U+0100.
    """
    try:
        data = bytes(_BYTES[character] for character in text)
        return data.decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return text.replace(_BYTE_SPACE, " ")


_PRINTABLE = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_OTHERS = [byte for byte in range(256) if byte not in _PRINTABLE]
_BYTES = {chr(byte): byte for byte in _PRINTABLE} | {
    chr(0x100 + k): byte for k, byte in enumerate(_OTHERS)
}
