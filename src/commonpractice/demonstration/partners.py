"""The demonstration's partners: who they are, where, for how many sessions, and what changes in two years."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from commonpractice.demonstration.models import DECENTRALISED
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import Invented, differences, invented, settings
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import share
from commonpractice.foundations.months import Month

ONE_DAY = timedelta(days=1)


@dataclass
class Person:
    """A partner being made up; rows of the partnership file are written from it."""

    name: str
    gp: bool = True
    standing: str = "equity"
    places: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """memberships: {surgery, from, until?}"""
    shares: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """{surgery, sessions, pounds_a_year?, from, until?}"""
    priors: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """{surgery, name, pounds_a_year, from}"""

    @property
    def surgery(self) -> str:
        return self.places[0]["surgery"]


def partners(seed: int, lists: dict[str, int], model: Model = DECENTRALISED) -> list[dict[str, Any]]:
    """The [[partner]] tables of the partnership file, for lists by surgery code."""
    rng = chance(seed, "partners")
    names = _names(rng)
    told = settings(model)
    dates = told["dates"]
    people: list[Person] = []
    for surgery, number in _numbers(lists, model).items():
        start, last = _stay(surgery, model)
        for _ in range(number):
            person = Person(next(names))
            _join(person, surgery.code, rng.choice(told["partner_sessions"]), start, last)
            people.append(person)
    settled = [
        person
        for person in people
        if person.places[0]["from"] < dates["first"] and "until" not in person.places[0]
    ]
    people += _changes(settled, names, rng, told)
    _lead(settled, told.get("prior_share", []))
    people.sort(key=lambda person: (person.surgery, person.places[0]["from"], person.name))
    return [_table(f"{told['codes']}P{number:03d}", person) for number, person in enumerate(people, start=1)]


def _lead(settled: list[Person], shares: list[dict[str, Any]]) -> None:
    """Give sums before the balance is shared to as many partners as there are, of those who were first."""
    here = [person for person in settled if person.gp and person.standing == "equity"]
    for person, told in zip(here, shares, strict=False):
        place = person.places[0]
        start = max(place["from"], told["from"])
        person.priors.append({"surgery": place["surgery"], **told, "from": start})


def _numbers(lists: dict[str, int], model: Model) -> dict[Invented, int]:
    """How many partners each surgery with a contract has in the end: one at least, and the rest by list."""
    told = settings(model)
    staying = [surgery for surgery in invented(model) if surgery.rank and surgery.contract]
    more = share(
        told["partners"] - len(staying),
        [max(lists[surgery.code] - differences(model)["first_partner"], 0) for surgery in staying],
    )
    found = {surgery: 1 + number for surgery, number in zip(staying, more, strict=True)}
    return found | {
        surgery: lists[surgery.code] * told["partners"] // told["registered"]
        for surgery in invented(model)
        if not surgery.rank
    }


def _stay(surgery: Invented, model: Model) -> tuple[date, date | None]:
    """The days on which a surgery belongs to the partnership."""
    dates = settings(model)["dates"]
    start = dates["joins"] if surgery.character == "joins" else settings(model)["founded"]
    return start, dates["leaves"] if surgery.character == "leaves" else None


def _join(person: Person, surgery: str, sessions: int, start: date, last: date | None) -> None:
    ends = {} if last is None else {"until": last}
    person.places.append({"surgery": surgery, "standing": person.standing, "from": start, **ends})
    person.shares.append({"surgery": surgery, "sessions": sessions, "from": start, **ends})


def _changes(settled: list[Person], names: Any, rng: random.Random, told: dict[str, Any]) -> list[Person]:
    """Let two years happen to partners who were there before; returns those who have left meanwhile."""
    changes = told["changes"]
    at_surgery = Counter(person.surgery for person in settled)
    # a surgery with one partner, or whose only partner is new, would stand empty for a while
    shared = [person for person in settled if at_surgery[person.surgery] > 2]
    rng.shuffle(shared)
    days = _days(rng, told["dates"]["first"])
    gone: list[Person] = []
    for person in _take(shared, changes["succeed"]):
        start = next(days)
        before = Person(next(names))
        _join(before, person.surgery, rng.choice(told["partner_sessions"]),
              person.places[0]["from"], start - ONE_DAY)  # fmt: skip
        _start_late(person, start)
        gone.append(before)
    for person in _take(shared, changes["arrive"]):
        _start_late(person, next(days))
    for person in _take(shared, changes["retire"]):
        older = Person(next(names))
        _join(older, person.surgery, 6, person.places[0]["from"], next(days) - ONE_DAY)
        gone.append(older)
    for person in _take(shared, changes["sessions"]):
        _change_sessions(person, next(days), rng)
    for person in _take(shared, changes["not_gps"]):
        person.gp = False
    for person in _take(shared, changes["fixed_share"]):
        person.standing = person.places[0]["standing"] = "fixed_share"
        person.shares[0]["pounds_a_year"] = told["fixed_share_a_year"]
    for person in _take(shared, changes["at_two_surgeries"]):
        other = rng.choice([code for code in at_surgery if code != person.surgery])
        _join(person, other, 2, next(days), None)
    return gone


def _take(people: list[Person], number: int) -> list[Person]:
    """The next few, who are then spoken for."""
    taken, people[:] = people[:number], people[number:]
    return taken


def _start_late(person: Person, start: date) -> None:
    person.places[0]["from"] = person.shares[0]["from"] = start


def _change_sessions(person: Person, on: date, rng: random.Random) -> None:
    """Change a partner's sessions from a day in the middle of a year."""
    now = person.shares[0]
    more = rng.choice([-2, -1, 1, 2])
    person.shares.append({**now, "sessions": max(3, now["sessions"] + more), "from": on})
    now["until"] = on - ONE_DAY


def _days(rng: random.Random, begins: date) -> Any:
    """Days on which something changes: the first of a month within the two years, April seldom."""
    first = Month.of(begins)
    while True:
        yield (first + rng.randint(2, 21)).first


def _names(rng: random.Random) -> Any:
    """Names, none twice."""
    rows = rulebook_files.rows("demonstration/people.csv")
    given = [row["given"] for row in rows]
    family = [row["family"] for row in rows]
    used: set[tuple[str, str]] = set()
    while True:
        rng.shuffle(given)
        rng.shuffle(family)
        for pair in zip(given, family, strict=True):
            if pair not in used:
                used.add(pair)
                yield " ".join(pair)


def _table(code: str, person: Person) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"Dr {person.name}" if person.gp else person.name,
        "kind": "gp" if person.gp else "non_gp",
        "membership": person.places,
        "share": person.shares,
        "prior_share": person.priors,
    }
