"""AlignedCorpus: a folder of shards, queried with DuckDB; no more of it is held than is asked for.

DuckDB runs in this process, reads only the columns and row groups that a query needs, and works
within a bound of memory; there is no server. All SQL is written in this package: names come from
`columns`, and values are bound as parameters.
"""

import dataclasses
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb
import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_corpus.columns import BY_NAME, COLUMNS, SCHEMA
from attention_core.aligned_corpus.filters import EVERYTHING, Condition
from attention_core.aligned_corpus.rows import Row
from attention_core.aligned_corpus.shards import (
    BadShard,
    CorpusError,
    Description,
    find_shards,
    read_description,
    shard_fault,
)

MEMORY = "512MB"  # that DuckDB may use for one corpus; beyond it works on disk
_LISTED = ", ".join(f'"{column.name}"' for column in COLUMNS)
_STORED = ", ".join(f'"{name}"' for name in SCHEMA.names)
_BLOCK = 256  # rows that are fetched together
_RESULTS = 64  # counts, spreads and histograms that are kept
_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Order:
    """By which column rows are sorted; equal ones by id, missing values last."""

    column: str = "id"
    descending: bool = False

    @property
    def sql(self) -> str:
        """The order as SQL."""
        assert self.column in BY_NAME
        return f'"{self.column}" {"desc" if self.descending else "asc"} nulls last, "id"'


