"""The invented books of one surgery and of the centre: what is worked by hand, and what must clear."""

import csv
import io
from collections import defaultdict
from datetime import date
from fractions import Fraction
from functools import cache

import pytest

from commonpractice.demonstration.books import TooEarly, accounts, books_of, plan, tables
from commonpractice.demonstration.books.papers import Book, some_day, weeks
from commonpractice.demonstration.books.staffing import Employee, payslip
from commonpractice.demonstration.sampling import chance
from commonpractice.domain.contracts import parameters as contracts
from commonpractice.domain.ledger import parameters
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.demonstration.made_up import FIRST, LAST, SEED, Sums, a_plan, facts

HOLLOWMERE, LEAVING, JOINING = "DEMO01", "DEMO39", "DEMO24"
PLAN = a_plan()
DUE = parameters.nhs_accounts().due


@cache
def made(code: str):
    return list(books_of(PLAN, code))


@cache
def entries(code: str):
    return [entry for each in made(code) for entry in each.entries]


def journals(code: str, kind: str, month: Month):
    return [
        journal
        for document, made in entries(code)
        if document.kind == kind
        for journal in made
        if journal.posted_to == month
    ]


def papers(code: str, month: Month):
    """A month's statement and receipts."""
    each = next(each for each in made(code) if each.month == month)
    return each.statement, each.receipts


def lines(code: str, month: Month) -> list[dict[str, str]]:
    """The rows of a month's statement but for the total."""
    statement, _ = papers(code, month)
    return list(csv.DictReader(io.StringIO(statement.content.decode())))[:-1]


def printed(code: str, month: Month, words: str) -> int:
    """What a month's statement has beside some words, in pence."""
    return sum(pence(row["amount"]) for row in lines(code, month) if row["words"] == words)


def on_account(made, account: int) -> int:
    return sum(line.amount for journal in made for line in journal.lines if line.account == account)


def place_of(code: str):
    return next(place for place in PLAN.places if place.code == code)


@pytest.fixture(scope="module")
def hollowmere() -> Sums:
    return Sums(PLAN).add(made(HOLLOWMERE))


def monthly(price: str, weighted: Fraction) -> int:
    """A twelfth of a price for each weighted patient, to the nearest penny, the year rounded first."""
    annual = int(Fraction(price) * 100 * weighted + Fraction(1, 2))
    return int(Fraction(annual, 12) + Fraction(1, 2))


@pytest.mark.parametrize(
    ("month", "before", "price", "months_owed"),
    [
        # a back-dated award is paid with what was owed for the months since it took effect
        (Month(2024, 4), "107.57", "107.57", 0),
        (Month(2024, 8), "107.57", "107.57", 0),
        (Month(2024, 9), "107.57", "112.50", 5),
        (Month(2024, 10), "112.50", "112.50", 0),
        (Month(2025, 4), "121.79", "121.79", 0),
        (Month(2025, 8), "121.79", "123.34", 4),
        (Month(2026, 3), "123.34", "123.34", 0),
    ],
)
def test_the_global_sum_is_the_price_times_the_weighted_list_a_twelfth_a_month(
    month, before, price, months_owed
):
    place = place_of(HOLLOWMERE)
    usual = printed(HOLLOWMERE, month, "Global Sum")
    assert usual == pytest.approx(monthly(price, place.weighted(month)), abs=1)
    withheld = printed(HOLLOWMERE, month, "Out of hours opt-out")
    assert withheld == pytest.approx(-usual * 0.0475, abs=1)
    owed = [place.weighted(month - back) for back in range(1, months_owed + 1)]
    more = sum(monthly(price, then) - monthly(before, then) for then in owed) * (1 - 0.0475)
    award = printed(HOLLOWMERE, month, "Contract price: back-dated award")
    assert award == pytest.approx(more, abs=2 * months_owed)


def test_a_pms_contract_moves_with_the_price_and_is_paid_no_global_sum():
    code = next(place.code for place in PLAN.places if place.invented.contract == "PMS")
    for month in (Month(2025, 7), Month(2025, 8)):
        assert printed(code, month, "PMS Contract Baseline") > 0
        assert printed(code, month, "Global Sum") == 0
    july, august = (printed(code, Month(2025, number), "PMS Contract Baseline") for number in (7, 8))
    assert august / july == pytest.approx(123.34 / 121.79, abs=1e-6)
    award = printed(code, Month(2025, 8), "Contract price: back-dated award")
    assert award == pytest.approx(4 * (august - july), rel=0.02)  # its list was a little shorter in April


