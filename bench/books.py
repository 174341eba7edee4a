"""The books that are measured: the demonstration partnership, and journals in bulk for a second one."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.foundations.months import Month, months

Entry = tuple[Document, Sequence[Journal]]
TWO_YEARS = 24  # months
SURGERIES = 38


@dataclass(frozen=True)
class Book:
    """A partnership with books, the scope over all of it, and the months that are looked at."""

    partnership: PartnershipSummary
    scope: Scope
    first: Month
    last: Month
    postings: int

    @property
    def surgeries(self) -> list[int]:
        return [surgery.id for surgery in self.partnership.surgeries]

    def only(self, surgery_id: int) -> Scope:
        return Scope(self.scope.actor, self.scope.partnership_id, (surgery_id,), self.scope.powers)


@contextmanager
def acting(scope: Scope) -> Iterator[None]:
    """Carry the scope's ticket, in a transaction."""
    from django.db import transaction

    from commonpractice.gateways.scoped_postgres import tickets

    with (
        tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries, lasts=60 * 60),
        transaction.atomic(),
    ):
        yield


def demonstration(*, at: datetime, password: str) -> Book:
    """The demonstration partnership, built as `commonpractice demo` builds it."""
    from django.db import connections

    from commonpractice.demonstration import build
    from commonpractice.domain.ledger import queries as ledger
    from commonpractice.domain.partnership import queries

    where = build.build(at=at, password=password).partnership
    with connections["owner"].cursor() as owner:
        owner.execute("VACUUM ANALYZE")
        owner.execute("SELECT count(*) FROM ledger_posting")
        (postings,) = owner.fetchone()
    scope = queries.whole(where, actor=PROGRAM)
    with acting(scope):
        there = ledger.months_with_postings(scope=scope, surgeries=scope.surgeries)
    if there is None:
        raise RuntimeError("The demonstration has no books.")
    return Book(where, scope, max(there[0], there[1] - (TWO_YEARS - 1)), there[1], postings)


def empty(*, at: datetime) -> Book:
    """Another partnership as large, with a year of open months and no posting."""
    from commonpractice.domain.ledger import actions as ledger
    from commonpractice.domain.partnership import actions, queries
    from commonpractice.domain.partnership.rules import partnership_file

    since, first = date(2015, 11, 1), Month.of(at.date()) - 11
    fact = partnership_file.read(
        {
            "code": "bench",
            "name": "Benchmark Partnership",
            "model": "decentralised",
            "founded": since,
            "demonstration": True,
            "centre": {"name": "The centre"},
            "surgery": [
                {
                    "ods_code": f"Z{number:05}",
                    "name": f"Surgery {number}",
                    "from": since,
                    "contract": [{"kind": "GMS", "from": since}],
                }
                for number in range(1, SURGERIES + 1)
            ],
        }
    )
    where = actions.load(fact, actor=PROGRAM, at=at).partnership
    scope = queries.whole(where, actor=PROGRAM)
    with acting(scope):
        ledger.open_months(surgeries=scope.surgeries, months=months(first, first + 11), scope=scope, at=at)
    return Book(where, scope, first, first + 11, 0)


STATEMENT = [1010, 1110, 1210, 1220, 1230, 1280, 1310, 1410, 1420, 1510, 1520, 1780]
PAY = [3010, 3030, 3040, 3050, 3070, 3080]
BOUGHT = [2010, 2020, 2030, 2040, 3020, 4010, 4040, 4050, 4060, 5010, 5020, 5030, 5040, 5050, 5070, 5120]


def journals(places: Sequence[int], month: Month, postings: int, lot: int) -> list[Entry]:
    """A month's documents of some profit centres, about as many postings as asked for, the same every time.

    Of each a statement from the NHS, a payroll and a recharge; the rest are invoices and payments.
    """
    chance = random.Random(f"{lot}/{month}")
    each = postings // len(places)
    return [entry for place in places for entry in _of_one(chance, places, place, month, each, lot)]


def _of_one(
    chance: random.Random, places: Sequence[int], place: int, month: Month, postings: int, lot: int
) -> Iterator[Entry]:
    count = 0
    number = 0
    while count < postings:
        made, host = _document(chance, places, place, month, number)
        count += sum(len(journal.lines) for journal in made)
        key = f"{lot}/{place}/{month}/{number}"
        yield Document("bench", key, f"Paper {number}, {month.words}", place, host), made
        number += 1


def _document(
    chance: random.Random, places: Sequence[int], place: int, month: Month, number: int
) -> tuple[list[Journal], int | None]:
    def journal(words: str, lines: Sequence[tuple[int, int, int]], host: int | None = None) -> Journal:
        day = date(month.year, month.number, chance.randint(1, 28))
        return Journal(day, words, tuple(Line(*line) for line in lines), place, host)

    def against(account: int, codes: Sequence[int], sign: int) -> list[tuple[int, int, int]]:
        amounts = [sign * chance.randint(50_00, 9_000_00) for _ in codes]
        lines = [(place, code, amount) for code, amount in zip(codes, amounts, strict=True)]
        return [*lines, (place, account, -sum(amounts))]

    if number == 0:
        return [journal("NHS payment statement", against(8150, STATEMENT, -1))], None
    if number == 1:
        return [journal("Payroll", against(8350, PAY, 1))], None
    if number == 2:
        host = chance.choice([other for other in places if other != place])
        cost = chance.randint(50_00, 900_00)
        sides = [(place, 5820, cost), (place, 8620, -cost), (host, 8620, cost), (host, 5820, -cost)]
        return [journal("Locum shared with another surgery", sides, host)], host
    bought = [chance.choice(BOUGHT) for _ in range(chance.randint(1, 3))]
    invoice = journal("Supplier's invoice", against(8310, bought, 1))
    owed = -invoice.lines[-1].amount
    return [invoice, journal("Supplier paid", [(place, 8310, owed), (place, 8010, -owed)])], None
