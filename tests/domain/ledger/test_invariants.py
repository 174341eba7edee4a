"""The ledger's conservation laws, each on five hundred made-up books (docs/ARCHITECTURE.md lists them).

Most examples are tried in a transaction that is checked as at its commit and then undone. Two properties are
about the life of a book: there each example is posted for good on top of those before, and everything is
reckoned again from the postings by the tables' owner, who sees all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.facts import AccountKind, Unbalanced
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.foundations.months import Month
from tests import databases
from tests.domain.ledger import books
from tests.domain.ledger.books import INTERNAL, MONTHS, THOROUGH, Draft, Ids, drafts, lots
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

pytestmark = pytest.mark.slow

NUMBERS = count(1)  # so that what is posted for good has a key of its own


@dataclass(frozen=True)
class House:
    rivers: TwoRivers
    ids: Ids
    owner: psycopg.Connection

    @property
    def scope(self):
        return self.rivers.everything

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Whatever is done inside is checked as at a commit, and undone."""
        with acting(self.scope), transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    def post(self, lot: list[list[Draft]], prefix: str = "made-up") -> ledger.posting.Posted:
        return ledger.post(books.entries(lot, self.ids, prefix), scope=self.scope, at=NOON)

    def traces(self) -> dict[str, int]:
        return books.traces(self.owner.cursor())


@pytest.fixture(scope="module")
def house(template, django_db_setup, django_db_blocker) -> Iterator[House]:
    with databases.cloned(template, django_db_blocker) as name, databases.as_owner(name) as owner:
        rivers = two_rivers()
        with acting(rivers.everything), transaction.atomic():
            ids = Ids(rivers)
        yield House(rivers, ids, owner)


@THOROUGH
@given(lot=lots(most=2))
def test_each_journal_balances_within_each_profit_centre(house, lot):
    with house.trial():
        house.post(lot)
        rows = books.seen_postings("WHERE b.made = pg_current_xact_id()")
        assert len(rows) == sum(len(draft.lines) for journals in lot for draft in journals)
        assert set(books.sums(rows, "journal", "surgery").values()) == {0}


@THOROUGH
@given(lot=lots(most=2))
def test_internal_accounts_cancel_in_each_journal_and_so_over_the_partnership(house, lot):
    with house.trial():
        house.post(lot)
        internal = [row for row in books.seen_postings() if row.account in INTERNAL]
        assert set(books.sums(internal, "journal", "account").values()) <= {0}
        ever = queries.movements(
            scope=house.scope, surgeries=house.scope.surgeries, spans=[Span.ever_to(MONTHS[-1].last)]
        )
        assert all(ever.get(code, (0,)) == (0,) for code in INTERNAL)


@THOROUGH
@given(lot=lots(most=1), month=st.sampled_from(MONTHS))
def test_surgeries_and_centre_make_the_partnership_after_every_posting(house, lot, month):
    """Posted for good, one on top of the other; the owner reckons from the postings what should be shown."""
    with acting(house.scope), transaction.atomic():
        house.post(lot, prefix=f"for good/{next(NUMBERS)}")
    spans = [Span.of_month(month), Span.ever_to(month.last)]
    with acting(house.scope), transaction.atomic():
        shown = [
            queries.consolidation(scope=house.scope, surgeries=house.scope.surgeries, span=span)
            for span in spans
        ]
    moved = books.sums_by_owner(house.owner)
    kinds = {code: account.kind for code, account in parameters.chart().items()}
    for span, consolidation in zip(spans, shown, strict=True):
        within = [row for row in moved if (span.first or row.month) <= row.month <= span.last]
        assert consolidation.holds
        for part in [*consolidation.rows, consolidation.whole]:
            own = [row for row in within if part.surgery_id in (0, row.surgery)]
            income, spending, borne = (
                sum(row.amount for row in own if kinds[row.account] is kind)
                for kind in (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS)
            )
            assert (part.income, part.spending, part.borne) == (-income, spending, borne)
            assert part.surplus == -income - spending
            internal = [row for row in own if row.account in INTERNAL]
            charges = sum(row.amount for row in internal if kinds[row.account] in RESULT)
            assert part.charges == charges
            assert part.settlement == sum(row.amount for row in internal) - charges
        assert {part.surgery_id for part in consolidation.rows} == set(house.ids.values())


