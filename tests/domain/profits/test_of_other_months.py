"""What is of a month before the books, or in which a surgery did not belong, is shared all the same."""

import random
from datetime import date

import pytest

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import queries as papers
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.of_month import BY_HAND
from commonpractice.domain.profits import actions, queries
from commonpractice.domain.profits.queries import OnAccount
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.banking.papers import partner, statement, take_in
from tests.domain.filled import charge
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.domain.profits.closings import (
    APRIL,
    JUNE,
    MAY,
    after,
    close,
    everybody_signs,
    had,
    load,
    made,
    noon,
    sign,
    spend,
    with_elm,
)
from tests.domain.profits.test_years import avon_leaves

pytestmark = pytest.mark.slow  # together: months are closed for each

LONG_AGO = Month(2017, 2)


def brook(file: dict, **dates: date) -> None:
    """Brook Surgery, with its partner, joins (`from`) or leaves (`until`) on a day."""
    surgery, birch = file["surgery"][1], file["partner"][1]
    for row in (
        surgery,
        surgery["contract"][0],
        surgery["size"][0],
        birch["membership"][0],
        birch["share"][0],
    ):
        row.update(dates)


def leaves_in_april(file: dict) -> None:
    brook(file, until=date(2025, 4, 30))


def joins_in_may(file: dict) -> None:
    brook(file, **{"from": date(2025, 5, 1)})


def result(rivers: TwoRivers, surgery: int, last: Month) -> int:
    """What a surgery made by its books, up to a month."""
    sums = books.movements(scope=rivers.everything, surgeries=[surgery], spans=[Span.ever_to(last.last)])
    return -sum(amounts[0] for code, amounts in sums.items() if code < 8000)


def shared(rivers: TwoRivers, surgery: int, last: Month) -> int:
    sums = books.movements(scope=rivers.everything, surgeries=[surgery], spans=[Span.ever_to(last.last)])
    return sums.get(9080, (0,))[0]


def test_a_pension_correction_of_years_ago_is_the_partners_and_a_levy_everybodys(db):
    """£30,000; £4,000 of 2017 put to Dr Ash by name, and a levy of £150 of then, which Ash and Elm halve."""
    two_rivers()
    rivers = load(charges=[], change=with_elm)
    pension = {"item": "partners_pension_prior_year", "partner": "P1", "concerns": str(LONG_AGO)}
    levy = {"item": "statutory_levy", "concerns": str(LONG_AGO)}
    paper = statement(("", "Earlier years", -4_000_00, pension), ("", "Levy", -150_00, levy))
    with acting(rivers.everything):
        made(rivers, rivers.a, APRIL, 30_000)
        take_in(rivers, paper, at=after(APRIL, 1))
        everybody_signs(rivers, APRIL)
        close(rivers)
        assert had(rivers) == {"Dr Ash": 10_925_00, "Dr Elm": 14_925_00}
        assert had(rivers, of=APRIL) == had(rivers), "of the first month of the books"
        assert shared(rivers, rivers.a, APRIL) == result(rivers, rivers.a, APRIL) == 25_850_00


def test_it_comes_in_years_after_the_books_began(db):
    """In May 2027, beyond this year and the last: it is of April 2025, of which Dr Elm still has half."""
    late = Month(2027, 5)
    two_rivers(APRIL, Month(2027, 3))
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        ledger.open_months(
            surgeries=rivers.everything.surgeries,
            months=[Month(2027, 4), late],
            scope=rivers.everything,
            at=after(Month(2027, 3)),
        )
        for month in months(APRIL, Month(2027, 4)):
            everybody_signs(rivers, month)
            close(rivers, month)
        made(rivers, rivers.a, late, -300, of=LONG_AGO)
        everybody_signs(rivers, late)
        close(rivers, late)
        assert had(rivers, of=APRIL) == {"Dr Ash": -150_00, "Dr Elm": -150_00}


