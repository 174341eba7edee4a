"""What others pay: the commissioner by the quarter, patients and firms by the item."""

from commonpractice.demonstration.books import accounts, tables
from commonpractice.demonstration.books.papers import Book, in_words, some_day, weeks
from commonpractice.demonstration.books.profiles import Profile, Site
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month

RECEIVED_ON = 19


def post_receipts(book: Book, month: Month) -> None:
    """What was invoiced the month before comes in."""
    waiting = book.invoiced
    book.invoiced = []
    paper = book.paper("receipts", "receipts", f"Receipts from debtors, {month.words}", month)
    for what, amount in waiting:
        on = month.first.replace(day=book.rng.randint(4, RECEIVED_ON))
        paper.add(on, f"{what}: received", [(book.bank, amount), (accounts.DEBTORS, -amount)])


def post_commissioner(book: Book, profile: Profile, month: Month) -> None:
    """What the quarter's local work comes to that no contract of the NHS pays, invoiced on its last day."""
    paper = book.paper("commissioner_claim", "commissioner", f"Local work, quarter to {month.words}", month)
    for stream in profile.income:
        if stream.line.account is not None:
            annual = profile.annual_income(stream, tables.year_of(month))
            amount = tables.in_month(annual, stream.line.shape, month)
            _invoice(book, paper, month.last, stream.line.account, amount, stream.line.narrative)


def post_fees(book: Book, profile: Profile | Site, month: Month) -> None:
    """Fees of the month, week by week: at the desk, or invoiced and paid the month after."""
    rng = book.rng
    papers = [
        (week, book.paper("fees", f"fees/{number}", f"Fees day book, {in_words(week)}", month))
        for number, week in enumerate(weeks(month), start=1)
    ]
    for fee in tables.private_fees():
        if fee.paid == "statement" or (fee.teaching and not profile.teaches):
            continue
        a_year = fee.a_year * profile.patients * profile.private_level / 100
        for _ in range(some_of(tables.in_month(int(a_year), fee.shape, month), rng)):
            week, paper = rng.choice(papers)
            amount = rng.randint(fee.low // 50, fee.high // 50) * 50
            on = some_day(week, rng)
            if fee.paid == "invoice":
                _invoice(book, paper, on, fee.account, amount, f"{fee.narrative} {rng.randint(1000, 9999)}")
            else:
                paper.add(on, fee.narrative, [(book.bank, amount), (fee.account, -amount)])


def _invoice(book: Book, paper, on, account: int, amount: Pence, what: str) -> None:
    if amount:
        paper.add(on, what, [(accounts.DEBTORS, amount), (account, -amount)])
        book.invoiced.append((what, amount))


def some_of(thousandths: int, rng) -> int:
    """A whole number of things of which there are so many thousandths on average."""
    whole, part = divmod(thousandths, tables.THOUSAND)
    return whole + (rng.randrange(tables.THOUSAND) < part)


def parts_of(amount: Pence, number: int, rng) -> list[Pence]:
    """An amount in so many unequal parts."""
    return share(amount, [rng.randint(50, 150) for _ in range(number)])
