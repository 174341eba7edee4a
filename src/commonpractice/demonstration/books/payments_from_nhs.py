"""What the NHS pays a surgery by the month: core contract, QOF, last month's claims, less deductions."""

from datetime import date

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book, Paper, in_words, weeks
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.plans import Plan
from commonpractice.demonstration.books.profiles import Profile
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import FinancialYear, Month, months

PAID_ON = 24
JUNE = 6


def post(book: Book, plan: Plan, place: Place, month: Month) -> None:
    """The month's payment statement, cleared through the control account to what reaches the bank."""
    profile = plan.profile(place)
    on = month.first.replace(day=PAID_ON)
    paper = book.paper(
        "nhs_statement", "nhs", f"NHS payment statement, {month.words}", month, section="national payments"
    )
    _core(paper, profile, month, on)
    _qof(paper, profile, month, on)
    _earn(paper, on, accounts.PARTICIPATION, plan.participation(place, month), "Network participation")
    for stream in profile.income:
        if stream.line.paid == "statement":
            annual = profile.annual_income(stream, tables.year_of(month))
            amount = tables.in_month(annual, stream.line.shape, month)
            _earn(paper, on, stream.line.account, amount, stream.line.narrative)
    for fee in tables.private_fees():
        if fee.paid == "statement" and profile.teaches:
            _earn(paper, on, fee.account, book.rng.randint(fee.low, fee.high), fee.narrative)
    for _, what, amount in book.claims:
        paper.add(on, f"{what}: paid", [(accounts.NHS_CONTROL, amount), (accounts.ACCRUED_INCOME, -amount)])
    book.claims = []
    _deductions(paper, book, place, profile, month, on)
    net = book.balances[accounts.NHS_CONTROL]
    paper.add(on, "Paid into the bank", [(book.bank, net), (accounts.NHS_CONTROL, -net)])


def post_claims(book: Book, profile: Profile, month: Month) -> None:
    """What is done and claimed, week by week; it is paid with the next month's statement."""
    streams = [stream for stream in profile.income if stream.line.paid == "claim"]
    by_week: list[list[tuple[int, str, Pence]]] = [[], [], [], []]
    for stream in streams:
        annual = profile.annual_income(stream, tables.year_of(month))
        amount = tables.in_month(annual, stream.line.shape, month)
        if not amount:
            continue
        parts = share(amount, [book.rng.randint(60, 140) for _ in by_week])
        for week, part in zip(by_week, parts, strict=True):
            week.append((stream.line.account, stream.line.narrative, part))
        book.claims.append((stream.line.account, f"{stream.line.narrative}, {month.words}", amount))
    for number, (week, claims) in enumerate(zip(weeks(month), by_week, strict=True), start=1):
        paper = book.paper(
            "claims", f"claims/{number}", f"Claims, {in_words(week)}", month, claimed=len(claims)
        )
        for account, what, amount in claims:
            paper.add(week[1], what, [(accounts.ACCRUED_INCOME, amount), (account, -amount)])


def accrue_qof(paper: Paper, profile: Profile, month: Month) -> None:
    """A twelfth of what the year's quality points should bring beyond the aspiration payments."""
    amount = tables.in_month(profile.qof_expected(tables.year_of(month)), "even", month)
    paper.add(
        month.last,
        "QOF: expected achievement accrued",
        [(accounts.ACCRUED_INCOME, amount), (accounts.QOF_ACHIEVEMENT, -amount)],
    )


def qof_accrued(profile: Profile, year: int, first: Month) -> Pence:
    """What was accrued of a year's achievement before a month."""
    expected = profile.qof_expected(year)
    whole = FinancialYear(year).months
    return sum(tables.in_month(expected, "even", month) for month in whole if month < first)


def _core(paper: Paper, profile: Profile, month: Month, on: date) -> None:
    payment, out_of_hours = profile.core(month, known=month)
    account = accounts.PMS if profile.pms else accounts.GLOBAL_SUM
    _earn(paper, on, account, payment, "PMS contract" if profile.pms else "Global sum")
    _take(paper, on, accounts.OUT_OF_HOURS, out_of_hours, "Out-of-hours opt-out")
    award = next((price for price in tables.prices() if price.paid_from == month != price.effective), None)
    if award is None:
        return
    # The rest of a back-dated award: what each month since it took effect was paid too little.
    late = [each for each in months(award.effective, month - 1) if profile.place.belongs(each)]
    owed = [
        (now[0] - then[0], now[1] - then[1])
        for each in late
        for now, then in [(profile.core(each, known=month), profile.core(each, known=month - 1))]
    ]
    since = f"award from {award.effective.words}, back-dated"
    _earn(paper, on, account, sum(more for more, _ in owed), f"Core contract: {since}")
    _take(paper, on, accounts.OUT_OF_HOURS, sum(more for _, more in owed), f"Out-of-hours opt-out: {since}")


def _qof(paper: Paper, profile: Profile, month: Month, on: date) -> None:
    year = tables.year_of(month)
    aspiration = tables.in_month(profile.qof_aspiration(year), "even", month)
    _earn(paper, on, accounts.QOF_ASPIRATION, aspiration, "QOF aspiration")
    if month.number != JUNE:
        return
    paid = profile.qof_earned(year - 1) - profile.qof_aspiration(year - 1)
    accrued = qof_accrued(profile, year - 1, FinancialYear(year).first)
    paper.add(
        on,
        f"QOF achievement, {FinancialYear(year - 1)}",
        [
            (accounts.NHS_CONTROL, paid),
            (accounts.ACCRUED_INCOME, -accrued),
            (accounts.QOF_EARLIER, accrued - paid),
        ],
    )


def _deductions(paper: Paper, book: Book, place: Place, profile: Profile, month: Month, on: date) -> None:
    """What is taken before payment: levies, partners' pensions, salaried doctors' pensions."""
    told = tables.settings()["partners"]
    levies = int(tables.fraction(told["levies"]) * 100 * place.registered(month) / 12)
    _take(paper, on, accounts.LEVIES, levies, "Statutory levies")
    yearly = profile.bearable(tables.year_of(month)) * told["pension"] // tables.THOUSAND
    for partner, amount in place.share_out(yearly // 12, month):
        paper.add(
            on,
            "Partner's NHS pension",
            [(accounts.PARTNERS_PENSION, amount, partner), (accounts.NHS_CONTROL, -amount)],
        )
    salaried = book.owed_next_month.pop("doctors' pension", 0)
    _take(paper, on, accounts.PENSION, salaried, "Salaried doctors' NHS pension")


def _earn(paper: Paper, on: date, account: int, amount: Pence, what: str) -> None:
    paper.add(on, what, [(accounts.NHS_CONTROL, amount), (account, -amount)])


def _take(paper: Paper, on: date, account: int, amount: Pence, what: str) -> None:
    paper.add(on, what, [(account, amount), (accounts.NHS_CONTROL, -amount)])
