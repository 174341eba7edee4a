"""The proof that surgeries and centre make the partnership: from balances, and again from the postings."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.facts import Document
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.foundations.months import Month
from tests.domain.ledger.small_books import a_small_book, journal
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

APRIL, MAY, JUNE = (Month(2025, number) for number in (4, 5, 6))
YEAR = Span(date(2025, 4, 1), date(2026, 3, 31))
SPANS = [YEAR, Span.of_month(MAY), Span(date(2025, 4, 5), date(2025, 5, 20)), Span.ever_to(date(2025, 5, 31))]


@pytest.fixture
def rivers(owner) -> TwoRivers:
    """The small book: avon has £12.50 of cotton and £7 recharged by brook, the centre £99.99 of rent."""
    rivers = two_rivers()
    with acting(rivers.everything), transaction.atomic():
        a_small_book(rivers)
    return rivers


def proof(rivers: TwoRivers, span: Span = YEAR, known_at: datetime | None = None) -> queries.Consolidation:
    with acting(rivers.everything), transaction.atomic():
        return queries.consolidation(
            scope=rivers.everything, surgeries=rivers.everything.surgeries, span=span, known_at=known_at
        )


def test_each_part_is_shown_with_its_charges_and_what_is_owed_apart(rivers):
    found = proof(rivers)
    assert found.holds
    parts = {row.surgery_id: (row.income, row.spending, row.charges, row.settlement) for row in found.rows}
    assert parts == {
        rivers.a: (30000, 1250 + 700, 700, -700),  # recharged by brook, and owing it
        rivers.b: (0, -700, -700, 700),
        rivers.centre: (0, 9999, 0, 0),
    }
    for whole in (found.sum_of_rows, found.whole):
        assert (whole.income, whole.spending, whole.charges, whole.settlement) == (30000, 1250 + 9999, 0, 0)
    assert found.internal_by_account == {5810: 0, 5820: 0, 7090: 0, 8610: 0, 8620: 0}


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_both_ways_agree_over_any_days(rivers, span):
    found = proof(rivers, span)
    assert found.holds
    assert found.sum_of_rows == found.whole


@pytest.mark.parametrize(
    ("corrupted", "out"),
    [
        ("UPDATE ledger_balance SET amount = amount + 12345 WHERE account_id = 2030", {2030: 12345}),
        ("DELETE FROM ledger_balance WHERE account_id = 4010", {4010: -9999}),
        (
            "UPDATE ledger_balance SET amount = amount + CASE account_id WHEN 1010 THEN 5 ELSE -5 END "
            "WHERE account_id IN (1010, 8010) AND month = '2025-04-01'",
            {1010: 5, 8010: -5},
        ),
        # of one kind and one sum: hidden in every total
        (
            "UPDATE ledger_balance SET amount = amount + CASE account_id WHEN 2030 THEN 5 ELSE -5 END "
            "WHERE account_id IN (2030, 4010)",
            {2030: 5, 4010: -5},
        ),
    ],
)
def test_a_corrupted_balance_is_found_out(rivers, owner, corrupted, out):
    """As only the owner of the tables can, behind the database's back."""
    assert owner.execute(corrupted).rowcount
    found = proof(rivers)
    assert not found.holds
    assert found.out_by_account == out


def test_a_corrupted_posting_is_found_out_too(rivers, owner):
    with owner.transaction():
        owner.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_posting SET amount = amount - 5 WHERE account_id = 5820 AND amount > 0")
        owner.execute("ALTER TABLE ledger_posting ENABLE TRIGGER USER")
    found = proof(rivers)
    assert not found.holds
    assert found.out_by_account == {5820: 5}
    assert found.internal_by_account[5820] == -5


def test_it_is_as_it_was_known(rivers):
    """£40 of cotton wool of May, posted on 10 June: on 9 June nobody knew, either way it is added up."""
    told = datetime(2025, 6, 10, 12, tzinfo=UTC)
    late = journal(rivers.a, MAY, (rivers.a, 2030, 4000), (rivers.a, 8310, -4000), words="Late")
    with acting(rivers.everything), transaction.atomic():
        document = Document("invoice", "late", "A late paper", rivers.a)
        ledger.post([(document, [late])], scope=rivers.everything, at=told)
    for span in SPANS:
        for known_at, more in [(None, 4000), (told, 4000), (told - timedelta(days=1), 0)]:
            found = proof(rivers, span, known_at)
            assert found.holds
            assert found.sum_of_rows == found.whole
            assert found.whole.spending - proof(rivers, span, told - timedelta(days=1)).whole.spending == more
    nothing = proof(rivers, known_at=NOON - timedelta(days=1))
    assert nothing.holds
    assert nothing.whole == queries.ConsolidationRow(0, 0, 0, 0, 0, 0, 0)


def test_it_is_of_whom_one_sees(rivers):
    narrow = rivers.only(rivers.a)
    with acting(narrow), transaction.atomic():
        with pytest.raises(OutOfScope):
            queries.consolidation(scope=narrow, surgeries=[rivers.a, rivers.b], span=YEAR)
        alone = queries.consolidation(scope=narrow, surgeries=[rivers.a], span=YEAR)
    assert alone.sum_of_rows == alone.whole
    assert not alone.holds  # what it owes brook is not cancelled by brook's books
