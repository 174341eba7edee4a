"""The invented books of one surgery and of the centre: what is worked by hand, and what must clear."""

from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from commonpractice.demonstration.books import TooEarly, accounts, books, books_of, tables
from commonpractice.demonstration.books.papers import Book, some_day, weeks
from commonpractice.demonstration.books.staffing import Employee, payslip
from commonpractice.demonstration.sampling import chance
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.demonstration.made_up import FIRST, LAST, SEED, Sums, a_plan, facts

HOLLOWMERE, LEAVING, JOINING = "DEMO01", "DEMO39", "DEMO24"
PLAN = a_plan()


@cache
def entries(code: str):
    return list(books_of(PLAN, code))


def journals(code: str, kind: str, month: Month):
    return [
        journal
        for document, made in entries(code)
        if document.kind == kind
        for journal in made
        if journal.posted_to == month
    ]


def on_account(made, account: int) -> int:
    return sum(line.amount for journal in made for line in journal.lines if line.account == account)


@pytest.fixture(scope="module")
def hollowmere() -> Sums:
    return Sums(PLAN).add(entries(HOLLOWMERE))


def monthly(price: str, weighted: Fraction) -> int:
    """A twelfth of a price for each weighted patient, to the nearest penny."""
    return int(Fraction(price) * 100 * weighted / 12 + Fraction(1, 2))


@pytest.mark.parametrize(
    ("month", "before", "price", "months_owed"),
    [
        # a back-dated award is paid with what was owed for the months since it took effect
        (Month(2024, 4), "107.57", "107.57", 0),
        (Month(2024, 10), "107.57", "112.50", 6),
        (Month(2024, 11), "112.50", "112.50", 0),
        (Month(2025, 4), "121.79", "121.79", 0),
        (Month(2025, 8), "121.79", "123.34", 4),
        (Month(2026, 3), "123.34", "123.34", 0),
    ],
)
def test_the_global_sum_is_the_price_times_the_weighted_list_a_twelfth_a_month(
    month, before, price, months_owed
):
    statement = journals(HOLLOWMERE, "nhs_statement", month)
    place = next(place for place in PLAN.places if place.code == HOLLOWMERE)
    owed = [place.weighted(month - back) for back in range(1, months_owed + 1)]
    expected = monthly(price, place.weighted(month))
    expected += sum(monthly(price, then) - monthly(before, then) for then in owed)
    assert -on_account(statement, accounts.GLOBAL_SUM) == expected
    withheld = on_account(statement, accounts.OUT_OF_HOURS)
    assert withheld == pytest.approx(expected * 0.0475, abs=1 + months_owed)


def test_a_statement_clears_its_control_account_into_the_bank():
    """
    2025-04-24 NHS payment statement
        8150 NHS payments control      nil when all is said
        8010 Practice bank account     what is left after deductions
    """
    statement = journals(HOLLOWMERE, "nhs_statement", Month(2025, 4))
    assert on_account(statement, accounts.NHS_CONTROL) == 0
    assert on_account(statement, accounts.BANK) > 0
    assert on_account(statement, accounts.PARTNERS_PENSION) > 0


@pytest.mark.parametrize("month", list(months(FIRST, LAST)), ids=str)
def test_control_accounts_are_clear_at_the_end_of_each_month(hollowmere, month):
    assert hollowmere.balance(HOLLOWMERE, accounts.NHS_CONTROL, month) == 0
    assert hollowmere.balance(HOLLOWMERE, accounts.NET_PAY, month) == 0
    assert hollowmere.balance(HOLLOWMERE, accounts.PETTY_CASH, month) == 200_00


def test_what_is_kept_back_from_pay_in_a_month_is_paid_on_in_the_next():
    paid = on_account(journals(HOLLOWMERE, "payroll_payments", Month(2024, 7)), accounts.TAX)
    kept_back = on_account(journals(HOLLOWMERE, "payroll", Month(2024, 6)), accounts.TAX)
    assert paid == -kept_back > 0


def test_claims_of_a_month_are_paid_with_the_next_months_statement():
    claimed = on_account(journals(HOLLOWMERE, "claims", Month(2024, 9)), accounts.ACCRUED_INCOME)
    paid = on_account(journals(HOLLOWMERE, "nhs_statement", Month(2024, 10)), accounts.ACCRUED_INCOME)
    assert claimed == -paid > 0


