"""One profit for all: what sites pass on, and that the partners' shares come to what all made together."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import (
    CentreResult,
    DeedFact,
    Peers,
    PriorSum,
    ProfitSharing,
    Statements,
)
from commonpractice.domain.profits.facts import MonthResult, PersonalCost
from commonpractice.domain.profits.rules import pool, sharing
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month
from tests.domain.profits.agreements import ALWAYS, SURGERY, YEAR, agreement, owner, partner, totals, until
from tests.examples import thorough

MAY, JUNE = Month(2025, 5), Month(2025, 6)
NAME = "Avon Surgery"


def deed(at: str, effective: Period) -> DeedFact:
    return DeedFact(
        ProfitSharing.TIME_APPORTIONED,
        CentreResult.RETAINED,
        Statements.OWN,
        Peers.LETTERED,
        effective,
        one_profit_at=at,
    )


def passed(*made: MonthResult) -> dict[tuple[int, Month], int]:
    return {(row.surgery, row.month): row.pence for row in pool.passed_on(made, at=SURGERY, name=NAME)}


def with_what_is_passed_on(made: list[MonthResult]) -> MonthResult:
    """The month of the surgery that shares, with what the others passed on to it."""
    own = next(row for row in made if row.surgery == SURGERY)
    return replace(own, profit=own.profit + sum(passed(*made).values()))


def test_sites_pass_on_all_that_they_made_and_partners_share_the_sum():
    """The practice has the contract, £410,000.00; its two other sites cost more than their fees bring in.

    | site          | made          | passed on     |
    | Avon (shares) |  £410,000.00  |               |
    | 8             | -£150,000.01  | -£150,000.01  |
    | 9             |   -£9,999.98  |   -£9,999.98  |
    | 10            |        £0.00  |               |
    410,000.00 - 150,000.01 - 9,999.98 = 250,000.01. Rent less interest £25,000.00 is the owner's, Dr 1; the
    lead partner, Dr 2, has £36,500.00 × 31 / 365 = £3,100.00; 221,900.01 for 20 sessions.
    | partner | sessions | property   | prior     | balance     | in all      |
    | 1       | 8        | £25,000.00 |           |  £88,760.00 | £113,760.00 |
    | 2       | 8        |            | £3,100.00 |  £88,760.00 |  £91,860.00 |
    | 3       | 4        |            |           |  £44,380.00 |  £44,380.00 |  and the penny, to Dr 1
    """
    made = [
        MonthResult(SURGERY, MAY, 410_000_00, rent=40_000_00, property_interest=15_000_00),
        MonthResult(8, MAY, -150_000_01),
        MonthResult(9, MAY, -9_999_98),
        MonthResult(10, MAY, 0),
    ]
    assert passed(*made) == {(8, MAY): -150_000_01, (9, MAY): -9_999_98}
    agreed = agreement(
        partner(1, (8, ALWAYS)),
        partner(2, (8, ALWAYS), prior=(PriorSum("Lead partner", 36_500_00, ALWAYS),)),
        partner(3, (4, ALWAYS)),
        owners=(owner("1", 1),),
    )
    shares = totals(sharing.share_month(with_what_is_passed_on(made), agreed, year=YEAR))
    assert sum(shares.values()) == 250_000_01
    assert shares == {1: 113_760_01, 2: 91_860_00, 3: 44_380_00}


def test_each_step_says_where_to():
    (row,) = pool.passed_on([MonthResult(8, MAY, -1_50)], at=SURGERY, name=NAME)
    assert [step.words for step in row.steps] == ["What was made, passed on to Avon Surgery"]


def test_a_cost_put_to_one_partner_at_a_site_is_refused():
    cost = PersonalCost(3, "Partners' pension, employee", 120_00)
    with pytest.raises(
        pool.CannotPool,
        match=r"pension, employee” \(£120\.00\) was put to one partner in May 2025, at a site whose result "
        r"is passed on to Avon Surgery: post it in the books of Avon Surgery\.",
    ):
        passed(MonthResult(8, MAY, -5_00, personal=(cost,)))


def test_the_deed_at_the_months_end_says_where():
    deeds = [deed("", until(MAY.first.replace(day=30))), deed("A1", Period(MAY.last))]
    assert [pool.shared_at(deeds, month) for month in (MAY - 1, MAY, JUNE)] == ["", "A1", "A1"]
    assert pool.shared_at([], MAY) == ""


PENCE = st.integers(-50_000_000, 50_000_000)


@given(
    made=st.dictionaries(st.integers(1, 40), PENCE, max_size=30),
    own=PENCE,
    sessions=st.lists(st.decimals("0.25", "10", places=2), min_size=1, max_size=25),
    seed=st.integers(),
)
@thorough()
def test_shares_come_to_what_all_made_together_in_whatever_order_it_was_passed_on(made, own, sessions, seed):
    others = [MonthResult(number, MAY, amount) for number, amount in made.items() if number != SURGERY]
    every = [*others, MonthResult(SURGERY, MAY, own)]
    agreed = agreement(*(partner(n, (str(each), ALWAYS)) for n, each in enumerate(sessions, start=1)))
    shares = totals(sharing.share_month(with_what_is_passed_on(every), agreed, year=YEAR))
    assert sum(shares.values()) == own + sum(row.profit for row in others)
    assert {row.surgery: row.profit for row in others if row.profit} == {
        surgery: amount for (surgery, _), amount in passed(*every).items()
    }
    mixed = random.Random(seed).sample(every, len(every))
    assert totals(sharing.share_month(with_what_is_passed_on(mixed), agreed, year=YEAR)) == shares
