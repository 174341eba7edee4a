"""What was told of a contract by mistake and is withdrawn: as if it had never been told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts.facts.due import PatientList, Term, TermBasis
from commonpractice.domain.contracts.models import Term as Stored
from commonpractice.domain.ledger import queries as books
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.contracts.telling import (
    APRIL,
    JULY,
    JUNE,
    LIST,
    MAY,
    close_in_order,
    earned,
    months_as_they_stand,
    shown,
)
from tests.domain.contracts.test_income import EARLY, close, patients, rivers, tell, term

__all__ = ["rivers"]
A_YEAR, A_MONTH, HOLDS = TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.HOLDS
LATE = date(2025, 6, 20)
SCHEME = term("local_schemes", A_MONTH, "1000", of=Period(APRIL.first), name="wound care")


def withdrawal(fact: Term | PatientList, known_on: date = LATE) -> Term | PatientList:
    return replace(fact, known_on=known_on, source="told of the wrong surgery", withdrawn=True)


def test_a_scheme_that_was_never_agreed_is_caught_up_in_the_open_month(rivers):
    """£1,000.00 a month in April and May, closed; in June it turns out to be another surgery's."""
    tell(rivers, patients("0"), SCHEME)
    close_in_order(rivers, APRIL, MAY)
    before = months_as_they_stand(rivers, APRIL, MAY)
    tell(rivers, withdrawal(SCHEME), on=LATE)
    assert set(shown(rivers, LATE, "local_schemes").values()) <= {0}, "a page sees it at once"
    (number,) = close(rivers, JUNE, JULY.first)
    catch_up = books.journal(scope=rivers.everything, journal_id=number)
    assert catch_up.month == JUNE
    assert {(line.account, line.concerns, line.amount) for line in catch_up.lines} == {
        (account, month, amount)
        for month in (APRIL, MAY)
        for account, amount in ((1220, 1_000_00), (8160, -1_000_00))
    }
    assert earned(rivers, "local_schemes") == {}
    assert months_as_they_stand(rivers, APRIL, MAY) == before, "a closed month's page stays as it was"


def test_as_known_before_it_was_withdrawn_it_holds(rivers):
    tell(rivers, patients("0"), SCHEME)
    tell(rivers, withdrawal(SCHEME), on=LATE)
    known = {on: shown(rivers, on, "local_schemes").get(APRIL, 0) for on in (date(2025, 6, 19), LATE)}
    assert known == {date(2025, 6, 19): 1_000_00, LATE: 0}


def test_what_it_took_the_place_of_for_good_holds_again(rivers):
    """£7,000 a month; £7,500 from May, told by mistake and without an end; withdrawn after May is closed."""
    rent = term("rent", A_YEAR, "84000")
    mistake = term("rent", A_YEAR, "90000", of=Period(MAY.first))
    tell(rivers, patients("0"), rent, mistake)
    close_in_order(rivers, APRIL, MAY)
    assert earned(rivers, "rent") == {APRIL: 7_000_00, MAY: 7_500_00}
    tell(rivers, withdrawal(mistake), on=LATE)
    close_in_order(rivers, JUNE)
    assert earned(rivers, "rent") == dict.fromkeys((APRIL, MAY, JUNE), 7_000_00)


def test_a_list_told_from_the_wrong_day_is_withdrawn(rivers):
    wrong = patients("9000", since=MAY.first)
    tell(rivers, patients("8400"), wrong)
    close_in_order(rivers, APRIL, MAY)
    tell(rivers, withdrawal(wrong), on=LATE)
    close_in_order(rivers, JUNE)
    assert earned(rivers, "global_sum") == dict.fromkeys((APRIL, MAY, JUNE), LIST)


def test_a_first_list_that_never_was_begins_nothing(rivers):
    """A rent is kept from the first list on: that is June's, and not the one of April that was withdrawn."""
    wrong = patients("9000")
    tell(
        rivers,
        term("rent", A_YEAR, "90000"),
        wrong,
        withdrawal(wrong, EARLY),
        patients("0", since=JUNE.first),
    )
    close_in_order(rivers, APRIL, MAY, JUNE)
    assert earned(rivers, "rent") == {JUNE: 7_500_00}
    assert earned(rivers, "global_sum") == {}


def test_it_may_be_told_withdrawn_and_told_again_on_one_day(rivers):
    """A slip of the morning; withdrawing it was another. The same told twice adds nothing."""
    for fact in (SCHEME, withdrawal(SCHEME, EARLY), withdrawal(SCHEME, EARLY), SCHEME, SCHEME):
        tell(rivers, fact)
    assert list(Stored.objects.order_by("id").values_list("withdrawn", flat=True)) == [False, True, False]
    close_in_order(rivers, APRIL)
    assert earned(rivers, "local_schemes") == {APRIL: 1_000_00}


