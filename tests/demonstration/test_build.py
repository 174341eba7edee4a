"""Building the demonstration in a real database: what is there afterwards, twice over, and after a break."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import cache

import pytest
from django.db import connection, transaction

from commonpractice.demonstration import build, months
from commonpractice.demonstration.books import TooEarly, accounts, books_of
from commonpractice.demonstration.nhs.planted import planted
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.recharges import payments, recharges
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import Document, Journal, Line, RechargeState
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import models, queries
from commonpractice.domain.partnership.facts import Power, Role
from commonpractice.domain.profits import queries as profits
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.demonstration.made_up import Sums, a_plan

pytestmark = pytest.mark.slow
AT = datetime(2024, 6, 3, 9, tzinfo=UTC)  # April and May 2024 are over: two months of books
TODAY = AT.date()
CLOSED, OPEN = Month(2024, 4), Month(2024, 5)
TABLES = (
    "ledger_posting",
    "banking_statement_line",
    "banking_match",
    "contracts_term",
    "profits_closing",
)
WHOLE = [Span(date(2024, 4, 1), date(2024, 5, 31))]
POSTED = """
    SELECT p.surgery_id, p.account_id, sum(p.amount) FROM ledger_posting p
    JOIN ledger_journal j ON j.id = p.journal_id JOIN ledger_document d ON d.id = j.document_id
    WHERE d.kind = ANY (%s) GROUP BY 1, 2 HAVING sum(p.amount) <> 0
