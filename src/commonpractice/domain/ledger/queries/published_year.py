"""What was posted of a year's published payments, whatever else is in the books of that year."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.domain.ledger.rules.published_year import PAID, Before, PostedBefore
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month

KIND = "published payment"
"""What rules/published_year.py calls the documents that it makes."""

OF_THE_YEAR = """
    WITH RECURSIVE of_the_year (home_id, line, id) AS (
        SELECT d.home_id, d.details ->> 'line', j.id
        FROM ledger_document d JOIN ledger_journal j ON j.document_id = d.id
        WHERE d.home_id = ANY (%s) AND d.kind = %s AND d.details ->> 'year' = %s
        UNION ALL
        SELECT made.home_id, made.line, back.id
        FROM of_the_year made JOIN ledger_journal back ON back.reverses_id = made.id
    )
"""
"""Every journal made from a year's published lines, and what reverses it, and what reverses that."""


@dataclass(frozen=True)
class PublishedResult:
    """Published payments by the account that they were posted to, as published: deductions positive too."""

    payments: tuple[tuple[AccountFact, Pence], ...]
    deductions: tuple[tuple[AccountFact, Pence], ...]

    @property
    def total_payments(self) -> Pence:
        return sum(amount for _, amount in self.payments)

    @property
    def total_deductions(self) -> Pence:
        return sum(amount for _, amount in self.deductions)

    @property
    def left(self) -> Pence:
        """What was paid out to practices, for their expenses and their partners."""
        return self.total_payments - self.total_deductions


def posted_before(*, scope: Scope, surgeries: Sequence[int], year: FinancialYear) -> Before:
    """What has been posted of a year's published lines, by line and by month. Raises OutOfScope."""
    check_covers(scope, surgeries)
    asked = [list(surgeries), KIND, str(year)]
    by_month: dict[tuple[int, str], dict[Month, Pence]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {OF_THE_YEAR}
            SELECT made.home_id, made.line, p.month, sum(p.amount)
            FROM of_the_year made JOIN ledger_posting p ON p.journal_id = made.id AND p.account_id = %s
            GROUP BY 1, 2, 3
            """,  # noqa: S608 (our own literals; every value is a parameter)
            [*asked, parameters.published_accounts().control],
        )
        for home_id, line, month, amount in cursor.fetchall():
            # what was paid clears the control account, where a line was put on it
            by_month[home_id, line][Month.of(month)] = int(-amount if line == PAID else amount)
        cursor.execute(
            """
            SELECT home_id, details ->> 'line', count(*),
                   coalesce((array_agg(details ->> 'column' ORDER BY id DESC))[1], details ->> 'line')
            FROM ledger_document WHERE home_id = ANY (%s) AND kind = %s AND details ->> 'year' = %s
            GROUP BY 1, 2
            """,
            asked,
        )
        return {
            (home_id, line): PostedBefore(heading.strip(), revisions, by_month[home_id, line])
            for home_id, line, revisions, heading in cursor.fetchall()
        }


def published_result(*, scope: Scope, surgeries: Sequence[int], year: FinancialYear) -> PublishedResult:
    """The postings made from a year's published lines alone, reversals taken off. Raises OutOfScope."""
    check_covers(scope, surgeries)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {OF_THE_YEAR}
            SELECT p.account_id, sum(p.amount)
            FROM of_the_year made JOIN ledger_posting p ON p.journal_id = made.id
            GROUP BY p.account_id ORDER BY p.account_id
            """,  # noqa: S608 (our own literals; every value is a parameter)
            [list(surgeries), KIND, str(year)],
        )
        sums = {account: int(amount) for account, amount in cursor.fetchall()}
    chart = parameters.chart()

    def of(kinds: set[AccountKind], sign: int) -> tuple[tuple[AccountFact, Pence], ...]:
        return tuple(
            (chart[code], sign * amount) for code, amount in sums.items() if chart[code].kind in kinds
        )

    return PublishedResult(
        payments=of({AccountKind.INCOME}, -1), deductions=of(RESULT - {AccountKind.INCOME}, 1)
    )
