"""Who a surgery's patients are: born, sex, when registered, when gone, where they live, what is recorded of
them.

People are numbered from 0 within their surgery: first those registered on the day of the extract, then those
who moved away, then those who died. Days are whole numbers since 1 January 1970, as Arrow's dates are.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonpractice.demonstration.population.parameters import OLDEST, Numbers, ages, settings
from commonpractice.demonstration.population.places import Place
from commonpractice.demonstration.population.streams import Chance, stream

Days = NDArray[np.int32]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]

YEAR = 365.25
NEVER = np.int32(2_000_000)
"""A day that does not come."""
SEXES = ("female", "male", "other", "unknown")
ETHNICITIES = ("white", "asian", "black", "mixed", "other")


@dataclass(frozen=True)
class People:
    """Everybody of a surgery who has a record. Where something is not recorded the number is -1."""

    place: Place
    on: np.int32
    opens: np.int32  # the first day of the years that have events
    born: Days
    born_month: Days
    sex: NDArray[np.int8]  # of SEXES
    ended: Days  # the first day on which no longer registered; NEVER
    died: Days
    last: Days  # the last day on which something can be recorded
    registered: Days
    spells: tuple[Places, Days, Days]  # (person, registered on, ended on), earlier ones too, in order
    decile: NDArray[np.int8]
    ethnicity: NDArray[np.int8]
    language: NDArray[np.int8]
    engagement: Numbers

    @property
    def number(self) -> int:
        return len(self.born)

    @property
    def man(self) -> NDArray[np.int8]:
        return (self.sex == SEXES.index("male")).astype(np.int8)

    def age(self, day: Days | np.int32) -> NDArray[np.int32]:
        """In whole years, counted as rules count: from the first of the month of birth."""
        return np.floor((day - self.born_month) / YEAR).astype(np.int32)

    @property
    def first(self) -> Days:
        """The first day on which something of the years with events can be recorded."""
        return np.maximum(self.born, self.opens)


def day_of(day: date) -> np.int32:
    """As a whole number since 1970."""
    return np.int32((day - date(1970, 1, 1)).days)


def people(place: Place, *, seed: int, on: date) -> People:
    """Make up a surgery's people."""
    told = settings()["people"]
    today = day_of(on)
    opens = np.int32(today - round(settings()["years"] * YEAR))
    chance = stream(seed, place.code, "people")
    span = int(today - opens)
    kinds = np.repeat([0, 1, 2], [place.patients, place.moved, place.died])
    moved, dead = kinds == 1, kinds == 2

    gone = np.where(kinds == 0, NEVER, (opens + 1 + chance.random(len(kinds)) * (span - 1)).astype(np.int32))
    weights = (place.by_age, place.by_age * ages().moves, place.by_age * ages().dies)
    age = np.concatenate(
        [_ages(chance, weight, np.sum(kinds == kind)) for kind, weight in enumerate(weights)]
    )
    last_seen = np.where(kinds == 0, today, gone)
    born = (last_seen - np.floor((age + chance.random(len(kinds))) * YEAR)).astype(np.int32)
    born = np.minimum(born, last_seen - 2)
    man = chance.random(len(kinds)) < ages().men[age]
    sex = man.astype(np.int8)
    odd = chance.random(len(kinds))
    sex[odd < 0.0004] = SEXES.index("unknown")
    sex[(odd > 0.9996) & (age > 18)] = SEXES.index("other")

    mean = np.where(
        moved,
        told["years_registered_leaver"],
        np.where((age >= 18) & (age < 35), told["years_registered_young"], told["years_registered"]),
    )
    since = (last_seen - 1 - chance.exponential(1, len(kinds)) * mean * YEAR).astype(np.int32)
    at_birth = since <= born + 60
    since = np.where(at_birth, np.minimum(born + chance.integers(3, 60, len(kinds)), last_seen - 1), since)
    lag = chance.integers(told["deducted_after_death"][0], told["deducted_after_death"][1] + 1, len(kinds))
    ended = np.where(dead, np.minimum(gone + lag, today), gone).astype(np.int32)
    died = np.where(dead, gone, NEVER).astype(np.int32)
    last = np.where(dead, gone, np.where(moved, gone - 1, today)).astype(np.int32)
    registered = np.minimum(since, last).astype(np.int32)

    ethnicity, language = _ethnicity(place, stream(seed, place.code, "ethnicity"), len(kinds))
    lived = stream(seed, place.code, "deprivation")
    decile = 1 + np.searchsorted(np.cumsum(place.deciles)[:-1], lived.random(len(kinds))).astype(np.int8)
    differs = settings()["surgeries"]
    keen = stream(seed, place.code, "engagement").standard_normal(len(kinds)) * differs["engagement"]
    keen += (decile - 5.5) * differs["deprived_come_less"]
    return People(
        place=place,
        on=today,
        opens=opens,
        born=born,
        born_month=_first_of_month(born),
        sex=sex,
        ended=ended,
        died=died,
        last=last,
        registered=registered,
        spells=_spells(stream(seed, place.code, "spells"), place.patients, born, registered, ended),
        decile=decile.astype(np.int8),
        ethnicity=ethnicity,
        language=language,
        engagement=keen,
    )


def _ages(chance: Chance, weight: Numbers, number: int) -> NDArray[np.int64]:
    """Whole years of age, drawn by weight."""
    steps = np.cumsum(weight / weight.sum())
    return np.minimum(np.searchsorted(steps, chance.random(number)), OLDEST)


def _first_of_month(day: Days) -> Days:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def _ethnicity(place: Place, chance: Chance, number: int) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Numbers of ETHNICITIES and of languages(), -1 where not recorded."""
    told, spoken = settings()["ethnicity"], settings()["language"]
    shares = np.array([told[name] for name in ETHNICITIES])
    shares[1:] *= np.exp(place.not_white)
    ethnicity = np.searchsorted(np.cumsum(shares / shares.sum())[:-1], chance.random(number)).astype(np.int8)
    others = np.array([float(weight) for weight in spoken["others"].values()])
    tongue = 1 + np.searchsorted(np.cumsum(others / others.sum())[:-1], chance.random(number))
    english = np.where(ethnicity == 0, spoken["english_where_white"], spoken["english_otherwise"]) / 100
    language = np.where(chance.random(number) < english, 0, tongue).astype(np.int8)
    forgetful = np.exp(-0.6 * place.skill / settings()["surgeries"]["skill"])
    ethnicity[chance.random(number) < forgetful * told["not_recorded"] / 100] = -1
    language[chance.random(number) < forgetful * spoken["not_recorded"] / 100] = -1
    return ethnicity, language


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes by number, English first."""
    return ("en", *settings()["language"]["others"])


def _spells(
    chance: Chance, present: int, born: Days, registered: Days, ended: Days
) -> tuple[Places, Days, Days]:
    """Every registration: the one that each has or had last, and an earlier one of those who went and came
    back."""
    told = settings()["people"]
    least, most = told["away_days"]
    back = np.nonzero(chance.random(present) < told["registered_again"])[0].astype(np.int32)
    away = chance.integers(least, most, len(back))
    before = (chance.exponential(1, len(back)) * 4 * YEAR).astype(np.int32) + 30
    until = registered[back] - away
    since = until - before
    fits = since > born[back] + 10
    people = np.concatenate([back[fits], np.arange(len(born), dtype=np.int32)])
    start = np.concatenate([since[fits], registered]).astype(np.int32)
    stop = np.concatenate([until[fits], ended]).astype(np.int32)
    order = np.lexsort((start, people))
    return people[order], start[order], stop[order]
