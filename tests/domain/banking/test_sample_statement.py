"""The real statement of November 2023, through the books to nil on the control account.

Global sum £35,695.31, temporary residents £175.65 and London £761.18 are the printed £428,343.68, £2,107.77
and £9,134.20 by twelfths, to the penny the £36,632.14 that was paid.
"""

import pytest

from commonpractice.domain.banking import actions as banking
from commonpractice.domain.banking import queries
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.foundations.months import Month, months
from tests.domain.banking.papers import (
    CONTROL,
    DUE,
    LATER,
    PENSION,
    bank_file,
    partner,
    receive,
    stands,
    take_in,
)

NOVEMBER = Month(2023, 11)

# item, the month it is of, pence: as they stand on 8160, credits negative
DUE_BY_ITEM = """
    global_sum              2023-11  -3569531
    temporary_residents     2023-11    -17565
    london                  2023-11    -76118
    global_sum_adjustment   2023-11   -500073
    rates                   2023-11   -383483
    qof_aspiration          2023-11   -221712
    qof_prior_year          2023-03     -1190
    childhood_vaccination   2023-10    -10060
    other_vaccination       2023-10     -4024
    pneumococcal            2023-10     -3018
    influenza               2023-10   -161966
    participation           2023-11    -59251
    local_schemes           2023-11   -492763
    rent                    2023-11   -884583
"""


@pytest.fixture
def november(rivers):
    """November 2023 and the months after it open too."""
    ledger.open_months(
        surgeries=rivers.everything.surgeries,
        months=months(NOVEMBER, NOVEMBER + 4),
        scope=rivers.everything,
        at=LATER,
    )
    return rivers


def sums(rivers, account: int) -> dict:
    found = ledger_queries.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[account])
    return {(place.item, str(place.concerns), place.partner_id): amount for place, amount in found.items()}


def test_what_is_known_is_posted_and_what_is_not_waits(november, sample):
    taken = take_in(november, sample)
    assert (taken.month, taken.posted_to, taken.net) == (NOVEMBER, NOVEMBER, 68_905_09)
    assert (taken.recognised, taken.recognised_amount) == (23, 63_649_78)
    # Doctor One's pension, and Doctor Two's of earlier years: -705.25 + 5,960.56
    assert (taken.waiting, taken.waiting_amount) == (8, 5_255_31)
    wanted = [row.split() for row in DUE_BY_ITEM.strip().splitlines()]
    assert sums(november, DUE) == {(item, month, None): int(pence) for item, month, pence in wanted}
    assert sums(november, 7020) == {("statutory_levy", "2023-11", None): 203_59}
    assert stands(november, CONTROL) == 63_649_78


def test_the_parts_of_the_contract_value_come_to_the_payment(november, sample):
    take_in(november, sample)
    parts = sums(november, DUE)
    core = [parts[item, "2023-11", None] for item in ("global_sum", "temporary_residents", "london")]
    assert core == [-35_695_31, -175_65, -761_18]
    assert sum(core) == -36_632_14


def test_pensions_are_borne_by_whom_somebody_says_it_is(november, sample):
    """Doctor One is our partner; Doctor Two is salaried, and clears what is owed for the payroll."""
    take_in(november, sample)
    who = {"surgery_id": november.a, "scope": november.everything, "at": LATER}
    ash = partner(november)
    assert banking.name_person(name="Dr One", code="0000001", partner_id=ash, **who) == 2
    assert sums(november, PENSION) == {
        ("partners_pension_employee", "2023-11", ash): 285_83,
        ("partners_pension_employer", "2023-11", ash): 419_42,
    }
    assert banking.name_person(name="doctor TWO", partner_id=None, **who) == 6
    assert stands(november, 8340) == 3_757_15 - 5_400_44 - 845_29 + 3_032_09 - 5_325_44 - 1_178_63
    assert {month for _, month, _ in sums(november, 8340)} == {"2016-03", "2017-03", "2018-03"}
    assert queries.unrecognised(scope=november.everything) == []
    assert stands(november, CONTROL) == 68_905_09


def test_when_the_money_is_in_the_control_account_is_nil(november, sample):
    take_in(november, sample)
    who = {"surgery_id": november.a, "scope": november.everything, "at": LATER}
    banking.name_person(name="Doctor One", code="0000001", partner_id=partner(november), **who)
    banking.name_person(name="Doctor Two", partner_id=None, **who)
    content = bank_file(("06-30", 68_905_09)).replace(b"2025-06-30", b"2023-11-30")
    assert receive(november, content).matched == 1
    (control,) = queries.control(scope=november.everything, surgeries=[november.a])
    assert (control.balance, control.explained, control.statements, control.receipts) == (0, 0, (), ())


def test_the_statement_says_where_each_line_was_posted(november, sample):
    taken = take_in(november, sample)
    view = queries.statement(scope=november.everything, statement_id=taken.statement_id)
    assert sum(line.line.amount for line in view.lines) == view.summary.net == 68_905_09
    assert {line.posted_to for line in view.lines if line.recognised} == {NOVEMBER}
    assert len({line.journal_id for line in view.lines if line.recognised}) == 1
    assert [line.why_waiting for line in view.lines if line.waits] == [
        "Nobody has said yet whether Doctor One is a partner, and which.",
        *["Nobody has said yet whether Doctor Two is a partner, and which."] * 3,
    ] * 2
    assert view.blocks["capitation"]["normalised_weighted_list"] == "4089.98071"
    assert view.blocks["contract"]["payment"] == 36_632_14


def test_the_steps_name_the_line_the_rule_and_its_trust_and_no_person(november, sample):
    taken = take_in(november, sample)
    view = queries.statement(scope=november.everything, statement_id=taken.statement_id)
    journal = ledger_queries.journal(scope=november.everything, journal_id=view.lines[0].journal_id)
    document = ledger_queries.document(scope=november.everything, document_id=journal.document_id)
    steps = document.details["steps"]
    assert len(steps) == 23
    assert steps[0]["words"] == "Calculation of Monthly Global Sum Payment"
    assert steps[0]["value"] == "£35,695.31"
    assert "rule 1 of the paycodes (Payment statement of November 2023; found)" in steps[0]["source"]
    assert "Doctor" not in str(document.details)
    assert document.details["contractor"] == "A1"
