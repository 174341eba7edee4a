"""Say what a receipt pays: by itself where there is one way only, else by a person; undone by more rows."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import models, parameters
from commonpractice.domain.banking.actions.places import hold
from commonpractice.domain.banking.facts import By, ReceiptView
from commonpractice.domain.banking.queries.receipts import receipt as one_receipt
from commonpractice.domain.banking.queries.receipts import seen
from commonpractice.domain.banking.queries.statements import (
    NoSuchStatement,
    matches,
    nothing_arrived,
    summaries,
)
from commonpractice.domain.banking.rules.matching import CannotMatch, portions, statements_paid
from commonpractice.domain.ledger.actions.database import Refusal, saying_why
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import pounds


@transaction.atomic
def match(*, receipt_id: int, statement_ids: Sequence[int], scope: Scope, at: datetime) -> int:
    """Say which statements a receipt pays, in the order given, each as far as it goes. Returns how many.

    Raises CannotMatch, NoSuchReceipt and NoSuchStatement for what is not theirs to see, NotAllowed.
    """
    receipt = _held(receipt_id, scope)
    asked = list(dict.fromkeys(statement_ids))
    rows = models.Statement.objects.filter(pk__in=asked, surgery_id__in=scope.surgeries)
    papers = {paper.id: paper for paper in summaries(rows)}
    if len(papers) < len(asked) or not asked:
        raise NoSuchStatement("One of these statements is not among those that you may see.")
    if any(paper.surgery_id != receipt.surgery_id for paper in papers.values()):
        raise CannotMatch("A receipt pays statements of its own surgery.")
    if not receipt.open:
        raise CannotMatch("The receipt is matched already: unmatch it first.")
    parts = portions(receipt.open, [papers[each].open for each in asked])
    why = f"said by {scope.actor.name}"
    _write(
        [(receipt, each, None, part) for each, part in zip(asked, parts, strict=True)],
        By.PERSON,
        why,
        scope=scope,
        at=at,
    )
    return len(parts)


@transaction.atomic
def take_back(*, receipt_id: int, earlier_id: int, scope: Scope, at: datetime) -> None:
    """Say that a negative receipt takes an earlier one back: a payment that was reversed.

    What the earlier one paid is unpaid again. Raises as `match`.
    """
    receipt, earlier = _held(receipt_id, scope), one_receipt(scope=scope, receipt_id=earlier_id)
    if earlier.surgery_id != receipt.surgery_id:
        raise CannotMatch("The two receipts are not of one surgery.")
    if receipt.amount >= 0 or receipt.amount != -earlier.amount:
        raise CannotMatch("A payment is reversed by the same amount going out again.")
    if receipt.settled:
        raise CannotMatch("The receipt is matched already: unmatch it first.")
    if earlier.id in _taken_back([earlier.id]):
        raise CannotMatch("That receipt was taken back already.")
    if earlier.settled not in (0, earlier.amount):
        raise CannotMatch("That receipt is matched in part only: match the rest, or unmatch it, first.")
    _take_back(receipt, earlier, By.PERSON, f"said by {scope.actor.name}", scope=scope, at=at)


@transaction.atomic
def unmatch(*, match_id: int, why: str, scope: Scope, at: datetime) -> None:
    """Take a match back, with the reason: a further row, nothing is deleted.

    Its receipt is not matched by itself again. Raises CannotMatch, NotAllowed, OutOfScope.
    """
    row = models.Match.objects.filter(pk=match_id, surgery_id__in=scope.surgeries).first()
    if row is None:
        raise CannotMatch(f"There is no match {match_id} among those that you may see.")
    _may(row.surgery_id, scope)
    if not why.strip():
        raise CannotMatch("Say why it is unmatched: the reason is kept.")
    if row.undoes_id is not None or models.Match.objects.filter(undoes=row).exists():
        raise CannotMatch("This match was taken back already.")
    with saying_why(_refused):
        models.Match.objects.bulk_create(
            [
                models.Match(
                    surgery_id=row.surgery_id,
                    receipt_id=row.receipt_id,
                    statement_id=row.statement_id,
                    against_id=row.against_id,
                    amount=-row.amount,
                    by=By.PERSON.value,
                    why=why.strip(),
                    undoes=row,
                    at=at,
                    actor_id=scope.actor.id,
                    actor_name=scope.actor.name,
                )
            ]
        )
    audit.record(
        actor=scope.actor,
        deed="banking.unmatch",
        subject=f"{pounds(row.amount)} of receipt {row.receipt_id} unmatched: {why.strip()}",
        surgery_id=row.surgery_id,
        at=at,
    )


@transaction.atomic
def match_all(*, surgeries: Sequence[int], scope: Scope, at: datetime) -> int:
    """Match what adds up in one way only. Returns how many receipts. Raises NotAllowed, OutOfScope."""
    check_may(scope, Power.POST)
    check_covers(scope, surgeries, Power.POST)
    hold(surgeries, CannotMatch)
    return sum(match_open(surgery, scope=scope, at=at) for surgery in surgeries)


def match_open(surgery_id: int, *, scope: Scope, at: datetime) -> int:
    """The same for one surgery, whose books are held. One match may leave one way only for another."""
    matched = 0
    while found := _match_once(surgery_id, scope=scope, at=at):
        matched += found
    return matched


def _match_once(surgery_id: int, *, scope: Scope, at: datetime) -> int:
    receipts = seen(models.Receipt.objects.filter(surgery_id=surgery_id).order_by("dated", "id"))
    if all(receipt.settled for receipt in receipts):
        return 0
    unpaid = nothing_arrived(surgery_id=surgery_id)
    by_hand = models.Match.objects.filter(surgery_id=surgery_id, undoes__isnull=False)
    left_alone = set(by_hand.values_list("receipt_id", flat=True))
    back = _taken_back([each.id for each in receipts])
    for place, receipt in enumerate(receipts):
        if receipt.settled or receipt.id in left_alone:
            continue
        chosen = statements_paid(receipt.amount, list(unpaid.items()), most=parameters.most_statements())
        if chosen:
            rows = [(receipt, each, None, unpaid[each]) for each in chosen]
            _write(rows, By.RULE, "it comes to this exactly, in one way only", scope=scope, at=at)
            return 1
        earlier = [
            each
            for each in receipts[:place]
            if receipt.amount < 0
            and each.amount == -receipt.amount
            and each.id not in back
            and each.id not in left_alone
            and each.settled in (0, each.amount)
        ]
        if len(earlier) == 1:
            why = "the same amount came in before, and went out again"
            _take_back(receipt, earlier[0], By.RULE, why, scope=scope, at=at)
            return 1
    return 0


def _taken_back(receipts: Sequence[int]) -> set[int]:
    """Those of some receipts that another takes back."""
    rows = models.Match.objects.filter(against_id__in=receipts, undoes__isnull=True, undone_by__isnull=True)
    return set(rows.values_list("against_id", flat=True))


def _take_back(
    receipt: ReceiptView, earlier: ReceiptView, by: By, why: str, *, scope: Scope, at: datetime
) -> None:
    """Unpay what the earlier receipt paid; where it had paid nothing yet, the two settle each other."""
    paid = [each for each in matches(models.Match.objects.filter(receipt_id=earlier.id)) if each.statement_id]
    rows = [(receipt, each.statement_id, earlier.id, -each.amount) for each in paid]
    _write(rows or [(receipt, None, earlier.id, receipt.amount)], by, why, scope=scope, at=at)


def _write(
    rows: Sequence[tuple[ReceiptView, int | None, int | None, int]],
    by: By,
    why: str,
    *,
    scope: Scope,
    at: datetime,
) -> None:
    """Write matches of one receipt: (receipt, statement, receipt taken back, pence)."""
    with saying_why(_refused):
        models.Match.objects.bulk_create(
            [
                models.Match(
                    surgery_id=receipt.surgery_id,
                    receipt_id=receipt.id,
                    statement_id=statement_id,
                    against_id=against_id,
                    amount=amount,
                    by=by.value,
                    why=why,
                    at=at,
                    actor_id=scope.actor.id,
                    actor_name=scope.actor.name,
                )
                for receipt, statement_id, against_id, amount in rows
            ]
        )
    receipt = rows[0][0]
    audit.record(
        actor=scope.actor,
        deed="banking.match",
        subject=f"{pounds(sum(row[3] for row in rows))} of the receipt of {day(receipt.dated)} matched "
        f"{by.words}",
        surgery_id=receipt.surgery_id,
        at=at,
    )


def _held(receipt_id: int, scope: Scope) -> ReceiptView:
    found = one_receipt(scope=scope, receipt_id=receipt_id)
    _may(found.surgery_id, scope)
    return one_receipt(scope=scope, receipt_id=receipt_id)  # as it stands now that nobody else matches


def _may(surgery_id: int, scope: Scope) -> None:
    check_may(scope, Power.POST)
    check_covers(scope, [surgery_id], Power.POST)
    hold([surgery_id], CannotMatch)


def _refused(refusal: Refusal) -> CannotMatch:
    return CannotMatch(refusal.sentence)
