"""Appointments: how long after booking, and who did not come."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from commonpractice.demonstration.population.consultations import ROLES, Consultations, clinicians
from commonpractice.demonstration.population.parameters import rows, settings
from commonpractice.demonstration.population.people import YEAR, People, Places
from commonpractice.demonstration.population.places import Place
from commonpractice.demonstration.population.streams import Chance, stream

STATES = ("booked", "attended", "did_not_attend", "cancelled")
DAY = 86_400
"""Seconds."""


@dataclass(frozen=True)
class Appointments:
    """Times are seconds since 1970, in the surgery's own clock; category by number of categories()."""

    who: Places
    booked: np.ndarray
    starts: np.ndarray
    minutes: np.ndarray
    clinician: np.ndarray
    category: np.ndarray
    mode: np.ndarray
    status: np.ndarray


@cache
def categories() -> tuple[str, ...]:
    """National categories of appointments, by number."""
    return tuple(dict.fromkeys(row["category"] for row in rows("appointments.csv")))


def appointments(people: People, seen: Consultations, *, seed: int) -> Appointments:
    """Those of the last years: attended, missed, cancelled, and booked for the weeks to come."""
    told = settings()["appointments"]
    chance = stream(seed, people.place.code, "appointments")
    recent = np.nonzero(seen.day > people.on - round(told["years"] * YEAR))[0]
    recent = recent[chance.random(len(recent)) < told["of_consultations"]]
    parts = [_part(seen, recent, "attended", people.on)]
    deprived = np.exp((5.5 - people.decile[seen.who[recent]]) * 0.07)
    young = np.where((people.on - people.born[seen.who[recent]]) / YEAR < 40, 1.3, 0.85)
    missing = chance.random(len(recent)) < told["did_not_attend"] * deprived * young * np.exp(
        people.place.planted("did_not_attend")
    )
    parts.append(
        _part(seen, recent[missing], "did_not_attend", people.on, before=int(chance.integers(3, 12)))
    )
    parts.append(
        _part(seen, recent[chance.random(len(recent)) < told["cancelled"]], "cancelled", people.on, before=5)
    )
    coming = recent[
        (seen.day[recent] > people.on - told["booked_ahead"]) & (people.last[seen.who[recent]] == people.on)
    ]
    coming = coming[chance.random(len(coming)) < 0.5]
    ahead = _part(seen, coming, "booked", people.on)
    parts.append(replace(ahead, starts=ahead.starts + told["booked_ahead"]))
    found = _joined(parts)
    weekday = (found.starts + 3) % 7
    day = found.starts - np.where(weekday >= 5, weekday - 4, 0)
    category = _categories(seen_role(people.place)[found.clinician], chance)
    slot = told["opens"] * 6 + chance.integers(0, (told["closes"] - told["opens"]) * 6, len(day))
    starts = day.astype(np.int64) * DAY + slot * 600
    booked = _booked(people, day, starts, category, found.status, chance, seed=seed)
    lasting = np.array([float(row["minutes"]) for row in rows("appointments.csv")])
    minutes = lasting[[_first_row(name) for name in categories()]][category]
    minutes = minutes + 5 * chance.integers(0, 2, len(day))
    return replace(found, booked=booked, starts=starts, minutes=minutes.astype(np.int16), category=category)


def _part(seen: Consultations, which: np.ndarray, status: str, on: np.int32, before: int = 0) -> Appointments:
    """Appointments on days of consultations, or so many days before: their starts are days as yet."""
    empty = np.zeros(len(which), dtype=np.int64)
    return Appointments(
        who=seen.who[which],
        booked=empty,
        starts=(seen.day[which] - before).astype(np.int64),
        minutes=empty,
        clinician=seen.clinician[which],
        category=empty,
        mode=seen.mode[which],
        status=np.full(len(which), STATES.index(status), dtype=np.int8),
    )


def _joined(parts: Sequence[Appointments]) -> Appointments:
    names = ("who", "booked", "starts", "minutes", "clinician", "category", "mode", "status")
    return Appointments(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def seen_role(place: Place) -> np.ndarray:
    """The role of each clinician by number."""
    return np.array([ROLES.index(each.role) for each in clinicians(place)], dtype=np.int8)


def _first_row(category: str) -> int:
    return next(at for at, row in enumerate(rows("appointments.csv")) if row["category"] == category)


def _categories(role: np.ndarray, chance: Chance) -> np.ndarray:
    """A national category for each, by the clinician's role."""
    found = np.zeros(len(role), dtype=np.int8)
    for number, name in enumerate(ROLES):
        fit = [row for row in rows("appointments.csv") if row["role"] == name]
        weights = np.cumsum([float(row["share"]) for row in fit])
        numbers = np.array([categories().index(row["category"]) for row in fit], dtype=np.int8)
        among = role == number
        found[among] = numbers[np.searchsorted(weights[:-1] / weights[-1], chance.random(int(among.sum())))]
    return found


def _booked(
    people: People,
    day: np.ndarray,
    starts: np.ndarray,
    category: np.ndarray,
    status: np.ndarray,
    chance: Chance,
    *,
    seed: int,
) -> np.ndarray:
    """When each was booked: the same day for what is urgent, days or weeks before for what is planned."""
    told = rows("appointments.csv")
    first = [_first_row(name) for name in categories()]
    same_day = np.array([float(told[at]["same_day"]) / 100 for at in first])[category]
    mean = np.array([float(told[at]["wait"]) for at in first])[category]
    slow = np.exp(
        0.25 * stream(seed, people.place.code, "waits").standard_normal() - people.place.planted("waits")
    )
    wait = 1 + np.floor(chance.gamma(1.3, 1, len(day)) * mean * slow / 1.3)
    today = (chance.random(len(day)) < same_day) | (wait <= 0)
    wait = np.where(today, 0, np.minimum(wait, 120))
    # what is booked for a day to come was booked by the day of the extract
    wait = np.where(day > people.on, np.maximum(wait, day - people.on + 1), wait)
    opens = settings()["appointments"]["opens"] * 3600
    clock = opens + chance.integers(0, 10 * 3600, len(day))
    early = opens + (chance.random(len(day)) * (starts % DAY - opens)).astype(np.int64)
    return np.where(wait == 0, day * DAY + early, (day - wait.astype(np.int64)) * DAY + clock).astype(
        np.int64
    )