"""


class Cut(Exception):
    """The power went."""


class Reader:
    """Reads what was built, as the program itself, who sees all."""

    def __init__(self, code: str = build.CODE):
        self.partnership = queries.partnership(code=code)
        self.scope = queries.whole(self.partnership, actor=PROGRAM)
        self.ids = [surgery.id for surgery in self.partnership.surgeries]
        self.surgeries = [surgery.id for surgery in self.partnership.surgeries if not surgery.is_centre]
        self.codes = {surgery.id: surgery.code for surgery in self.partnership.surgeries}
        self.names = {surgery.id: surgery.name for surgery in self.partnership.surgeries}

    def acting(self):
        return tickets.acting(actor_id=PROGRAM.id, surgeries=self.ids)

    def posted(self) -> dict[tuple[str, int], int]:
        """What documents of the kinds that are made up come to."""
        with self.acting(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(POSTED, [sorted(expected()[0])])
            rows = cursor.fetchall()
        return {(self.codes[surgery], account): int(amount) for surgery, account, amount in rows}

    def state(self, month: Month):
        with self.acting(), transaction.atomic():
            return profits.closing_state(scope=self.scope, of=self.partnership, month=month, ended=True)


@cache
def expected() -> tuple[frozenset[str], dict[tuple[str, int], int]]:
    """The same sums a second way: made up without a database, recharges posted by hand; and of what kinds."""
    plan = a_plan(today=TODAY)
    sums, kinds = Sums(plan), {"recharge"}
    codes = ["CENTRE", *(place.code for place in plan.places)]
    entries = [entry for code in codes for made in books_of(plan, code) for entry in made.entries]
    shown = [code for person in sign_ins(plan.fact) for _, code in person.roles if code != "CENTRE"]
    planned = recharges(plan, shown=list(dict.fromkeys(shown)))
    entries += payments(plan, planned)
    sums.add_entries(entries)
    kinds |= {document.kind for document, _ in entries}
    found: Counter = Counter()
    for (code, _, account), amount in sums.amounts.items():
        found[code, account] += amount
    pair = parameters.recharge_accounts()
    for each in planned:
        if each.answered and each.agreed:
            found[each.home, pair.expense] += each.amount
            found[each.host, pair.expense] -= each.amount
            found[each.home, pair.settlement] -= each.amount
            found[each.host, pair.settlement] += each.amount
    for one in planted(plan.months):
        if one.kind == "stale":
            code = next(place.code for place in plan.places if place.fact.name == one.surgery)
            found[code, one.told["account"]] += one.pence("pounds")
            found[code, accounts.CREDITORS] -= one.pence("pounds")
    return frozenset(kinds), {key: amount for key, amount in found.items() if amount}


def built(**more) -> build.Built:
    return build.build(at=AT, password="a password for tests", **more)


@pytest.fixture
def stopping_at():
    """A progress that stops the build when something has got so far."""

    def make(what: str, number: int):
        def progress(name: str, done: int, of: int) -> None:
            if (name, done) == (what, number):
                raise Cut

        return progress

    return make


def test_what_is_built_is_what_was_made_up_and_building_again_changes_nothing(fresh_database):
    told = []
    first = built(progress=lambda *each: told.append(each))
    reader = Reader()
    assert reader.posted() == expected()[1]
    assert (first.months, first.statements, first.users) == (2, 2 * 38, 9)
    assert [(name, done) for name, done, of in told if done == of] == [
        ("People who sign in", 9),
        ("Months of books", 2),
    ]
    before = _everything()
    again = built()
    assert (again.months, again.documents, again.statements, again.recharges) == (0, 0, 0, 0)
    assert (again.months_opened, again.users) == (0, 0)
    assert _everything() == before
    _the_partnership_adds_up(reader)
    _months_are_closed_but_the_last(reader)
    _what_is_planted_is_found_and_nothing_else(reader)
    _people_hold_their_roles(reader)
    _recharges_wait(reader)
    _books_take_a_posting(reader)


def _everything() -> list[int]:
    tables = (
        "ledger_posting",
        "banking_statement_line",
        "banking_match",
        "contracts_term",
        "profits_closing",
    )
    return [_count(f"SELECT count(*) FROM {table}") for table in tables]


def _the_partnership_adds_up(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        proof = ledger_queries.consolidation(scope=reader.scope, surgeries=reader.ids, span=WHOLE[0])
        counted = _count("SELECT sum(postings) FROM ledger_balance")
        assert counted == _count("SELECT count(*) FROM ledger_posting")
        closed = Span(CLOSED.first, CLOSED.last)
        of_closed = ledger_queries.consolidation(scope=reader.scope, surgeries=reader.ids, span=closed)
    assert proof.holds
    assert of_closed.whole.surplus > 0  # the open month's income is posted when it is closed
    assert len(proof.rows) == 40  # 38, the surgery that joins later and has nothing yet, and the centre
    assert not any(proof.internal_by_account.values())


def _months_are_closed_but_the_last(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        states = ledger_queries.month_states(scope=reader.scope, surgeries=reader.ids)
    locked = {(state.month, state.locked) for state in states}
    assert locked == {(CLOSED, True), (OPEN, False), (OPEN + 1, False)}
    closed, waits = reader.state(CLOSED), reader.state(OPEN)
    assert closed.closed
    assert closed.latest[0].at < AT
    assert not waits.closed
    signed = {row.name for row in waits.rows if row.signed and row.signed.holds}
    assert len(signed) == 38 - len(_planted("unsigned", OPEN)) - len(_planted("stale", OPEN))
    assert {row.name for row in waits.rows if row.signed and row.signed.stale} == _planted("stale", OPEN)
    assert "The deed lets 1 be estimated" in waits.why_not


def _planted(kind: str, month: Month) -> set[str]:
    """At which surgeries, of those that belong, something is planted in a month."""
    plan = a_plan(today=TODAY)
    there = {place.fact.name for place in plan.members(month)}
    return there & {one.surgery for one in planted(plan.months) if (one.kind, one.month) == (kind, month)}


def _what_is_planted_is_found_and_nothing_else(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        found = contracts.differences(
            scope=reader.scope,
            surgeries=reader.surgeries,
            paid_for=dict.fromkeys(reader.surgeries, OPEN),
            known_on=TODAY,
            tolerance=100,
        )
        controls = banking.control(scope=reader.scope, surgeries=reader.surgeries)
    shouts = found[0]
    assert (reader.names[shouts.surgery_id], shouts.item) == ("Marlstowe Medical Practice", "local_schemes")
    assert shouts.amount == -76_000_00
    brought = (CLOSED - 1, "qof_achievement")  # of the year before the books, which is paid in June
    here = {reader.names[one.surgery_id] for one in found if (one.first, one.item) != brought}
    assert here == {
        name for month in (CLOSED, OPEN) for kind in ("paid", "unknown") for name in _planted(kind, month)
    }
    waiting = {reader.names[one.surgery_id] for one in controls if one.waiting}
    assert waiting == _planted("unknown", OPEN) | _planted("unknown", CLOSED)
    unmatched = {reader.names[one.surgery_id] for one in controls if one.receipts}
    assert unmatched == _planted("receipt", OPEN)
    for one in controls:
        assert one.posted_otherwise == 0
        assert bool(one.balance) == (reader.names[one.surgery_id] in waiting | unmatched)


def _people_hold_their_roles(reader: Reader) -> None:
    user = models.User.objects.get(email="two.surgeries@demonstration.example")
    assert user.check_password("a password for tests")
    with tickets.acting(actor_id=user.id, surgeries=()), transaction.atomic():
        scope = queries.scope_of(user_id=user.id, name=user.name, on=TODAY)
    assert len(scope.surgeries) == 2
    assert scope.may(Power.POST)
    assert not scope.may(Power.SEE_PARTNERSHIP)
    auditor = models.User.objects.get(email="auditor@demonstration.example")
    with tickets.acting(actor_id=auditor.id, surgeries=()), transaction.atomic():
        scope = queries.scope_of(user_id=auditor.id, name=auditor.name, on=TODAY)
    assert scope.roles == (Role.AUDITOR,)
    assert set(scope.surgeries) == set(reader.ids)
    assert not scope.may(Power.POST)


def _recharges_wait(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        waiting = ledger_queries.recharges(
            scope=reader.scope, surgeries=reader.ids, state=RechargeState.RAISED
        )
        declined = ledger_queries.recharges(
            scope=reader.scope, surgeries=reader.ids, state=RechargeState.DECLINED
        )
    assert len(waiting) == 5
    assert len(declined) == 1
    assert waiting[0].raised_by.startswith("Manager of ")
    assert all(each.raised_at < AT for each in waiting)


def _books_take_a_posting(reader: Reader) -> None:
    """An open month takes a journal of one's own, a closed one does not."""
    surgery = reader.ids[0]

    def post(on: date, key: str) -> None:
        journal = Journal(
            dated=on,
            narrative="Cotton wool",
            home_id=surgery,
            lines=(Line(surgery, 2030, 100), Line(surgery, accounts.BANK, -100)),
        )
        document = Document(kind="invoice", key=key, title="An invoice", home_id=surgery)
        with reader.acting(), transaction.atomic():
            ledger.post([(document, [journal])], scope=reader.scope, at=AT)

    post(date(2024, 5, 20), "mine/1")
    with pytest.raises(ledger.MonthIsLocked, match=r"April 2024 of .* is locked"):
        post(date(2024, 4, 20), "mine/2")