@pytest.mark.parametrize("month", [Month(2024, 4), Month(2025, 4), Month(2026, 10)], ids=str)
def test_what_a_statement_comes_to_reaches_the_bank(month):
    statement, receipts = papers(HOLLOWMERE, month)
    rows = lines(HOLLOWMERE, month)
    assert statement.net == sum(pence(row["amount"]) for row in rows)
    assert [each.amount for each in receipts] == [statement.net]
    theirs = [row for row in rows if row["section"] in ("pension_employee", "pension_employer")]
    here = place_of(HOLLOWMERE).partners(month.first)
    assert {row["partner"] for row in theirs} == {partner.code for partner in here}
    assert len(theirs) == 2 * len(here)
    assert all(row["amount"].startswith("-") for row in theirs)


@pytest.mark.parametrize("month", list(months(FIRST, LAST)), ids=str)
def test_net_pay_and_petty_cash_are_clear_at_the_end_of_each_month(hollowmere, month):
    assert hollowmere.balance(HOLLOWMERE, accounts.NET_PAY, month) == 0
    assert hollowmere.balance(HOLLOWMERE, accounts.PETTY_CASH, month) == 200_00


def test_nothing_is_posted_to_the_nhs_income_that_contracts_are_reckoned_for():
    """They are told, and posted when a month is closed; what the networks pay is paid off what is due."""
    reckoned = {item.account for item in parameters.nhs_items().values()} - {accounts.PENSION}
    for code in (HOLLOWMERE, "DEMO03", JOINING, LEAVING):
        for _, journals_made in entries(code):
            for journal in journals_made:
                assert not {line.account for line in journal.lines} & reckoned, journal


def test_what_networks_pass_on_is_paid_off_what_is_due_item_by_item():
    paid = journals(HOLLOWMERE, "network_payment", Month(2025, 5))
    here = [line for journal in paid for line in journal.lines if line.account == DUE]
    items = {"arrs", "enhanced_access", "pcn_capacity"}
    assert items <= {line.item for line in here} <= items | {"pcn_leadership"}
    assert all(line.concerns == Month(2025, 5) and line.amount < 0 for line in here)
    assert on_account(paid, accounts.BANK) == -sum(line.amount for line in here)


def test_what_is_kept_back_from_pay_in_a_month_is_paid_on_in_the_next():
    paid = on_account(journals(HOLLOWMERE, "payroll_payments", Month(2024, 7)), accounts.TAX)
    kept_back = on_account(journals(HOLLOWMERE, "payroll", Month(2024, 6)), accounts.TAX)
    assert paid == -kept_back > 0


def test_claims_of_a_month_are_paid_with_the_next_months_statement():
    claims = [
        one
        for one in PLAN.contracted(place_of(HOLLOWMERE)).claims
        if (one.item, one.month) == ("childhood_vaccination", Month(2025, 9))
    ]
    rate = contracts.rate("childhood_vaccination", on=date(2025, 9, 1))
    [claim] = claims
    [row] = [row for row in lines(HOLLOWMERE, Month(2025, 10)) if row["words"] == "Childhood immunisations"]
    assert pence(row["amount"]) == claim.count * rate.value * 100
    assert row["concerns"] == "2025-09"
    assert claim.known_on == date(2025, 9, 30)


def test_a_year_of_quality_points_is_paid_in_june_less_what_was_paid_ahead():
    quality = PLAN.profile(place_of(HOLLOWMERE)).quality
    year = FinancialYear(2024)
    ahead = [printed(HOLLOWMERE, month, "Aspiration payment") for month in year.months]
    assert sum(ahead) == quality.aspiration(year) * 100
    achievement = printed(HOLLOWMERE, Month(2025, 6), "Achievement payment")
    assert achievement == quality.earned(year) - sum(ahead) > 0
    assert printed(HOLLOWMERE, Month(2025, 5), "Achievement payment") == 0


def test_quality_is_known_in_spring_at_mid_year_and_in_the_end():
    told = PLAN.contracted(place_of(HOLLOWMERE)).counts
    of_year = {one.known_on for one in told if one.year == FinancialYear(2025)}
    assert of_year == {date(2025, 4, 15), date(2025, 10, 1), date(2026, 4, 11)}
    met = defaultdict(int)
    for one in told:
        if one.year == FinancialYear(2025):
            met[one.known_on] += one.count.numerator
    assert len(set(met.values())) == 3


