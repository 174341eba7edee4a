"""What is taken away as files says what the ledger says, to the penny, in other people's programs too."""

import io
import re
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Journal, Line
from commonpractice.domain.ledger.queries import exports
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import NotAllowed, OutOfScope
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.journal_formats import beancount, hledger, write_beancount
from tests.domain.ledger.small_books import (
    APRIL,
    JUNE,
    MAY,
    a_small_book,
    book_of,
    hledger_text,
    journal,
    named,
    ours,
    post,
    sheet_rows,
    workbook_of,
)
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers
from tests.examples import thorough
from tests.gateways.bookkeeping_programs import (
    hledger_balances,
    ledger_balances,
    needs_hledger,
    needs_ledger,
)

pytestmark = pytest.mark.django_db


def test_the_export_of_a_surgery_reads_like_its_books():
    """Of the recharge, Avon sees its own side, and whose the other is."""
    rivers = two_rivers()
    with acting(rivers.everything):
        numbers = a_small_book(rivers)
        text = hledger_text(book_of(rivers, [rivers.a], last=MAY))
    assert text.startswith("; Avon Surgery, April 2025 to May 2025\n; Taken from Common Practice on 30 April")
    assert (
        f"\n\n2025-04-10 ({numbers[0]}) Income\n"
        "    ; document: Income/0\n"
        "    ; title: A paper\n"
        "    Avon Surgery:Income:Core contract:1010 Global sum or PMS baseline       -300.00 GBP\n"
        "    Avon Surgery:Assets:Cash:8010 Practice bank account                      300.00 GBP\n"
    ) in text
    assert (
        f"\n\n2025-05-10 ({numbers[3]}) Recharge\n"
        "    ; document: Recharge/3\n"
        "    ; title: A paper\n"
        "    ; with: Brook Surgery\n"
        "    Avon Surgery:Expenses:Internal:5820 Recharges between surgeries                  7.00 GBP\n"
        "    Avon Surgery:Assets:Internal accounts:8620 Account with other surgeries         -7.00 GBP\n"
    ) in text
    assert re.search(r"9040 Drawings +50\.00 GBP  ; partner: P1 Dr Ash\n", text)
    assert "Rent" not in text


def test_what_came_before_is_brought_forward_in_one_entry_a_surgery():
    """
    2025-05-01 Balances brought forward
        8010 Bank               £300.00
        Results brought forward -£300.00
    """
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        book = book_of(rivers, [rivers.a], first=MAY, last=MAY)
        opening = next(iter(book.entries))
    assert opening.on == date(2025, 5, 1)
    assert opening.number is None
    assert opening.lines == [((rivers.a, 8010), 30000, None), ((rivers.a, 0), -30000, None)]
    assert book.accounts[rivers.a, 0].leaf == "Results brought forward, not yet shared"


@needs_hledger
@pytest.mark.parametrize("first", [APRIL, MAY, JUNE])
def test_hledger_and_we_agree_of_a_surgery_the_centre_and_the_whole(first):
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
        for surgeries in ([rivers.a], [rivers.b], [rivers.centre], list(rivers.everything.surgeries)):
            try:
                book = book_of(rivers, surgeries, first=first, last=JUNE)
            except exports.NothingToExport:
                assert ours(rivers, surgeries, first, JUNE) == {}
                continue
            expected = named(ours(rivers, surgeries, first, JUNE), hledger.account_names(book.accounts))
            assert hledger_balances(hledger_text(book)) == expected


# Random books: three profit centres, six months, one side or two, posted to a month other than its date's.
CODES = sorted(
    code for code, account in parameters.chart().items() if not account.internal and not account.per_partner
)
INTERNAL = sorted(code for code, account in parameters.chart().items() if account.internal)
AMOUNT = st.integers(-(10**9), 10**9).filter(bool)


@st.composite
def one_sided(draw, rivers: TwoRivers) -> Journal:
    place = draw(st.sampled_from(rivers.everything.surgeries))
    legs = draw(st.lists(st.tuples(st.sampled_from(CODES), AMOUNT), min_size=1, max_size=5))
    rest = -sum(amount for _, amount in legs)
    if rest:
        legs.append((draw(st.sampled_from(CODES)), rest))
    lines = tuple(Line(place, code, amount) for code, amount in legs)
    return Journal(**draw(dates_and_words()), home_id=place, lines=lines)


@st.composite
def two_sided(draw, rivers: TwoRivers) -> Journal:
    home, host = draw(st.permutations(rivers.everything.surgeries))[:2]
    amount, one, other = draw(AMOUNT), *draw(st.permutations(INTERNAL))[:2]
    lines = ((home, one, amount), (home, other, -amount), (host, other, amount), (host, one, -amount))
    return Journal(
        **draw(dates_and_words()), home_id=home, host_id=host, lines=tuple(Line(*line) for line in lines)
    )


@st.composite
def dates_and_words(draw) -> dict:
    return {
        "dated": draw(st.dates(date(2025, 1, 1), date(2025, 5, 31))),
        "month": draw(st.sampled_from(list(months(APRIL, Month(2025, 9))))),
        "narrative": draw(st.sampled_from(["Locum; weekend", "Rent  (Q1)", "[2025] “Smith”", "x:y  ; z"])),
    }


@pytest.fixture
def rivers():
    """The partnership, in a transaction that the test's database takes back."""
    return two_rivers()