def test_a_year_of_quality_points_is_cleared_when_its_achievement_is_paid_in_june():
    """Accrued by the month as 1120; paid in June; what it brought more or less goes to 1130."""
    june = journals(HOLLOWMERE, "nhs_statement", Month(2025, 6))
    achievement = next(journal for journal in june if "QOF achievement, 2024/25" in journal.narrative)
    accrued = sum(
        on_account(journals(HOLLOWMERE, "month_end", month), accounts.QOF_ACHIEVEMENT)
        for month in FinancialYear(2024).months
    )
    assert on_account([achievement], accounts.ACCRUED_INCOME) == accrued < 0
    assert sum(line.amount for line in achievement.lines) == 0


def test_every_supplier_is_paid_what_was_invoiced():
    """Trade creditors: what was owed and invoiced, less what was paid, is owed still, and is not much."""
    invoiced: dict[str, int] = defaultdict(int)
    for document, made in entries(HOLLOWMERE):
        for journal in made:
            amount = on_account([journal], accounts.CREDITORS)
            if amount:
                invoiced[document.kind] += amount
    owed = -sum(invoiced.values())
    assert invoiced["payment_run"] > 0
    assert (
        0 < owed < invoiced["payment_run"] / 8
    )  # two years and seven months of payments; about a month is owed


def test_what_the_centre_charges_is_its_budget_to_the_penny():
    """A twelfth of the year's budget a month, shared by registered patients: the parts add up exactly."""
    for month in (Month(2024, 4), Month(2025, 6), Month(2025, 7), Month(2026, 3)):
        charges = PLAN.central_charges(month)
        assert len(charges) == 38
        assert sum(charges.values()) == tables.in_month(
            PLAN.centre_budget(tables.year_of(month)), "even", month
        )
    year = FinancialYear(2024).months
    assert sum(sum(PLAN.central_charges(month).values()) for month in year) == PLAN.centre_budget(2024)


@pytest.mark.slow
def test_a_networks_money_is_in_its_own_bank_and_owed_to_it():
    """The networks' funds that the centre holds equal their bank account after every journal."""
    centre = PLAN.centre_id
    for code in ("CENTRE", HOLLOWMERE, "DEMO02"):
        for _, made in entries(code):
            for journal in made:
                held = sum(
                    line.amount
                    for line in journal.lines
                    if line.surgery_id == centre
                    and line.account in (accounts.NETWORK_BANK, accounts.NETWORK_FUNDS)
                )
                assert held == 0, journal


def test_a_surgery_that_leaves_leaves_nothing_behind():
    sums = Sums(PLAN).add(entries(LEAVING))
    last = Month(2025, 6)
    assert max(month for _, month, _ in sums.amounts) == last
    balance_sheet = {account for _, _, account in sums.amounts if 8000 <= account < 9000}
    assert len(balance_sheet) > 10
    assert {account for account in balance_sheet if sums.balance(LEAVING, account, last)} == set()


def test_a_surgery_that_joins_begins_with_what_it_brings():
    sums = Sums(PLAN).add(entries(JOINING))
    assert min(month for _, month, _ in sums.amounts) == Month(2025, 7)
    opening = journals(JOINING, "opening", Month(2025, 7))
    assert len(opening) == 1
    assert on_account(opening, accounts.BANK) > 0
    assert on_account(opening, accounts.CREDITORS) < 0
    assert on_account(opening, accounts.PREPAYMENTS) > 0  # its yearly bills were paid in April


@pytest.mark.slow
def test_months_after_the_two_years_come_to_the_same_in_a_journal_a_document():
    """The summary of a month has each account's sum as the journals that it sums up."""
    after = a_plan()
    longer = a_plan()
    longer.last = Month(2026, 10)
    brief = [entry for entry in books_of(after, HOLLOWMERE) if entry[1][0].posted_to > LAST]
    whole = [entry for entry in books_of(longer, HOLLOWMERE) if entry[1][0].posted_to > LAST]
    assert all(len(made) == 1 for _, made in brief)
    assert sum(len(made) for _, made in whole) > 5 * len(brief)
    one, other = Sums(after).add(brief), Sums(longer).add(whole)
    assert {k: v for k, v in one.amounts.items() if v} == {k: v for k, v in other.amounts.items() if v}