class AlignedCorpus:
    """All sound shards of a folder. Threads can share it."""

    def __init__(self, folder: Path) -> None:
        """Open a corpus; a shard that is damaged is left out and named in `faults`.

        Raises:
            CorpusError: the folder holds no sound shard.
        """
        self.folder = folder
        self.faults: list[BadShard] = []
        self.shards: list[Path] = []
        for path in find_shards(folder):
            self._sort_out(path)
        if not self.shards:
            named = "; ".join(f"{bad.name}: {bad.reason}" for bad in self.faults)
            raise CorpusError(f"{folder} holds no corpus" + (f": {named}" if named else ""))
        self.description: Description | None = read_description(folder)
        self._lock = threading.Lock()
        self._results: dict[object, tuple[object]] = {}
        self._connection = open_database(folder)

    @property
    def complete(self) -> bool:
        """Whether everything that the corpus is made from has been written, and none is damaged."""
        description = self.description
        return (
            description is not None
            and description.sentences is not None
            and description.sentences == self.count()
        )

    def verify(self) -> None:
        """Read every shard whole, and leave the damaged ones out.

        Raises:
            CorpusError: every shard is damaged.
        """
        with self._lock:
            shards, self.shards = self.shards, []
            for path in shards:
                self._sort_out(path, whole=True)
            if not self.shards:
                raise CorpusError(f"{self.folder}: every shard is damaged")

    def count(self, condition: Condition = EVERYTHING) -> int:
        """Number of sentences for which a condition holds."""

        def counted() -> int:
            return int(self.fetch("count(*)", where=condition)[0][0])

        return self.remembered(("count", condition), counted)

    def shard_names(self) -> list[str]:
        """The sound shards as `read_parquet` takes them."""
        return _names(self.shards)

    def size(self) -> int:
        """Bytes of all shards."""
        return sum(path.stat().st_size for path in self.shards)

    def table(
        self,
        *,
        condition: Condition = EVERYTHING,
        order: Order | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[dict[str, Any]]:
        """The listed columns of some rows.

        Args:
            condition: which sentences.
            order: how they are sorted.
            limit: number of rows at most.
            offset: rows before the first one.
        """
        numbers = self.numbers(condition=condition, order=order, limit=limit, offset=offset)
        found = self.fetch(_LISTED, where=_one_of(numbers))
        by_number = {row[0]: dict(zip(BY_NAME, row, strict=True)) for row in found}
        return [by_number[number] for number in numbers if number in by_number]

    def numbers(
        self,
        *,
        condition: Condition = EVERYTHING,
        order: Order | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> list[int]:
        """The ids of the rows of `table`, for which only the columns they depend on are read."""
        order = order or Order()
        # Counting on the way costs less than a second pass over the columns of the condition.
        rows = self.fetch(
            '"id"' if condition == EVERYTHING else '"id", count(*) over ()',
            where=condition,
            rest=f"order by {order.sql} limit ? offset ?",
            parameters=(limit, offset),
        )
        if rows and condition != EVERYTHING:
            self.remembered(("count", condition), lambda: int(rows[0][1]))
        return [row[0] for row in rows]

    def weights(self, numbers: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """α of some sentences by id, without the rest of their rows; absent ones are left out."""
        found = self.fetch(
            '"id", "alpha", len("target_tokens"), len("source_tokens")',
            where=_one_of(numbers),
        )
        return {
            number: np.asarray(alpha, dtype=np.float32).reshape(rows, columns)
            for number, alpha, rows, columns in found
            if alpha is not None
        }

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Whole rows, with their weights, in the order of the numbers; absent ones are left out."""
        found = self.fetch(_STORED, where=_one_of(numbers))
        by_number = {row[0]: dict(zip(SCHEMA.names, row, strict=True)) for row in found}
        return [by_number[number] for number in numbers if number in by_number]

    def row(self, number: int) -> Row:
        """A whole row.

        Raises:
            CorpusError: there is no such sentence.
        """
        found = self.rows([number])
        if not found:
            raise CorpusError(f"{self.folder} has no sentence {number}: numbers count from 0")
        return found[0]

    def every_row(self, condition: Condition = EVERYTHING) -> Iterator[Row]:
        """Whole rows in the order of their ids, a block at a time."""
        ids = [row[0] for row in self.fetch('"id"', where=condition, rest='order by "id"')]
        for begin in range(0, len(ids), _BLOCK):
            yield from self.rows(ids[begin : begin + _BLOCK])

    def gold_counts(self, condition: Condition = EVERYTHING) -> list[tuple[int, int, int, int]]:
        """Links, sure links, sure ones found and possible ones found, of sentences with gold."""
        names = ("links_count", "sure_count", "sure_found", "possible_found")
        where = Condition(
            sql=f'"sure_count" is not null and {condition.sql}', parameters=condition.parameters
        )
        columns = ", ".join(f'"{name}"' for name in names)
        return [tuple(row) for row in self.fetch(columns, where=where, rest='order by "id"')]

    def remembered(self, key: tuple[object, ...], compute: Callable[[], _T]) -> _T:
        """A small result, computed once for the sound shards there are."""
        whole = (*key, len(self.shards))
        found = self._results.get(whole)
        if found is None:
            found = self._results[whole] = (compute(),)
            while len(self._results) > _RESULTS:
                self._results.pop(next(iter(self._results)), None)
        return cast(_T, found[0])

    def fetch(
        self,
        columns: str,
        *,
        where: Condition,
        rest: str = "",
        parameters: tuple[Any, ...] = (),
        before: tuple[Any, ...] = (),
    ) -> list[tuple[Any, ...]]:
        """Rows of a query; shards that prove damaged are left out, and the query is repeated.

        Args:
            columns: what is selected, in SQL of this package; never a text that a person gave.
            where: the condition.
            rest: of the query, after the condition.
            parameters: of `rest`.
            before: parameters of `columns`.
        """
        query = f"select {columns} from read_parquet(?) where {where.sql} {rest}"
        while True:
            shards = list(self.shards)
            values = [*before, _names(shards), *where.parameters, *parameters]
            try:
                return self._connection.cursor().execute(query, values).fetchall()
            except duckdb.Error as error:
                self._leave_out_damaged(shards, error=error)

    def _leave_out_damaged(self, shards: Sequence[Path], *, error: duckdb.Error) -> None:
        """Read every shard whole to find the damaged ones.

        Raises:
            CorpusError: no shard is damaged that was not left out already, or none is left.
        """
        if len(self.shards) < len(shards):
            return  # another thread has found them
        self.verify()
        if len(self.shards) == len(shards):
            raise error

    def _sort_out(self, path: Path, *, whole: bool = False) -> None:
        fault = shard_fault(path, whole=whole)
        if fault:
            self.faults.append(BadShard(name=path.name, reason=fault))
        else:
            self.shards.append(path)


def _one_of(numbers: Sequence[int]) -> Condition:
    """The condition that a sentence has one of these ids."""
    if not numbers:
        return Condition(sql="false")
    marks = ", ".join("?" * len(numbers))
    return Condition(sql=f'"id" in ({marks})', parameters=tuple(numbers))


def open_database(*folders: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that can read these folders and nothing else."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "threads": 2,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    # DuckDB checks both spellings of a path.
    allowed = [spelt for path in folders for spelt in (str(path.resolve()), _escaped(path))]
    connection.execute("set allowed_directories = ?", [allowed])
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _names(shards: Sequence[Path]) -> list[str]:
    return [_escaped(path) for path in shards]


def _escaped(path: Path) -> str:
    """A path in which DuckDB finds no wildcards."""
    whole = str(path.resolve())
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in whole)
