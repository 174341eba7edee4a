"""Values that are measured: each person has a level of their own, shifted by what they have, and readings
vary about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from commonpractice.demonstration.population.conditions import Course
from commonpractice.demonstration.population.happening import Happening, evenly
from commonpractice.demonstration.population.parameters import Numbers, rows
from commonpractice.demonstration.population.people import NEVER, YEAR, Days, People, Places
from commonpractice.demonstration.population.streams import Chance, stream


@dataclass(frozen=True)
class Value:
    """A row of values.csv: a level's mean at 50 years of age, and how it differs."""

    name: str
    mean: float
    man: float
    a_decade: float
    between: float
    within: float
    low: float
    high: float
    decimals: int
    logarithm: bool
    like: str
    skill: float


@cache
def values() -> Mapping[str, Value]:
    return {
        row["value"]: Value(
            name=row["value"],
            mean=float(row["mean"]),
            man=float(row["man"]),
            a_decade=float(row["a_decade"]),
            between=float(row["between"]),
            within=float(row["within"]),
            low=float(row["low"]),
            high=float(row["high"]),
            decimals=int(row["decimals"]),
            logarithm=row["scale"] == "log",
            like=row["like"],
            skill=float(row["skill"] or 0),
        )
        for row in rows("values.csv")
    }


@cache
def shifts(value: str) -> Mapping[str, float]:
    """group: by how much a value is higher where the person is in the group (of its logarithm, where that is
    its scale)."""
    return {row["group"]: float(row["shift"]) for row in rows("value_shifts.csv") if row["value"] == value}


class Measured:
    """Draws readings of a surgery's people."""

    def __init__(
        self, people: People, courses: Mapping[str, Course], happening: Happening, *, seed: int
    ) -> None:
        self._people, self._courses, self._happening, self._seed = people, courses, happening, seed
        self._levels: dict[str, Numbers] = {}

    def readings(self, name: str, who: Places, day: Days, chance: Chance) -> Numbers:
        """A value of each person on each day, rounded as it is written down."""
        value = values()[name]
        age = (day - self._people.born[who]) / YEAR
        found = self._level(value)[who] + value.a_decade * (age - 50) / 10
        found += value.within * chance.standard_normal(len(who))
        if value.logarithm:
            found = np.exp(found)
        return np.round(np.clip(found, value.low, value.high), value.decimals)

    def _level(self, value: Value) -> Numbers:
        """Each person's own level, but for age."""
        if value.name not in self._levels:
            people = self._people
            chance = stream(self._seed, people.place.code, "level", value.like or value.name)
            level = value.mean + value.man * people.man + value.between * evenly(people.number, chance)
            for group, shift in shifts(value.name).items():
                level += np.where(self._courses[group].start < NEVER, shift, 0.0)
            # where a surgery is good at it, levels are lower (skill is below nought) or higher
            level += value.skill * self._happening.shift(f"level:{value.name}", differs=int(value.skill != 0))
            self._levels[value.name] = level
        return self._levels[value.name]
