"""Months of a small partnership signed off and closed, for tests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection, transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import PatientList
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.filled import charge, deed
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)
BEGAN, LEFT = date(2015, 11, 1), date(2025, 9, 30)


def noon(on: date, seconds: int = 0) -> datetime:
    return datetime(on.year, on.month, on.day, 12, 0, seconds, tzinfo=UTC)


def after(month: Month, days: int = 4, seconds: int = 0) -> datetime:
    return noon((month + 1).first.replace(day=days), seconds)


def load(
    *, charges: list[dict] | None = None, change: Callable[[dict], None] | None = None, **of_deed
) -> TwoRivers:
    """The partnership's file with a deed and charges (£600 a year to each surgery where none are given), and
    with whatever else `change` makes of it."""
    file = deepcopy(FILE)
    for surgery in file["surgery"]:
        size = {"registered": 8000, "weighted": 8400, "staff": 20, "source": "test"}
        surgery["size"] = [{**size, "from": date(2024, 4, 1)}]
    file["deed"] = [deed() | of_deed]
    file["charge"] = [charge("all")] if charges is None else charges
    if change:
        change(file)
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    where = people.partnership(code="two")
    return TwoRivers(where, people.whole(where, actor=PROGRAM))


def sign(rivers: TwoRivers, *surgeries: int, month: Month = APRIL, at: datetime | None = None) -> None:
    for surgery in surgeries:
        with transaction.atomic():
            actions.sign_off(
                surgery_id=surgery,
                month=month,
                words="",
                scope=rivers.everything,
                at=at or after(month, 2),
            )


def close(rivers: TwoRivers, month: Month = APRIL, at: datetime | None = None) -> actions.Closed:
    with transaction.atomic():
        return actions.close_month(
            of=rivers.partnership, month=month, scope=rivers.everything, at=at or after(month)
        )


def spend(rivers: TwoRivers, surgery: int, month: Month, key: str) -> None:
    lines = (Line(surgery, 2030, 1000), Line(surgery, 8010, -1000))
    journal = Journal(month.first, "Cotton", lines, surgery, month=month)
    ledger.post(
        [(Document("paper", key, "A paper", surgery), [journal])],
        scope=rivers.everything,
        at=after(month, 3),
    )


@contextmanager
def with_lists() -> Iterator[TwoRivers]:
    """Two surgeries with a weighted list each of 8,400, acted for as the program."""
    two_rivers()
    rivers = load()
    with acting(rivers.everything):
        patients = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), APRIL.first, "a statement")
        told = {rivers.a: [patients], rivers.b: [patients]}
        contracts.tell_lists(told, scope=rivers.everything, at=noon(date(2025, 4, 20)))
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def everybody_signs(rivers: TwoRivers, month: Month, at: datetime | None = None) -> None:
    sign(rivers, rivers.a, rivers.b, month=month, at=at)


def with_elm(file: dict) -> None:
    """Dr Elm, with as many sessions at Avon as Dr Ash, leaves on 30 September."""
    elm = deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"}
    elm["membership"][0]["until"] = elm["share"][0]["until"] = LEFT
    file["partner"].append(elm)


def made(rivers: TwoRivers, surgery: int, month: Month, pounds: int, *, of: Month | None = None) -> None:
    """Income banked in a month, of that month or another: other than what the NHS pays."""
    amount = pounds * 100
    line = Line(surgery, 1720, -amount, None, "by_hand" if of else "", of)
    journal = Journal(month.first, "Fees", (line, Line(surgery, 8010, amount)), surgery, month=month)
    document = Document("paper", f"{surgery}/{month}/{pounds}/{of}", "A paper", surgery)
    ledger.post([(document, [journal])], scope=rivers.everything, at=after(month, 1))


def had(rivers: TwoRivers, *, of: Month | None = None) -> dict[str, int]:
    """What partners' current accounts were credited with as shares: of a month of entitlement, or ever."""
    sums = books.sums_by_item(
        scope=rivers.everything,
        surgeries=[rivers.a, rivers.b],
        accounts=[9030],
        concerns=(of, of) if of else None,
    )
    names = people.partner_names(ids={place.partner_id for place in sums})
    found: dict[str, int] = {}
    for place, amount in sums.items():
        name = names[place.partner_id]
        found[name] = found.get(name, 0) - amount
    return found
