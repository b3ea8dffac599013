"""Columns: which ones of a table hold the pair, and whether its first row is a header.

Told by the scripts of the columns and by the names in the first row. For two languages of one
script the first two columns are taken, unless they are numbers and not sentences.
"""

import dataclasses
import functools
import re
from collections.abc import Sequence
from typing import Final

from attention_core.data.tables import DataError, Row
from attention_core.text.languages import LanguagePair, usual_script
from attention_core.text.scripts import main_script

Columns = tuple[int, int]  # of source and target, from 0
FIRST_TWO: Final[Columns] = (0, 1)
_SAMPLE: Final = 500  # rows whose letters are looked at
_WIDEST: Final = 9  # columns that are looked at
_OPTION: Final = re.compile(r"\s*(\d{1,3})\s*,\s*(\d{1,3})\s*")
_NAMES: Final = frozenset(
    {"source", "target", "src", "tgt", "src_text", "tgt_text", "sentence", "translation", "text"}
    | {"original", "translated", "reference", "sentence1", "sentence2"}
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ColumnQuestion:
    """The first two columns seem not to be the pair: others fit better."""

    columns: Columns  # those that fit, from 0
    reason: str  # a clause

    @property
    def option(self) -> str:
        """As a person types it: from 1."""
        return ",".join(str(column + 1) for column in self.columns)

    @property
    def swapped(self) -> bool:
        """Whether they are the first two, the other way round."""
        return self.columns == (1, 0)


def parse_columns(text: str) -> Columns:
    """The two columns in `2,4`.

    Raises:
        DataError: it is not two different numbers from 1.
    """
    match = _OPTION.fullmatch(text)
    if match is None or 0 in (numbers := (int(match[1]), int(match[2]))) or len(set(numbers)) < 2:
        raise DataError(f"{text!r} is no pair of columns: write 2,4 for source 2 and target 4")
    return numbers[0] - 1, numbers[1] - 1


def fitting_columns(
    rows: Sequence[Row], *, languages: LanguagePair | None = None
) -> ColumnQuestion | None:
    """Columns that fit better than the first two; None if these fit, or none do.

    Args:
        rows: of a table, without a header.
        languages: of source and target; None: any, and then sentences only differ from numbers.
    """
    sample = [row.columns for row in rows[:_SAMPLE]]
    width = min(_WIDEST, max(map(len, sample), default=0))
    cells = [[row[k] for row in sample if len(row) > k] for k in range(width)]
    scripts = [main_script(column) for column in cells]
    lengths = [sum(map(len, column)) for column in cells]
    columns = _pair_columns(scripts, lengths=lengths, languages=languages)
    if columns is None or columns == FIRST_TWO:
        return None
    first, second = (column + 1 for column in columns)
    names = ("the source", "the target") if languages is None else languages.names
    if columns == (1, 0):
        reason = "the columns seem to be the wrong way round: "
        return ColumnQuestion(columns=columns, reason=f"{reason}{names[0]} is in column 2")
    reason = f"{names[0]} seems to be in column {first} and {names[1]} in column {second}"
    return ColumnQuestion(columns=columns, reason=reason)


def _pair_columns(
    scripts: Sequence[str], *, lengths: Sequence[int], languages: LanguagePair | None
) -> Columns | None:
    """The columns of source and target; None if unclear.

    Args:
        scripts: of each column.
        lengths: characters of each column; of several in one script the longest has sentences, the
            others may have codes of languages.
        languages: as for `fitting_columns`.
    """
    if len(scripts) < 2:
        return None
    source = target = ""
    if languages is not None:
        source, target = usual_script(languages.source), usual_script(languages.target)
    if source != target:
        if (scripts[0], scripts[1]) == (source, target):
            return FIRST_TWO
        if source in scripts and target in scripts:
            first, second = (
                max((k for k, s in enumerate(scripts) if s == script), key=lengths.__getitem__)
                for script in (source, target)
            )
            return first, second
        return None
    if scripts[0] and scripts[1]:
        return FIRST_TWO
    lettered = [k for k, script in enumerate(scripts) if script and source in ("", script)]
    return (lettered[0], lettered[1]) if len(lettered) > 1 else None


def is_header(columns: Sequence[str]) -> bool:
    """Whether the first two columns of the pair are names of languages, or of sides."""
    if len(columns) < 2:
        return False
    first, second = (_name(cell) for cell in columns[:2])
    return bool(first and second) and first != second


def _name(cell: str) -> str:
    """What a cell names: a language's tag or a side; "" if it is no name."""
    text = cell.strip().strip('"').casefold()
    if text in _NAMES:
        return text
    return _language_names().get(text, "")


@functools.cache
def _language_names() -> dict[str, str]:
    """Names of languages in English and their own, and tags, in small letters; with the tag."""
    from babel import Locale

    english = {str(tag): str(name) for tag, name in Locale("en").languages.items()}
    names = {name.casefold(): tag for tag, name in english.items()}
    names |= {tag.replace("_", "-").casefold(): tag for tag in english}
    own = {"हिन्दी": "hi", "हिंदी": "hi", "français": "fr", "deutsch": "de", "español": "es"}
    return names | own
