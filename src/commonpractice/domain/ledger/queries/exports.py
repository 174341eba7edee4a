"""What is taken away as files: the journals of some profit centres over some months, and their statements.

Postings are read through a cursor on the server, so that two years of a whole partnership take little
memory. Whatever is returned here must be read to its end in the transaction that it was asked for in.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import connection

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.queries import export_sheets
from commonpractice.domain.ledger.queries.movements import EVER, Span, by_surgery
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership import queries as partnerships
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import Month
from commonpractice.gateways.journal_formats import Account, Book, Entry, Line, Nature, Sheet

DEBITS = "Debits are positive, credits negative."
AT_A_TIME = 5_000  # postings to one fetch

NATURES = {
    AccountKind.INCOME: Nature.INCOME,
    AccountKind.EXPENSE: Nature.EXPENSES,
    AccountKind.PARTNERS: Nature.EXPENSES,
    AccountKind.ASSET: Nature.ASSETS,
    AccountKind.LIABILITY: Nature.LIABILITIES,
    AccountKind.EQUITY: Nature.EQUITY,
}
FORWARD = 0
"""In place of a code, for results brought forward: they are worked out, and have no account."""


class NothingToExport(ValueError):
    """Nothing was ever posted to the books asked for, up to the last month asked for."""


@dataclass(frozen=True)
class _Asked:
    """What was asked for, checked."""

    scope: Scope
    partnership: PartnershipSummary
    places: tuple[SurgerySummary, ...]
    first: Month
    last: Month
    at: datetime

    @property
    def surgeries(self) -> list[int]:
        return [place.id for place in self.places]

    @property
    def title(self) -> str:
        whole = len(self.places) == len(self.partnership.surgeries)
        whose = self.partnership.name if whole else ", ".join(place.name for place in self.places)
        until = "" if self.first == self.last else f" to {self.last.words}"
        return f"{whose}, {self.first.words}{until}"

    @property
    def notes(self) -> tuple[str, ...]:
        notes = [f"Taken from Common Practice on {day(local_day(self.at))}. Amounts are in pounds."]
        if self.partnership.demonstration:
            notes.append("Everything in here is invented: this is a demonstration.")
        return tuple(notes)


def export_book(*, scope: Scope, surgeries: Sequence[int], first: Month, last: Month, at: datetime) -> Book:
    """The journals of some profit centres, posted to the months from first to last, for a journal file.

    A first entry a profit centre brings forward what it owned and owed, with all results until then in
    one line. Of a journal with two sides, only the sides asked for are in it, and each balances by itself.
    Raises NotAllowed, OutOfScope, NothingToExport.
    """
    return _book(_asked(scope, surgeries, first, last, at))


def export_sheets_of(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month, at: datetime
) -> tuple[str, Iterator[Sheet]]:
    """The title and the sheets of a workbook: statements for each month from first to last, every posting.

    Raises NotAllowed, OutOfScope, NothingToExport.
    """
    asked = _asked(scope, surgeries, first, last, at)
    book = _book(asked)

    def sheets() -> Iterator[Sheet]:
        yield from export_sheets.statements(
            scope=asked.scope,
            partnership=asked.partnership,
            places=asked.places,
            first=first,
            last=last,
            title=asked.title,
            notes=asked.notes,
        )
        yield export_sheets.postings(book)

    return asked.title, sheets()


def _asked(scope: Scope, surgeries: Sequence[int], first: Month, last: Month, at: datetime) -> _Asked:
    check_may(scope, Power.EXPORT)
    check_covers(scope, surgeries, Power.EXPORT)
    partnership = partnerships.partnership(partnership_id=scope.partnership_id)
    places = tuple(place for place in partnership.surgeries if place.id in set(surgeries))
    return _Asked(scope, partnership, places, first, last, at)


def _book(asked: _Asked) -> Book:
    first, last = asked.first.first, asked.last.last
    before = Span(EVER, first - timedelta(days=1))
    sums = by_surgery(scope=asked.scope, surgeries=asked.surgeries, spans=[before, Span(first, last)])
    if not any(sums.values()):
        raise NothingToExport(
            f"Nothing has been posted to {asked.title}, or before: there is nothing to export."
        )
    opening = [_opening(place, sums[place.id], first) for place in asked.places]
    return Book(
        title=asked.title,
        notes=(asked.notes[0] + " " + DEBITS, *asked.notes[1:]),
        first=first,
        last=last,
        accounts=_accounts(asked.places, sums),
        entries=_entries(asked, [entry for entry in opening if entry]),
    )


def _accounts(
    places: Sequence[SurgerySummary], sums: Mapping[int, Mapping[int, tuple[int, ...]]]
) -> dict[Hashable, Account]:
    """Every account with a posting, by profit centre and code; and a line for results brought forward."""
    chart = parameters.chart()
    accounts: dict[Hashable, Account] = {}
    for place in places:
        for code in sums[place.id]:
            fact = chart[code]
            accounts[place.id, code] = Account(
                place.name, place.code, NATURES[fact.kind], fact.kind.words, fact.group, code, fact.name
            )
        if any(chart[code].kind in RESULT and amounts[0] for code, amounts in sums[place.id].items()):
            funds = AccountKind.EQUITY.words
            accounts[place.id, FORWARD] = Account(
                place.name,
                place.code,
                Nature.EQUITY,
                funds,
                funds,
                None,
                "Results brought forward, not yet shared",
            )
    return accounts


def _opening(place: SurgerySummary, sums: Mapping[int, tuple[int, ...]], on: date) -> Entry | None:
    """What a profit centre brings forward: nil in all, as its books are."""
    chart = parameters.chart()
    lines = [
        Line((place.id, code), amounts[0])
        for code, amounts in sums.items()
        if amounts[0] and chart[code].kind not in RESULT
    ]
    results = sum(amounts[0] for code, amounts in sums.items() if chart[code].kind in RESULT)
    if results:
        lines.append(Line((place.id, FORWARD), results))
    return Entry(None, on, "Balances brought forward", lines) if lines else None


def _entries(asked: _Asked, opening: Sequence[Entry]) -> Iterator[Entry]:
    """The balances brought forward, then each journal with those of its postings that were asked for."""
    yield from opening
    names = {place.id: place.name for place in asked.partnership.surgeries}
    asked_for = set(asked.surgeries)
    for _, group in groupby(_postings(asked), key=itemgetter(0)):
        rows = list(group)
        number, month, dated, narrative, reverses, key, title, home, host, *_ = rows[0]
        on = min(max(dated, month), Month.of(month).last)
        others = {home, host} - {None} - asked_for
        yield Entry(
            number=number,
            on=on,
            narrative=narrative,
            lines=[Line((row[9], row[10]), row[11], row[12]) for row in rows],
            document=key,
            title=title,
            dated=dated if dated != on else None,
            reverses=reverses,
            other_side=", ".join(names[other] for other in others),
        )


def _postings(asked: _Asked) -> Iterator[tuple]:
    """Every posting asked for, with its journal's facts, journal by journal in order of date."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            """
            SELECT j.id, j.month, j.dated, j.narrative, j.reverses_id, d.key, d.title, j.home_id, j.host_id,
                   p.surgery_id, p.account_id, p.amount,
                   CASE WHEN p.partner_id IS NOT NULL
                        THEN coalesce(r.code || ' ' || r.name, 'partner ' || p.partner_id) END
            FROM ledger_posting p
            JOIN ledger_journal j ON j.id = p.journal_id
            JOIN ledger_document d ON d.id = j.document_id
            LEFT JOIN partnership_partner r ON r.id = p.partner_id
            WHERE p.surgery_id = ANY (%s) AND p.month BETWEEN %s AND %s
            ORDER BY j.month, j.dated, j.id, p.id
            """,
            [asked.surgeries, asked.first.first, asked.last.first],
        )
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows
