"""The statements: a book drawn as an accountant reads it, and random books reckoned a second, slower way."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.facts import AccountKind, Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.ledger import books
from tests.domain.ledger.books import THOROUGH, Ids, Row
from tests.domain.partnerships import TwoRivers, acting, two_rivers

CHART = parameters.chart()
TOLD = datetime(2025, 9, 1, 12, tzinfo=UTC)

BOOK = """
    2025-03-10  A              1010   -5000.00   8010    5000.00            last year: global sum
    2025-03-20  A              3030    4000.00   8010   -4000.00            last year: nurses
    2025-04-01  A              1010   -6000.00   8010    6000.00            global sum
    2025-04-01  B              1010   -7000.00   8010    7000.00            global sum
    2025-04-15  A              3030    4100.00   8310   -4100.00            nurses, not paid yet
    2025-04-28  A              8310    4100.00   8010   -4100.00            nurses paid
    2025-04-30  CENTRE         5080     900.00   8310    -900.00            accountancy
    2025-05-01  A              7010     250.00   8010    -250.00            partners' pensions
    2025-05-02  A              1010   -6100.00   8010    6100.00            global sum
    2025-05-31  B              9040    1500.00   8010   -1500.00            drawings
    2025-05-31  A CENTRE       5810     600.00   8610    -600.00            A's share of the centre
    2025-05-31  B CENTRE       5810     300.00   8610    -300.00            B's share of the centre
