"""What an occasion leaves in the record, as items.csv tells it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from commonpractice.demonstration.population.parameters import groups, rows


@dataclass(frozen=True)
class Item:
    """A row of items.csv: what an occasion of a process leaves in the record."""

    process: str
    cluster: str
    together: str
    who: tuple[str, ...]
    without: tuple[str, ...]
    chance: float
    from_day: int
    to_day: int
    value: str
    days: float
    quantity: float
    many: float


@cache
def items() -> Mapping[str, Sequence[Item]]:
    """By process."""
    found: defaultdict[str, list[Item]] = defaultdict(list)
    for row in rows("items.csv"):
        found[row["process"]].append(
            Item(
                process=row["process"],
                cluster=row["cluster"],
                together=row["together"],
                who=groups(row["who"]),
                without=groups(row["without"]),
                chance=float(row["chance"] or 100) / 100,
                from_day=int(row["from_day"] or 0),
                to_day=int(row["to_day"] or 0),
                value=row["value"],
                days=float(row["days"] or "nan"),
                quantity=float(row["quantity"] or "nan"),
                many=float(row["many"] or 1),
            )
        )
    return found
