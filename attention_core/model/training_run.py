"""How a model was trained: the "training" of its card."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from attention_core.utils.json_values import Row, number_in, object_in, rows_in, text_in, whole_in


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrainingRun:
    """How a model was trained; None or empty where the card does not say."""

    config: Row  # TrainConfig
    examples: int | None  # pairs learnt from, once each
    update: int | None  # whose weights these are
    budgets: Sequence[tuple[int, int]]  # (update, updates allowed from there on)
    earlier: Sequence[Row]  # runs that ended before this one took over their weights
    target_pieces: int | None  # learnt from, end marks included
    hours: float | None
    padding: float | None  # share of the target slots, 0 to 1
    device: str
    processes: int | None
    threads: int | None  # of each process
    bfloat16: bool  # products were in bfloat16
    curve: Sequence[Row]  # dev set scores, oldest first

    @classmethod
    def from_json(cls, row: Row) -> "TrainingRun":
        """Read the "training" of a card; what makes no sense is left out."""
        return cls(
            config=object_in(row.get("config")),
            examples=whole_in(row.get("examples")),
            update=whole_in(row.get("update")),
            budgets=tuple(_budgets(row.get("budgets"))),
            earlier=rows_in(row.get("earlier")),
            target_pieces=whole_in(row.get("target_pieces")),
            hours=number_in(row.get("hours")),
            padding=number_in(row.get("padding")),
            device=text_in(row.get("device")),
            processes=whole_in(row.get("processes")),
            threads=whole_in(row.get("threads")),
            bfloat16=row.get("bfloat16") is True,
            curve=rows_in(row.get("curve")),
        )

    def to_json(self) -> dict[str, Any]:
        """The "training" of a card."""
        return {
            "config": self.config,
            "examples": self.examples,
            "update": self.update,
            "budgets": [list(budget) for budget in self.budgets],
            "earlier": list(self.earlier),
            "target_pieces": self.target_pieces,
            "hours": self.hours,
            "padding": self.padding,
            "device": self.device,
            "processes": self.processes,
            "threads": self.threads,
            **({"bfloat16": True} if self.bfloat16 else {}),  # came later
            "curve": list(self.curve),
        }


def _budgets(value: object) -> list[tuple[int, int]]:
    rows = value if isinstance(value, list) else []
    return [
        (row[0], row[1])
        for row in rows
        if isinstance(row, list) and len(row) == 2 and all(isinstance(n, int) for n in row)
    ]
