"""How the values of a corpus's columns are spread: minimum to maximum, and histograms."""

import dataclasses
from collections.abc import Sequence

from attention_core.aligned_corpus.columns import BY_NAME, NUMERIC, Column
from attention_core.aligned_corpus.corpus import AlignedCorpus
from attention_core.aligned_corpus.filters import EVERYTHING, Condition


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


def spreads(
    corpus: AlignedCorpus,
    *,
    condition: Condition = EVERYTHING,
    columns: Sequence[Column] = NUMERIC,
) -> dict[str, Spread]:
    """How numeric columns are spread, by their names."""

    def computed() -> dict[str, Spread]:
        parts = [
            f'count("{c.name}"), min("{c.name}"), median("{c.name}"), avg("{c.name}"), '
            f'max("{c.name}")'
            for c in columns
        ]
        (values,) = corpus.fetch(", ".join(parts), where=condition)
        fives = zip(*[iter(values)] * 5, strict=True)
        return {
            column.name: Spread(present=n, minimum=low, median=mid, mean=mean, maximum=high)
            for column, (n, low, mid, mean, high) in zip(columns, fives, strict=True)
        }

    return corpus.remembered(("spreads", condition, *(c.name for c in columns)), computed)


def histogram(
    corpus: AlignedCorpus, column: str, *, condition: Condition = EVERYTHING, bins: int = 30
) -> list[Bin]:
    """Counts of a numeric column's values in bins of equal width; empty without values.

    The bins are the same for every condition.
    """
    assert column in BY_NAME
    assert not BY_NAME[column].is_text
    ((low, high),) = corpus.remembered(
        ("ends", column),
        lambda: corpus.fetch(f'min("{column}"), max("{column}")', where=EVERYTHING),
    )
    if low is None:
        return []
    width = (high - low) / bins or 1.0
    place = f'least(cast(floor(("{column}" - ?) / ?) as integer), {bins - 1})'
    found = corpus.remembered(
        ("histogram", column, condition, bins),
        lambda: corpus.fetch(
            f"{place} as place, count(*)",
            where=Condition(
                sql=f'"{column}" is not null and {condition.sql}', parameters=condition.parameters
            ),
            rest="group by place",
            before=(low, width),
        ),
    )
    counts = dict(found)
    return [
        Bin(low=low + k * width, high=low + (k + 1) * width, count=int(counts.get(k, 0)))
        for k in range(bins)
    ]
