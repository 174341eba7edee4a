"""What happens to patients, as processes.csv tells it: who comes, how often, when in the year.

A process gives occasions: persons and days. What is recorded on an occasion is items.csv's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from commonpractice.demonstration.population.parameters import Numbers, groups, rows
from commonpractice.demonstration.population.people import Days, Flags, Places

MEN, WOMEN = "male", "female"
AMOUNTS = ("usual", "many")
DIFFERS = {"yes": 1, "against": -1, "": 0}


@dataclass(frozen=True)
class Process:
    """A row of processes.csv."""

    name: str
    kind: str  # yearly | missed | often | once | at_age | recall
    of: str  # missed: the process that was missed
    who: tuple[str, ...]
    without: tuple[str, ...]
    sex: str
    from_age: float
    to_age: float
    chance: float
    a_year: float
    from_day: int
    to_day: int
    shape: str
    years: str
    differs: int  # 1: more where a surgery is better; -1: less; 0: alike everywhere
    many: float


@dataclass(frozen=True)
class Occasions:
    """Persons and the days on which something happens to them; and, of what comes yearly, who missed which
    year."""

    who: Places
    day: Days
    missed: tuple[Places, Days] = (np.empty(0, np.int32), np.empty(0, np.int32))

    def only(self, among: Flags) -> "Occasions":
        return Occasions(self.who[among], self.day[among], self.missed)


@cache
def processes() -> tuple[Process, ...]:
    """In the file's order: a process that is of another comes after it."""
    return tuple(
        Process(
            name=row["process"],
            kind=row["kind"],
            of=row["of"],
            who=groups(row["who"]),
            without=groups(row["without"]),
            sex=row["sex"],
            from_age=float(row["from_age"] or 0),
            to_age=float(row["to_age"] or 200),
            chance=float(row["chance"] or 100) / 100,
            a_year=float(row["a_year"] or 0),
            from_day=int(row["from_day"] or 0),
            to_day=int(row["to_day"] or 0),
            shape=row["shape"] or "even",
            years=row["years"],
            differs=DIFFERS[row["differs"]],
            many=float(row["many"] or 1),
        )
        for row in rows("processes.csv")
    )


@cache
def month_shape(name: str) -> Numbers:
    """Where in a year from April each month ends, as rising shares: 12 of them, the last 1."""
    for row in rows("months.csv"):
        if row["shape"] == name:
            weights = np.array([float(value) for key, value in row.items() if key != "shape"])
            return np.cumsum(weights / weights.sum())
    raise LookupError(f"months.csv has no shape {name}.")


@cache
def year_shifts(name: str) -> Mapping[int, float]:
    """By calendar year in which a year from April begins: how much less of it there was."""
    return {int(row["year"]): float(row[name]) for row in rows("years.csv")}