@THOROUGH
@given(lot=lots(most=1))
def test_kept_balances_are_the_sum_of_postings(house, lot):
    """Posted for good, one on top of the other; every balance reckoned again by the owner."""
    with acting(house.scope), transaction.atomic():
        house.post(lot, prefix=f"kept/{next(NUMBERS)}")
    sums = {
        (row.surgery, row.month, row.account): (row.amount, row.number)
        for row in books.sums_by_owner(house.owner)
    }
    assert books.kept_balances(house.owner) == sums


@pytest.mark.slow
@THOROUGH
@given(draft=drafts(), month=st.sampled_from(MONTHS))
def test_a_reversal_leaves_nil(house, draft, month):
    year = [Span(MONTHS[0].first, MONTHS[-1].last)]
    deed = {"why": "made up", "dated": month.first, "month": month, "scope": house.scope, "at": NOON}
    with house.trial():
        before = queries.by_surgery(scope=house.scope, surgeries=house.scope.surgeries, spans=year)
        number = house.post([[draft]]).journals[0]
        back = ledger.reverse(journal_id=number, **deed).journals[0]
        pair = books.seen_postings("WHERE p.journal_id IN (%s, %s)", [number, back])
        assert set(books.sums(pair, "surgery", "account").values()) == {0}
        after = queries.by_surgery(scope=house.scope, surgeries=house.scope.surgeries, spans=year)
        for surgery, sums in after.items():
            assert sums == {code: before[surgery].get(code, (0,)) for code in sums}
        with pytest.raises(ledger.AlreadyPosted, match="reversed already"):
            ledger.reverse(journal_id=number, **deed)


@THOROUGH
@given(lot=lots(most=1), other=lots(most=1))
def test_the_same_document_posts_once(house, lot, other):
    """Whatever it says the second time, and whatever comes with it."""
    with house.trial(), connection.cursor() as cursor:
        house.post(lot)
        before = books.traces(cursor)
        new = books.entries(other, house.ids, "new")
        with pytest.raises(ledger.AlreadyPosted, match="nothing was posted twice"):
            ledger.post([*new, *books.entries(lot, house.ids)], scope=house.scope, at=NOON)
        assert books.traces(cursor) == before


@THOROUGH
@given(
    lot=lots(most=2, months=MONTHS[:4]),
    until=st.dictionaries(st.sampled_from(books.PLACES), st.integers(0, 4)),
)
def test_a_locked_month_takes_nothing(house, lot, until):
    """The first few months locked, more or fewer at each: a lot is posted whole where its months are open."""
    locked = {(place, month) for place, number in until.items() for month in MONTHS[:number]}
    wanted = {(line[0], draft.month) for journals in lot for draft in journals for line in draft.lines}
    with house.trial(), connection.cursor() as cursor:
        for place, month in sorted(locked):
            ledger.lock_month(surgery_id=house.ids[place], month=month, scope=house.scope, at=NOON)
        before = books.traces(cursor)
        if wanted & locked:
            with pytest.raises(ledger.MonthIsLocked, match=r"is locked: nothing can be posted to it\."):
                house.post(lot)
            assert books.traces(cursor) == before
        else:
            assert len(house.post(lot).journals) == sum(map(len, lot))


@st.composite
def spoilt(draw) -> tuple[list[list[Draft]], str]:
    """A lot with one journal that must be refused, and what is wrong with it."""
    lot = draw(lots(most=2))
    journals = draw(st.sampled_from(lot))
    place = draw(st.integers(0, len(journals) - 1))
    draft = journals[place]
    wrong = draw(
        st.sampled_from(["unbalanced", "one-sided", "no account", "a third", "nil", "unopened", "empty"])
    )
    lines = list(draft.lines)
    if wrong == "unbalanced":
        at, account, amount, partner = lines[0]
        by = draw(books.AMOUNT.filter(lambda penny: amount + penny))
        lines[0] = (at, account, amount + by, partner)
    elif wrong == "one-sided":
        lines += [(draft.home, draw(st.sampled_from(INTERNAL)), 5, None), (draft.home, 8310, -5, None)]
    elif wrong == "no account":
        lines += [
            (draft.home, draw(st.sampled_from([0, 1, 4242, -8310])), 5, None),
            (draft.home, 8310, -5, None),
        ]
    elif wrong == "a third":
        third = next(place for place in books.PLACES if place not in (draft.home, draft.host))
        lines += [(third, 2010, 5, None), (third, 8310, -5, None)]
    elif wrong == "nil":
        lines.append((draft.home, 2010, 0, None))
    elif wrong == "unopened":
        draft = replace(draft, month=draw(st.sampled_from([Month(2025, 3), Month(2026, 4), Month(1999, 1)])))
    else:
        lines = []
    journals[place] = replace(draft, lines=tuple(lines))
    return lot, wrong


