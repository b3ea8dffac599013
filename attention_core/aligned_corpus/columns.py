"""Columns of a corpus: what is stored of a sentence, and which columns one sorts and filters by."""

import dataclasses

import pyarrow as pa

_INTEGER, _REAL, _TEXT = pa.int32(), pa.float32(), pa.string()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Column:
    """A column that one can sort and filter by."""

    name: str
    kind: pa.DataType
    meaning: str

    @property
    def is_text(self) -> bool:
        """Whether it holds text, not numbers."""
        return bool(self.kind == _TEXT)


COLUMNS: tuple[Column, ...] = (
    Column(name="id", kind=pa.int64(), meaning="number of the sentence, from 0, as in the file"),
    Column(name="source", kind=_TEXT, meaning="source sentence"),
    Column(name="target", kind=_TEXT, meaning="target sentence"),
    Column(name="source_words", kind=_INTEGER, meaning="source words, end mark left out"),
    Column(name="target_words", kind=_INTEGER, meaning="target words, end mark left out"),
    Column(name="length_ratio", kind=_REAL, meaning="target words / source words"),
    Column(name="coverage", kind=_REAL, meaning="coverage deviation (CDP), at most 0"),
    Column(name="apout", kind=_REAL, meaning="absentmindedness of the rows, at most 0"),
    Column(name="apin", kind=_REAL, meaning="absentmindedness of the columns, at most 0"),
    Column(name="confidence", kind=_REAL, meaning="coverage + apout + apin"),
    Column(name="entropy", kind=_REAL, meaning="mean entropy of a row, in bits"),
    Column(name="end_share", kind=_REAL, meaning="mean weight on the source's end mark"),
    Column(name="logprob", kind=_REAL, meaning="mean log p of a target piece, in nats"),
    Column(name="bleu", kind=_REAL, meaning="sentence BLEU against the reference, 0 to 100"),
    Column(name="chrf", kind=_REAL, meaning="chrF++ against the reference, 0 to 100"),
    Column(name="aer", kind=_REAL, meaning="alignment error rate against gold links"),
    Column(name="unknown_words", kind=_INTEGER, meaning="words that the vocabulary lacks"),
    Column(name="warning", kind=_TEXT, meaning="what is odd about the weights"),
    Column(name="reference", kind=_TEXT, meaning="reference translation"),
)
BY_NAME = {column.name: column for column in COLUMNS}
NUMERIC = tuple(column for column in COLUMNS if not column.is_text and column.name != "id")

SCHEMA = pa.schema(
    [
        *(pa.field(column.name, column.kind) for column in COLUMNS),
        pa.field("source_tokens", pa.list_(_TEXT)),
        pa.field("target_tokens", pa.list_(_TEXT)),
        # [target tokens × source tokens], row by row; null if there are links only
        pa.field("alpha", pa.list_(pa.float16())),
        pa.field("links", _TEXT),  # Pharaoh, of words: given, or the largest α of each target word
        pa.field("gold", _TEXT),  # Pharaoh, of words
        # counts for AER over many sentences
        pa.field("links_count", _INTEGER),
        pa.field("sure_count", _INTEGER),
        pa.field("sure_found", _INTEGER),
        pa.field("possible_found", _INTEGER),
        pa.field("source_word_starts", pa.list_(_INTEGER)),
        pa.field("source_word_texts", pa.list_(_TEXT)),
        pa.field("target_word_starts", pa.list_(_INTEGER)),
        pa.field("target_word_texts", pa.list_(_TEXT)),
        pa.field("unknown", pa.list_(_TEXT)),
        pa.field("line", pa.int64()),  # of the file that it comes from, from 1
        pa.field("origin", _TEXT),
        pa.field("more", _TEXT),  # JSON: whatever else the file said
    ]
)