def test_the_pension_corrections_of_a_real_statement_reach_the_partner(db, published_data):
    """£5,960.56 of 2015/16 to 2017/18 given back to Doctor Two, by books that begin in November 2023."""
    november = Month(2023, 11)
    path = published_data / "samples" / "pcse_statement" / "gpp_payments_expanded_2023-11_redacted.txt"
    two_rivers(november, november + 1)
    rivers = load(charges=[])
    at = after(november, 1)
    with acting(rivers.everything):
        take_in(rivers, path.read_bytes().replace(b"X99999", b"A1"), name="november.txt", at=at)
        waiting = papers.unrecognised(scope=rivers.everything, surgeries=[rivers.a])
        two = next(each.line for each in waiting if "Two" in (each.line.person_name or ""))
        banking.name_person(
            surgery_id=rivers.a,
            name=two.person_name,
            code=two.person_code,
            partner_id=partner(rivers),
            scope=rivers.everything,
            at=at,
        )
        sums = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[7010])
        earlier = [amount for place, amount in sums.items() if place.concerns < november]
        assert sum(earlier) == -5_960_56
        sign(rivers, rivers.a, rivers.b, month=november, at=after(november, 2))
        close(rivers, november)
        assert had(rivers) == {"Dr Ash": result(rivers, rivers.a, november)}
        assert shared(rivers, rivers.a, november) == result(rivers, rivers.a, november)


def test_before_the_first_deed_is_shared_under_it(db):
    """The books begin in April, the deed in May: what April's own books came to is not shared by it; what
    comes in May, of April, is."""
    two_rivers()
    rivers = load(charges=[], **{"from": MAY.first})
    with acting(rivers.everything):
        made(rivers, rivers.a, APRIL, 30_000)
        ledger.lock_months(
            surgeries=rivers.everything.surgeries, month=APRIL, scope=rivers.everything, at=after(APRIL)
        )
        made(rivers, rivers.a, MAY, -100, of=APRIL)
        everybody_signs(rivers, MAY)
        close(rivers, MAY)
        assert had(rivers) == {"Dr Ash": -100_00}
        assert had(rivers, of=MAY) == {"Dr Ash": -100_00}


def test_of_a_month_before_it_joined_is_shared_in_the_first(db):
    two_rivers()
    rivers = load(charges=[], change=joins_in_may)
    pension = {"item": "partners_pension_prior_year", "partner": "P2", "concerns": str(APRIL)}
    paper = statement(("", "Earlier", -400_00, pension), month=MAY, code="B1")
    with acting(rivers.everything):
        sign(rivers, rivers.a)
        close(rivers)
        made(rivers, rivers.b, MAY, 7_000)
        take_in(rivers, paper, at=after(MAY, 1))
        everybody_signs(rivers, MAY)
        close(rivers, MAY)
        assert had(rivers) == {"Dr Birch": 6_600_00} == had(rivers, of=MAY)


def test_what_is_spent_after_it_left_is_of_its_last_month(db):
    """£10 of cotton in May at Brook, which left on 30 April: Dr Birch's, of April. April's page stands."""
    two_rivers()
    rivers = load(charges=[], change=leaves_in_april)
    with acting(rivers.everything):
        made(rivers, rivers.b, APRIL, 7_000)
        everybody_signs(rivers, APRIL)
        close(rivers)
        spend(rivers, rivers.b, MAY, "k")
        sign(rivers, rivers.a, month=MAY)
        close(rivers, MAY)
        assert had(rivers, of=APRIL) == {"Dr Birch": 6_990_00} == had(rivers)
        assert shared(rivers, rivers.b, APRIL) == 7_000_00


def test_years_after_it_left_too(db):
    """Left on 30 April 2025; £10 spent in June 2027 to wind its books up."""
    late = Month(2027, 6)
    two_rivers(APRIL, Month(2027, 3))
    rivers = load(charges=[], change=leaves_in_april)
    with acting(rivers.everything):
        ledger.open_months(
            surgeries=rivers.everything.surgeries,
            months=list(months(Month(2027, 4), late)),
            after_leaving=True,
            scope=rivers.everything,
            at=after(Month(2027, 3)),
        )
        for month in months(APRIL, late):
            if month == late:
                spend(rivers, rivers.b, late, "k")
            sign(rivers, rivers.a, *([rivers.b] if month == APRIL else []), month=month)
            close(rivers, month)
        assert had(rivers, of=APRIL) == {"Dr Birch": -10_00}


