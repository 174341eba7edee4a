"""Published payments, line by line, each with the place in its file."""

from collections.abc import Iterable

from commonpractice.domain.published import parameters
from commonpractice.domain.published.facts import LineRole, PaymentLine
from commonpractice.domain.published.models import PaymentColumn, PracticePayments, Publication
from commonpractice.domain.published.queries.publications import check_codes, publication_of
from commonpractice.foundations.months import FinancialYear


def payments_publication(year: FinancialYear) -> Publication:
    """The current payments file of a year. Raises NothingPublished."""
    return publication_of("payments", year)


def payment_lines(*, year: FinancialYear, codes: Iterable[str]) -> tuple[PaymentLine, ...]:
    """Every published amount of some practices in a year, by practice in the order given, then as published.

    Income, what is paid outside the total, deductions (negative) and the published totals, each marked by
    its role; amounts of nil are among them, amounts that were not published are not. A code that the year's
    file does not have simply yields no lines. Raises NothingPublished where the year has no file, and
    UnknownPractice for what is no code.
    """
    wanted = check_codes(codes)
    publication = payments_publication(year)
    columns = list(PaymentColumn.objects.filter(publication_id=publication.id).order_by("place", "position"))
    rows = {
        row.code: row
        for row in PracticePayments.objects.filter(publication_id=publication.id, code__in=wanted)
    }
    return tuple(
        PaymentLine(
            code=row.code,
            year=year,
            key=column.key,
            words=parameters.words_of(column.key, column.heading),
            group=parameters.group_of(column.key),
            role=LineRole(column.role),
            heading=column.heading,
            place=column.place,
            pence=amount,
            line=row.line,
            publication_id=publication.id,
            sha256=publication.sha256,
            file_name=publication.file_name,
            opened=row.opened,
            closed=row.closed,
        )
        for row in (rows[code] for code in wanted if code in rows)
        for column in columns
        if (amount := row.amounts[column.position]) is not None
    )
