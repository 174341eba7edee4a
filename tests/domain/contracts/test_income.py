"""NHS income earned, payable and paid: posted once, caught up later, never edited."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.domain.contracts import actions, queries
from commonpractice.domain.contracts.facts.due import Claim, PatientList, Term, TermBasis, ThreeSides
from commonpractice.domain.contracts.queries.sides import posted
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month, months
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.examples import thorough

APRIL, MAY, JUNE = Month(2025, 4), Month(2025, 5), Month(2025, 6)
ALWAYS = Period(date(2015, 11, 1))
EARLY = date(2025, 4, 1)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


@pytest.fixture
def rivers(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def patients(weighted: str, *, since: date = EARLY, known_on: date = EARLY) -> PatientList:
    return PatientList(Period(since), Decimal(8000), Decimal(weighted), known_on, "list at 1 April 2025")


def term(
    item: str, basis: TermBasis, pounds: str = "0", *, of: Period = ALWAYS, known_on=EARLY, name=""
) -> Term:
    return Term(item, name, basis, Decimal(pounds), of, known_on, "the lease of 2015")


def tell(rivers: TwoRivers, *facts, on: date = EARLY) -> None:
    told = {PatientList: actions.tell_lists, Term: actions.tell_terms, Claim: actions.tell_claims}
    for kind, deed in told.items():
        if mine := [one for one in facts if isinstance(one, kind)]:
            with transaction.atomic():
                deed({rivers.a: mine}, scope=rivers.everything, at=noon(on))


def close(rivers: TwoRivers, month: Month, on: date | None = None) -> tuple[int, ...]:
    return actions.post_income(
        surgeries=[rivers.a, rivers.b], month=month, scope=rivers.everything, at=noon(on or month.last)
    ).journals


def sides(rivers: TwoRivers) -> dict[tuple[str, Month], tuple[int, int, int]]:
    found = queries.three_sides(scope=rivers.everything, surgeries=[rivers.a])
    return {(one.item, one.month): (one.earned, one.payable, one.paid) for one in found}


def test_a_month_of_the_global_sum_is_posted_once(rivers):
    """
    8,400 weighted × £121.79 = £1,023,036.00 a year; less 4.75% £48,594.21; a twelfth £81,203.48
    """
    tell(rivers, patients("8400"), term("out_of_hours", TermBasis.HOLDS))
    assert len(close(rivers, APRIL)) == 1
    assert sides(rivers) == {
        ("global_sum", APRIL): (85_253_00, 85_253_00, 0),
        ("out_of_hours", APRIL): (-4_049_52, -4_049_52, 0),
    }
    assert close(rivers, APRIL) == ()
    spans = [Span.of_month(APRIL)]
    sums = books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=spans)
    assert sums == {1010: (-85_253_00,), 1040: (4_049_52,), 8160: (81_203_48,)}


def test_a_back_dated_uplift_is_one_catch_up_split_by_month_of_entitlement(rivers):
    """£123.34 from April, announced in August 2025: the months before are as they were closed."""
    tell(rivers, patients("8400"))
    for month in (APRIL, MAY, JUNE, JUNE + 1):
        close(rivers, month)
    before = sides(rivers)
    assert set(before.values()) == {(85_253_00, 85_253_00, 0)}
    journals = close(rivers, JUNE + 2)
    assert len(journals) == 2, "the month's own, and the catch-up"
    own, catch_up = (books.journal(scope=rivers.everything, journal_id=number) for number in journals)
    assert {(line.item, line.concerns) for line in own.lines} == {("global_sum", JUNE + 2)}
    # 8,400 × £1.55 ÷ 12 = £1,085.00 a month
    assert {(line.concerns, line.amount) for line in catch_up.lines if line.account == 8160} == {
        (month, 1_085_00) for month in (APRIL, MAY, JUNE, JUNE + 1)
    }
    assert catch_up.month == JUNE + 2
    assert set(sides(rivers).values()) == {(86_338_00, 86_338_00, 0)}
    then = noon((JUNE + 1).last)
    known = queries.three_sides(scope=rivers.everything, surgeries=[rivers.a], known_at=then)
    assert {(one.item, one.month): (one.earned, one.payable, one.paid) for one in known} == before


def test_what_is_paid_later_stands_over_until_it_is_payable(rivers):
    tell(
        rivers,
        patients("8400"),
        Claim("childhood_vaccination", "childhood_vaccination", APRIL, 100, EARLY, "claims of April"),
    )
    close(rivers, APRIL)
    assert sides(rivers)["childhood_vaccination", APRIL] == (1_206_00, 0, 0)
    close(rivers, MAY)
    assert sides(rivers)["childhood_vaccination", APRIL] == (1_206_00, 1_206_00, 0)
    ever = books.movements(
        scope=rivers.everything,
        surgeries=[rivers.a],
        spans=[Span.ever_to(APRIL.last), Span.ever_to(MAY.last)],
    )
    assert ever[8130] == (1_206_00, 0)


def test_a_rent_by_the_year_comes_to_it_and_a_review_within_a_month_goes_by_days(rivers):
    """£10,000.01 a year, from 16 June £13,000: 15 days of the one, 15 of the other."""
    old = term("rent", TermBasis.A_YEAR, "10000.01", of=Period(date(2015, 11, 1), date(2025, 6, 16)))
    new = replace(old, value=Decimal(13000), effective=Period(date(2025, 6, 16)))
    tell(rivers, patients("0"), old, new)
    for month in (APRIL, MAY, JUNE):
        close(rivers, month)
    rent = {month: amounts[0] for (item, month), amounts in sides(rivers).items() if item == "rent"}
    assert rent == {APRIL: 833_34, MAY: 833_34, JUNE: round((833_34 * 15 + 1083_33 * 15) / 30)}


def test_a_list_that_is_corrected_later_is_caught_up(rivers):
    tell(rivers, patients("8400"))
    close(rivers, APRIL)
    tell(rivers, patients("8401.2", known_on=date(2025, 5, 20)), on=date(2025, 5, 20))
    close(rivers, MAY)
    # 1.2 × £121.79 ÷ 12 = £12.18
    assert sides(rivers)["global_sum", APRIL][0] == 85_253_00 + 12_18


def posted_one_by_one(*, scope, surgeries) -> dict[int, dict[tuple[str, Month], tuple[int, int, int]]]:
    """The slower way: account by account, added up here."""
    found = {surgery: defaultdict(lambda: [0, 0, 0]) for surgery in surgeries}
    for place, amount in books.sums_by_item(scope=scope, surgeries=surgeries).items():
        amounts = found[place.surgery_id][place.item, place.concerns]
        if place.account not in (8130, 8160):
            amounts[0] -= amount  # earned
        if place.account != 8160:
            amounts[1] -= amount  # what stands over is not payable yet
        amounts[2] -= amount
    return {
        surgery: {key: tuple(amounts) for key, amounts in theirs.items()} for surgery, theirs in found.items()
    }


def test_a_payment_is_paid_and_what_is_left_is_the_query(rivers):
    tell(rivers, patients("8400"))
    close(rivers, APRIL)
    paid = 85_000_00
    journal = Journal(
        date(2025, 4, 20),
        "NHS payment statement",
        (Line(rivers.a, 8150, paid), Line(rivers.a, 8160, -paid, None, "global_sum", APRIL)),
        rivers.a,
    )
    ledger.post(
        [(Document("nhs statement", "one", "Statement", rivers.a), [journal])],
        scope=rivers.everything,
        at=noon(APRIL.last),
    )
    (one,) = queries.three_sides(scope=rivers.everything, surgeries=[rivers.a])
    assert one == ThreeSides(rivers.a, "global_sum", APRIL, 85_253_00, 85_253_00, paid)
    assert (one.difference, one.accrued) == (253_00, 0)
    assert close(rivers, APRIL) == (), "what was paid does not change what is due"


def test_what_was_posted_there_for_something_else_is_not_taken_back(rivers):
    tell(rivers, patients("8400"))
    close(rivers, APRIL)
    lines = (Line(rivers.a, 1010, 5_00, None, "by_hand", APRIL), Line(rivers.a, 8010, -5_00))
    journal = Journal(APRIL.first, "Claw-back", lines, rivers.a)
    ledger.post(
        [(Document("paper", "by hand", "A letter", rivers.a), [journal])],
        scope=rivers.everything,
        at=noon(APRIL.last),
    )
    assert close(rivers, APRIL, date(2025, 5, 2)) == ()
    assert set(sides(rivers)) == {("global_sum", APRIL)}


def test_until_a_years_price_is_known_the_last_is_carried_on_and_says_so(rivers):
    """£112.50 of 2024/25 until £121.79 was announced on 14 April 2025: 8,400 × £9.29 ÷ 12 is £6,503.00."""
    tell(rivers, patients("8400"))
    (number,) = close(rivers, APRIL, date(2025, 4, 10))
    details = books.journal(scope=rivers.everything, journal_id=number).document_details
    price = next(step for step in details["due"][0]["steps"] if step["words"] == "Price")
    assert (price["value"], price["trust"]) == ("112.5", "unverified")
    assert "price of 2024/25, until that of 2025/26 is known" in price["source"]
    assert sides(rivers)["global_sum", APRIL] == (78_750_00, 78_750_00, 0)
    close(rivers, APRIL, date(2025, 4, 20))
    assert sides(rivers)["global_sum", APRIL] == (85_253_00, 85_253_00, 0)


def test_what_the_rulebook_does_not_know_is_said_and_left_as_it_was(rivers):
    tell(rivers, patients("8400"), Claim("influenza", "influenza", APRIL, 10, EARLY, "claims"))
    later = Month(2026, 9)
    tell(rivers, Claim("influenza", "influenza", later, 10, EARLY, "claims"))
    with transaction.atomic():
        ledger.open_months(
            surgeries=[rivers.a], months=[later], scope=rivers.everything, at=noon(date(2026, 9, 1))
        )
    posted = actions.post_income(
        surgeries=[rivers.a], month=later, scope=rivers.everything, at=noon(date(2026, 9, 30))
    )
    assert [(one.item, one.month) for _, one in posted.unknown if one.month == later] == [
        ("influenza", later)
    ]
    assert "no rate “influenza” for September 2026" in posted.unknown[-1][1].why


@pytest.mark.parametrize(
    ("fact", "refused"),
    [
        (term("rents", TermBasis.A_YEAR, "5"), "“rents” is nothing that the NHS pays"),
        (term("statutory_levy", TermBasis.A_YEAR, "5"), "nothing that the NHS pays"),
        (term("rent", TermBasis.A_YEAR), "has no amount"),
        (term("out_of_hours", TermBasis.HOLDS, "5"), "holds, and has an amount"),
        (Claim("influenza", "flue", APRIL, 1, EARLY, "x"), "no rate “flue”"),
        (Claim("influenza", "influenza", APRIL, -1, EARLY, "x"), "cannot be below nil"),
        (patients("1", known_on=date(2025, 4, 2)), "not known yet: today is 1 April 2025"),
    ],
)
def test_what_cannot_be_true_is_refused_in_words(rivers, fact, refused):
    with pytest.raises(actions.CannotTell, match=refused):
        tell(rivers, fact)


DAYS = st.integers(0, 150).map(lambda days: EARLY + timedelta(days))
TOLD = st.lists(
    st.one_of(
        st.tuples(st.just("list"), DAYS, st.integers(0, 20_000), st.integers(0, 3)),
        st.tuples(st.just("rent"), DAYS, st.integers(1, 50_000), st.integers(0, 3)),
        st.tuples(st.just("flu"), DAYS, st.integers(0, 500), st.integers(0, 3)),
    ),
    max_size=6,
)


CLOSES = st.lists(st.tuples(st.integers(0, 4), DAYS), min_size=1, max_size=4)


@thorough(suppress=(HealthCheck.function_scoped_fixture,))
@given(told=TOLD, closes=CLOSES)
def test_whatever_is_told_and_closed_when_the_books_hold_what_was_known(rivers, told, closes):
    """However facts came in and months were closed, reopened and closed again: what is earned of a month is
    what was known when it, or one after it, was closed last; payable, when that was from which it is paid."""
    with transaction.atomic():
        facts = []
        for number, (kind, known_on, amount, month) in enumerate(told):
            of = Period((APRIL + month).first)
            if kind == "list":
                facts.append(PatientList(of, Decimal(amount), Decimal(amount), known_on, f"list {number}"))
            elif kind == "rent":
                facts.append(term("rent", TermBasis.A_YEAR, str(amount), of=of, known_on=known_on))
            else:
                key = "childhood_vaccination" if amount % 2 else "influenza"  # paid a month later
                facts.append(Claim(key, key, APRIL + month, amount, known_on, "claims"))
        tell(rivers, *facts, on=EARLY + timedelta(151))
        (facts_kept,) = queries.contracted(scope=rivers.everything, surgeries=[rivers.a])
        since = queries.first_month(facts_kept)
        earned, payable = defaultdict(int), defaultdict(int)
        for number, (months_on, on) in enumerate(closes):
            last = APRIL + months_on
            actions.post_income(
                surgeries=[rivers.a],
                month=last,
                scope=rivers.everything,
                at=noon(date(2025, 12, 1)) + timedelta(seconds=number),
                known_on=on,
            )
            worth = defaultdict(int)
            for month in months(max(since, APRIL), last) if since else ():
                for due in queries.reckoned(facts_kept, month, known_on=on):
                    worth[due.item, month] += due.worth.amount
            for place in {*worth, *earned}:
                item, month = place
                if month <= last:
                    earned[place] = worth[place]
                if queries.month_rates(month, on).paid_from(item, month) <= last:
                    payable[place] = worth[place]
        expected = {
            place: (earned[place], payable[place], 0)
            for place in {*earned, *payable}
            if earned[place] or payable[place]
        }
        assert sides(rivers) == expected
        scope = {"scope": rivers.everything, "surgeries": [rivers.a, rivers.b]}
        assert posted(**scope) == posted_one_by_one(**scope)
        transaction.set_rollback(True)
