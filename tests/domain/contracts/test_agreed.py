"""How NHS money may be agreed, and which contracts have what."""

from datetime import date

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts.facts.due import TermBasis
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.dated import Period
from tests.domain.contracts.telling import APRIL, LIST, MAY, close_in_order, earned, shown
from tests.domain.contracts.test_income import patients, rivers, tell, term
from tests.domain.partnerships import FILE, NOON, TwoRivers

__all__ = ["rivers"]
A_YEAR, A_MONTH, ONCE, HOLDS = TermBasis.A_YEAR, TermBasis.A_MONTH, TermBasis.ONCE, TermBasis.HOLDS


def with_contracts(rivers: TwoRivers, *contracts: tuple[str, str]) -> None:
    """A's core contracts by the partnership's file: kind, and the first day of 2025."""
    starts = [date.fromisoformat(f"2025-{start}") for _, start in contracts]
    ends = [*starts[1:], None]
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
        term("pms_baseline", A_YEAR, "1000000"),
    )
    close_in_order(rivers, APRIL, MAY)
    months = {month for month in (APRIL, MAY) if month.words.split()[0] in paid.split()}
    for item in ("global_sum", "out_of_hours", "london"):
        assert set(earned(rivers, item)) == months
    assert set(earned(rivers, "participation")) == {APRIL, MAY}, "which any contract may have"
    assert earned(rivers, "pms_baseline") == {APRIL: 83_333_34, MAY: 83_333_34}


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
