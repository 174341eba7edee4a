"""When processes happen, and to whom.

How likely a person is to come depends on the surgery's skill, in general and in this process, on what was
planted there, on how readily the person comes, and on the year (2020/21 was unlike the others).
"""

from collections.abc import Mapping

import numpy as np
from scipy.special import expit, logit, ndtri

from commonpractice.demonstration.population.conditions import Course
from commonpractice.demonstration.population.parameters import Numbers, settings
from commonpractice.demonstration.population.people import (
    NEVER,
    YEAR,
    Days,
    Flags,
    People,
    Places,
    day_of,
)
from commonpractice.demonstration.population.processes import (
    MEN,
    Occasions,
    Process,
    month_shape,
    year_shifts,
)
from commonpractice.demonstration.population.streams import Chance, stream

MONTHS = np.array([0, 30, 61, 91, 122, 153, 183, 214, 244, 275, 306, 334, 365])
"""Days after 1 April on which months begin, where no year is a leap year."""
APRIL = 3
"""The month in which a year of the Quality and Outcomes Framework begins, counted from 0."""


class Happening:
    """Draws the occasions of a surgery's processes, one after the other."""

    def __init__(self, people: People, courses: Mapping[str, Course], *, seed: int, amount: str) -> None:
        self._people, self._courses, self._seed, self._amount = people, courses, seed, amount
        self._found: dict[str, Occasions] = {}
        self._days_of_years = _years(people)

    def occasions(self, process: Process) -> Occasions:
        """Of one process; those that it is of have to have been drawn."""
        chance = stream(self._seed, self._people.place.code, "process", process.name)
        found = getattr(self, f"_{process.kind}")(process, chance)
        found = self._fitting(process, found)
        if process.kind == "yearly":
            self._found[process.name] = found
        return found

    def active(self, groups: tuple[str, ...], who: np.ndarray, day: np.ndarray) -> Flags:
        """Whether the persons are in any of the groups on the days beside them."""
        found = np.zeros(len(who), dtype=bool)
        for group in groups:
            found |= np.logical_and.reduce([each.active(who, day) for each in self._together(group)])
        return found

    def members(self, groups: tuple[str, ...]) -> Places:
        """Who is in any of the groups at any time; everybody where there is none."""
        if not groups:
            return np.arange(self._people.number, dtype=np.int32)
        found = np.zeros(self._people.number, dtype=bool)
        for group in groups:
            found |= np.logical_and.reduce([each.start < NEVER for each in self._together(group)])
        return np.nonzero(found)[0].astype(np.int32)

    def first_day(self, groups: tuple[str, ...], who: Places) -> np.ndarray:
        """The day on which each person was first in any of the groups; NEVER."""
        found = np.full(len(who), NEVER, dtype=np.int64)
        for group in groups:
            found = np.minimum(found, np.maximum.reduce([each.start[who] for each in self._together(group)]))
        return found

    def _together(self, group: str) -> list[Course]:
        """The courses of a group, or of several that have to stand together, written with &."""
        return [self._courses[each] for each in group.split("&")]

    def shift(self, process: str, *, differs: int) -> float:
        """How much more of a process this surgery does, on the scale of log odds."""
        place = self._people.place
        if not differs:
            return place.planted(process)
        own = stream(self._seed, place.code, "skill", process).standard_normal()
        usual = place.skill + own * settings()["surgeries"]["skill_of_a_process"]
        return differs * usual + place.planted(process)

    def likely(self, process: Process, who: Places) -> Numbers:
        """How likely each person is to come, on the scale of log odds, in a usual year."""
        base = logit(min(process.chance, 1 - 1e-9)) + self.shift(process.name, differs=process.differs)
        return base + process.differs * self._people.engagement[who]

    def _fitting(self, process: Process, found: Occasions) -> Occasions:
        """Those occasions on which the person was here, of the age and sex, and in the groups."""
        people, who = self._people, found.who
        day = found.day if process.kind == "once" else _on_weekdays(found.day, people.last[who])
        found = Occasions(who, day, found.missed)
        fits = (day >= self._kept_from(process)[who]) & (day <= people.last[who])
        age = (day - people.born[who]) / YEAR
        if process.kind != "at_age":
            fits &= (age >= process.from_age) & (age < process.to_age)
        if process.sex:
            fits &= people.man[who] == int(process.sex == MEN)
        if process.who and process.kind != "once":
            fits &= self.active(process.who, who, day)
        if process.without:
            fits &= ~self.active(process.without, who, day)
        return found.only(fits)

    def _kept_from(self, process: Process) -> Days:
        """The first day of each person's that is kept: with diagnoses it is that of birth, for vaccinations
        since they have been recorded, for everything else the first of the years with events."""
        people = self._people
        if process.kind == "once":
            return people.born
        if process.kind == "at_age":
            return np.maximum(people.born, day_of(settings()["records"]["vaccinations_since"]))
        return people.first

    def _candidates(self, process: Process) -> tuple[Places, Days]:
        """(person, first day of a year) of everybody who may come in the year."""
        people = self._people
        members = self.members(process.who)
        if process.sex:
            members = members[people.man[members] == int(process.sex == MEN)]
        years = self._days_of_years
        here = (people.first[members, None] < years[1:][None, :]) & (
            people.last[members, None] >= years[:-1][None, :]
        )
        age = (years[1:][None, :] - people.born[members, None]) / YEAR
        here &= (age >= process.from_age) & (age < process.to_age + 1)
        member, year = np.nonzero(here)
        return members[member], years[:-1][year].astype(np.int32)

    def _yearly(self, process: Process, chance: Chance) -> Occasions:
        who, start = self._candidates(process)
        likely = self.likely(process, who) + self._year_shift(process, start)
        comes = chance.random(len(who)) < expit(likely)
        usual = chance.random(self._people.number)[who]
        place = np.where(
            chance.random(len(who)) < 0.6,
            (usual + 0.08 * chance.random(len(who))) % 1,
            chance.random(len(who)),
        )
        day = start + _day_in_year(process.shape, place)
        missing = ~comes
        if process.who:
            missing &= self.active(process.who, who, start + 300)
        return Occasions(who[comes], day[comes].astype(np.int32), (who[missing], start[missing]))

    def _missed(self, process: Process, chance: Chance) -> Occasions:
        who, start = self._found[process.of].missed
        comes = chance.random(len(who)) < expit(self.likely(process, who))
        who, start = who[comes], start[comes]
        return Occasions(who, (start + _day_in_year(process.shape, chance.random(len(who)))).astype(np.int32))

    def _often(self, process: Process, chance: Chance) -> Occasions:
        people = self._people
        members = self.members(process.who)
        span = np.maximum(people.last[members] - people.first[members] + 1, 0)
        much = process.a_year * (process.many if self._amount == "many" else 1.0)
        rate = much * np.exp(self.shift(process.name, differs=process.differs) * 0.5)
        if process.differs:
            rate = rate * np.exp(0.35 * people.engagement[members] - 0.03)
        # more often than wanted, and then those kept that the season and the year call for
        season = _season(process.shape)
        times = chance.poisson(rate * span / YEAR * season.max())
        who = np.repeat(members, times)
        day = people.first[who] + (chance.random(len(who)) * np.repeat(span, times)).astype(np.int32)
        years = self._days_of_years
        year = np.clip(np.searchsorted(years, day, side="right") - 1, 0, len(years) - 2)
        usual = season[np.clip(day - years[year], 0, len(season) - 1)] / season.max()
        if process.years:
            shifts = np.exp(self._shifts(process.years))
            usual = usual * shifts[year] / shifts.max()
        kept = chance.random(len(who)) < usual
        return Occasions(who[kept].astype(np.int32), day[kept].astype(np.int32))

    def _once(self, process: Process, chance: Chance) -> Occasions:
        course = self._courses[process.who[0]]
        who = self.members(process.who[:1])
        comes = chance.random(len(who)) < expit(self.likely(process, who))
        who = who[comes]
        day = np.where(course.again[who] < NEVER, course.again[who], course.start[who])
        lag = chance.integers(process.from_day, process.to_day + 1, len(who))
        # nothing comes before birth
        return Occasions(who, np.maximum(day + lag, self._people.born[who]).astype(np.int32))

    def _at_age(self, process: Process, chance: Chance) -> Occasions:
        people = self._people
        who = self.members(process.who)
        comes = chance.random(len(who)) < expit(self.likely(process, who))
        who = who[comes]
        spread = max(1, process.to_day - process.from_day)
        late = np.minimum(chance.exponential(spread / 2.5, len(who)), spread * 3)
        day = people.born[who] + process.from_age * YEAR + process.from_day + late
        return Occasions(who, day.astype(np.int32))

    def _recall(self, process: Process, chance: Chance) -> Occasions:
        """Every so many years from an age to an age; who misses a round may come late, and readier people
        come sooner."""
        people = self._people
        members = self.members(process.who)
        if process.sex:
            members = members[people.man[members] == int(process.sex == MEN)]
        every = 1 / process.a_year
        rounds = np.arange(int((process.to_age - process.from_age) / every) + 1)
        due = people.born[members, None] + (process.from_age + rounds[None, :] * every) * YEAR
        likely = expit(self.likely(process, members))[:, None]
        late = chance.exponential(process.to_day, due.shape)
        comes = chance.random(due.shape) < likely
        who, turn = np.nonzero(comes)
        day = (due + late)[who, turn]
        return Occasions(members[who], day.astype(np.int32))

    def _shifts(self, name: str) -> Numbers:
        starts = self._days_of_years[:-1]
        calendar = starts.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        known = year_shifts(name)
        return np.array([known.get(int(year), 0.0) for year in calendar])

    def _year_shift(self, process: Process, start: Days) -> Numbers | float:
        if not process.years:
            return 0.0
        place = np.searchsorted(self._days_of_years, start)
        return self._shifts(process.years)[place]


