"""Made-up journals for properties, and the ledger reckoned a second, slower way.

Journals are drawn over places (A, B and the centre) and given to a loaded partnership's ids afterwards.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import psycopg
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import strategies as st

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.months import Month
from tests.domain.partnerships import TwoRivers
from tests.examples import thorough

THOROUGH = thorough(
    suppress=(
        HealthCheck.function_scoped_fixture,  # one database for all examples: each undoes what it did
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    )
)
LEAP_DAY = date(2024, 2, 29)
FIRST = Month(2025, 4)  # tests.domain.partnerships opens twelve months from here
MONTHS = [FIRST + place for place in range(12)]
PLACES = ["A", "B", "CENTRE"]
ORDINARY = [1010, 1110, 2010, 3010, 6030, 7020, 8010, 8110, 8310, 9020, 9090]
INTERNAL = [code for code, account in parameters.chart().items() if account.internal]

AMOUNT = st.integers(-(10**14), 10**14).filter(bool)
WHERE = [(code, None) for code in ORDINARY] + [(9030, "P1"), (9030, "P2")]
BY_NAME = {"A": [(7010, "P1")], "B": [(7010, "P2")], "CENTRE": []}  # where each is a partner
LINES = {place: st.tuples(st.sampled_from(WHERE + more), AMOUNT) for place, more in BY_NAME.items()}
SIDES = st.sampled_from([(home, host) for home in PLACES for host in [None, None, *PLACES] if home != host])


@dataclass(frozen=True)
class Draft:
    """A journal over places; `lines` are (place, account, pence, the code of a partner or None)."""

    home: str
    host: str | None
    month: Month
    dated: date
    lines: tuple[tuple[str, int, int, str | None], ...]

    def fact(self, ids: "Ids") -> Journal:
        return Journal(
            dated=self.dated,
            month=self.month,
            narrative="Made up",
            home_id=ids[self.home],
            host_id=ids[self.host] if self.host else None,
            lines=tuple(
                Line(ids[place], account, amount, ids.partners[partner] if partner else None)
                for place, account, amount, partner in self.lines
            ),
        )


class Ids(dict):
    """The ids of a loaded partnership by place, and of its partners by code."""

    def __init__(self, rivers: TwoRivers):
        super().__init__(A=rivers.a, B=rivers.b, CENTRE=rivers.centre)
        self.rivers = rivers
        with connection.cursor() as cursor:
            cursor.execute("SELECT code, id FROM partnership_partner")
            self.partners = dict(cursor.fetchall())


@st.composite
def drafts(draw, months: Sequence[Month] = tuple(MONTHS), sides: tuple | None = None) -> Draft:
    """A journal that the ledger takes: one side or two, ordinary accounts and, between two, internal ones."""
    home, host = sides or draw(SIDES)
    month = draw(st.sampled_from(months))
    lines = []
    for place in [home] if host is None else [home, host]:
        some = draw(st.lists(LINES[place], min_size=1, max_size=3))
        lines += [(place, account, amount, partner) for (account, partner), amount in some]
        if left := sum(amount for _, amount in some):
            lines.append((place, draw(st.sampled_from(ORDINARY)), -left, None))
    if host is not None and (amount := draw(st.one_of(st.none(), AMOUNT))):
        cost, debt = draw(st.permutations(INTERNAL))[:2]
        lines += [(home, cost, amount, None), (home, debt, -amount, None)]
        lines += [(host, debt, amount, None), (host, cost, -amount, None)]
    days = [month.first, month.last, month.first.replace(day=15), LEAP_DAY, (month + 1).last]
    dated = draw(st.sampled_from(days if month.months_after(Month.of(LEAP_DAY)) <= 24 else days[:3]))
    return Draft(home, host, month, dated, tuple(lines))


@st.composite
def lots(draw, most: int = 3, months: Sequence[Month] = tuple(MONTHS)) -> list[list[Draft]]:
    """Some documents, each with one or two journals of the same sides."""
    documents = []
    for _ in range(draw(st.integers(1, most))):
        sides = draw(SIDES)
        documents.append([draw(drafts(months, sides)) for _ in range(draw(st.integers(1, 2)))])
    return documents


def entries(
    lot: list[list[Draft]], ids: Ids, prefix: str = "made-up"
) -> list[tuple[Document, list[Journal]]]:
    """A lot as ledger.post takes it."""
    return [
        (
            Document(
                kind="made up",
                key=f"{prefix}/{place}",
                title=f"Made up {place}",
                home_id=ids[journals[0].home],
                host_id=ids[journals[0].host] if journals[0].host else None,
            ),
            [draft.fact(ids) for draft in journals],
        )
        for place, journals in enumerate(lot)
    ]


# The slower way: everything from the postings, one by one.


@dataclass(frozen=True)
class Row:
    """A posting with what decides where it counts."""

    journal: int
    surgery: int
    month: date
    account: int
    amount: int
    dated: date
    at: object


POSTINGS = """
    SELECT p.journal_id, p.surgery_id, p.month, p.account_id, p.amount, j.dated, b.at
    FROM ledger_posting p
    JOIN ledger_journal j ON j.id = p.journal_id
    JOIN ledger_batch b ON b.id = j.batch_id
"""


def postings(cursor, where: str = "", values: Sequence = ()) -> list[Row]:
    """The postings that a connection's cursor may see."""
    cursor.execute(f"{POSTINGS} {where}", values)
    return [Row(*row) for row in cursor.fetchall()]


def seen_postings(where: str = "", values: Sequence = ()) -> list[Row]:
    """The postings that the transaction's ticket lets one see."""
    with connection.cursor() as cursor:
        return postings(cursor, where, values)


def sums(rows: Iterable[Row], *by: str) -> dict[tuple, int]:
    """What rows come to by some of their fields."""
    found: Counter = Counter()
    for row in rows:
        found[tuple(getattr(row, name) for name in by)] += row.amount
    return dict(found)


@dataclass(frozen=True)
class Sum:
    """What a profit centre's postings on an account come to in a month, and how many they are."""

    surgery: int
    month: date
    account: int
    amount: int
    number: int


def sums_by_owner(owner: psycopg.Connection) -> list[Sum]:
    """Every posting summed afresh, as the tables' owner."""
    rows = owner.execute(
        "SELECT surgery_id, month, account_id, sum(amount), count(*) FROM ledger_posting GROUP BY 1, 2, 3"
    )
    return [Sum(*row) for row in rows]


def kept_balances(owner: psycopg.Connection) -> dict[tuple, tuple[int, int]]:
    """The balances that the database keeps: (surgery, month, account) to (pence, number of postings)."""
    rows = owner.execute("SELECT surgery_id, month, account_id, amount, postings FROM ledger_balance")
    return {row[:3]: row[3:] for row in rows}


TRACES = [
    "ledger_batch",
    "ledger_document",
    "ledger_journal",
    "ledger_posting",
    "ledger_balance",
    "ledger_link",
    "audit_entry",
]


def traces(cursor) -> dict[str, int]:
    """The number of rows of each table that a posting leaves a trace in, and the sum of what is kept."""
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TRACES)
    cursor.execute(f"SELECT {counts}, (SELECT coalesce(sum(postings), 0) FROM ledger_balance)")
    return dict(zip([*TRACES, "postings kept"], cursor.fetchone(), strict=True))