@needs_hledger
@needs_ledger
@thorough(25, suppress=(HealthCheck.function_scoped_fixture,))
@given(data=st.data())
def test_every_program_agrees_with_us_on_random_books(rivers, data):
    journals = data.draw(
        st.lists(one_sided(rivers) | two_sided(rivers), min_size=1, max_size=20), label="journals"
    )
    first, last = sorted(
        data.draw(st.lists(st.sampled_from(list(months(APRIL, Month(2025, 9)))), min_size=2, max_size=2))
    )
    surgeries = data.draw(
        st.sets(st.sampled_from(rivers.everything.surgeries), min_size=1).map(sorted), label="of"
    )
    with acting(rivers.everything), transaction.atomic():
        post(rivers, *journals)
        expected = ours(rivers, surgeries, first, last)
        try:
            compare_every_format(rivers, surgeries, first, last, expected)
        except exports.NothingToExport:
            assert expected == {}
        transaction.set_rollback(True)


def compare_every_format(rivers, surgeries, first, last, expected):
    book = book_of(rivers, surgeries, first, last)
    text = hledger_text(book)
    theirs = named(expected, hledger.account_names(book.accounts))
    assert hledger_balances(text) == theirs
    assert ledger_balances(text) == theirs

    sums: dict = {}
    out = io.StringIO()
    write_beancount(book_of(rivers, surgeries, first, last), out)
    for line in out.getvalue().splitlines():
        if line.startswith("  ") and line.endswith(" GBP"):
            account, amount, _ = line.split()
            sums[account] = sums.get(account, 0) + int(amount.replace(".", ""))
    assert {name: amount for name, amount in sums.items() if amount} == named(
        expected, beancount.account_names(book.accounts)
    )

    sums = {}
    ids = {place.code: place.id for place in rivers.partnership.surgeries}
    for row in sheet_rows(workbook_of(rivers, surgeries, first, last), "Postings"):
        key = ids[row[3]], row[5] or 0
        sums[key] = sums.get(key, 0) + round(row[7] * 100)
    assert {key: amount for key, amount in sums.items() if amount} == expected


def test_an_entry_is_dated_within_the_month_that_it_is_posted_to():
    """Posted to June with a date in May: on 1 June in the file, with its own date as a tag."""
    rivers = two_rivers()
    line = [(rivers.a, 2030, 1250), (rivers.a, 8310, -1250)]
    lines = tuple(Line(*each) for each in line)
    with acting(rivers.everything):
        for on in (date(2025, 5, 20), date(2025, 7, 20), date(2025, 6, 20)):
            post(rivers, Journal(on, f"of {on}", lines, rivers.a, month=JUNE))
        entries = list(book_of(rivers, [rivers.a], JUNE, JUNE).entries)
    assert [(entry.on, entry.dated) for entry in entries] == [
        (date(2025, 6, 1), date(2025, 5, 20)),
        (date(2025, 6, 20), None),
        (date(2025, 6, 30), date(2025, 7, 20)),
    ]


def test_a_reversal_names_what_it_reverses():
    rivers = two_rivers()
    with acting(rivers.everything):
        number = post(rivers, journal(rivers.a, MAY, (rivers.a, 2030, 5), (rivers.a, 8310, -5)))[0]
        ledger.reverse(
            journal_id=number, why="twice", dated=JUNE.first, month=JUNE, scope=rivers.everything, at=NOON
        )
        entries = list(book_of(rivers, [rivers.a]).entries)
    assert [entry.reverses for entry in entries] == [None, number]


def test_postings_come_in_several_fetches(monkeypatch):
    """A journal whose postings fall into two fetches is one entry still."""
    monkeypatch.setattr(exports, "AT_A_TIME", 3)
    rivers = two_rivers()
    with acting(rivers.everything):
        numbers = a_small_book(rivers)
        entries = list(book_of(rivers, list(rivers.everything.surgeries)).entries)
    assert [entry.number for entry in entries] == list(numbers)
    assert all(sum(line.amount for line in entry.lines) == 0 for entry in entries)


def test_only_those_who_may_take_accounts_away_and_only_their_own():
    rivers = two_rivers()
    avon = rivers.only(rivers.a)
    powerless = Scope(avon.actor, avon.partnership_id, avon.surgeries, avon.powers - {Power.EXPORT})
    with acting(rivers.everything):
        a_small_book(rivers)
    with acting(avon):
        with pytest.raises(OutOfScope):
            book_of(rivers, [rivers.b], scope=avon)
        with pytest.raises(NotAllowed, match="take accounts away as files"):
            book_of(rivers, [rivers.a], scope=powerless)
        own = [entry.narrative for entry in book_of(rivers, [rivers.a], scope=avon).entries]
    assert own == ["Income", "Cotton", "Drawings", "Recharge"]


def test_the_database_gives_no_more_than_the_ticket_covers():
    """A scope that claims more than the ticket: the database shows Avon's postings alone."""
    rivers = two_rivers()
    with acting(rivers.everything):
        a_small_book(rivers)
    with acting(rivers.only(rivers.a)):
        book = book_of(rivers, list(rivers.everything.surgeries))
        seen = {line.account[0] for entry in book.entries for line in entry.lines}
    assert seen == {rivers.a}


def test_nothing_to_export_is_said():
    rivers = two_rivers()
    with (
        acting(rivers.everything),
        pytest.raises(exports.NothingToExport, match="Nothing has been posted to Avon Surgery, April 2025"),
    ):
        book_of(rivers, [rivers.a], APRIL, APRIL)
