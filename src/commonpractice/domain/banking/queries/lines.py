"""The lines of statements: what each was said to be for, where that was posted, and which ones wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from commonpractice.domain.banking import models, parameters
from commonpractice.domain.banking.facts import By, Entered, LineView, Named, Recognised
from commonpractice.domain.banking.queries.partners import partners_of
from commonpractice.domain.banking.queries.waiting import lines_that_wait
from commonpractice.domain.banking.rules.recognising import CannotRecognise, recognise
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month

LINES_IN_TURN = ("statement__month", "statement_id", "number")


def unrecognised(*, scope: Scope, surgeries: Sequence[int] | None = None) -> list[LineView]:
    """The lines that wait for somebody to say what they are, the oldest statements first.

    Of all surgeries in scope where none are named. Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    check_covers(scope, wanted)
    numbers = [number for lines in lines_that_wait(wanted).values() for number in lines]
    if not numbers:
        return []
    return [
        line for line in views(models.StatementLine.objects.filter(pk__in=numbers), scope=scope) if line.waits
    ]


def views(rows: QuerySet, *, scope: Scope) -> list[LineView]:
    """Lines as facts, by statement and number, each with its latest recognition or why it waits."""
    found = list(rows.select_related("statement").order_by(*LINES_IN_TURN))
    latest = {
        row.line_id: row
        for row in models.Recognition.objects.filter(line__in=[row.pk for row in found]).order_by("number")
    }
    known = _Known(scope, {row.surgery_id for row in found if row.pk not in latest})
    return [_view(row, latest.get(row.pk), known) for row in found]


def named(*, surgeries: Iterable[int]) -> dict[int, list[Named]]:
    """Whom names on the statements of some surgeries stand for, by surgery, the latest word last."""
    found: dict[int, list[Named]] = {surgery: [] for surgery in surgeries}
    for row in models.NamedPerson.objects.filter(surgery_id__in=list(found)).order_by("id"):
        found[row.surgery_id].append(Named(row.name, row.code, row.partner_id))
    return found


@dataclass(frozen=True)
class PaidLine:
    """A line that pays an item of some month, with the paper that it stands on."""

    line: LineView
    reference: str
    dated: date


def paid_lines(*, scope: Scope, surgery_id: int, item: str, concerns: tuple[Month, Month]) -> list[PaidLine]:
    """The lines that are posted as an item of some months, the oldest statement first. Raises OutOfScope."""
    check_covers(scope, [surgery_id])
    first, last = concerns
    said = models.Recognition.objects.filter(
        surgery_id=surgery_id, item=item, concerns__gte=first.first, concerns__lte=last.first
    )
    rows = models.StatementLine.objects.filter(pk__in=said.values("line_id"))
    papers = models.Statement.objects.in_bulk([*rows.values_list("statement_id", flat=True)])
    return [
        PaidLine(each, papers[each.statement_id].reference, papers[each.statement_id].dated)
        for each in views(rows, scope=scope)
        if each.recognised and each.recognised.item == item and first <= each.recognised.concerns <= last
    ]


class _Known:
    """What recognising needs to know, looked up once for all lines."""

    def __init__(self, scope: Scope, surgeries: set[int]) -> None:
        self.named = named(surgeries=surgeries)
        self.partners = partners_of(scope=scope, surgeries=surgeries) if surgeries else {}

    def why(self, surgery_id: int, line: Entered, month: Month) -> str:
        """Why a line waits; empty where a rule would know it by now."""
        try:
            found = recognise(
                line,
                month=month,
                rules=parameters.paycode_rules(),
                named=self.named[surgery_id],
                partners=self.partners[surgery_id],
                items=ledger.nhs_items(),
                chart=ledger.chart(),
            )
        except CannotRecognise as refusal:
            return str(refusal)
        return found if isinstance(found, str) else "A rule would know it by now: say so again."


def entered(row: models.StatementLine) -> Entered:
    """A line's row as a fact."""
    return Entered(
        number=row.number,
        at=row.place,
        section=row.section,
        adjustment=row.adjustment,
        paycode=row.paycode,
        words=row.words,
        mark=row.mark,
        source=row.source,
        amount=row.amount,
        first=_month(row.first),
        last=_month(row.last),
        person_name=row.person_name,
        person_code=row.person_code,
        person_tier=row.person_tier,
        person_rate=row.person_rate,
        item=row.item,
        partner=row.partner,
    )


def _view(row: models.StatementLine, latest: models.Recognition | None, known: _Known) -> LineView:
    line, month = entered(row), Month.of(row.statement.month)
    return LineView(
        id=row.pk,
        statement_id=row.statement_id,
        surgery_id=row.surgery_id,
        month=month,
        line=line,
        recognised=recognised(latest) if latest else None,
        journal_id=latest.journal_id if latest else None,
        posted_to=Month.of(latest.posted_to) if latest else None,
        why_waiting="" if latest or not line.amount else known.why(row.surgery_id, line, month),
    )


def recognised(row: models.Recognition) -> Recognised:
    """What a line was said to be for, as a fact."""
    return Recognised(row.item, Month.of(row.concerns), row.partner_id, By(row.by), row.why)


def _month(first: date | None) -> Month | None:
    return Month.of(first) if first else None
