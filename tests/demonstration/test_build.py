"""Building the demonstration in a real database: what is there afterwards, twice over, and after a break."""

from collections import Counter
from datetime import UTC, date, datetime
from functools import cache

import pytest
from django.db import connection, transaction

from commonpractice.demonstration import build
from commonpractice.demonstration.books import TooEarly, accounts
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.recharges import payments, recharges
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import Document, Journal, Line, RechargeState
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import models, queries
from commonpractice.domain.partnership.facts import Power, Role
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from tests.demonstration.made_up import Sums, a_plan, everything

pytestmark = pytest.mark.slow
AT = datetime(2024, 6, 3, 9, tzinfo=UTC)  # April and May 2024 are over: two months of books
TODAY = AT.date()
WHOLE = [Span(date(2024, 4, 1), date(2024, 5, 31))]


class Cut(Exception):
    """The power went."""


class Reader:
    """Reads what was built, as the program itself, who sees all."""

    def __init__(self):
        self.partnership = queries.partnership(code=build.CODE)
        self.scope = queries.whole(self.partnership, actor=PROGRAM)
        self.ids = [surgery.id for surgery in self.partnership.surgeries]
        self.codes = {surgery.id: surgery.code for surgery in self.partnership.surgeries}

    def acting(self):
        return tickets.acting(actor_id=PROGRAM.id, surgeries=self.ids)

    def balances(self) -> dict[tuple[str, int], int]:
        with self.acting(), transaction.atomic():
            found = ledger_queries.by_surgery(scope=self.scope, surgeries=self.ids, spans=WHOLE)
        return {
            (self.codes[surgery], account): amount
            for surgery, accounts_of in found.items()
            for account, (amount,) in accounts_of.items()
            if amount
        }


@cache
def expected() -> dict[tuple[str, int], int]:
    """The same sums a second way: made up without a database, recharges posted by hand."""
    plan = a_plan(today=TODAY)
    sums = everything(plan)
    shown = [code for person in sign_ins(plan.fact) for _, code in person.roles if code != "CENTRE"]
    planned = recharges(plan, shown=list(dict.fromkeys(shown)))
    sums.add(payments(plan, planned))
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
    return {key: amount for key, amount in found.items() if amount}


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
    assert reader.balances() == expected()
    assert first.postings > 35_000
    assert first.users == 7
    assert [(name, done) for name, done, of in told if done == of] == [
        ("People who sign in", 7),
        ("Recharges between surgeries", first.recharges),
        ("Two years of books", 39),
        ("Closed months", 1),
    ]
    again = built()
    assert (again.postings, again.documents, again.recharges, again.months_opened) == (0, 0, 0, 0)
    assert (again.months_locked, again.users) == (0, 0)
    assert reader.balances() == expected()
    _the_partnership_adds_up(reader)
    _months_are_closed_but_the_last(reader)
    _people_hold_their_roles(reader)
    _recharges_wait(reader)
    _books_take_a_posting(reader)


def _the_partnership_adds_up(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        proof = ledger_queries.consolidation(scope=reader.scope, surgeries=reader.ids, span=WHOLE[0])
        counted = _count("SELECT sum(postings) FROM ledger_balance")
        assert counted == _count("SELECT count(*) FROM ledger_posting")
    assert proof.holds
    assert proof.whole.surplus > 0
    assert len(proof.rows) == 40  # 38, the surgery that joins later and has nothing yet, and the centre
    assert not any(proof.internal_by_account.values())


def _months_are_closed_but_the_last(reader: Reader) -> None:
    with reader.acting(), transaction.atomic():
        states = ledger_queries.month_states(scope=reader.scope, surgeries=reader.ids)
    locked = {(state.month, state.locked) for state in states}
    assert locked == {
        (Month(2024, 4), True),
        (Month(2024, 5), False),
        (Month(2024, 6), False),
    }


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


@pytest.mark.parametrize(
    ("what", "number"),
    [
        ("People who sign in", 3),
        ("Recharges between surgeries", 4),
        ("Two years of books", 1),
        ("Two years of books", 23),
        ("Closed months", 1),
    ],
)
def test_a_build_that_was_cut_short_is_finished_by_the_next(fresh_database, stopping_at, what, number):
    with pytest.raises(Cut):
        built(progress=stopping_at(what, number))
    built()
    reader = Reader()
    assert reader.balances() == expected()
    _months_are_closed_but_the_last(reader)
    _people_hold_their_roles(reader)
    _recharges_wait(reader)


def test_a_build_cut_in_the_middle_of_a_surgerys_books_leaves_none_of_them(fresh_database, monkeypatch):
    posts = []
    post = ledger.post

    def fails_on_the_sixth(entries, **more):
        done = post(entries, **more)
        posts.append(entries[0][0].home_id)
        if len(posts) == 6:
            raise Cut  # after its postings were written, before they were kept
        return done

    with monkeypatch.context() as patch:
        patch.setattr(build.ledger, "post", fails_on_the_sixth)
        with pytest.raises(Cut):
            built()
    reader = Reader()
    there = {code for code, account in reader.balances() if account == accounts.BANK}
    assert reader.codes[posts[-1]] not in {
        code for code, account in reader.balances() if account == accounts.CAPITAL
    }
    assert there
    built()
    assert reader.balances() == expected()


def test_a_day_before_the_first_month_is_over_changes_nothing(fresh_database):
    with pytest.raises(TooEarly, match="not over yet"):
        build.build(at=datetime(2024, 4, 12, tzinfo=UTC), password=None)
    with pytest.raises(queries.NoSuchPartnership):
        queries.partnership(code=build.CODE)


def test_sums_of_nothing_are_nothing():
    assert Sums(a_plan(today=TODAY)).add([]).amounts == {}