def _years(people: People) -> Days:
    """The first day of each year from April that overlaps those with events, and the day after the last."""
    first = np.datetime64(int(people.opens), "D").astype("datetime64[M]")
    last = np.datetime64(int(people.on), "D").astype("datetime64[M]")
    months = np.arange(first - 12, last + 13)
    aprils = months[months.astype(int) % 12 == APRIL].astype("datetime64[D]").astype(np.int32)
    keep = (aprils > people.opens - 366) & (aprils <= people.on + 366)
    return aprils[keep]


def _day_in_year(shape: str, place: Numbers) -> np.ndarray:
    """Days after 1 April, by how far through the year's occasions each is."""
    ends = np.concatenate([[0.0], month_shape(shape)])
    return np.minimum(np.interp(place, ends, MONTHS).astype(np.int32), 364)


def _season(shape: str) -> Numbers:
    """How many occasions there are on each day after 1 April, beside a day on the average of the year."""
    ends = np.concatenate([[0.0], month_shape(shape)])
    return np.repeat(np.diff(ends) / np.diff(MONTHS) * MONTHS[-1], np.diff(MONTHS))


def _on_weekdays(day: Days, last: Days) -> Days:
    """Surgeries open from Monday to Friday: what falls on a Saturday is moved to the Friday, on a Sunday to
    the Monday."""
    weekday = (day + 3) % 7  # 1 January 1970 was a Thursday; 0: Monday
    moved = day - (weekday == 5) + (weekday == 6)
    return np.where(moved > last, day - 2, moved).astype(np.int32)


def evenly(number: int, chance: Chance) -> Numbers:
    """Standard normal values of persons, from uniform ones: the same on every machine."""
    return ndtri(np.clip(chance.random(number), 1e-12, 1 - 1e-12))
