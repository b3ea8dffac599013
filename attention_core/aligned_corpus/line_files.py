"""Files beside a corpus: a reference translation and gold links for each sentence, a line each."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from attention_core.alignment.link_formats.link_format import LinkFileError
from attention_core.alignment.link_formats.pharaoh import PHARAOH
from attention_core.alignment.link_formats.recognition import read_links, recognise_links
from attention_core.alignment.links import format_pharaoh
from attention_core.formats.block import FormatError
from attention_core.formats.lines import Line, first_lines, read_lines


@dataclasses.dataclass(frozen=True, kw_only=True)
class LineFiles:
    """Line n of each file belongs to sentence n; an empty line says nothing about it."""

    references: Path | None = None
    gold: Path | None = None  # links, alone or as the last column after a tab

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were given."""
        return tuple(path for path in (self.references, self.gold) if path is not None)

    def open(self) -> "LineReader":
        """Begin to read them from their first lines.

        Raises:
            FormatError: a file cannot be read, or the gold links are in no known format.
        """
        return LineReader(self)


class LineReader:
    """The lines of both files, in step with sentences."""

    def __init__(self, files: LineFiles) -> None:
        """As `LineFiles.open`."""
        self._lines: dict[str, tuple[Path, Iterator[Line]]] = {}
        self._may_end = False  # gold that names its sentences says nothing of those after the last
        if files.references is not None:
            self._lines["reference"] = files.references, read_lines(files.references)
        if files.gold is not None:
            given = _other_format(files.gold)
            self._may_end = given is not None
            self._lines["gold"] = files.gold, given or read_lines(files.gold)

    def next(self, *, place: str) -> dict[str, str]:
        """What the files say of the next sentence.

        Args:
            place: of the sentence, for errors: "line 3".

        Raises:
            FormatError: a file has no line for it, or one that is no text.
        """
        said: dict[str, str] = {}
        for name, (path, lines) in self._lines.items():
            line = next(lines, None)
            if line is None and name == "gold" and self._may_end:
                continue
            if line is None or line.fault:
                reason = "it ends" if line is None else f"line {line.number} is {line.fault}"
                raise FormatError(f"{path.name}: {reason}, and {place} needs its line")
            said[name] = line.text.rpartition("\t")[2] if name == "gold" else line.text
        return {name: text for name, text in said.items() if text.strip()}

    def expect_end(self) -> None:
        """Check that no line is left.

        Raises:
            FormatError: there is one.
        """
        for path, lines in self._lines.values():
            left = next((line for line in lines if line.text.strip()), None)
            if left is not None:
                raise FormatError(
                    f"{path.name}: line {left.number} has no sentence that it belongs to"
                )


def _other_format(path: Path) -> Iterator[Line] | None:
    """Pharaoh lines of a file in another format of links; None if it is in none of them."""
    head = first_lines(path)
    known = recognise_links([line.rpartition("\t")[2] for line in head]) or recognise_links(head)
    if known is None or known is PHARAOH:  # what is no line of links becomes a warning
        return None
    try:
        sentences = read_links(path)
    except LinkFileError as error:
        raise FormatError(str(error)) from error
    texts = (format_pharaoh(sentence.gold) for sentence in sentences)
    return (Line(number=k, text=text) for k, text in enumerate(texts, start=1))
