"""Which patients have which conditions, since when, and when they were over.

Each condition is drawn by age, sex and deprivation as conditions.csv and condition_ages.csv say, and by what
else the patient has (comorbidity.csv). What a comorbidity adds is divided out over the surgery's patients, so
that a register comes to the size that the plan gives it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonpractice.demonstration.population.parameters import (
    OLDEST,
    Condition,
    Numbers,
    comorbidity,
    conditions,
    shape,
)
from commonpractice.demonstration.population.people import NEVER, YEAR, Days, Flags, People, day_of
from commonpractice.demonstration.population.streams import Chance, stream

MOST = 0.97
"""Nobody is likelier than that to have a condition."""


@dataclass(frozen=True)
class Course:
    """A condition in each person: its day of diagnosis, of being resolved, of being diagnosed again; NEVER
    where not."""

    start: Days
    stop: Days
    again: Days

    @property
    def now(self) -> Flags:
        """Whether it stands on the last day of each."""
        return (self.start < NEVER) & ((self.stop == NEVER) | (self.again < NEVER))

    def active(self, who: np.ndarray, day: np.ndarray) -> Flags:
        """Whether the persons have it on the days beside them."""
        return ((self.start[who] <= day) & (day < self.stop[who])) | (self.again[who] <= day)


def courses(people: People, *, seed: int) -> Mapping[str, Course]:
    """Every condition of conditions.csv in a surgery's people."""
    likely: dict[str, Numbers] = {}
    found: dict[str, Course] = {}
    has: dict[str, Flags] = {}
    for condition in conditions():
        chance = stream(seed, people.place.code, "conditions", condition.group)
        likely[condition.group] = _likely(condition, people, likely, has)
        has[condition.group] = chance.random(people.number) < likely[condition.group]
        found[condition.group] = _course(condition, people, chance, has[condition.group], found)
    return found


def _likely(
    condition: Condition, people: People, likely: Mapping[str, Numbers], has: Mapping[str, Flags]
) -> Numbers:
    """How likely each person is to have it on their last day."""
    age = np.clip(people.age(people.last), 0, OLDEST)
    shapes = shape(condition.group)
    chance = shapes[people.man, age] * people.place.common[condition.group]
    if condition.of:
        within = condition.share / max(1e-9, float(_mean(chance, has[condition.of], people)))
        return np.where(
            has[condition.of], np.minimum(chance * within * people.place.common[condition.group], MOST), 0
        )
    chance = chance * condition.by_decile()[people.decile - 1]
    chance *= np.where(people.died < NEVER, condition.dying, 1.0)
    chance = np.minimum(chance, MOST)
    times = np.ones(people.number)
    for given, more in comorbidity().get(condition.group, {}).items():
        times *= np.where(has[given], more, 1.0) / (1 + (more - 1) * np.minimum(likely[given], 0.9))
    present = slice(people.place.patients)
    expected, raised = chance[present].sum(), np.minimum(chance * times, MOST)[present].sum()
    return np.minimum(chance * times * (expected / raised if raised else 1.0), MOST)


def _mean(values: Numbers, among: Flags, people: People) -> float:
    present = among[: people.place.patients]
    return float(values[: people.place.patients][present].mean()) if present.any() else 1.0


def _course(
    condition: Condition, people: People, chance: Chance, has: Flags, found: Mapping[str, Course]
) -> Course:
    """When it was diagnosed, how it went on in those who have it, and who had it once."""
    if condition.of and condition.years == 0:
        whole_of = found[condition.of]
        return Course(*(np.where(has, day, NEVER) for day in (whole_of.start, whole_of.stop, whole_of.again)))
    number = people.number
    earliest = people.born + round(condition.onset_from * YEAR)
    if condition.since:
        earliest = np.maximum(earliest, day_of(condition.since))
    if condition.of:
        earliest = np.maximum(earliest, np.where(has, found[condition.of].start, 0))
    room = np.maximum(people.last - np.minimum(earliest, people.last), 0) / YEAR
    since = _years_since(condition, people, room, chance.random(number))
    start = np.minimum(people.last - (since * YEAR).astype(np.int32), people.last).astype(np.int32)
    start = np.maximum(start, np.minimum(earliest, people.last))

    once = ~has & (chance.random(number) < condition.resolved * _like_those_who_have(condition, people, has))
    once &= room > 0.5
    again = has & (chance.random(number) < condition.again) & (room > 1)
    early = np.minimum(start, people.last - 30)
    gap = np.maximum(people.last - early, 3)
    over = early + (gap * (0.1 + 0.5 * chance.random(number))).astype(np.int32)
    anew = over + np.maximum((people.last - over) * (0.1 + 0.8 * chance.random(number)), 1).astype(np.int32)
    if condition.until:
        after = ~has & (found[condition.until].start < NEVER)
        first = np.minimum(earliest, found[condition.until].start)
        start, early = np.where(after, first, start), np.where(after, first, early)
        over = np.where(after, found[condition.until].start, over)
        once |= after
    return Course(
        start=np.where(has | once, np.where(again | once, early, start), NEVER).astype(np.int32),
        stop=np.where(again | once, over, NEVER).astype(np.int32),
        again=np.where(again, anew, NEVER).astype(np.int32),
    )


def _years_since(condition: Condition, people: People, room: Numbers, place: Numbers) -> Numbers:
    """Years from diagnosis to the last day, by how far through its distribution each is; room: the most."""
    if condition.years is not None:
        # exponential, cut off at the earliest day, by the inverse of its distribution
        return -condition.years * np.log1p(-place * (1 - np.exp(-room / condition.years)))
    # as many had it at each age as have it at that age today: registers keep their size over the years
    exact = np.maximum((people.last - people.born) / YEAR, 0)
    age = np.minimum(exact.astype(np.int32), OLDEST)
    begun = np.empty(people.number)
    for man in (0, 1):
        rising = np.maximum.accumulate(shape(condition.group)[man])
        among = people.man == man
        begun[among] = np.searchsorted(rising, place[among] * rising[age[among]], side="right")
    return np.clip(exact - begun - (place * 1013) % 1, 0, room)


def _like_those_who_have(condition: Condition, people: People, has: Flags) -> Numbers:
    """Chance by age and sex, so that resolved cases come to conditions.csv's share of those who have it."""
    age = np.clip(people.age(people.last), 0, OLDEST)
    by_age = shape(condition.group)[people.man, age]
    return np.minimum(by_age * has.mean() / max(1e-9, by_age.mean()), 1)
