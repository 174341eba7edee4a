"""Statements: a list of them with what waits and what has arrived, and each whole."""

from collections.abc import Sequence

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import Coalesce

from commonpractice.domain.banking import models
from commonpractice.domain.banking.facts import By, MatchView, StatementSummary, StatementView
from commonpractice.domain.banking.queries.lines import views
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month


class NoSuchStatement(LookupError):
    """A statement was asked for that is not there, or not the asker's to see."""


class NoSuchReceipt(LookupError):
    """A receipt was asked for that is not there, or not the asker's to see."""


def statements(
    *,
    scope: Scope,
    surgeries: Sequence[int] | None = None,
    first: Month | None = None,
    last: Month | None = None,
) -> list[StatementSummary]:
    """The statements of some surgeries, newest month first; of all in scope where none are named.

    Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    check_covers(scope, wanted)
    rows = models.Statement.objects.filter(surgery_id__in=wanted)
    if first:
        rows = rows.filter(month__gte=first.first)
    if last:
        rows = rows.filter(month__lte=last.first)
    return summaries(rows.order_by("-month", "surgery_id", "-id"))


def statement(*, scope: Scope, statement_id: int) -> StatementView:
    """A statement whole, each line with where it was posted. Raises NoSuchStatement, for others' too."""
    rows = models.Statement.objects.filter(pk=statement_id, surgery_id__in=scope.surgeries)
    found = summaries(rows)
    if not found:
        raise NoSuchStatement(f"There is no statement {statement_id} among those that you may see.")
    return StatementView(
        summary=found[0],
        lines=tuple(views(models.StatementLine.objects.filter(statement_id=statement_id), scope=scope)),
        matches=tuple(matches(models.Match.objects.filter(statement_id=statement_id))),
        blocks=rows[0].details,
    )


def matches(rows: QuerySet) -> list[MatchView]:
    """Those of some matches that stand: not taken back, and taking none back."""
    standing = rows.filter(undoes__isnull=True, undone_by__isnull=True).order_by("id")
    return [
        MatchView(row.pk, row.receipt_id, row.statement_id, row.against_id, row.amount, By(row.by), row.why)
        for row in standing
    ]


def nothing_arrived(*, surgeries: Sequence[int]) -> dict[int, dict[int, Pence]]:
    """By surgery, the nets of its statements of which nothing has arrived, by id, the oldest first."""
    rows = models.Statement.objects.filter(surgery_id__in=list(surgeries)).exclude(net=0)
    rows = rows.annotate(settled=Coalesce(Sum("match__amount"), 0)).filter(settled=0)
    found: dict[int, dict[int, Pence]] = {surgery: {} for surgery in surgeries}
    for surgery, number, net in rows.order_by("month", "id").values_list("surgery_id", "id", "net"):
        found[surgery][number] = net
    return found


def summaries(rows: QuerySet) -> list[StatementSummary]:
    """Statements as facts, in their order, with their sums: three questions, however many there are."""
    found = list(rows)
    ids = [row.pk for row in found]
    settled = dict(
        models.Match.objects.filter(statement_id__in=ids)
        .values_list("statement_id")
        .annotate(amount=Sum("amount"))
        .order_by()
    )
    lines = models.StatementLine.objects.filter(statement_id__in=ids).values("statement_id").order_by()
    numbers = dict(lines.annotate(number=Count("id")).values_list("statement_id", "number"))
    waiting = {
        statement_id: (number, int(amount))
        for statement_id, number, amount in lines.filter(recognition__isnull=True)
        .exclude(amount=0)
        .annotate(number=Count("id"), total=Sum("amount"))
        .values_list("statement_id", "number", "total")
    }
    return [
        StatementSummary(
            id=row.pk,
            surgery_id=row.surgery_id,
            code=row.code,
            name=row.name,
            month=Month.of(row.month),
            dated=row.dated,
            reference=row.reference,
            net=row.net,
            settled=int(settled.get(row.pk, 0)),
            lines=numbers.get(row.pk, 0),
            waiting_lines=waiting.get(row.pk, (0, 0))[0],
            waiting=waiting.get(row.pk, (0, 0))[1],
            layout=row.layout,
            file_name=row.file_name,
            taken_in=row.at,
            taken_in_by=row.actor_name,
        )
        for row in found
    ]


def paid_for(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, Month]:
    """The last month for which a statement of each surgery has come, where any has. Raises OutOfScope."""
    check_covers(scope, surgeries)
    rows = (
        models.Statement.objects.filter(surgery_id__in=list(surgeries)).values_list("surgery_id").order_by()
    )
    return {surgery: Month.of(month) for surgery, month in rows.annotate(last=Max("month"))}