def test_a_leaving_told_late_moves_what_was_shared_to_the_last_month(db):
    """£7,000 of May, shared as May's; then it is told that Brook left on 30 April: it is April's instead."""
    two_rivers()
    rivers = load(charges=[])
    with acting(rivers.everything):
        for month in (APRIL, MAY):
            made(rivers, rivers.b, month, 7_000)
            everybody_signs(rivers, month)
            close(rivers, month)
    rivers = load(charges=[], change=leaves_in_april)
    june = MAY + 1
    with acting(rivers.everything):
        sign(rivers, rivers.a, month=june)
        close(rivers, june)
        assert had(rivers, of=MAY) == {}, "taken back"
        assert had(rivers, of=APRIL) == {"Dr Birch": 14_000_00}
        assert shared(rivers, rivers.b, june) == result(rivers, rivers.b, june)


def test_late_costs_of_one_that_left_within_a_year_move_its_final_shares(db):
    """Avon left on 31 December; £1,825 spent in May 2026. Of £268,175 in place of £270,000, Dr Elm has
    × 183 ÷ 275 ÷ 2: £89,229.14, and not £89,836.36."""
    may = Month(2026, 5)
    two_rivers(APRIL, may + 1)
    rivers = load(charges=[], change=avon_leaves)
    with acting(rivers.everything):
        for month in months(APRIL, may - 1):
            if month <= Month(2025, 12):
                made(rivers, rivers.a, month, 30_000)
            sign(rivers, *([rivers.a] if month <= Month(2025, 12) else []), rivers.b, month=month)
            close(rivers, month)
        post = {"of": rivers.partnership, "year": FinancialYear(2025), "scope": rivers.everything}
        actions.post_year(**post, at=after(may - 1, 10))
        before = had(rivers)
        lines = (Line(rivers.a, 2030, 1_825_00), Line(rivers.a, 8010, -1_825_00))
        paper = Document("paper", "last bill", "The last bill", rivers.a)
        ledger.post(
            [(paper, [Journal(may.first, "The last bill", lines, rivers.a, month=may)])],
            scope=rivers.everything,
            at=after(may, 1),
        )
        sign(rivers, rivers.b, month=may)
        close(rivers, may)
        now = had(rivers)
        assert {name: now[name] - before[name] for name in now} == {
            "Dr Ash": -1_217_78,
            "Dr Elm": -607_22,
        }
        assert actions.post_year(**post, at=after(may, 10)).journals == ()
        assert had(rivers) == now


def test_one_that_left_before_the_books_has_nobody_to_share(db):
    two_rivers()
    rivers = load(charges=[], change=lambda file: brook(file, until=date(2024, 4, 30)))
    with acting(rivers.everything):
        spend(rivers, rivers.b, APRIL, "k")
        sign(rivers, rivers.a)
        with pytest.raises(
            actions.NobodyShares,
            match=r"Brook Surgery has a result of -£10\.00 in April 2025, and has not belonged to the "
            r"partnership in any month since profit is shared\. Reverse what was posted there",
        ):
            close(rivers)


def test_a_line_of_such_a_month_brings_what_it_brought_where_it_is_shared(db):
    two_rivers()
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        made(rivers, rivers.a, APRIL, 30_000)
        made(rivers, rivers.a, APRIL, -100, of=LONG_AGO)
        everybody_signs(rivers, APRIL)
        close(rivers)
        found = queries.brought(
            scope=rivers.everything,
            of=rivers.partnership,
            surgery=rivers.a,
            month=LONG_AGO,
            lines=[OnAccount(1720, 100_00)],
        )
        assert sorted(found.values()) == [-50_00, -50_00]


