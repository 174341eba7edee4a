"""How NHS money may be agreed, and which contracts have what."""

from datetime import date
from decimal import Decimal

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Contracted,
    Due,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.contracts.models import Term as Stored
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership.facts import ContractFact, ContractKind
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month
from tests.domain.contracts.telling import APRIL, LIST, MAY, close_in_order, earned, shown
from tests.domain.contracts.test_income import patients, rivers, tell, term
from tests.domain.partnerships import FILE, NOON, TwoRivers

__all__ = ["rivers"]
A_YEAR, A_MONTH, ONCE, HOLDS = TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.ONCE, TermBasis.HOLDS


def with_contracts(rivers: TwoRivers, *contracts: tuple[str, str]) -> None:
    """A's core contracts by the partnership's file: kind, and the first day of 2025."""
    starts = [date.fromisoformat(f"2025-{start}") for _, start in contracts]
    ends = [*starts[1:], None][: len(starts)]
    rows = [
        {"kind": kind, "from": start} | ({"until": Period(start, end).last_day} if end else {})
        for (kind, _), start, end in zip(contracts, starts, ends, strict=True)
    ]
    first = {**FILE["surgery"][0], "contract": rows}
    file = {**FILE, "surgery": [first, *FILE["surgery"][1:]]}
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)


# kind and first day in 2025 of each core contract, and the months of April and May with a global sum
CONTRACTS = """
GMS  04-01            | April May
PMS  04-01            |
APMS 04-01            |
PMS  04-01 GMS  05-01 | May
GMS  04-01 PMS  05-01 | April
GMS  04-10 PMS  05-10 | April May   # within a month: that of its first day, or else the first
PMS  04-10            |
"""


@pytest.mark.parametrize("row", CONTRACTS.strip().splitlines())
def test_only_a_gms_contract_has_the_global_sum(rivers, row):
    held, paid = row.partition("#")[0].split("|")
    words = held.split()
    with_contracts(rivers, *zip(words[::2], words[1::2], strict=True))
    tell(
        rivers,
        patients("8400"),
        *(term(item, HOLDS) for item in ("out_of_hours", "london", "participation")),
    )
    close_in_order(rivers, APRIL, MAY)
    months = {month for month in (APRIL, MAY) if month.words.split()[0] in paid.split()}
    for item in ("global_sum", "out_of_hours", "london"):
        assert set(earned(rivers, item)) == months
    assert set(earned(rivers, "participation")) == {APRIL, MAY}, "which any contract may have"


@pytest.mark.parametrize("row", CONTRACTS.strip().splitlines())
def test_each_month_is_paid_by_the_global_sum_or_by_the_baseline_and_by_one_of_them(rivers, row):
    """Agreed while the contract was PMS, without an end; then the partnership's file says otherwise."""
    held, paid = row.partition("#")[0].split("|")
    words = held.split()
    with_contracts(rivers, ("PMS", "04-01"))
    tell(rivers, patients("8400"), term("pms_baseline", A_YEAR, "1000000"))
    with_contracts(rivers, *zip(words[::2], words[1::2], strict=True))
    close_in_order(rivers, APRIL, MAY)
    by_sum = {month for month in (APRIL, MAY) if month.words.split()[0] in paid.split()}
    assert earned(rivers, "global_sum") == dict.fromkeys(by_sum, LIST)
    assert earned(rivers, "pms_baseline") == dict.fromkeys({APRIL, MAY} - by_sum, 83_333_34)


# contracts as above; first and last day of a baseline, and what it is refused for
BASELINES = """
GMS 04-01            | 2025-04-01 -          | is GMS on 1 April 2025
GMS 04-01            | 2020-04-01 2025-03-31 | is GMS on 1 April 2020 # and was before
PMS 04-01            | 2020-04-01 -          |
PMS 04-01 GMS 05-01  | 2020-04-01 -          | is GMS on 1 May 2025.*Give 30 April 2025, or an earlier day
PMS 04-01 GMS 05-01  | 2020-04-01 2025-04-30 |
PMS 04-01 GMS 05-01  | 2025-05-01 2025-05-31 | is GMS on 1 May 2025.*Tell it of days on which
GMS 04-01 PMS 05-01  | 2025-04-10 -          | is GMS on 10 April 2025
GMS 04-01 PMS 05-01  | 2025-05-01 -          |
PMS 04-10 GMS 05-10  | 2025-04-01 2025-05-31 |      # May is the PMS contract's, as that of its first day
PMS 04-10 GMS 05-10  | 2025-04-01 2025-06-01 | is GMS on 1 June 2025
GMS 04-10 APMS 05-10 | 2025-05-10 -          | is GMS on 10 May 2025
PMS 04-01 GMS 05-01 PMS 07-01 | 2025-04-01 - | is GMS on 1 May 2025
"""


