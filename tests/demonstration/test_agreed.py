"""The demonstration's deed, charges and owners: in force on every day of its books, and what they come to."""

from collections import Counter
from datetime import date

import pytest

from commonpractice.domain.partnership.facts import Charge, ChargeBasis, SizeOnDay, SizeOverTime, SurgeryKind
from commonpractice.domain.profits.facts import Measured, Member
from commonpractice.domain.profits.rules import charges, days, drivers
from commonpractice.foundations.dated import in_force
from commonpractice.foundations.months import FinancialYear, Month
from tests.demonstration.made_up import FIRST, a_plan

PLAN = a_plan()
FACT = PLAN.fact
SURGERIES = {
    PLAN.ids.surgeries[each.code]: each for each in FACT.surgeries if each.kind is SurgeryKind.SURGERY
}
MEMBERS = [Member(number, each.name, each.memberships) for number, each in SURGERIES.items()]
BOOKS = days.of_year(FinancialYear(2024))
CHARGES = [
    Charge(
        row.code,
        row.name,
        row.basis,
        row.effective,
        row.rate,
        row.percent,
        row.pool,
        row.cap,
        row.floor,
        surgeries=frozenset(PLAN.ids.surgeries[code] for code in row.surgeries),
    )
    for row in FACT.charges
]


def measured() -> dict:
    """Sizes and partners as the file has them; as income, a list's share of some."""
    sizes = {
        number: tuple(
            SizeOverTime(SizeOnDay(row.registered, row.weighted, row.staff, row.source), row.effective)
            for row in each.sizes
        )
        for number, each in SURGERIES.items()
    }
    partners: dict = {}
    income: dict = {}
    for number, each in SURGERIES.items():
        spells = [row.effective for p in FACT.partners for row in p.memberships if row.surgery == each.code]
        whole = days.Period(FIRST.first, date(2027, 4, 1))
        partners[number] = drivers.of_partners(spells, whole, "the file")
        income[number] = [
            Measured(int(each.sizes[0].registered) * 1300, days.of_month(FIRST + later), "made up")
            for later in range(36)
        ]
    more = {ChargeBasis.PER_PARTNER: partners, ChargeBasis.SHARE_OF_INCOME: income}
    return drivers.of_sizes(sizes) | more


DRIVERS = measured()


def charged(month: Month):
    year = FinancialYear.of(month)
    return charges.of_month(CHARGES, members=MEMBERS, drivers=DRIVERS, month=month, year=year)


@pytest.mark.parametrize("begins", [2024, 2025, 2026])
def test_the_charges_of_a_year_come_to_what_the_centre_expects_to_spend(begins):
    """The budget by which the books were made; one surgery left and one joined on the same day of 2025."""
    year = [row for month in FinancialYear(begins).months for row in charged(month)]
    assert sum(row.pence for row in year) == PLAN.centre_budget(begins)
    assert set(Counter(row.charge for row in year)) == {row.code for row in FACT.charges}


@pytest.mark.parametrize(
    ("month", "for_finance"),
    [(FIRST, 37), (Month(2025, 6), 37), (Month(2025, 7), 38)],  # the one that leaves keeps its own accounts
)
def test_there_are_six_charges_on_six_bases_and_each_surgery_pays_each(month, for_finance):
    assert len({row.basis for row in FACT.charges}) == 6
    expected = {row.code: 38 for row in CHARGES} | {"finance": for_finance}
    assert Counter(row.charge for row in charged(month)) == expected


@pytest.mark.parametrize("on", [date(2016, 4, 1), date(2024, 3, 31), date(2024, 4, 1), date(2026, 11, 21)])
def test_there_is_a_deed_on_every_day_with_its_decisions(on):
    [deed] = in_force(FACT.deeds, on)
    assert len(deed.decisions) == 5
    assert deed.estimate_unsigned == (1 if on >= FIRST.first else 0)


def test_owned_premises_have_owners_some_of_whom_have_retired():
    owned = {each.code for each in SURGERIES.values() if each.property_shares}
    assert owned == {code for code, row in PLAN.invented.items() if row.owned}
    left = {
        partner.code for partner in FACT.partners if not in_force(partner.memberships, date(2026, 11, 21))
    }
    owners = {row.partner for each in SURGERIES.values() for row in each.property_shares}
    assert owners & left
    assert owners - left