def test_what_the_centre_spends_of_a_month_before_the_books_is_passed_on(db):
    """£40 of 2017, equally to two surgeries: £20 each, of April."""
    two_rivers()
    rivers = load(charges=[], centre_result="equally_by_surgery")
    line = Line(rivers.centre, 5030, 40_00, None, "by_hand", LONG_AGO)
    journal = Journal(APRIL.first, "Paper", (line, Line(rivers.centre, 8020, -40_00)), rivers.centre)
    with acting(rivers.everything):
        ledger.post(
            [(Document("paper", "p", "Paper", rivers.centre), [journal])],
            scope=rivers.everything,
            at=noon(APRIL.first),
        )
        everybody_signs(rivers, APRIL)
        assert close(rivers).centre_result == {rivers.a: -20_00, rivers.b: -20_00}
        assert had(rivers) == {"Dr Ash": -20_00, "Dr Birch": -20_00}


def typed(rivers: TwoRivers, surgery: int, account: int, bank: int, pence: int, *, of: Month, month: Month):
    """What was spent, posted by hand to a month, and is of an earlier one."""
    lines = (Line(surgery, account, pence, None, BY_HAND, of), Line(surgery, bank, -pence))
    document = Document("paper", f"typed/{surgery}", "A late bill", surgery)
    entry = (document, [Journal(month.first, "A late bill", lines, surgery, month=month)])
    ledger.post([entry], scope=rivers.everything, at=after(month, 1))


def test_what_the_centre_spends_of_two_years_ago_is_passed_on_too(db):
    """£40 of May 2025 come in May 2027: each surgery bears £20."""
    late = Month(2027, 5)
    two_rivers(APRIL, Month(2027, 3))
    rivers = load(charges=[], centre_result="equally_by_surgery")
    everything = rivers.everything
    with acting(everything):
        further = months(Month(2027, 4), late)
        ledger.open_months(
            surgeries=everything.surgeries, months=further, scope=everything, at=after(Month(2027, 3))
        )
        for month in months(APRIL, late):
            if month == late:
                typed(rivers, rivers.centre, 5030, 8020, 40_00, of=MAY, month=late)
                typed(rivers, rivers.a, 2030, 8010, 10_00, of=MAY, month=late)
            everybody_signs(rivers, month)
            closed = close(rivers, month)
    assert closed.centre_result == {rivers.a: -20_00, rivers.b: -20_00}
    assert closed.shares.by_surgery == {rivers.a: -30_00, rivers.b: -20_00}


def test_what_is_posted_to_the_next_month_leaves_a_signed_one_as_it_was_signed(db):
    """Of April, but it is shared when May is closed."""
    two_rivers()
    rivers = load(charges=[])
    with acting(rivers.everything):
        everybody_signs(rivers, APRIL)
        typed(rivers, rivers.a, 2030, 8010, 10_00, of=APRIL, month=MAY)
        signed = queries.signed(scope=rivers.everything, surgeries=rivers.partnership.surgeries, month=APRIL)
        assert not any(one.stale for one in signed)
        assert close(rivers).shares.by_surgery == {}
        assert shared(rivers, rivers.a, APRIL) == result(rivers, rivers.a, APRIL) == 0


def test_what_is_posted_to_a_later_month_is_shared_when_that_is_closed(db):
    """Two bills of April stand in June already when May is closed: £10 at Avon, £7 at Brook, which left."""
    two_rivers(APRIL, JUNE)
    rivers = load(charges=[], change=leaves_in_april)
    with acting(rivers.everything):
        everybody_signs(rivers, APRIL)
        close(rivers)
        typed(rivers, rivers.a, 2030, 8010, 10_00, of=APRIL, month=JUNE)
        typed(rivers, rivers.b, 2030, 8010, 7_00, of=APRIL, month=JUNE)
        for month, each in ((MAY, {}), (JUNE, {rivers.a: -10_00, rivers.b: -7_00})):
            sign(rivers, rivers.a, month=month)
            assert close(rivers, month).shares.by_surgery == each
            for surgery in (rivers.a, rivers.b):
                assert shared(rivers, surgery, month) == result(rivers, surgery, month)


