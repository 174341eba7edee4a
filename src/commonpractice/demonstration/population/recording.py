"""What is recorded of a surgery's patients: diagnoses, what each occasion leaves behind, and repeat
medicines."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonpractice.demonstration.population.concepts import Codes, cluster
from commonpractice.demonstration.population.conditions import Course
from commonpractice.demonstration.population.happening import Happening
from commonpractice.demonstration.population.items import Item, items
from commonpractice.demonstration.population.measured import Measured
from commonpractice.demonstration.population.medicines import Medicine, issues, medicines
from commonpractice.demonstration.population.parameters import groups, rows, settings
from commonpractice.demonstration.population.people import ETHNICITIES, NEVER, Days, People, Places, languages
from commonpractice.demonstration.population.processes import Occasions, processes
from commonpractice.demonstration.population.streams import Chance, stream

BLANK = np.int8(-1)


@dataclass(frozen=True)
class Rows:
    """Rows of one table, in no order: concept, person, day, and two numbers (value; or days and quantity)."""

    concept: np.ndarray
    who: Places
    day: Days
    first: np.ndarray
    second: np.ndarray


class Record:
    """Gathers the coded events and the medications of a surgery."""

    def __init__(
        self,
        people: People,
        courses: Mapping[str, Course],
        happening: Happening,
        measured: Measured,
        codes: Codes,
        *,
        seed: int,
        amount: str,
    ) -> None:
        self._people, self._courses, self._happening = people, courses, happening
        self._measured, self._codes, self._seed = measured, codes, seed
        self._amount = amount
        self._events: list[tuple[np.ndarray, ...]] = []
        self._medications: list[tuple[np.ndarray, ...]] = []
        self._units: list[str] = []

    @property
    def units(self) -> tuple[str, ...]:
        """What the second number of an event stands for; BLANK: no unit."""
        return tuple(self._units)

    def made(self) -> tuple[Rows, Rows]:
        """Everything recorded: (events, medications). An event's second number is the place of its unit in
        `units`."""
        self._background()
        self._diagnoses()
        for process in processes():
            self._leave_behind(process.name, self._happening.occasions(process))
        for medicine in medicines():
            self._issue(medicine)
        return _joined(self._events, np.int8), _joined(self._medications, np.float64)

    def _stream(self, *subject: object) -> Chance:
        return stream(self._seed, self._people.place.code, *subject)

    def _background(self) -> None:
        """The codes of ethnicity and language, once, on one of the first days after registering."""
        people = self._people
        for name, places, words in (
            ("ethnicity", people.ethnicity, ETHNICITIES),
            ("language", people.language, languages()),
        ):
            chance = self._stream("background", name)
            day = np.minimum(people.registered + chance.integers(0, 30, people.number), people.last)
            drawn = chance.random(people.number)
            for number, word in enumerate(words):
                known = [row for row in rows("background.csv") if (row["of"], row["value"]) == (name, word)]
                rising = np.cumsum([0.0, *(float(row["weight"]) for row in known)])
                for row, low, high in zip(known, rising[:-1], rising[1:], strict=True):
                    place = drawn * rising[-1]
                    who = np.nonzero((places == number) & (place >= low) & (place < high))[0].astype(np.int32)
                    self._keep(row["cluster"], who, day[who].astype(np.int32), chance)

    def _diagnoses(self) -> None:
        """The codes of conditions on the days on which they begin, are over, and begin again."""
        for row in rows("diagnoses.csv"):
            course = self._courses[row["group"]]
            day = {"start": course.start, "stop": course.stop, "again": course.again}[row["when"]]
            chance = self._stream("diagnosis", row["group"], row["when"], row["cluster"])
            has = day < NEVER
            for other in groups(row["without"]):
                has &= self._courses[other].start == NEVER
            who = np.nonzero(has)[0].astype(np.int32)
            if row["chance"]:
                who = who[chance.random(len(who)) < float(row["chance"]) / 100]
            when = day[who]
            fits = (when >= self._people.born[who]) & (when <= self._people.last[who])
            drawn = self._stream("code", row["group"])
            self._keep(row["cluster"], who[fits], when[fits], drawn, kept=True)

    def _leave_behind(self, process: str, found: Occasions) -> None:
        """The items of a process's occasions."""
        sets: dict[str, tuple[Places, Days]] = {}
        for place, item in enumerate(items().get(process, ())):
            chance = self._stream("item", process, place, item.cluster)
            if item.together in sets:
                who, day = sets[item.together]
            else:
                who, day = self._on(item, found, chance)
                if item.together:
                    sets[item.together] = who, day
            if item.value:
                twice = _of(who, day) < settings()["records"]["twice"]
                who_twice = np.concatenate([who, who[twice]])
                day_twice = np.concatenate([day, day[twice]])
                values = self._measured.readings(item.value, who_twice, day_twice, chance)
                self._keep(item.cluster, who_twice, day_twice, chance, values=values)
            else:
                self._keep(item.cluster, who, day, chance, item=item)

    def _on(self, item: Item, found: Occasions, chance: Chance) -> tuple[Places, Days]:
        """The persons and days of an item."""
        times = item.chance * (item.many if self._amount == "many" else 1.0)
        whole = int(times)
        again = chance.random(len(found.who)) < times - whole
        who, day = found.who[again], found.day[again]
        if whole:
            who, day = (
                np.concatenate([np.repeat(found.who, whole), who]),
                np.concatenate([np.repeat(found.day, whole), day]),
            )
        if item.to_day or item.from_day:
            day = (day + chance.integers(item.from_day, item.to_day + 1, len(day))).astype(np.int32)
        people = self._people
        fits = (day <= people.last[who]) & (day >= people.born[who])
        if item.who:
            fits &= self._happening.active(item.who, who, day)
        if item.without:
            fits &= ~self._happening.active(item.without, who, day)
        return who[fits], day[fits]

    def _issue(self, medicine: Medicine) -> None:
        """Every issue of a repeat medicine to whoever takes it."""
        chance = self._stream("medicine", medicine.name)
        who, day = issues(medicine, self._people, self._happening, chance, amount=self._amount)
        concept = self._codes.drawn(medicine.cluster, self._people, who, chance, kept=True)
        days, quantity = np.full(len(day), medicine.days), np.full(len(day), medicine.quantity)
        self._medications.append((concept, who, day, days, quantity))

    def _keep(
        self,
        name: str,
        who: Places,
        day: Days,
        chance: Chance,
        *,
        values: np.ndarray | None = None,
        item: Item | None = None,
        kept: bool = False,
    ) -> None:
        """Write rows of a cluster into its table."""
        concept = self._codes.drawn(name, self._people, who, chance, kept=kept)
        told = cluster(name)
        if told.medication:
            days = np.full(len(who), item.days if item else np.nan)
            quantity = np.full(len(who), item.quantity if item else np.nan)
            self._medications.append((concept, who, day, days, quantity))
            return
        unit = np.full(len(who), BLANK)
        if values is None:
            values = np.full(len(who), np.nan)
        elif told.unit:
            if told.unit not in self._units:
                self._units.append(told.unit)
            records = settings()["records"]
            odd = chance.random(len(who))
            unit[odd >= records["unit_missing"]] = self._units.index(told.unit)
            values = np.where(odd > 1 - records["value_missing"], np.nan, values)
        self._events.append((concept, who, day, values, unit))


def _of(who: Places, day: Days) -> np.ndarray:
    """A number from 0 to 1 that hangs on the person and the day only: so that pairs of readings come in
    pairs."""
    mixed = (
        who.astype(np.uint64) * np.uint64(2654435761) + day.astype(np.uint64) * np.uint64(40503)
    ) % np.uint64(99991)
    return mixed / 99991


def _joined(parts: list[tuple[np.ndarray, ...]], last: type) -> Rows:
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Rows(columns[0], columns[1], columns[2], columns[3], columns[4].astype(last))
