"""Consultations: who sees whom, and how."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from commonpractice.demonstration.population.happening import Happening
from commonpractice.demonstration.population.parameters import Numbers, groups, rows, settings
from commonpractice.demonstration.population.people import YEAR, Days, People, Places
from commonpractice.demonstration.population.places import Place
from commonpractice.demonstration.population.processes import Process
from commonpractice.demonstration.population.streams import Chance, stream
from commonpractice.foundations import rulebook_files

ROLES = ("gp", "nurse", "pharmacist", "paramedic", "physiotherapist", "social_prescriber", "other")
MODES = ("surgery", "telephone", "video", "online", "home", "other")


@dataclass(frozen=True)
class Clinician:
    """Somebody who sees patients at a surgery: their place among the surgery's, and their role."""

    number: int
    code: str
    name: str
    role: str


@dataclass(frozen=True)
class Consultations:
    who: Places
    day: Days
    clinician: np.ndarray  # by number
    role: np.ndarray  # of ROLES
    mode: np.ndarray  # of MODES


def clinicians(place: Place) -> tuple[Clinician, ...]:
    """Everybody who sees patients at a surgery: doctors first, as many as its list wants."""
    told = settings()["people"]
    doctors = min(
        max(round(place.patients / told["patients_a_doctor"]), told["fewest_doctors"]), told["most_doctors"]
    )
    nurses = max(1, round(place.patients / told["patients_a_nurse"]))
    others = max(1, round(place.patients / told["patients_another"]))
    roles = ["gp"] * doctors + ["nurse"] * nurses + [ROLES[2 + at % 5] for at in range(max(5, others))]
    names = _names(place, len(roles))
    return tuple(
        Clinician(number, f"{place.code}-{number + 1:02d}", f"Dr {name}" if role == "gp" else name, role)
        for number, (role, name) in enumerate(zip(roles, names, strict=True))
    )


def _names(place: Place, number: int) -> list[str]:
    """Invented names: the same for a surgery whatever the seed."""
    told = rulebook_files.toml("demonstration/population/names.toml")
    chance = stream(place.code, "clinicians")
    given = [*told["given"]["female"], *told["given"]["male"]]
    picked = chance.integers(0, len(given), number), chance.integers(0, len(told["family"]), number)
    return [f"{given[first]} {told['family'][last]}" for first, last in zip(*picked, strict=True)]


def doctors_lists(place: Place, *, seed: int) -> Numbers:
    """What share of the patients each doctor has on the list: some work more sessions than others."""
    doctors = sum(each.role == "gp" for each in clinicians(place))
    sessions = stream(seed, place.code, "doctors").integers(4, 10, doctors).astype(float)
    return sessions / sessions.sum()


def usual_clinicians(people: People, *, seed: int) -> np.ndarray:
    """The doctor on whose list each is, by number; -1: nobody is named."""
    chance = stream(seed, people.place.code, "lists")
    rising = np.cumsum(doctors_lists(people.place, seed=seed))
    found = np.searchsorted(rising[:-1], chance.random(people.number)).astype(np.int32)
    found[chance.random(people.number) < settings()["people"]["no_usual_clinician"]] = -1
    return found


def consultations(people: People, happening: Happening, usual: np.ndarray, *, seed: int) -> Consultations:
    """Every consultation of the years, in no order."""
    chance = stream(seed, people.place.code, "consultations")
    who: list[Places] = []
    day: list[Days] = []
    role: list[np.ndarray] = []
    for number, row in enumerate(rows("contacts.csv")):
        found = happening.occasions(_contact(number, row))
        who.append(found.who)
        day.append(found.day)
        role.append(np.full(len(found.who), ROLES.index(row["role"]), dtype=np.int8))
    persons, days, roles = np.concatenate(who), np.concatenate(day), np.concatenate(role)
    clinician = _seen_by(people, usual, persons, days, roles, chance, seed=seed)
    return Consultations(persons, days, clinician, roles, _modes(days, roles, chance))


def _contact(number: int, row: Mapping[str, str]) -> Process:
    return Process(
        name=f"contact:{number}",
        kind="often",
        of="",
        who=groups(row["who"]),
        without=(),
        sex=row["sex"],
        from_age=float(row["from_age"] or 0),
        to_age=float(row["to_age"] or 200),
        chance=1.0,
        a_year=float(row["a_year"]),
        from_day=0,
        to_day=0,
        shape=row["shape"],
        years="contacts",
        differs=0,
        many=1.0,
    )


def _seen_by(
    people: People,
    usual: np.ndarray,
    who: Places,
    day: Days,
    role: np.ndarray,
    chance: Chance,
    *,
    seed: int,
) -> np.ndarray:
    """Who sees each: doctors' patients their own doctor as often as the surgery manages, older patients
    oftener."""
    staff = clinicians(people.place)
    rising = np.cumsum(doctors_lists(people.place, seed=seed))
    found = np.searchsorted(rising[:-1], chance.random(len(who))).astype(np.int32)
    odds = people.place.continuity / (1 - people.place.continuity)
    odds = odds * np.exp(people.place.planted("continuity") + ((day - people.born[who]) / YEAR - 50) / 70)
    own = (chance.random(len(who)) < odds / (1 + odds)) & (usual[who] >= 0)
    found = np.where(own, usual[who], found)
    for number, name in enumerate(ROLES[1:], start=1):
        numbers = np.array([each.number for each in staff if each.role == name])
        among = role == number
        found[among] = numbers[(chance.random(int(among.sum())) * len(numbers)).astype(int)]
    return found.astype(np.int32)


def _modes(day: Days, role: np.ndarray, chance: Chance) -> np.ndarray:
    """By day, as contacts_modes.csv says."""
    table = rows("modes.csv")
    starts = np.array([np.datetime64(row["from"], "D").astype(np.int32) for row in table])
    shares = np.array([[float(row[mode]) for mode in MODES] for row in table])
    rising = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)
    period = np.clip(np.searchsorted(starts, day, side="right") - 1, 0, len(starts) - 1)
    drawn = chance.random(len(day))
    found = (drawn[:, None] >= rising[period][:, :-1]).sum(axis=1).astype(np.int8)
    nurse = (role == ROLES.index("nurse")) & (chance.random(len(day)) < 0.7)
    return np.where(nurse, MODES.index("surgery"), found).astype(np.int8)