def test_drawings_tax_capital_and_pensions_bear_a_partners_id():
    theirs = {
        accounts.CAPITAL, accounts.CURRENT, accounts.DRAWINGS, accounts.TAX_RESERVE, accounts.PENSION_PAID,
        accounts.PARTNERS_PENSION,
    }  # fmt: skip
    partners = set(PLAN.ids.partners.values())
    for _, made in entries(HOLLOWMERE):
        for journal in made:
            for line in journal.lines:
                assert (line.partner_id in partners) == (line.account in theirs), journal


def test_a_payslip_worked_by_hand():
    """
    £30,000 full time, all hours, in the pension, 2024/25:
        pension 8.3%, the tier from 27,798 to 33,868           2,490.00
        tax 20% of 30,000 - 2,490 - 12,570                     2,988.00
        National Insurance 8% of 30,000 - 12,570               1,394.40
        employer's insurance 13.8% of 30,000 - 9,100           2,884.20
        employer's pension 14.38%                              4,314.00
    A month is a twelfth of each.
    """
    nurse = next(
        group for group in tables.staff_groups(where="surgery", dispensing=False) if group.name == "nurse"
    )
    slip = payslip(Employee(1, nurse, wte=100, pay=pence("30000"), pension=True, start=FIRST), 2024)
    assert slip.gross == 2_500_00
    assert slip.pension == 207_50
    assert slip.tax == 249_00
    assert slip.insurance == 116_20
    assert slip.employers_insurance == 240_35
    assert slip.employers_pension == 359_50
    assert slip.net == 2_500_00 - 207_50 - 249_00 - 116_20
    outside = payslip(Employee(2, nurse, wte=100, pay=pence("30000"), pension=False, start=FIRST), 2024)
    assert (outside.pension, outside.employers_pension) == (0, 0)


@pytest.mark.parametrize("shape", ["even", "influenza", "rates", "heating", "locums"])
def test_a_years_amount_is_all_of_its_months_parts(shape):
    year = FinancialYear(2025)
    assert sum(tables.in_month(1_234_567, shape, month) for month in year.months) == 1_234_567
    assert tables.in_month(1_200, "even", year.first) == 100
    assert tables.in_month(1_000, "rates", Month(2026, 2)) == 0  # ten instalments, none in February


def test_a_month_in_four_weeks_leaves_no_day_out_and_work_is_done_on_weekdays():
    rng = chance("days")
    for month in months(FIRST, LAST):
        days = [day for first, last in weeks(month) for day in range(first.day, last.day + 1)]
        assert days == list(range(1, month.last.day + 1))
        for week in weeks(month):
            for _ in range(12):
                on = some_day(week, rng)
                assert week[0] <= on <= week[1]
                assert on.weekday() < 5


def test_nil_amounts_make_no_line_and_an_empty_journal_is_not_written():
    book = Book(code="A", surgery_id=1, bank=accounts.BANK, rng=chance("nil"), prefix="p")
    paper = book.paper("loans", "x", "Loans", FIRST)
    paper.add(FIRST.first, "nothing", [(accounts.BANK, 0)])
    assert book.entries(brief=False) == []
    paper = book.paper("loans", "x", "Loans", FIRST)
    paper.add(FIRST.first, "some", [(accounts.BANK, 5), (accounts.PRACTICE_LOAN, -5), (accounts.LEVIES, 0)])
    [(document, [journal])] = book.entries(brief=False)
    assert [line.account for line in journal.lines] == [accounts.BANK, accounts.PRACTICE_LOAN]
    assert document.key == f"p/A/{FIRST}/x"
    assert book.balances[accounts.BANK] == 5


def test_no_books_before_the_first_month_is_over():
    with pytest.raises(TooEarly, match="begin in April 2024, which is not over yet"):
        list(books(facts(), ids=PLAN.ids, seed=SEED, first=FIRST, last=LAST, today=date(2024, 4, 29)))
    assert a_plan(today=date(2024, 4, 30)).months == (FIRST,)
    assert a_plan(today=date(2024, 5, 30)).months == (FIRST,)
    assert a_plan(today=date(2031, 1, 1)).months[-1] == LAST + 12


def test_an_unknown_surgery_has_no_books():
    with pytest.raises(LookupError, match="no surgery A81001"):
        books_of(PLAN, "A81001")