"""
"""Date, home and, where there are two sides, host; two accounts; and what for. The host has the opposite."""


def drawn(text: str, ids: Ids) -> Iterator[ledger.Entry]:
    """The journals of a drawn book, each from a document of its own."""
    for number, line in enumerate(text.strip().splitlines()):
        dated, *rest = line.split()
        home = rest.pop(0)
        host = rest.pop(0) if rest[0].isalpha() else None
        one, out, other, into, *words = rest
        pence = [int(amount.replace(".", "")) for amount in (out, into)]
        places = [(home, 1), (host, -1)] if host else [(home, 1)]
        lines = tuple(
            Line(
                ids[place],
                int(account),
                sign * amount,
                ids.partners["P1"] if CHART[int(account)].per_partner else None,
            )
            for place, sign in places
            for account, amount in zip((one, other), pence, strict=True)
        )
        sides = {"home_id": ids[home], "host_id": ids[host] if host else None}
        document = Document(kind="drawn", key=f"drawn/{number}", title=" ".join(words), **sides)
        yield document, [Journal(date.fromisoformat(dated), " ".join(words), lines, **sides)]


def pounds(*amounts: float) -> tuple[int, ...]:
    return tuple(round(amount * 100) for amount in amounts)


@pytest.fixture(scope="module")
def database(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker):
        rivers = two_rivers(Month(2025, 1), Month(2026, 3))
        with acting(rivers.everything), transaction.atomic():
            ids = Ids(rivers)
        yield rivers, ids


@pytest.fixture
def book(database) -> Iterator[tuple[TwoRivers, Ids]]:
    """The drawn book posted; put away after the test."""
    rivers, ids = database
    with acting(rivers.everything), transaction.atomic():
        ledger.post(drawn(BOOK, ids), scope=rivers.everything, at=TOLD)
        yield rivers, ids
        transaction.set_rollback(True)


def who(rivers: TwoRivers, ids: Ids, name: str) -> dict:
    return {
        "scope": rivers.everything,
        "surgeries": list(ids.values()) if name == "ALL" else [ids[name]],
    }


MAY_BESIDE = [
    Span.of_month(Month(2025, 5)),  # the month
    Span(date(2025, 4, 1), date(2025, 5, 31)),  # the year to date
    Span(date(2024, 4, 1), date(2025, 3, 31)),  # last year
]


@pytest.mark.parametrize(
    ("name", "income", "expenses", "borne", "for_partners"),
    [
        #         month  to date last year
        (
            "A",
            (6100, 12100, 5000),  # 6100; 6000 + 6100
            (600, 4700, 4000),  # the centre's charge; nurses 4100 + 600
            (250, 250, 0),
            (5250, 7150, 1000),  # 6100 - 600 - 250; 12100 - 4700 - 250; 5000 - 4000
        ),
        ("B", (0, 7000, 0), (300, 300, 0), (0, 0, 0), (-300, 6700, 0)),
        ("CENTRE", (0, 0, 0), (-900, 0, 0), (0, 0, 0), (900, 0, 0)),  # 900 spent in April, charged out in May
        (
            "ALL",
            (6100, 19100, 5000),
            (0, 5000, 4000),  # 600 + 300 - 900; 4700 + 300 + 0
            (250, 250, 0),
            (5850, 13850, 1000),
        ),
    ],
)
def test_the_income_statement_of_may_to_date_and_last_year(book, name, income, expenses, borne, for_partners):
    statement = queries.income_statement(**who(*book, name), spans=MAY_BESIDE)
    assert statement.total_income == pounds(*income)
    assert statement.total_expenses == pounds(*expenses)
    assert statement.surplus == tuple(a - b for a, b in zip(pounds(*income), pounds(*expenses), strict=True))
    assert statement.total_borne == pounds(*borne)
    assert statement.for_partners == pounds(*for_partners)


def test_the_income_statement_goes_group_by_group_in_the_charts_order(book):
    statement = queries.income_statement(**who(*book, "A"), spans=MAY_BESIDE)
    assert [
        (section.title, [(line.account.code, line.amounts) for line in section.lines], section.totals)
        for section in (*statement.income, *statement.expenses, *statement.borne_by_partners)
    ] == [
        ("Core contract", [(1010, pounds(6100, 12100, 5000))], pounds(6100, 12100, 5000)),
        ("Staff", [(3030, pounds(0, 4100, 4000))], pounds(0, 4100, 4000)),
        ("Internal", [(5810, pounds(600, 600, 0))], pounds(600, 600, 0)),
        ("Borne by partners", [(7010, pounds(250, 250, 0))], pounds(250, 250, 0)),
    ]


DAYS_OF_THE_BOOK = [date(2025, 3, 31), date(2025, 4, 15), date(2025, 5, 31)]


@pytest.mark.parametrize(
    ("name", "assets", "liabilities", "equity", "unshared"),
    [
        #      31 March, 15 April, 31 May
        # A: 5000 - 4000; + 6000; - 4100 - 250 + 6100, and 600 owed to the centre
        ("A", (1000, 7000, 8750), (0, 4100, 600), (0, 0, 0), (1000, 2900, 8150)),
        # B: 7000 - 1500 drawn, and 300 owed to the centre
        ("B", (0, 7000, 5500), (0, 0, 300), (0, 0, -1500), (0, 7000, 6700)),
        # the centre is owed 900 and owes its accountant 900
        ("CENTRE", (0, 0, 900), (0, 0, 900), (0, 0, 0), (0, 0, 0)),
        # what surgeries and centre owe each other is nil in the whole
        ("ALL", (1000, 14000, 14250), (0, 4100, 900), (0, 0, -1500), (1000, 9900, 14850)),
    ],
)
def test_the_balance_sheet_at_the_year_end_within_april_and_at_the_end_of_may(
    book, name, assets, liabilities, equity, unshared
):
    sheet = queries.balance_sheet(**who(*book, name), days=DAYS_OF_THE_BOOK, year_starts=4)
    assert sheet.total_assets == pounds(*assets)
    assert sheet.total_liabilities == pounds(*liabilities)
    assert sheet.funds.unshared == pounds(*unshared)
    assert sheet.net_assets == tuple(
        a - b for a, b in zip(pounds(*assets), pounds(*liabilities), strict=True)
    )
    assert sheet.funds.total == tuple(a + b for a, b in zip(pounds(*equity), pounds(*unshared), strict=True))
    assert sheet.net_assets == sheet.funds.total


def test_partners_funds_part_what_was_brought_forward_from_this_years(book):
    """B's drawings of May 2025 and a profit of March: this year's until it is over, brought forward then."""
    days = [*DAYS_OF_THE_BOOK, date(2026, 3, 31), date(2026, 4, 1)]
    funds = queries.balance_sheet(**who(*book, "ALL"), days=days, year_starts=4).funds
    assert [line.account.code for line in funds.brought_forward.lines] == [9040]
    assert [line.account.code for line in funds.this_year.lines] == [9040]
    #                                            31 March 15 April  31 May  31 March  1 April
    assert funds.earlier_results == pounds(0, 1000, 1000, 1000, 14850)
    assert funds.brought_forward.totals == pounds(0, 0, 0, 0, -1500)
    assert funds.result == pounds(1000, 8900, 13850, 13850, 0)
    assert funds.this_year.totals == pounds(0, 0, -1500, -1500, 0)
    assert funds.total == pounds(1000, 9900, 13350, 13350, 13350)


def test_partners_funds_go_by_the_partnerships_own_year(book):
    """A year that starts in May: April's result is the year before's."""
    asked = {**who(*book, "ALL"), "days": [date(2025, 5, 31)]}
    funds = queries.balance_sheet(**asked, year_starts=5).funds
    assert funds.earlier_results == pounds(9000)  # 1000; 13000 - 4100 - 900
    assert funds.result == pounds(5850)  # 6100 - 250; the centre's charges are nil in the whole
    assert queries.balance_sheet(**asked, year_starts=1).funds.earlier_results == (0,)


@pytest.mark.parametrize(
    ("name", "at", "lines", "earlier"),
    [
        (
            "A",
            date(2025, 4, 15),
            {1010: -6000, 3030: 4100, 8010: 7000, 8310: -4100},
            -1000,  # last year's surplus, not shared yet
        ),
        (
            "A",
            date(2025, 5, 31),
            {1010: -12100, 3030: 4100, 5810: 600, 7010: 250, 8010: 8750, 8610: -600},
            -1000,
        ),
        ("A", date(2025, 3, 31), {1010: -5000, 3030: 4000, 8010: 1000}, 0),
        ("CENTRE", date(2025, 5, 31), {5080: 900, 5810: -900, 8310: -900, 8610: 900}, 0),
        (
            "ALL",
            date(2025, 5, 31),
            # 12100 + 7000; 8750 + 5500; the internal accounts are nil, and left out
            {1010: -19100, 3030: 4100, 5080: 900, 7010: 250, 8010: 14250, 8310: -900, 9040: 1500},
            -1000,
        ),
    ],
)
def test_the_trial_balance(book, name, at, lines, earlier):
    trial = queries.trial_balance(**who(*book, name), columns=[(Span.year_to(at, 4), Span.ever_to(at))])
    assert {line.account.code: line.amounts[0] for line in trial.lines} == {
        code: round(amount * 100) for code, amount in lines.items()
    }
    assert trial.earlier == pounds(earlier)
    assert trial.debits == trial.credits == pounds(sum(amount for amount in lines.values() if amount > 0))


def test_a_trial_balance_of_movements_beside_balances(book):
    """May of A beside its end, and the end of March: what moved has no result of earlier years in it."""
    may, at, before = Span.of_month(Month(2025, 5)), date(2025, 5, 31), date(2025, 3, 31)
    trial = queries.trial_balance(
        **who(*book, "A"),
        columns=[
            (may, may),
            (Span.year_to(at, 4), Span.ever_to(at)),
            (Span.year_to(before, 4), Span.ever_to(before)),
        ],
    )
    assert {line.account.code: line.amounts for line in trial.lines} == {
        1010: pounds(-6100, -12100, -5000),
        3030: pounds(0, 4100, 4000),
        5810: pounds(600, 600, 0),
        7010: pounds(250, 250, 0),
        8010: pounds(5850, 8750, 1000),
        8610: pounds(-600, -600, 0),
    }
    assert trial.earlier == pounds(0, -1000, 0)
    assert trial.debits == trial.credits == pounds(6700, 13700, 5000)


def test_a_year_may_start_in_another_month(book):
    at = date(2025, 4, 15)
    trial = queries.trial_balance(**who(*book, "A"), columns=[(Span.year_to(at, 1), Span.ever_to(at))])
    assert trial.earlier == (0,)
    assert trial.lines[0].amounts == pounds(-11000)


def test_a_page_reprints_as_it_was_known(book):
    """A late invoice, posted in October to April: April as it was known in September does not have it."""
    rivers, ids = book
    late = "2025-04-20 A 2030 40.00 8310 -40.00 a late invoice"
    document, journals = next(drawn(late, ids))
    october = TOLD + timedelta(days=30)
    other = Document(document.kind, "late", document.title, document.home_id)
    ledger.post([(other, journals)], scope=rivers.everything, at=october)
    april = {**who(rivers, ids, "A"), "spans": [Span.of_month(Month(2025, 4))]}
    for known_at, expenses in [(None, 4140), (TOLD, 4100), (october, 4140), (TOLD - timedelta(days=1), 0)]:
        statement = queries.income_statement(**april, known_at=known_at)
        assert statement.total_expenses == pounds(expenses), known_at
    day = {**who(rivers, ids, "A"), "known_at": TOLD}
    end = date(2025, 4, 30)
    assert queries.balance_sheet(**day, days=[end], year_starts=4).total_liabilities == (0,)
    column = (Span.year_to(end, 4), Span.ever_to(end))
    assert queries.trial_balance(**day, columns=[column]).debits == pounds(7000)


def test_consolidation_is_a_sum(book):
    rivers, ids = book
    shown = queries.consolidation(
        scope=rivers.everything, surgeries=list(ids.values()), span=Span.of_month(Month(2025, 5))
    )
    assert shown.holds
    assert {row.surgery_id: (row.surplus, row.charges, row.settlement) for row in shown.rows} == {
        ids["A"]: pounds(5500, 600, -600),  # 6100 - 600, charged by the centre and owed to it
        ids["B"]: pounds(-300, 300, -300),
        ids["CENTRE"]: pounds(900, -900, 900),
    }
    assert (shown.whole.surplus, shown.whole.charges, shown.whole.settlement) == pounds(6100, 0, 0)
    assert shown.internal_by_account == {5810: 0, 5820: 0, 7090: 0, 8610: 0, 8620: 0}


def test_monthly_results(book):
    rivers, ids = book
    results = queries.monthly_results(**who(rivers, ids, "ALL"), first=Month(2025, 3), last=Month(2025, 5))
    assert [(row.surgery_id, str(row.month), row.income, row.spending, row.borne) for row in results] == [
        (ids["A"], "2025-03", *pounds(5000, 4000, 0)),
        (ids["A"], "2025-04", *pounds(6000, 4100, 0)),
        (ids["A"], "2025-05", *pounds(6100, 600, 250)),
        (ids["B"], "2025-04", *pounds(7000, 0, 0)),
        (ids["B"], "2025-05", *pounds(0, 300, 0)),
        (ids["CENTRE"], "2025-04", *pounds(0, 900, 0)),
        (ids["CENTRE"], "2025-05", *pounds(0, -900, 0)),
    ]
    assert queries.months_with_postings(**who(rivers, ids, "B")) == (Month(2025, 4), Month(2025, 5))


# The second, slower way: posting by posting, in Python.


def counts(row: Row, span: Span) -> bool:
    """Whether a posting is within a span: by its month; in a month cut short, by its date too."""
    first, last = Month.of(span.first), Month.of(span.last)
    month = Month.of(row.month)
    if not first <= month <= last:
        return False
    if month == first and span.first != first.first and row.dated < span.first:
        return False
    return not (month == last and span.last != last.last and row.dated > span.last)


def slow_sums(
    rows: Sequence[Row], surgeries: Sequence[int], span: Span, known_at: datetime | None
) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in rows:
        if row.surgery in surgeries and counts(row, span) and (known_at is None or row.at <= known_at):
            found[row.account] = found.get(row.account, 0) + row.amount
    return found


def of_kind(sums: dict[int, int], *kinds: AccountKind) -> int:
    return sum(amount for code, amount in sums.items() if CHART[code].kind in kinds)


DAYS = st.dates(date(2025, 3, 20), date(2025, 7, 10))
MONTH_ENDS = st.sampled_from([Month(2025, number).last for number in range(3, 8)])
MONTHS = [Month(2025, number) for number in range(3, 7)]


@pytest.mark.slow
@THOROUGH
@given(
    early=books.lots(most=2, months=MONTHS),
    late=books.lots(most=1, months=MONTHS),
    days=st.tuples(DAYS | MONTH_ENDS, DAYS | MONTH_ENDS),
    known=st.sampled_from([None, TOLD - timedelta(1), TOLD, TOLD + timedelta(1), TOLD + timedelta(2)]),
    whole=st.booleans(),
    places=st.sets(st.sampled_from(books.PLACES), min_size=1),
    year_starts=st.integers(1, 12),
)
def test_statements_are_what_the_postings_come_to(
    database, early, late, days, known, whole, places, year_starts
):
    rivers, ids = database
    first, last = min(days), max(days)
    if whole:  # from the kept balances, not from postings
        first, last = Month.of(first).first, Month.of(last).last
    span = Span(first, last)
    with acting(rivers.everything), transaction.atomic():
        for lot, at in [(early, TOLD), (late, TOLD + timedelta(days=2))]:
            ledger.post(books.entries(lot, ids, str(at)), scope=rivers.everything, at=at)
        rows = books.seen_postings()
        surgeries = [ids[place] for place in sorted(places)]
        asked = {"scope": rivers.everything, "surgeries": surgeries, "known_at": known}
        income = queries.income_statement(**asked, spans=[span])
        sheet = queries.balance_sheet(**asked, days=[last], year_starts=year_starts)
        balance = (Span.year_to(last, year_starts), Span.ever_to(last))
        trial = queries.trial_balance(**asked, columns=[balance, (span, span)])
        apart = queries.by_surgery(**asked, spans=[span])
        few = sorted({code for sums in apart.values() for code in sums})[::3] or [next(iter(CHART))]
        of_few = queries.by_surgery(**asked, spans=[span], accounts=few)
        transaction.set_rollback(True)

    assert of_few == {
        surgery: {code: amounts for code, amounts in sums.items() if code in few}
        for surgery, sums in apart.items()
    }

    sums = slow_sums(rows, surgeries, span, known)
    assert income.total_income == (-of_kind(sums, AccountKind.INCOME),)
    assert income.total_expenses == (of_kind(sums, AccountKind.EXPENSE),)
    assert income.total_borne == (of_kind(sums, AccountKind.PARTNERS),)
    assert income.for_partners == (-of_kind(sums, *RESULT),)
    shown = {
        line.account.code: line.amounts[0]
        for section in (*income.income, *income.expenses, *income.borne_by_partners)
        for line in section.lines
    }
    assert shown == {
        code: -amount if CHART[code].kind is AccountKind.INCOME else amount
        for code, amount in sums.items()
        if CHART[code].kind in RESULT and amount
    }

    ever = slow_sums(rows, surgeries, Span(date(1900, 1, 1), last), known)
    between = [amount for code, amount in ever.items() if CHART[code].internal and code > 8000]
    owed_by = sum(amount for amount in between if amount > 0)
    assert sheet.total_assets == (of_kind(ever, AccountKind.ASSET) - sum(between) + owed_by,)
    assert sheet.total_liabilities == (-of_kind(ever, AccountKind.LIABILITY) - sum(between) + owed_by,)
    assert sheet.funds.total == (-of_kind(ever, AccountKind.EQUITY, *RESULT),)
    assert sheet.net_assets == sheet.funds.total

    began = date(last.year if last.month >= year_starts else last.year - 1, year_starts, 1)
    this_year = slow_sums(rows, surgeries, Span(began, last), known)
    assert sheet.funds.result == (-of_kind(this_year, *RESULT),)
    assert sheet.funds.unshared == (-of_kind(ever, *RESULT),)
    assert sheet.funds.total_this_year == (-of_kind(this_year, AccountKind.EQUITY, *RESULT),)
    assert sheet.funds.total_brought_forward == (sheet.funds.total[0] - sheet.funds.total_this_year[0],)

    assert {line.account.code: line.amounts[0] for line in trial.lines if line.amounts[0]} == {
        code: amount for code, amount in ever.items() if CHART[code].kind not in RESULT and amount
    } | {code: amount for code, amount in this_year.items() if CHART[code].kind in RESULT and amount}
    assert {line.account.code: line.amounts[1] for line in trial.lines if line.amounts[1]} == {
        code: amount for code, amount in sums.items() if amount
    }
    assert trial.earlier == (of_kind(ever, *RESULT) - of_kind(this_year, *RESULT), 0)
    assert trial.debits == trial.credits
    for column in range(2):
        assert sum(line.amounts[column] for line in trial.lines) + trial.earlier[column] == 0
