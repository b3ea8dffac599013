"""Two corpora of the same test set compared: agreement of their links, and who is nearer to gold.

Agreement of two sets of links is 2 |A ∩ B| / (|A| + |B|), 1 if both are empty. Links are those of
the rows: given, or for each target word the largest α.

Sentences belong together if they have the same id, which is their place in the file; an importer
counts bad blocks, too. Pairs whose source texts differ are counted, since the files may then not be
of one test set.
"""

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attention_core.aligned_corpus.agreement import aer
from attention_core.aligned_corpus.corpus import AlignedCorpus, open_database
from attention_core.aligned_corpus.filters import EVERYTHING, Condition
from attention_core.aligned_corpus.neighbours import COLUMNS, Neighbours, from_rows, place_of
from attention_core.errors import UserError

_ORDER = "agreement, id"  # of the table
SAMPLES, SEED = 1000, 12345  # of the bootstrap, as in `evaluation.bootstrap`
LONG = 20  # source words; sentences with more are long ones
LENGTHS = ((1, 10), (11, 20), (21, 30), (31, 40), (41, 60), (61, 1000))  # source words
_PAIR = """
    a."id" as id, a."source" as source, a."target" as target, b."target" as other_target,
    a."source_words" as source_words,
    case when len(a.l) + len(b.l) = 0 then 1.0
         else 2.0 * len(list_intersect(a.l, b.l)) / (len(a.l) + len(b.l)) end as agreement,
    a."coverage" as coverage, b."coverage" as other_coverage,
    a."chrf" as chrf, b."chrf" as other_chrf,
    a."aer" as aer, b."aer" as other_aer,
    lower(a."source") <> lower(b."source") as differs
"""
_LINKS = "coalesce(string_split(nullif(\"links\", ''), ' '), [])"
_NAMES = (
    *("id", "source", "target", "other_target", "source_words", "agreement", "coverage"),
    *("other_coverage", "chrf", "other_chrf", "aer", "other_aer", "differs"),
)
_COUNTS = ("links_count", "sure_count", "sure_found", "possible_found")
_BOTH_COUNTS = ", ".join(f'{s}."{name}" as {s}_{name}' for s in ("a", "b") for name in _COUNTS)


@dataclasses.dataclass(frozen=True, kw_only=True)
class AerDifference:
    """AER of both over the sentences with gold links, and how sure their difference is."""

    sentences: int
    first: float
    second: float
    difference: float  # first - second; below 0 if the first is nearer to gold
    low: float  # of the difference, 95%
    high: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class LengthGroup:
    """Sentences of about one length; a mean is None without values."""

    least: int  # source words
    most: int
    sentences: int
    agreement: float
    aer: float | None
    other_aer: float | None
    chrf: float | None
    other_chrf: float | None


class Comparison:
    """Two corpora, sentence by sentence."""

    def __init__(self, first: AlignedCorpus, second: AlignedCorpus) -> None:
        """Find the sentences that both have.

        Raises:
            UserError: there are none.
        """
        self.first, self.second = first, second
        self._database = open_database(first.folder, second.folder)
        ((self.count, self.different),) = self._fetch("count(*), count_if(differs)")
        if not self.count:
            raise UserError("the two corpora have no sentence with the same number")

    def table(
        self, *, condition: Condition = EVERYTHING, limit: int = 50, offset: int = 0
    ) -> list[dict[str, Any]]:
        """Sentences, those whose links disagree most first.

        Args:
            condition: on the columns of the first corpus.
            limit: number of sentences at most.
            offset: sentences before the first one.
        """
        rows = self._fetch(
            ", ".join(_NAMES),
            condition=condition,
            rest=f"order by {_ORDER} limit ? offset ?",
            parameters=(limit, offset),
        )
        return [dict(zip(_NAMES, row, strict=True)) for row in rows]

    def neighbours(self, number: int, *, condition: Condition = EVERYTHING) -> Neighbours | None:
        """The place of a sentence in `table`; None if it is not there.

        Args:
            number: id of the sentence.
            condition: on the columns of the first corpus.
        """
        rest = place_of(_ORDER)
        rows = self._fetch(COLUMNS, condition=condition, rest=rest, parameters=(number,))
        return from_rows(rows)

    def agreement(self) -> float:
        """Mean agreement of links over all sentences."""
        return float(self._fetch("avg(agreement)")[0][0])

    def long_aer(self) -> AerDifference | None:
        """`aer` on the sentences of more than LONG source words."""
        return self.aer(Condition(sql='"source_words" > ?', parameters=(LONG,)))

    def by_length(self) -> list[LengthGroup]:
        """Agreement and scores by the length of the source; lengths without sentences left out."""
        groups = []
        for least, most in LENGTHS:
            where = Condition(sql='"source_words" between ? and ?', parameters=(least, most))
            ((count, agreement, chrf, other_chrf),) = self._fetch(
                "count(*), avg(agreement), avg(chrf), avg(other_chrf)", condition=where
            )
            if not count:
                continue
            ours, theirs = self._gold_counts(where)
            groups.append(
                LengthGroup(
                    least=least,
                    most=most,
                    sentences=count,
                    agreement=agreement,
                    aer=aer(ours) if len(ours) else None,
                    other_aer=aer(theirs) if len(theirs) else None,
                    chrf=chrf,
                    other_chrf=other_chrf,
                )
            )
        return groups

    def aer(self, condition: Condition = EVERYTHING) -> AerDifference | None:
        """AER of both on the sentences for which both have gold links; None if there are none.

        Args:
            condition: on the columns of the first corpus.
        """
        ours, theirs = self._gold_counts(condition)
        if not len(ours):
            return None
        rng = np.random.default_rng(SEED)
        differences = np.empty(SAMPLES)
        for k in range(SAMPLES):
            drawn = rng.integers(len(ours), size=len(ours))  # the same sentences of both
            differences[k] = aer(ours[drawn]) - aer(theirs[drawn])
        low, high = np.quantile(differences, (0.025, 0.975))
        return AerDifference(
            sentences=len(ours),
            first=aer(ours),
            second=aer(theirs),
            difference=aer(ours) - aer(theirs),
            low=float(low),
            high=float(high),
        )

    def _gold_counts(self, condition: Condition) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Counts of both, of sentences that have gold links in both: [sentences, 4] each."""
        names = ", ".join(f"{side}_{name}" for side in ("a", "b") for name in _COUNTS)
        rest = "where a_sure_count is not null and b_sure_count is not null order by id"
        rows = self._fetch(names, condition=condition, rest=rest)
        counts = np.array(rows, dtype=np.int64).reshape(-1, 8)
        return counts[:, :4], counts[:, 4:]

    def _fetch(
        self,
        columns: str,
        *,
        condition: Condition = EVERYTHING,
        rest: str = "",
        parameters: tuple[Any, ...] = (),
    ) -> list[tuple[Any, ...]]:
        """Rows of a query over the pairs of sentences, the first of which meets the condition."""
        query = f"""
            with a as (select *, {_LINKS} as l from read_parquet(?) where {condition.sql}),
            b as (select *, {_LINKS} as l from read_parquet(?)),
            pairs as (select {_PAIR}, {_BOTH_COUNTS} from a join b on a."id" = b."id")
            select {columns} from pairs {rest}"""
        values = [
            *(self.first.shard_names(), *condition.parameters, self.second.shard_names()),
            *parameters,
        ]
        return self._database.cursor().execute(query, values).fetchall()