@pytest.mark.parametrize("row", BASELINES.strip().splitlines())
def test_a_baseline_is_told_of_no_month_that_the_global_sum_pays(rivers, row):
    held, days, refused = row.partition("#")[0].split("|")
    words = held.split()
    with_contracts(rivers, *zip(words[::2], words[1::2], strict=True))
    fact = pure_term("pms_baseline", "A_MONTH", "1000", *days.split(), "2025-04-01")
    if not refused.strip():
        tell(rivers, fact)
        return
    with pytest.raises(actions.CannotTell, match=f"^The contract of Avon Surgery {refused.strip()}"):
        tell(rivers, fact)
    assert not Stored.objects.filter(item="pms_baseline").exists()


def test_a_baseline_of_a_surgery_whose_contract_nobody_named_is_refused(rivers):
    with_contracts(rivers)
    with pytest.raises(actions.CannotTell, match="names no contract of Avon Surgery, so it is taken for GMS"):
        tell(rivers, term("pms_baseline", A_YEAR, "1000000"))


def test_a_baseline_once_is_of_its_own_month_alone(rivers):
    with_contracts(rivers, ("PMS", "04-01"), ("GMS", "05-01"))
    tell(rivers, term("pms_baseline", ONCE, "5000", of=Period(APRIL.first)))
    with pytest.raises(actions.CannotTell, match="is GMS on 1 May 2025"):
        tell(rivers, term("pms_baseline", ONCE, "5000", of=Period(MAY.first)))


def test_a_baseline_that_was_told_before_may_be_told_again_and_ended(rivers):
    """Its file is told twice; since then the contract is GMS from May."""
    with_contracts(rivers, ("PMS", "04-01"))
    told = pure_term("pms_baseline", "A_MONTH", "1000", "2025-04-01", "-", "2025-04-01")
    tell(rivers, told)
    with_contracts(rivers, ("PMS", "04-01"), ("GMS", "05-01"))
    tell(rivers, told)
    tell(rivers, pure_term("pms_baseline", "A_MONTH", "1000", "2025-04-01", "2025-04-30", "2025-04-01"))
    assert Stored.objects.filter(item="pms_baseline").count() == 2


def test_a_contract_that_turns_out_to_be_pms_takes_its_global_sum_back(rivers):
    tell(rivers, patients("8400"))
    close_in_order(rivers, APRIL)
    assert shown(rivers, date(2025, 7, 31), "global_sum")[APRIL] == LIST
    with_contracts(rivers, ("PMS", "04-01"))
    assert shown(rivers, date(2025, 7, 31), "global_sum")[APRIL] == 0, "a page sees it at once"
    close_in_order(rivers, MAY)
    assert earned(rivers, "global_sum") == {}


# How an item may be agreed


def test_temporary_residents_may_be_agreed_by_the_month(rivers):
    tell(rivers, patients("8400"), term("temporary_residents", A_MONTH, "175"))
    close_in_order(rivers, APRIL)
    assert earned(rivers, "temporary_residents") == {APRIL: 175_00}


@pytest.mark.parametrize(
    ("fact", "refused"),
    [
        (term("opt_outs", HOLDS, name="minor surgery"), "no opt-out “minor surgery”.*one of minor_surgery, "),
        (term("opt_outs", HOLDS), "no opt-out “”"),
        (term("london", A_YEAR, "9000"), "“london” cannot be agreed as a_year, only as holds"),
        (term("out_of_hours", A_MONTH, "-4000"), "“out_of_hours” cannot be agreed as a_month, only as holds"),
        (term("temporary_residents", ONCE, "175"), "only as a_year or a_month"),
        (term("rent", HOLDS), "“rent” cannot be agreed as holds, only as a_year or a_month or once"),
        (term("temporary_residents", A_YEAR, "175", name="Summer"), "leave “Summer” out"),
        (term("participation", HOLDS, name="ours"), "leave “ours” out"),
    ],
)
def test_what_would_be_reckoned_otherwise_than_agreed_is_refused(rivers, fact, refused):
    with pytest.raises(actions.CannotTell, match=refused):
        tell(rivers, fact)


