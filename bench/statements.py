"""Our statements beside the same sums in plain SQL over the postings, as the owner whom nothing walls in."""

from collections.abc import Iterator

from bench.books import Book, acting
from bench.measuring import Result, compared, race
from commonpractice.foundations.months import Month, months

ROUNDS = 9
AT_MOST = 1.5

RESULTS = """
    SELECT p.surgery_id, p.month,
           -coalesce(sum(p.amount) FILTER (WHERE a.kind = 'income'), 0),
           coalesce(sum(p.amount) FILTER (WHERE a.kind = 'expense'), 0),
           coalesce(sum(p.amount) FILTER (WHERE a.kind = 'partners'), 0)
    FROM ledger_posting p JOIN ledger_account a ON a.code = p.account_id
    WHERE p.month BETWEEN %s AND %s GROUP BY p.surgery_id, p.month ORDER BY p.surgery_id, p.month
"""
ACCOUNTS = """
    SELECT surgery_id, account_id, month, sum(amount)::bigint FROM ledger_posting
    WHERE month BETWEEN %s AND %s GROUP BY surgery_id, account_id, month
"""


def measure(book: Book) -> Iterator[Result]:
    """Every surgery's monthly income and expenditure, in sums and account by account; and a balance sheet."""
    from django.db import connections

    from commonpractice.domain.ledger import queries
    from commonpractice.domain.ledger.queries import EVER, MonthlyResult, Span

    everything = {"scope": book.scope, "surgeries": book.surgeries}
    span = [book.first.first, book.last.first]
    every = list(months(book.first, book.last))
    owner = connections["owner"].cursor()

    def our_results() -> list[MonthlyResult]:
        with acting(book.scope):
            return queries.monthly_results(**everything, first=book.first, last=book.last)

    def plain_results() -> list[MonthlyResult]:
        owner.execute(RESULTS, span)
        return [
            MonthlyResult(surgery, Month.of(month), int(income), int(spending), int(borne))
            for surgery, month, income, spending, borne in owner.fetchall()
        ]

    ours, plain = race(our_results, plain_results, rounds=ROUNDS, same=lambda one, other: one == other)
    yield compared(
        f"income and expenditure, {len(book.surgeries)} profit centres x {len(every)} months",
        ours,
        plain,
        f"plain SQL over {book.postings:,} postings",
        AT_MOST,
    )

    def our_accounts() -> dict:
        with acting(book.scope):
            found = queries.by_surgery(**everything, spans=[Span.of_month(month) for month in every])
        return {
            (surgery, code): amounts
            for surgery, accounts in found.items()
            for code, amounts in accounts.items()
            if any(amounts)
        }

    def plain_accounts() -> dict:
        place = {month.first: at for at, month in enumerate(every)}
        found: dict[tuple[int, int], list[int]] = {}
        owner.execute(ACCOUNTS, span)
        for surgery, code, month, amount in owner.fetchall():
            found.setdefault((surgery, code), [0] * len(every))[place[month]] = amount
        return {key: tuple(amounts) for key, amounts in found.items() if any(amounts)}

    ours, plain = race(our_accounts, plain_accounts, rounds=ROUNDS, same=lambda one, other: one == other)
    yield compared("the same, account by account", ours, plain, "plain SQL", AT_MOST)

    def our_balances() -> dict[int, int]:
        with acting(book.scope):
            found = queries.movements(**everything, spans=[Span(EVER, book.last.last)])
        return {code: amount for code, (amount,) in found.items() if amount}

    def plain_balances() -> dict[int, int]:
        owner.execute(
            "SELECT account_id, sum(amount) FROM ledger_posting WHERE month <= %s GROUP BY 1", [span[1]]
        )
        return {code: int(amount) for code, amount in owner.fetchall() if amount}

    ours, plain = race(our_balances, plain_balances, rounds=ROUNDS, same=lambda one, other: one == other)
    yield compared("the partnership's balance sheet since the books began", ours, plain, "plain SQL", AT_MOST)
    owner.close()
