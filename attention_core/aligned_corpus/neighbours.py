"""The place of a sentence in a table, and the sentences before and after it.

DuckDB numbers the rows of the table and gives one of them back, so that no table leaves it.
"""

import dataclasses
from typing import Any, Final

from attention_core.aligned_corpus.corpus import AlignedCorpus, Order
from attention_core.aligned_corpus.filters import EVERYTHING, Condition

# What is selected of the rows of a table in its order, which `place_of` names.
COLUMNS: Final = (
    'row_number() over table_order, count(*) over (), lag("id") over table_order, '
    'lead("id") over table_order'
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Where a sentence stands in a table."""

    place: int  # in the table, from 1
    count: int  # sentences of the table
    previous: int | None  # id of the sentence before it; None for the first one
    next: int | None  # id of the sentence after it; None for the last one


def place_of(order: str) -> str:
    """The rest of a query of `COLUMNS` that keeps the row of one sentence.

    Args:
        order: how the table is sorted, in SQL of this package; the id of the sentence is the
            parameter that follows those of `order`.
    """
    return f'window table_order as (order by {order}) qualify "id" = ?'


def from_rows(rows: list[tuple[Any, ...]]) -> Neighbours | None:
    """What such a query found; None if the sentence is not in the table."""
    if not rows:
        return None
    place, count, previous, following = rows[0]
    return Neighbours(place=place, count=count, previous=previous, next=following)


def corpus_neighbours(
    corpus: AlignedCorpus,
    number: int,
    *,
    condition: Condition = EVERYTHING,
    order: Order | None = None,
) -> Neighbours | None:
    """The place of a sentence in the table of a corpus; None if it is not in the table.

    Args:
        corpus: that holds the sentence.
        number: id of the sentence.
        condition: on the sentences of the table.
        order: how the table is sorted.
    """
    order = order or Order()

    def found() -> Neighbours | None:
        rest = place_of(order.sql)
        return from_rows(
            corpus.fetch(COLUMNS, where=condition, rest=rest, parameters=(number,)),
        )

    return corpus.remembered(("neighbours", number, condition, order), found)
