"""Random patients whose events lie where definitions change their mind: on their edges and thresholds."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import ibis

from commonpractice.domain.quality.facts.definitions import Indicator, Register
from commonpractice.domain.quality.facts.expressions import Compare, Constant, Expression, Found, within
from commonpractice.domain.quality.facts.people import Asked, Event, PatientRecord, Registered
from commonpractice.domain.quality.queries.judged import Records
from commonpractice.domain.quality.rules.about import codelists, expressions
from commonpractice.domain.quality.rules.days import shifted

Definition = Indicator | Register
BACK = (
    0,
    1,
    3,
    6,
    8,
    9,
    12,
    15,
    24,
    36,
    60,
    66,
    120,
)  # months before a year end at which windows tend to begin
AGES = (0, 0, 1, 1, 2, 5, 8, 14, 17, 18, 25, 40, 49, 50, 64, 70, 74, 79, 80, 85)


def thresholds(definitions: Sequence[Definition]) -> dict[str, list[float]]:
    """The numbers with which a codelist's values are compared."""
    found: dict[str, list[float]] = {}
    for told in definitions:
        for expression in _all(told):
            if isinstance(expression, Compare):
                for one, other in ((expression.left, expression.right), (expression.right, expression.left)):
                    if isinstance(one, Found) and one.part == "value" and isinstance(other, Constant):
                        for name in told.looks[one.look].codelists:
                            found.setdefault(name, []).append(float(other.value))
    return found


def named_days(definitions: Sequence[Definition]) -> list[date]:
    """The days of the calendar that definitions name."""
    parts = [part for told in definitions for part in _all(told) if isinstance(part, Constant)]
    return sorted({part.value for part in parts if isinstance(part.value, date)})


def _all(told: Definition) -> list[Expression]:
    return [part for expression in expressions(told) for part in within(expression)]


def population(
    size: int, definitions: Sequence[Definition], asked: Sequence[Asked], rng: random.Random
) -> list[PatientRecord]:
    """`size` patients, each with the events of a few definitions."""
    numbers, calendar = thresholds(definitions), named_days(definitions)
    registers = {told.code: told for told in definitions if isinstance(told, Register)}
    indicators = [told for told in definitions if isinstance(told, Indicator)]
    return [_patient(rng.choice(indicators), registers, numbers, calendar, asked, rng) for _ in range(size)]


def _patient(
    about: Indicator,
    registers: dict[str, Register],
    numbers: dict[str, list[float]],
    calendar: Sequence[date],
    asked: Sequence[Asked],
    rng: random.Random,
) -> PatientRecord:
    day = rng.choice(asked)
    age, past = rng.choice(AGES), rng.choice((-1, 0, 1))
    born = shifted(day.year_end.replace(day=1), -12 * age + past)
    mine = [
        about,
        *rng.sample(sorted(registers.values(), key=lambda told: told.code), k=min(2, len(registers))),
    ]
    names = sorted(frozenset().union(*(codelists(told) for told in mine)))
    events = {
        name: tuple(
            _event(name, born, day, numbers, calendar, rng) for _ in range(rng.choice((1, 1, 1, 2, 4)))
        )
        for name in names
        if rng.random() < 0.6
    }
    joined = _near(day, rng)
    again = Registered(joined, rng.choice((None, None, None, day.on, day.on + timedelta(days=1))))
    before = Registered(joined - timedelta(days=400), joined - timedelta(days=rng.choice((1, 200))))
    return PatientRecord(
        born=born,
        sex=rng.choice(("female", "male")),
        registrations=(before, again) if rng.random() < 0.2 else (again,),
        events=events,
        died_on=rng.choice((None,) * 12 + (day.on, day.on + timedelta(days=1))),
        care_home=rng.random() < 0.2,
    )


def _near(asked: Asked, rng: random.Random) -> date:
    """A day close to where a window begins or ends."""
    end = rng.choice((asked.year_end, asked.on))
    return shifted(end + timedelta(days=1), -rng.choice(BACK)) + timedelta(
        days=rng.choice((-1, 0, 0, 1, -9, 40))
    )


def _event(
    name: str,
    born: date,
    asked: Asked,
    numbers: dict[str, list[float]],
    calendar: Sequence[date],
    rng: random.Random,
) -> Event:
    day = _near(asked, rng)
    if calendar and rng.random() < 0.1:
        day = rng.choice(calendar) + timedelta(days=rng.choice((-1, 0)))
    if rng.random() < 0.25:
        day = shifted(born, rng.choice((1, 7, 8, 11, 12, 18, 39, 40, 59, 60))) + timedelta(
            days=rng.choice((-1, 0, 1))
        )
    value = None
    if name in numbers and rng.random() < 0.9:
        value = round(rng.choice(numbers[name]) + rng.choice((-1, -0.1, 0, 0, 0.1, 1, 30, 1e16)), 3)
    return Event(max(day, date(1900, 1, 1)), value)


def in_two_lists(patient: PatientRecord, also: Mapping[str, str]) -> PatientRecord:
    """The patient as a judge sees them where the concept of some codelists is in another one too."""
    events = dict(patient.events)
    for name, other in also.items():
        events[other] = (*events.get(other, ()), *patient.events.get(name, ()))
    return replace(patient, events=events)


def as_records(
    patients: Sequence[PatientRecord], also: Mapping[str, str] | None = None
) -> tuple[Records, list[tuple[int, str]]]:
    """The patients as tables of a snapshot, numbered from 0, and a concept for each codelist.

    `also`: codelists whose concept is in another one too.
    """
    names = sorted({name for patient in patients for name in patient.events} | {"nothing"})
    concept = {name: number + 1 for number, name in enumerate(names)}
    people, times, events, medications = [], [], [], []
    for number, patient in enumerate(patients):
        people.append(
            {"patient": number, "surgery": number % 3, "born": patient.born, "sex": patient.sex,
             "died_on": patient.died_on, "care_home": patient.care_home}
        )  # fmt: skip
        times += [
            {"patient": number, "registered_on": time.start, "ended_on": time.ended}
            for time in patient.registrations
        ]
        for name, found in patient.events.items():
            for event in found:
                row = {"concept": concept[name], "patient": number, "day": event.day}
                if event.value is None and number % 2:
                    medications.append(row)
                else:
                    events.append({**row, "value": event.value})
    row = {"concept": "int32", "patient": "int32", "day": "date"}
    return (
        Records(
            ibis.memtable(
                people,
                schema={"patient": "int32", "surgery": "int32", "born": "date", "sex": "string",
                        "died_on": "date", "care_home": "boolean"},
            ),
            ibis.memtable(times, schema={"patient": "int32", "registered_on": "date", "ended_on": "date"}),
            ibis.memtable(events, schema={**row, "value": "float64"}),
            ibis.memtable(medications, schema=row),
        ),
        [(number, name) for name, number in concept.items()]
        + [(concept[name], other) for name, other in (also or {}).items() if name in concept],
    )  # fmt: skip


def shuffled(patient: PatientRecord, rng: random.Random) -> PatientRecord:
    """The same patient with everything in another order."""
    return replace(
        patient,
        events={name: tuple(rng.sample(found, len(found))) for name, found in patient.events.items()},
        registrations=tuple(rng.sample(patient.registrations, len(patient.registrations))),
    )
