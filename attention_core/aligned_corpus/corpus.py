"""AlignedCorpus: a folder of shards, queried with DuckDB; no more of it is held than is asked for.

DuckDB runs in this process, reads only the columns and row groups that a query needs, and works
within a bound of memory; there is no server. All SQL is written here and in `filters`: names come
from `columns`, and values are bound as parameters.
"""

import dataclasses
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from attention_core.aligned_corpus.columns import BY_NAME, COLUMNS, NUMERIC, SCHEMA
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


@dataclasses.dataclass(frozen=True, kw_only=True)
class Spread:
    """How the values of a column are spread."""

    present: int  # sentences that have a value
    minimum: float | None
    median: float | None
    mean: float | None
    maximum: float | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bin:
    """A bar of a histogram: low <= value < high; the last one includes `high`."""

    low: float
    high: float
    count: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Order:
    """By which column rows are sorted; equal ones by id, missing values last."""

    column: str = "id"
    descending: bool = False


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
        return int(self._fetch("count(*)", where=condition)[0][0])

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
        order = order or Order()
        assert order.column in BY_NAME
        direction = "desc" if order.descending else "asc"
        rows = self._fetch(
            _LISTED,
            where=condition,
            rest=f'order by "{order.column}" {direction} nulls last, "id" limit ? offset ?',
            parameters=(limit, offset),
        )
        return [dict(zip(BY_NAME, row, strict=True)) for row in rows]

    def rows(self, numbers: Sequence[int]) -> list[Row]:
        """Whole rows, with their weights, in the order of the numbers; absent ones are left out."""
        marks = ", ".join("?" * len(numbers))
        found = self._fetch(
            _STORED, where=Condition(sql=f'"id" in ({marks})', parameters=tuple(numbers))
        )
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
        ids = [row[0] for row in self._fetch('"id"', where=condition, rest='order by "id"')]
        for begin in range(0, len(ids), _BLOCK):
            yield from self.rows(ids[begin : begin + _BLOCK])

    def spreads(self, condition: Condition = EVERYTHING) -> dict[str, Spread]:
        """How each numeric column is spread, by its name."""
        parts = [
            f'count("{c.name}"), min("{c.name}"), median("{c.name}"), avg("{c.name}"), '
            f'max("{c.name}")'
            for c in NUMERIC
        ]
        (values,) = self._fetch(", ".join(parts), where=condition)
        fives = zip(*[iter(values)] * 5, strict=True)
        return {
            column.name: Spread(present=n, minimum=low, median=mid, mean=mean, maximum=high)
            for column, (n, low, mid, mean, high) in zip(NUMERIC, fives, strict=True)
        }

    def histogram(
        self, column: str, *, condition: Condition = EVERYTHING, bins: int = 30
    ) -> list[Bin]:
        """Counts of a numeric column's values in bins of equal width; empty without values."""
        assert column in BY_NAME
        assert not BY_NAME[column].is_text
        ((low, high),) = self._fetch(f'min("{column}"), max("{column}")', where=EVERYTHING)
        if low is None:
            return []
        width = (high - low) / bins or 1.0
        place = f'least(cast(floor(("{column}" - ?) / ?) as integer), {bins - 1})'
        counts = dict(
            self._fetch(
                f"{place} as place, count(*)",
                where=Condition(
                    sql=f'"{column}" is not null and {condition.sql}',
                    parameters=condition.parameters,
                ),
                rest="group by place",
                before=(low, width),
            )
        )
        return [
            Bin(low=low + k * width, high=low + (k + 1) * width, count=int(counts.get(k, 0)))
            for k in range(bins)
        ]

    def gold_counts(self, condition: Condition = EVERYTHING) -> list[tuple[int, int, int, int]]:
        """Links, sure links, sure ones found and possible ones found, of sentences with gold."""
        names = ("links_count", "sure_count", "sure_found", "possible_found")
        where = Condition(
            sql=f'"sure_count" is not null and {condition.sql}', parameters=condition.parameters
        )
        columns = ", ".join(f'"{name}"' for name in names)
        return [tuple(row) for row in self._fetch(columns, where=where, rest='order by "id"')]

    def _fetch(
        self,
        columns: str,
        *,
        where: Condition,
        rest: str = "",
        parameters: tuple[Any, ...] = (),
        before: tuple[Any, ...] = (),
    ) -> list[tuple[Any, ...]]:
        """Rows of a query; shards that prove damaged are left out, and the query is repeated."""
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
