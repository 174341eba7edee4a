"""Medicines that are issued again and again, as medicines.csv tells it."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import expit, logit

from commonpractice.demonstration.population.happening import Happening
from commonpractice.demonstration.population.parameters import groups, rows
from commonpractice.demonstration.population.people import YEAR, Days, Flags, People, Places
from commonpractice.demonstration.population.processes import DIFFERS, MEN
from commonpractice.demonstration.population.streams import Chance


@dataclass(frozen=True)
class Medicine:
    """A row of medicines.csv: a medicine that is issued again and again."""

    name: str
    cluster: str
    who: tuple[str, ...]
    without: tuple[str, ...]
    sex: str
    from_age: float
    to_age: float
    chance: float
    from_day: int
    to_day: int
    each: float
    days: float
    quantity: float
    stopped: float
    differs: int
    many: float


@cache
def medicines() -> tuple[Medicine, ...]:
    return tuple(
        Medicine(
            name=row["medicine"],
            cluster=row["cluster"],
            who=groups(row["who"]),
            without=groups(row["without"]),
            sex=row["sex"],
            from_age=float(row["from_age"] or 0),
            to_age=float(row["to_age"] or 200),
            chance=float(row["chance"]) / 100,
            from_day=int(row["from_day"] or 0),
            to_day=int(row["to_day"] or 0),
            each=float(row["each"]),
            days=float(row["days"]),
            quantity=float(row["quantity"] or "nan"),
            stopped=float(row["stopped"] or 0) / 100,
            differs=DIFFERS[row["differs"]],
            many=float(row["many"] or 1),
        )
        for row in rows("medicines.csv")
    )


def issues(
    medicine: Medicine, people: People, happening: Happening, chance: Chance, *, amount: str
) -> tuple[Places, Days]:
    """Every issue of a medicine: to whom, and on which day."""
    who = _takers(medicine, people, happening, chance)
    start = happening.first_day(medicine.who, who)
    if not medicine.who:
        start = people.last[who] - (chance.exponential(6, len(who)) * YEAR).astype(np.int64)
    if medicine.to_day:
        start = start + chance.integers(medicine.from_day, medicine.to_day + 1, len(who))
    start = np.maximum(start, people.born[who] + round(medicine.from_age * YEAR))
    each = medicine.each / (medicine.many if amount == "many" else 1.0)
    phase = (chance.random(len(who)) * each).astype(np.int64)
    begin = np.maximum(start, people.first[who] + phase)
    end = people.last[who].astype(np.int64)
    stops = chance.random(len(who)) < medicine.stopped
    end = np.where(stops, begin + ((end - begin) * chance.random(len(who))).astype(np.int64), end)
    times = np.where(end >= begin, (end - begin) // each + 1, 0).astype(np.int64)
    to_whom = np.repeat(who, times)
    turn = np.arange(len(to_whom)) - np.repeat(np.cumsum(times) - times, times)
    day = np.repeat(begin, times) + (turn * each).astype(np.int64)
    day = day + np.where(turn > 0, chance.integers(-4, 5, len(day)), 0)
    day = np.minimum(day, people.last[to_whom]).astype(np.int32)
    fits = _fits(medicine, people, happening, to_whom, day)
    return to_whom[fits].astype(np.int32), day[fits]


def _takers(medicine: Medicine, people: People, happening: Happening, chance: Chance) -> Places:
    """Who takes a medicine at all."""
    who = happening.members(medicine.who)
    if medicine.sex:
        who = who[people.man[who] == int(medicine.sex == MEN)]
    shift = happening.shift(f"medicine:{medicine.name}", differs=medicine.differs)
    likely = logit(min(medicine.chance, 1 - 1e-9)) + shift
    likely = likely + 0.6 * medicine.differs * people.engagement[who]
    return who[chance.random(len(who)) < expit(likely)]


def _fits(medicine: Medicine, people: People, happening: Happening, who: Places, day: Days) -> Flags:
    """Which issues are to somebody young enough, who is in the groups and in none of those left out."""
    found = (day - people.born[who]) / YEAR < medicine.to_age
    if medicine.who:
        found &= happening.active(medicine.who, who, day)
    if medicine.without:
        found &= ~happening.active(medicine.without, who, day)
    return found