def test_what_was_earned_before_the_books_is_brought_forward_and_paid():
    """QOF of the year before, claims of March, drugs of February and March: each is a line of a statement."""
    opening = journals(HOLLOWMERE, "opening", FIRST)
    brought = {
        (line.item, line.concerns): line.amount
        for journal in opening
        for line in journal.lines
        if line.account == DUE
    }
    assert ("qof_achievement", Month(2024, 3)) in brought
    assert ("childhood_vaccination", Month(2024, 3)) in brought
    assert ("drugs", Month(2024, 2)) in brought
    paid = [
        pence(row["amount"])
        for month in months(FIRST, FIRST + 2)
        for row in lines(HOLLOWMERE, month)
        if row["concerns"] and row["concerns"] < str(FIRST)
    ]
    assert sorted(paid) == sorted(brought.values())


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


def test_what_surgeries_expect_the_centre_to_charge_is_its_budget_to_the_penny():
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


def test_a_surgery_that_leaves_pays_its_suppliers():
    """The rest of its winding-up follows from what is posted as its last month is closed."""
    sums = Sums(PLAN).add(made(LEAVING))
    last = Month(2025, 6)
    assert max(month for _, month, _ in sums.amounts) == last
    assert sums.balance(LEAVING, accounts.CREDITORS, last - 1) < 0
    assert sums.balance(LEAVING, accounts.CREDITORS, last) == 0


def test_a_surgery_that_joins_begins_with_what_it_brings():
    sums = Sums(PLAN).add(made(JOINING))
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
    brief, whole = (
        [entry for each in books_of(one, HOLLOWMERE) if each.month > LAST for entry in each.entries]
        for one in (after, longer)
    )
    assert all(len(made) == 1 for _, made in brief)
    assert sum(len(made) for _, made in whole) > 4 * len(brief)
    one, other = Sums(after).add_entries(brief), Sums(longer).add_entries(whole)
    assert {k: v for k, v in one.amounts.items() if v} == {k: v for k, v in other.amounts.items() if v}


def test_drawings_tax_capital_and_pensions_bear_a_partners_id():
    theirs = {
        *(accounts.CAPITAL, accounts.PROPERTY_CAPITAL, accounts.CURRENT),
        *(accounts.DRAWINGS, accounts.TAX_RESERVE, accounts.PENSION_PAID),
    }
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
    paper.add(FIRST.first, "some", [(accounts.BANK, 5), (accounts.PRACTICE_LOAN, -5), (accounts.DEBTORS, 0)])
    [(document, [journal])] = book.entries(brief=False)
    assert [line.account for line in journal.lines] == [accounts.BANK, accounts.PRACTICE_LOAN]
    assert document.key == f"p/A/{FIRST}/x"
    assert book.balances[accounts.BANK] == 5


def test_no_books_before_the_first_month_is_over():
    early = plan(facts(), ids=PLAN.ids, seed=SEED, first=FIRST, last=LAST, today=date(2024, 4, 29))
    with pytest.raises(TooEarly, match="begin in April 2024, which is not over yet"):
        list(books_of(early, HOLLOWMERE))
    assert a_plan(today=date(2024, 4, 30)).months == (FIRST,)
    assert a_plan(today=date(2024, 5, 30)).months == (FIRST,)
    assert a_plan(today=date(2031, 1, 1)).months[-1] == LAST + 12


def test_an_unknown_surgery_has_no_books():
    with pytest.raises(LookupError, match="no surgery A81001"):
        books_of(PLAN, "A81001")


def test_what_premises_are_worth_above_their_loan_is_their_owners_at_the_start():
    place = next(each for each in PLAN.places if each.fact.property_shares)
    opening = journals(place.code, "opening", FIRST)
    in_premises = on_account(opening, accounts.PREMISES) + on_account(opening, accounts.PROPERTY_LOAN)
    assert in_premises > 0
    assert on_account(opening, accounts.PROPERTY_CAPITAL) == -in_premises
    theirs = {
        line.partner_id
        for journal in opening
        for line in journal.lines
        if line.account == accounts.PROPERTY_CAPITAL
    }
    owners = {PLAN.ids.partners[row.partner] for row in place.fact.property_shares}
    assert theirs == owners
