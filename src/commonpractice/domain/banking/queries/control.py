"""The NHS payments control account of each surgery, explained by what is still open."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.banking import models
from commonpractice.domain.banking.facts import Control, LineView, ReceiptView, StatementSummary
from commonpractice.domain.banking.queries.lines import unrecognised
from commonpractice.domain.banking.queries.receipts import seen
from commonpractice.domain.banking.queries.statements import summaries
from commonpractice.domain.banking.queries.waiting import open_receipts, open_statements
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers

FOR_EVER = date(9999, 12, 31)


def unmatched(
    *, scope: Scope, surgeries: Sequence[int] | None = None
) -> tuple[list[StatementSummary], list[ReceiptView]]:
    """The statements of which something has not arrived, and the receipts of which something is not matched.

    Of all surgeries in scope where none are named, the oldest first. Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    check_covers(scope, wanted)
    papers = models.Statement.objects.filter(pk__in=[each.id for each in open_statements(wanted)])
    money = models.Receipt.objects.filter(pk__in=[each.id for each in open_receipts(wanted)])
    return summaries(papers.order_by("month", "-surgery_id", "id")), seen(money.order_by("dated", "id"))


def control(
    *,
    scope: Scope,
    surgeries: Sequence[int] | None = None,
    waiting: Sequence[LineView] | None = None,
) -> list[Control]:
    """What stands on the control account of each surgery, and why; in the order given. Raises OutOfScope.

    The balance comes from the ledger, its explanation from statements, receipts and matches: what the two
    differ by was posted otherwise. `waiting` are the lines that wait there, for whoever knows them already.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    papers, money = unmatched(scope=scope, surgeries=wanted)
    if waiting is None:
        waiting = unrecognised(scope=scope, surgeries=wanted)
    account = ledger_parameters.nhs_accounts().control
    stands = ledger.by_surgery(
        scope=scope, surgeries=wanted, spans=[ledger.Span.ever_to(FOR_EVER)], accounts=[account]
    )
    return [
        Control(
            surgery_id=surgery,
            balance=int(stands[surgery].get(account, (0,))[0]),
            statements=tuple(paper for paper in papers if paper.surgery_id == surgery),
            receipts=tuple(each for each in money if each.surgery_id == surgery),
            waiting=tuple(line for line in waiting if line.surgery_id == surgery),
        )
        for surgery in wanted
    ]