def test_a_charge_by_income_leaves_what_stands_in_a_later_month_to_that(db):
    """10% of £30,000 of April at each; £30,000 more of April stands in May at Avon, which has it charged."""
    row = {name: value for name, value in charge("income").items() if name != "rate"}
    two_rivers()
    rivers = load(charges=[row | {"basis": "share_of_income", "percent": 10}])
    with acting(rivers.everything):
        for surgery in (rivers.a, rivers.b):
            made(rivers, surgery, APRIL, 30_000)
        made(rivers, rivers.a, MAY, 30_000, of=APRIL)
        for month, avon, brook in ((APRIL, 3_000_00, 3_000_00), (MAY, 3_000_00, 0)):
            everybody_signs(rivers, month)
            charged = close(rivers, month).charges.by_surgery
            assert (charged.get(rivers.a, 0), charged.get(rivers.b, 0)) == (avon, brook)


@pytest.mark.parametrize("seed", range(5))
def test_whatever_month_it_is_of_all_that_is_posted_is_shared_once(db, seed):
    """Brook joins on 10 May, Avon leaves on 20 April; of any month from 2015 to 2026, by name or not. And
    closed again, nothing moves."""
    rng = random.Random(seed)
    two_rivers(APRIL, JUNE + 2)

    def change(file: dict) -> None:
        brook(file, **{"from": date(2025, 5, 10)})
        avon, ash = file["surgery"][0], file["partner"][0]
        for row in (avon, avon["contract"][0], avon["size"][0], ash["membership"][0], ash["share"][0]):
            row["until"] = date(2025, 4, 20)

    rivers = load(charges=[], change=change)
    with acting(rivers.everything):
        whom = {rivers.a: partner(rivers, "P1"), rivers.b: partner(rivers, "P2")}
        for month in (APRIL, MAY, JUNE):
            for surgery in whom:
                for into in (month, month + 1):
                    posted_at_random(rivers, surgery, into, whom[surgery], rng)
            close_all(rivers, month)
            there = [one for one in whom if one == rivers.a or month > APRIL]  # Brook's April is of its May
            for surgery in there:
                assert shared(rivers, surgery, month) == result(rivers, surgery, month) != 0
        before = (
            had(rivers),
            books.movements(scope=rivers.everything, surgeries=list(whom), spans=[Span.ever_to(JUNE.last)]),
        )
        for month in (JUNE, MAY):
            actions.reopen_month(
                of=rivers.partnership, month=month, why="again", scope=rivers.everything, at=after(JUNE, 10)
            )
        for month in (MAY, JUNE):
            close_all(rivers, month, days=12)
        again = books.movements(
            scope=rivers.everything, surgeries=list(whom), spans=[Span.ever_to(JUNE.last)]
        )
        assert (had(rivers), again) == before


def posted_at_random(rivers: TwoRivers, surgery: int, month: Month, whom: int, rng: random.Random) -> None:
    every = list(months(Month(2015, 1), Month(2026, 12)))
    for _ in range(8):
        amount = rng.randint(-5_000_00, 5_000_00) or 1
        by_name, of = rng.random() < 0.3, rng.choice([None, month, *rng.sample(every, 3)])
        if of is not None and of > month:
            of = None
        account, named = (7010, whom) if by_name else (1720, None)
        line = Line(surgery, account, amount, named, "by_hand" if of else "", of)
        journal = Journal(month.first, "x", (line, Line(surgery, 8010, -amount)), surgery, month=month)
        ledger.post(
            [(Document("paper", f"{month}/{rng.random()}", "x", surgery), [journal])],
            scope=rivers.everything,
            at=after(month, 1),
        )


def close_all(rivers: TwoRivers, month: Month, days: int = 4) -> None:
    there = [surgery for surgery in (rivers.a, rivers.b) if (surgery == rivers.a) == (month == APRIL)]
    sign(rivers, *there, month=month, at=after(month, days - 1))
    close(rivers, month, at=after(month, days))
