"""Whether the database is still as its migrations left it: part of `commonpractice doctor`.

What they leave is written down in catalogue.txt, a line a thing: each table's wall, columns, triggers,
constraints and grants, each function by the hash of its body, and what the two roles may. `make catalogue`
writes it anew from an empty database; tests/architecture/test_catalogue.py compares the two.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.gateways.scoped_postgres import catalogue
from commonpractice.gateways.scoped_postgres.catalogue import Difference, Line
from commonpractice.interfaces.commands import doctor_others, doctor_telling

FILE = Path(__file__).with_name("catalogue.txt")
MOST = 3
"""So many differences are told by each line of doctor's, the worst first, unless all are asked for."""

LINES = {
    "Wall between surgeries": (
        ("row security", "policy"),
        "Row-level security is on, and forced, for surgeries and for how people sign in.",
    ),
    "What guards the tables": (
        ("setting", "trigger fires", "trigger", "function", "rule", "child", "default", "foreign key",
         "constraint", "column", "event trigger", "subscription"),
        "Every column, trigger, function and constraint is as its migration made it, and switched on.",
    ),
    "Who owns and may do what": (
        ("role", "member", "owner", "function owner", "grant"),
        "What cp_app and everybody may do, and who owns the tables, is as the migrations left it.",
    ),
}  # fmt: skip
"""What is told under which heading, the more dangerous kinds first, and what is said where all is well."""

SEALING = "What seals the chains"
SEALS = ("app.digests(", "app.month_event_digest(", "app.recharge_digest(", "app.audit_digest(")
"""The functions that doctor itself asks to reckon the chains again: changed, they could say anything."""


def findings(connection: Any, most: int | None = MOST) -> Iterator[Finding]:
    """Compare the database that a connection is of with what the migrations leave.

    Of each heading's differences the `most` dangerous are told; None tells all.
    """
    left = catalogue.parse(FILE.read_text(encoding="utf-8"))
    found = _whole(catalogue.differences(left, catalogue.read(connection)))
    sealing = [each for each in found if each.line.name.startswith(SEALS) and "function" in each.line.kind]
    allowed = [each for each in found if doctor_others.is_others_reading(each)]
    rest = [each for each in found if each not in sealing and each not in allowed]
    yield _finding(SEALING, sealing, "The functions that reckon the chains are the migrations' own.", most)
    for what, (kinds, well) in LINES.items():
        yield _finding(what, [each for each in rest if each.line.kind in kinds], well, most)
    yield doctor_others.finding(connection, allowed, most)


def _finding(what: str, differences: list[Difference], well: str, most: int | None) -> Finding:
    ours = sorted(differences, key=_danger)
    together = [list(group) for _, group in groupby(ours, key=_alike)]
    told = [told for group in together if (told := _tell_group(group, most)).words]
    return Finding(what, not told, _sentences(told, most) if told else well)


def _whole(differences: Iterable[Difference]) -> list[Difference]:
    """Without the parts of a table that is itself somebody else's: it is told once."""
    found = list(differences)
    tables = {
        each.line.name.removeprefix("TABLE ")
        for each in found
        if each.line.kind == "owner" and each.left is None
    }
    return [
        each
        for each in found
        if each.line.kind not in ("column", "constraint")
        or doctor_telling.split(each.line.name)[0] not in tables
    ]


def _danger(difference: Difference) -> tuple[int, int, str, Line]:
    """What comes first: the headings' kinds as they are named; of rights, what the application may write."""
    line = difference.line
    kinds = next(kinds for kinds, _ in LINES.values() if line.kind in kinds)
    if line.kind == "grant":
        right = doctor_others.Right.of(line)
        danger = right.danger if difference.left is None else 4
        return len(kinds), danger, f"{right.privilege} {right.role}", line
    if line.kind == "owner" and difference.left is None:
        return len(kinds) + 1, 0, "", line  # a table that is not ours opens none of ours
    return kinds.index(line.kind), 0, "", line


def _alike(difference: Difference) -> tuple:
    """Rights of one kind that one role was given are told in one sentence; all else by itself."""
    if difference.line.kind != "grant" or difference.left is not None:
        return (difference.line,)
    right = doctor_others.Right.of(difference.line)
    return (right.privilege, right.role)


def _tell_group(group: list[Difference], most: int | None) -> doctor_telling.Told:
    if len(group) == 1:
        return doctor_telling.tell(group[0])
    rights = [doctor_others.Right.of(each.line) for each in group]
    named = doctor_others.listed([right.thing for right in rights], most)
    return doctor_telling.Told(
        f"The right “{rights[0].privilege} ON … TO {rights[0].role}” was not given by Common Practice on any "
        f"of {named}",
        "; ".join(doctor_telling.tell(each).mend for each in group),
    )


def _sentences(told: list[doctor_telling.Told], most: int | None) -> str:
    shown = told[:most]
    words = [f"{each.words}." for each in shown]
    if len(told) > len(shown):
        more = len(told) - len(shown)
        number = "There is one more" if more == 1 else f"There are {more:,} more"
        words.append(f"{number}: commonpractice doctor --all.")
    words.append("Only the database's owner or a superuser can have done this.")
    mends = [each.mend for each in shown if each.mend]
    if mends:
        words.append(f"Put it right as a superuser: {'; '.join(mends)}.")
    words.append("Then find out who did it, and look at what was written meanwhile.")
    return " ".join(words)