def _count(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(("what", "number"), [("People who sign in", 3), ("Months of books", 1)])
def test_a_build_that_was_cut_short_is_finished_by_the_next(fresh_database, stopping_at, what, number):
    with pytest.raises(Cut):
        built(progress=stopping_at(what, number))
    built()
    reader = Reader()
    assert reader.posted() == expected()[1]
    _months_are_closed_but_the_last(reader)
    _people_hold_their_roles(reader)
    _recharges_wait(reader)


@pytest.mark.parametrize("number", [20, 58])
def test_a_build_cut_in_the_middle_of_a_month_leaves_nothing_of_it(fresh_database, monkeypatch, number):
    """As somebody signs: the first or the second month's books are posted by then, and none of it is kept."""
    signatures = []
    sign_off = months.profits.sign_off

    def fails(**more):
        signatures.append(more["surgery_id"])
        if len(signatures) == number:
            raise Cut
        sign_off(**more)

    with monkeypatch.context() as patch:
        patch.setattr(months.profits, "sign_off", fails)
        with pytest.raises(Cut):
            built()
    reader = Reader()
    with reader.acting(), transaction.atomic():
        there = ledger_queries.months_with_postings(scope=reader.scope, surgeries=reader.ids)
    assert there == (None if number < 38 else (CLOSED, CLOSED))
    built()
    assert reader.posted() == expected()[1]
    _months_are_closed_but_the_last(reader)


def test_a_day_before_the_first_month_is_over_changes_nothing(fresh_database):
    with pytest.raises(TooEarly, match="not over yet"):
        build.build(at=datetime(2024, 4, 12, tzinfo=UTC), password=None)
    with pytest.raises(queries.NoSuchPartnership):
        queries.partnership(code=build.CODE)


def test_sums_of_nothing_are_nothing():
    assert Sums(a_plan(today=TODAY)).add([]).amounts == {}
