"""A surgery's people and what is recorded of them, as the six tables of a snapshot."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from commonpractice.demonstration.population.appointments import (
    STATES,
    Appointments,
    appointments,
    categories,
)
from commonpractice.demonstration.population.concepts import Codes
from commonpractice.demonstration.population.conditions import courses
from commonpractice.demonstration.population.consultations import (
    MODES,
    ROLES,
    Clinician,
    Consultations,
    clinicians,
    consultations,
    usual_clinicians,
)
from commonpractice.demonstration.population.happening import Happening
from commonpractice.demonstration.population.identity import identity
from commonpractice.demonstration.population.measured import Measured
from commonpractice.demonstration.population.people import (
    ETHNICITIES,
    NEVER,
    SEXES,
    People,
    languages,
    people,
)
from commonpractice.demonstration.population.places import Place
from commonpractice.demonstration.population.recording import BLANK, Record, Rows
from commonpractice.demonstration.population.streams import stream
from commonpractice.demonstration.population.wanted import Ids, Wanted
from commonpractice.gateways.event_store import layout

Pseudonyms = Callable[[pa.Array], pa.Array]
"""NHS numbers to the names that stand for them in the files, 16 bytes each."""


@dataclass(frozen=True)
class MadeUp:
    """A surgery made up: its tables by name, who its people are (None where nobody asked), who sees them."""

    place: Place
    tables: Mapping[str, pa.Table]
    identity: pa.Table | None
    clinicians: tuple[Clinician, ...]


def made_up(
    place: Place, wanted: Wanted, ids: Ids, numbers: Mapping[str, int], pseudonyms: Pseudonyms | None
) -> MadeUp:
    """One surgery. Where no pseudonyms are given, random ones stand in the files and nobody has a name."""
    seed = wanted.seed
    found = people(place, seed=seed, on=wanted.on)
    course = courses(found, seed=seed)
    happening = Happening(found, course, seed=seed, amount=wanted.amount)
    measured = Measured(found, course, happening, seed=seed)
    record = Record(found, course, happening, measured, Codes(numbers), seed=seed, amount=wanted.amount)
    events, medications = record.made()
    usual = usual_clinicians(found, seed=seed)
    seen = consultations(found, happening, usual, seed=seed)
    booked = appointments(found, seen, seed=seed)
    persons = identity(found, seed=seed, first_patient=ids.first_patient) if pseudonyms else None
    if persons is not None and pseudonyms is not None:
        named = pseudonyms(persons["nhs_number"].combine_chunks())
    else:
        drawn = stream(seed, place.code, "pseudonyms").bytes(16 * found.number)
        named = pa.Array.from_buffers(pa.binary(16), found.number, [None, pa.py_buffer(drawn)])
    care_home = course["CARE_HOME"].now
    tables = {
        layout.PATIENTS.name: _patients(found, usual, care_home, named, ids),
        layout.REGISTRATIONS.name: _registrations(found, ids),
        layout.EVENTS.name: _events(events, record.units, ids),
        layout.MEDICATIONS.name: _medications(medications, ids),
        layout.CONSULTATIONS.name: _consultations(seen, ids),
        layout.APPOINTMENTS.name: _appointments(booked, ids),
    }
    return MadeUp(place, tables, persons, clinicians(place))


def _words(words: tuple[str, ...], places: np.ndarray) -> pa.Array:
    """Words by their places; blank where the place is -1."""
    picked = pa.array(places.astype(np.int8), mask=places < 0)
    return pa.DictionaryArray.from_arrays(picked, pa.array(words, pa.string())).cast(pa.string())


def _days(days: np.ndarray) -> pa.Array:
    """Days; blank where it is NEVER."""
    return pa.array(days.astype(np.int32), mask=days >= NEVER).cast(pa.date32())


def _whole(numbers: np.ndarray, kind: type) -> pa.Array:
    return pa.array(numbers.astype(kind))


def _patients(found: People, usual: np.ndarray, care_home: np.ndarray, named: pa.Array, ids: Ids) -> pa.Table:
    number = found.number
    return pa.table(
        [
            _whole(np.arange(ids.first_patient, ids.first_patient + number), np.int32),
            _whole(np.full(number, ids.surgery), np.int32),
            named,
            pa.array(found.born_month).cast(pa.date32()),
            _words(SEXES, found.sex),
            _days(found.died),
            pa.array((usual + ids.first_clinician).astype(np.int32), mask=usual < 0),
            _words(ETHNICITIES, found.ethnicity),
            _words(languages(), found.language),
            pa.array(found.decile),
            pa.array(care_home),
        ],
        schema=layout.PATIENTS.schema,
    )


def _registrations(found: People, ids: Ids) -> pa.Table:
    who, start, stop = found.spells
    return pa.table(
        [
            _whole(who + ids.first_patient, np.int32),
            _whole(np.full(len(who), ids.surgery), np.int32),
            pa.array(start).cast(pa.date32()),
            _days(stop),
        ],
        schema=layout.REGISTRATIONS.schema,
    )


def _in_order(found: Rows) -> np.ndarray:
    """By concept, patient and day: packed into one whole number, which sorts fast."""
    concepts, place = np.unique(found.concept, return_inverse=True)
    assert len(concepts) < 2**12
    key = (
        place.astype(np.int64) << 51 | found.who.astype(np.int64) << 27 | (found.day.astype(np.int64) + 2**26)
    )
    return np.argsort(key, kind="stable")


def _events(found: Rows, units: tuple[str, ...], ids: Ids) -> pa.Table:
    order = _in_order(found)
    values = found.first[order]
    unit = found.second[order]
    return pa.table(
        [
            _whole(found.concept[order], np.int32),
            _whole(found.who[order] + ids.first_patient, np.int32),
            pa.array(found.day[order]).cast(pa.date32()),
            pa.array(values, mask=np.isnan(values)),
            _words(units, np.where(unit == BLANK, -1, unit)),
        ],
        schema=layout.EVENTS.schema,
    )


def _medications(found: Rows, ids: Ids) -> pa.Table:
    order = _in_order(found)
    days, quantity = found.first[order], found.second[order]
    return pa.table(
        [
            _whole(found.concept[order], np.int32),
            _whole(found.who[order] + ids.first_patient, np.int32),
            pa.array(found.day[order]).cast(pa.date32()),
            pa.array(np.nan_to_num(days).astype(np.int16), mask=np.isnan(days)),
            pa.array(quantity, mask=np.isnan(quantity)),
        ],
        schema=layout.MEDICATIONS.schema,
    )


def _consultations(seen: Consultations, ids: Ids) -> pa.Table:
    order = np.argsort(seen.who.astype(np.int64) << 32 | (seen.day.astype(np.int64) + 2**26), kind="stable")
    return pa.table(
        [
            _whole(seen.who[order] + ids.first_patient, np.int32),
            pa.array(seen.day[order]).cast(pa.date32()),
            _whole(seen.clinician[order] + ids.first_clinician, np.int32),
            _words(ROLES, seen.role[order]),
            _words(MODES, seen.mode[order]),
        ],
        schema=layout.CONSULTATIONS.schema,
    )


def _appointments(booked: Appointments, ids: Ids) -> pa.Table:
    order = np.lexsort((booked.who, booked.starts))
    return pa.table(
        [
            _whole(booked.who[order] + ids.first_patient, np.int32),
            pa.array(booked.booked[order]).cast(pa.timestamp("s")),
            pa.array(booked.starts[order]).cast(pa.timestamp("s")),
            _whole(booked.minutes[order], np.int16),
            _whole(booked.clinician[order] + ids.first_clinician, np.int32),
            _words(categories(), booked.category[order]),
            _words(MODES, booked.mode[order]),
            _words(STATES, booked.status[order]),
        ],
        schema=layout.APPOINTMENTS.schema,
    )
