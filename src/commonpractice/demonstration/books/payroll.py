"""A month's payroll: what each employee costs, what is taken from pay, and what is paid on a month later."""

from collections.abc import Sequence

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book
from commonpractice.demonstration.books.staffing import DOCTORS, Employee, payslip
from commonpractice.domain.ledger.facts import Line
from commonpractice.foundations.months import Month

PAID_ON = 27
TAX_ON = 20


def post(book: Book, staff: Sequence[Employee], month: Month) -> None:
    """Pay and employer's costs by employee number, and the net pay's payment."""
    year = tables.year_of(month)
    on = month.first.replace(day=PAID_ON)
    _pay_what_is_owed(book, month)
    paper = book.paper("payroll", "payroll", f"Payroll, {month.words}", month, employees=len(staff))
    doctors = 0
    extra = tables.settings()["surgeries"]["extra_hours"]
    for each in staff:
        pay, besides = _lines(book, each, year)
        who = f"{each.group.words}, employee {each.number:03d}"
        paper.add_lines(on, f"Pay: {who}", pay)
        paper.add_lines(on, f"Employer's costs: {who}", besides)
        if each.group.name == DOCTORS:
            slip = payslip(each, year)
            doctors += slip.pension + slip.employers_pension
        if book.rng.randrange(tables.THOUSAND) < extra:
            _extra_hours(book, paper, each, year, on, who)
    net = -book.balances[accounts.NET_PAY]
    paid = book.paper("pay_run", "pay", f"Net pay, {month.words}", month, employees=len(staff))
    paid.add(on, "Net pay by BACS", [(accounts.NET_PAY, net), (book.bank, -net)])
    book.owed_next_month["tax"] = -book.balances[accounts.TAX]
    book.owed_next_month["doctors' pension"] = doctors
    book.owed_next_month["staff pension"] = -book.balances[accounts.PENSION] - doctors


def opening(staff: Sequence[Employee], month: Month) -> dict[str, int]:
    """What the payroll of the month before left owing, taken as that of the first month's."""
    year = tables.year_of(month)
    slips = [(each.group.name == DOCTORS, payslip(each, year)) for each in staff]
    doctors = sum(slip.pension + slip.employers_pension for doctor, slip in slips if doctor)
    everybody = sum(slip.pension + slip.employers_pension for _, slip in slips)
    return {
        "tax": sum(slip.tax + slip.insurance + slip.employers_insurance for _, slip in slips),
        "doctors' pension": doctors,
        "staff pension": everybody - doctors,
    }


def _pay_what_is_owed(book: Book, month: Month) -> None:
    """Last month's tax, insurance and pension contributions. Doctors' pensions leave by the NHS statement."""
    on = month.first.replace(day=TAX_ON)
    tax = book.owed_next_month.pop("tax", 0)
    pension = book.owed_next_month.pop("staff pension", 0)
    paper = book.paper("payroll_payments", "payroll/paid", f"Tax and pensions paid, {month.words}", month)
    paper.add(on, "PAYE and National Insurance", [(accounts.TAX, tax), (book.bank, -tax)])
    paper.add(on, "NHS pension contributions", [(accounts.PENSION, pension), (book.bank, -pension)])


def _lines(book: Book, each: Employee, year: int) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of an employee's pay, the same in each month of a year: made once."""
    found = book.kept.get((each, year))
    if found is None:
        slip = payslip(each, year)
        here = book.surgery_id
        pay = (
            Line(here, each.group.account, slip.gross),
            Line(here, accounts.TAX, -slip.tax),
            Line(here, accounts.TAX, -slip.insurance),
            Line(here, accounts.PENSION, -slip.pension),
            Line(here, accounts.NET_PAY, -slip.net),
        )
        besides = (
            Line(here, accounts.EMPLOYERS_INSURANCE, slip.employers_insurance),
            Line(here, accounts.TAX, -slip.employers_insurance),
            Line(here, accounts.EMPLOYERS_PENSION, slip.employers_pension),
            Line(here, accounts.PENSION, -slip.employers_pension),
        )
        found = tuple(tuple(line for line in lines if line.amount) for lines in (pay, besides))
        book.kept[each, year] = found
    return found


def _extra_hours(book: Book, paper, each: Employee, year: int, on, who: str) -> None:
    """A few hours beyond the contract, without pension."""
    slip = payslip(each, year)
    gross = slip.gross * book.rng.randint(2, 14) // 100
    taken = gross * 28 // 100
    paper.add(
        on,
        f"Additional hours: {who}",
        [(each.group.account, gross), (accounts.TAX, -taken), (accounts.NET_PAY, taken - gross)],
    )