@THOROUGH
@given(spoilt=spoilt())
def test_what_is_refused_leaves_no_trace(house, spoilt):
    """Asked of the owner after the refusal: nothing of the lot was kept, not even its good documents."""
    lot, wrong = spoilt
    before = house.traces()
    kind = Unbalanced if wrong in ("unbalanced", "empty") else CannotPost
    with pytest.raises(kind) as refusal, acting(house.scope):
        house.post(lot, prefix=f"refused/{next(NUMBERS)}")
    assert str(refusal.value).rstrip().endswith(".")
    assert house.traces() == before


# The database by itself: whatever the program sends, it takes exactly what balances.


@st.composite
def sets_of_postings(draw) -> list[tuple[str, int, int]]:
    """Postings of one two-sided journal, A and B: (place, account, pence). Few of them balance unaided."""
    if draw(st.booleans()):
        lines = [line[:3] for line in draw(drafts(sides=("A", "B"))).lines]
        if draw(st.booleans()):  # one posting left out, moved across or sent twice
            place = draw(st.integers(0, len(lines) - 1))
            side, account, amount = lines.pop(place)
            lines += draw(
                st.sampled_from(
                    [[], [("B" if side == "A" else "A", account, amount)], [(side, account, amount)] * 2]
                )
            )
        return lines
    accounts = st.sampled_from([1010, 8310, 5820, 8620])
    pennies = st.integers(-2, 2).filter(bool)
    return draw(st.lists(st.tuples(st.sampled_from(["A", "B"]), accounts, pennies), min_size=1, max_size=6))


def balances(lines: list[tuple[str, int, int]]) -> bool:
    """The invariant, as plainly as it can be said."""
    sides = all(sum(line[2] for line in lines if line[0] == place) == 0 for place in "AB")
    internal = all(sum(line[2] for line in lines if line[1] == code) == 0 for code in INTERNAL)
    named = not any(parameters.chart()[line[1]].per_partner for line in lines)  # these say nobody's name
    return sides and internal and named and bool(lines)


@THOROUGH
@given(lines=sets_of_postings())
def test_the_database_takes_exactly_what_balances(house, lines):
    with acting(house.scope), transaction.atomic(), connection.cursor() as cursor:
        number = _bare_journal(cursor, house)
        try:
            with transaction.atomic():
                if lines:
                    cursor.execute(
                        "INSERT INTO ledger_posting (journal_id, surgery_id, month, account_id, amount) "
                        "SELECT %s, * FROM unnest(%s::int[], %s::date[], %s::int[], %s::bigint[])",
                        [
                            number,
                            [house.ids[line[0]] for line in lines],
                            [MONTHS[0].first] * len(lines),
                            [line[1] for line in lines],
                            [line[2] for line in lines],
                        ],
                    )
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            taken = True
        except IntegrityError:
            taken = False
        transaction.set_rollback(True)
    assert taken is balances(lines)


def _bare_journal(cursor, house: House) -> int:
    """A two-sided journal of April without postings yet, written with no help from the program."""
    cursor.execute("INSERT INTO ledger_batch (at, actor_id, actor_name) VALUES (now(), 0, '') RETURNING id")
    batch = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO ledger_document (partnership_id, home_id, host_id, kind, key, title, details) "
        "VALUES (%s, %s, %s, 'bare', 'bare', 'bare', '{}') RETURNING id",
        [house.rivers.partnership.id, house.ids["A"], house.ids["B"]],
    )
    document = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO ledger_journal (batch_id, document_id, home_id, host_id, month, dated, narrative) "
        "VALUES (%s, %s, %s, %s, %s, %s, 'bare') RETURNING id",
        [batch, document, house.ids["A"], house.ids["B"], MONTHS[0].first, MONTHS[0].first],
    )
    return cursor.fetchone()[0]
