"""Who a practice is: all that ODS's files, and failing those its payments, say of it."""

import re
from dataclasses import dataclass

from django.urls import reverse

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import (
    Named,
    NetworkPlace,
    OrganisationFact,
    PracticeFact,
    Source,
    Surroundings,
)
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.published.presenters.addresses import of_line
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.start import of_when, title_of

OPEN = ("Active", "Open")
DISPENSING = {"YES": "dispenses medicines", "NO": "does not dispense medicines"}
_CLAUSE = re.compile("(^|, )[A-Z]")


@dataclass(frozen=True)
class Branch:
    code: str
    name: str
    place: str
    closed: str


@dataclass(frozen=True)
class Naming:
    """A file here that names the practice, and the address of its line there."""

    title: str
    of: str
    name: str
    href: str


@dataclass(frozen=True)
class Who:
    """What one practice is. `facts` are (name, words); `parent` is the practice that a branch belongs to."""

    code: str
    status: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    parent: Named | None
    branches: tuple[Branch, ...]
    files: tuple[Naming, ...]
    source: Source | None
    href: str | None

    @property
    def open(self) -> bool:
        return self.status in OPEN


def who(practice: PracticeFact) -> Who:
    place = practice.place
    around = queries.surroundings(place) if place else None
    is_branch = place is not None and place.kind == "branch"
    return Who(
        code=practice.code,
        status=status_of(practice),
        facts=tuple((name, words) for name, words in _facts(practice, place, around) if words),
        notes=tuple(_CLAUSE.sub(lambda clause: clause[0].lower(), note) for note in practice.notes),
        parent=_tidy(around.parent) if is_branch and around and around.parent else None,
        branches=tuple(_branch(one) for one in around.branches) if around else (),
        files=_files(practice.code),
        source=place.source if place else None,
        href=of_line(place.source, practice.code, "organisation") if place else None,
    )


def status_of(practice: PracticeFact) -> str:
    """As ODS has it; of a practice that only its payments know, whether they closed it."""
    known = practice.place.status_words if practice.place else ""
    return known or ("Closed" if practice.closed else "Open")


def _facts(
    practice: PracticeFact, place: OrganisationFact | None, around: Surroundings | None
) -> tuple[tuple[str, str], ...]:
    """Names and words, in the order in which they are shown; those without words are not."""
    status = status_of(practice)
    opened = f"opened {day(practice.opened)}" if practice.opened else ""
    closed = f"closed {day(practice.closed)}" if practice.closed else ""
    postcode = practice.postcode.replace(" ", "\u00a0")
    contract = (practice.contract, DISPENSING.get(practice.dispensing, ""))
    is_branch = place is not None and place.kind == "branch"
    return (
        ("Kind", place.kind_words if place else ""),
        ("Status", ", ".join(filter(None, (status, opened, closed)))),
        ("Address", ", ".join(filter(None, (named(practice.address), postcode)))),
        ("Telephone", place.telephone if place else ""),
        ("Contract", ", ".join(filter(None, contract))),
        ("Primary care network", _networks(practice, place)),
        ("Parent" if is_branch else "Commissioner", _body(around.parent if around else None, practice.icb)),
        ("Integrated care board", _body(around.icb if around else None)),
        ("Region", _body(around.region if around else None)),
    )


def _networks(practice: PracticeFact, place: OrganisationFact | None) -> str:
    """The networks it is in, then those that it was in; without ODS's file that of its payments."""
    places = sorted(place.networks if place else (), key=lambda one: one.left is not None)
    return "; ".join(map(_network, places)) or named(practice.pcn)


def _network(one: NetworkPlace) -> str:
    since = f" since {day(one.joined)}" if one.joined else ""
    if one.left:
        since = f" {day(one.joined)} to {day(one.left)}" if one.joined else f" until {day(one.left)}"
    return f"{named(one.name)} ({one.code}){since}"


def _body(body: Named | None, otherwise: str = "") -> str:
    """As "Midlands (Y60)" or "NHS Birmingham and Solihull ICB - 15E"; by its code where no file names it."""
    if body is None:
        return named(otherwise)
    name = named(body.name or otherwise)
    if not name:
        return body.code
    return name if name.endswith(body.code) else f"{name} ({body.code})"


def _tidy(body: Named) -> Named:
    return Named(body.code, named(body.name) or body.code)


def _branch(one: OrganisationFact) -> Branch:
    postcode = "\u00a0".join(one.postcode.split())
    place = ", ".join(filter(None, (named(one.address), postcode)))
    return Branch(one.code, named(one.name), place, day(one.closed) if one.closed else "")


def _files(code: str) -> tuple[Naming, ...]:
    return tuple(
        Naming(
            title_of(file),
            of_when(file),
            file.file_name,
            reverse("published_line", args=[file.id, code]),
        )
        for file in queries.files_naming(code)
    )
