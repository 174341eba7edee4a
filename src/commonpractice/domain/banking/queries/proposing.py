"""What waits for a person, one at a time: what a line is most likely for, and what a receipt may pay."""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.domain.banking import models, parameters
from commonpractice.domain.banking.facts import By, LineView, ReceiptView, StatementSummary
from commonpractice.domain.banking.queries.lines import views
from commonpractice.domain.banking.queries.receipts import receipts
from commonpractice.domain.banking.queries.statements import NoSuchStatement, statements
from commonpractice.domain.banking.rules.likely import likely
from commonpractice.domain.banking.rules.matching import closest
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import Pence

ALIKE = 200  # lines of before that are looked at, the newest: more change nothing
PROPOSED = 3


@dataclass(frozen=True)
class Proposal:
    """What a receipt may pay: statements, or an earlier receipt that it takes back."""

    statements: tuple[StatementSummary, ...] = ()
    earlier: ReceiptView | None = None
    amount: Pence = 0
    """What those statements still want, or the earlier receipt was: what the receipt is held against."""


def line(*, scope: Scope, line_id: int) -> LineView:
    """One line of a statement. Raises NoSuchStatement, for others' too."""
    rows = models.StatementLine.objects.filter(pk=line_id, surgery_id__in=scope.surgeries)
    found = views(rows, scope=scope)
    if not found:
        raise NoSuchStatement(f"There is no statement's line {line_id} among those that you may see.")
    return found[0]


def likely_items(*, scope: Scope, line: LineView) -> list[str]:
    """The items that a line is most likely for, the likeliest first, by what was said in scope before."""
    told = models.Recognition.objects.filter(surgery_id__in=scope.surgeries, by=By.PERSON.value).order_by(
        "-id"
    )
    said = list(told.values_list("line__paycode", "line__words", "item")[:ALIKE])
    return likely(line.line, said=said, rules=parameters.paycode_rules(), items=ledger.nhs_items())


def proposals(*, scope: Scope, receipt: ReceiptView, most: int = PROPOSED) -> list[Proposal]:
    """What a receipt that is not matched may pay, the closest first. Of money that went out again, first the
    receipt of the same amount before it. Raises OutOfScope."""
    papers = statements(scope=scope, surgeries=[receipt.surgery_id])
    by_id = {paper.id: paper for paper in papers}
    wanting: Sequence[tuple[int, Pence]] = [(paper.id, paper.open) for paper in reversed(papers)]
    found: list[Proposal] = []
    if receipt.amount < 0:
        earlier = [
            each
            for each in receipts(scope=scope, surgeries=[receipt.surgery_id])
            if each.amount == -receipt.amount
            and (each.dated, each.id) < (receipt.dated, receipt.id)
            and each.settled in (0, each.amount)
        ]
        found += [Proposal((), each, each.amount) for each in earlier]
    for numbers in closest(receipt.open, wanting, most=most):
        chosen = tuple(by_id[number] for number in numbers)
        found.append(Proposal(chosen, None, sum(paper.open for paper in chosen)))
    return found[:most]