def test_an_end_that_is_taken_back_on_the_day_it_was_told_counts(rivers):
    ended = replace(SCHEME, effective=Period(APRIL.first, MAY.first))
    tell(rivers, SCHEME)
    tell(rivers, ended)
    tell(rivers, SCHEME)
    close_in_order(rivers, APRIL, MAY)
    assert earned(rivers, "local_schemes") == dict.fromkeys((APRIL, MAY), 1_000_00)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (
            {"name": "ECG"},
            "Nobody has told “local_schemes” by the name “ECG”, a_month, from 1 April 2025, so",
        ),
        ({"item": "rent", "name": ""}, "Nobody has told “rent”, a_month, from 1 April 2025, so it cannot"),
        ({"effective": Period(date(2025, 4, 2))}, "from 2 April 2025, so it cannot be withdrawn"),
        ({"basis": TermBasis.ONCE}, "Nobody has told “local_schemes” by the name “wound care”, once, from"),
        ({"known_on": date(2025, 4, 30)}, "was known on 1 May 2025. Give that day or a later one"),
    ],
)
def test_what_cannot_be_withdrawn_is_said(rivers, change, because):
    tell(rivers, replace(SCHEME, known_on=date(2025, 5, 1)), on=date(2025, 5, 1))
    with pytest.raises(actions.CannotTell, match=because):
        tell(rivers, replace(withdrawal(SCHEME), **change), on=LATE)
    assert Stored.objects.count() == 1


def test_it_is_withdrawn_once_and_may_be_by_either_way_of_paying(rivers):
    tell(rivers, SCHEME)
    tell(rivers, replace(withdrawal(SCHEME), basis=A_YEAR, value=Decimal(0)), on=LATE)
    with pytest.raises(actions.CannotTell, match="from 1 April 2025 is withdrawn already"):
        tell(rivers, withdrawal(SCHEME, date(2025, 6, 21)), on=date(2025, 6, 21))
    with pytest.raises(actions.CannotTell, match="Nobody has told a list from 1 April 2025"):
        tell(rivers, withdrawal(patients("0")), on=LATE)


def test_the_log_says_that_it_was_withdrawn(rivers):
    tell(rivers, SCHEME)
    tell(rivers, withdrawal(SCHEME), on=LATE)
    told = Entry.objects.filter(deed="contracts.tell").order_by("id").values_list("subject", flat=True)
    assert list(told) == ["1 terms", "1 terms withdrawn"]


def test_an_opt_out_that_never_held_is_withdrawn(rivers):
    held = term("out_of_hours", HOLDS)
    tell(rivers, patients("8400"), held)
    close_in_order(rivers, APRIL)
    assert earned(rivers, "out_of_hours") == {APRIL: -4_049_52}
    tell(rivers, withdrawal(held, date(2025, 5, 20)), on=date(2025, 5, 20))
    close_in_order(rivers, MAY)
    assert earned(rivers, "out_of_hours") == {}
    assert earned(rivers, "global_sum") == dict.fromkeys((APRIL, MAY), LIST)


def test_nothing_else_of_the_day_is_withdrawn(rivers):
    """Another scheme of the same first day, and a payment made once, stay as they are."""
    other = replace(SCHEME, name="ECG")
    once = replace(SCHEME, basis=TermBasis.ONCE, value=Decimal(300))
    tell(rivers, patients("0"), SCHEME, other, once)
    tell(rivers, withdrawal(SCHEME, EARLY))
    close_in_order(rivers, APRIL, Month(2025, 5))
    assert earned(rivers, "local_schemes") == {APRIL: 1_300_00, MAY: 1_000_00}


def test_what_was_withdrawn_is_told_again_as_known_from_then(rivers):
    """As known before, it would mean nothing, and nobody would see why."""
    first = patients("8400")
    tell(rivers, first)
    tell(rivers, withdrawal(first), on=LATE)
    with pytest.raises(
        actions.CannotTell,
        match=r"A list from 1 April 2025 was withdrawn, as known on 20 June 2025\. To tell it again, give "
        "that day or a later one",
    ):
        tell(rivers, replace(first, weighted=Decimal(9000)), on=LATE)
    tell(rivers, replace(first, known_on=LATE), on=LATE)
    close_in_order(rivers, APRIL)
    assert earned(rivers, "global_sum") == {APRIL: LIST}