# What ends, or comes twice: item, basis, pounds, first day, last day, known on; and below, what April to June
# come to in pounds
AGREED = """
rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           A_YEAR  90000  2025-05-01  -           2025-05-01
rent           A_YEAR  90000  2025-05-01  2025-05-31  2025-05-20  # told again, to end: the first stays away
= 7000 7500 -

rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           A_YEAR  90000  2025-05-01  2025-05-31  2025-05-20  # for a month from the start
= 7000 7500 7000

local_schemes  ONCE    5000   2025-05-05  -           2025-05-05
local_schemes  ONCE    2000   2025-05-20  -           2025-05-20
local_schemes  ONCE    3000   2025-06-20  -           2025-06-20
local_schemes  ONCE    2500   2025-06-20  -           2025-06-25  # told again, corrected
= - 7000 2500

rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           A_YEAR  90000  2025-05-01  -           2025-05-01
rent           A_YEAR  90000  2025-05-01  2025-05-31  2025-05-20  # ended
rent           A_MONTH 0      2025-05-01  -           2025-05-25  withdrawn  # it never was: the first goes on
= 7000 7000 7000

rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           A_YEAR  90000  2025-05-01  -           2025-05-01
rent           A_YEAR  0      2025-05-01  -           2025-05-25  withdrawn
rent           A_YEAR  96000  2025-05-01  2025-05-31  2025-05-26  # agreed after all, for a month
= 7000 8000 7000

rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           A_YEAR  0      2024-04-01  -           2024-04-01  withdrawn  # on the same day
= - - -

rent           A_YEAR  84000  2024-04-01  -           2024-05-01
rent           A_YEAR  0      2024-04-01  -           2024-04-30  withdrawn  # it is known since
= 7000 7000 7000

rent           A_YEAR  84000  2024-04-01  -           2024-04-01
rent           ONCE    5000   2025-05-01  -           2025-05-01
rent           ONCE    0      2025-05-01  -           2025-05-25  withdrawn  # the payment, and not the rent
= 7000 7000 7000
"""


@pytest.mark.parametrize("drawn", AGREED.strip().split("\n\n"))
def test_what_is_agreed_more_than_once(drawn):
    *rows, months = drawn.splitlines()
    terms = [pure_term(*row.partition("#")[0].split()) for row in rows]
    expected = [None if each == "-" else int(each) * 100 for each in months.lstrip("= ").split()]
    facts = Contracted(1, terms=tuple(terms))
    assert [worth(facts, terms[0].item, APRIL + number) for number in range(3)] == expected


def pure_term(
    item: str, basis: str, pounds: str, start: str, until: str, known_on: str, withdrawn: str = ""
) -> Term:
    first = date.fromisoformat(start)
    period = Period(first) if until == "-" else Period.until(first, date.fromisoformat(until))
    known = date.fromisoformat(known_on)
    return Term(item, "", TermBasis[basis], Decimal(pounds), period, known, "letter", bool(withdrawn))


def worth(facts: Contracted, item: str, month: Month) -> int | None:
    """What an item of a month comes to, as known at the end of the year; None where nothing is said of it."""
    on = date(2026, 3, 31)
    found = entitled.of_month(KnownFacts(facts, on), month, month_rates(month, on))
    amounts = [one.worth.amount for one in found if isinstance(one, Due) and one.item == item]
    return sum(amounts) if amounts else None


def a_list(patients: int, until: date | None = None) -> PatientList:
    period = Period.until(APRIL.first, until) if until else Period(APRIL.first)
    return PatientList(period, Decimal(patients), Decimal(patients), APRIL.first, "list")


def test_participation_agreed_in_pounds_takes_the_place_of_the_rate():
    terms = (
        pure_term("participation", "HOLDS", "0", "2020-04-01", "-", "2020-04-01"),
        pure_term("participation", "A_YEAR", "17610", "2025-05-01", "-", "2025-05-01"),
    )
    facts = Contracted(1, terms=terms, lists=(a_list(10_000),))
    assert worth(facts, "participation", MAY) == 1_467_50


def test_a_pms_surgery_between_two_contracts_gets_no_global_sum():
    pms = ContractFact(ContractKind.PMS, Period(date(2020, 4, 1), date(2025, 5, 1)), "")
    facts = Contracted(1, lists=(a_list(10_000),), core=(pms,))
    assert [worth(facts, "global_sum", month) for month in (APRIL, MAY, MAY + 1)] == [None] * 3


def test_the_list_of_a_january_to_come_is_the_latest_that_is_told():
    """One list for each month of the year, where registers are of lists of different sizes."""
    year, told = FinancialYear(2025), APRIL.first
    facts = Contracted(
        1,
        lists=(a_list(10_000, until=date(2025, 6, 30)),),
        counts=(QofCount(year, "CHOL003", Count(100, 100), told, "search"),),
        registers=(
            QofRegister(year, "CHOL", 500, Decimal(10_000), Decimal(5), told, "search"),
            QofRegister(year, "DM", 500, Decimal(8_000), Decimal(7), told, "search"),
        ),
    )
    found = [worth(facts, "qof_achievement", month) for month in year.months]
    assert None not in found
    assert max(found) - min(found) <= 1  # twelfths of one year
