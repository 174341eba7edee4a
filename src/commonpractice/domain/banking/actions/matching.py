"""Say what a receipt pays: by itself where there is one way only, else by a person; undone by more rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
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
from commonpractice.foundations.money import Pence, pounds


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
    rows = [(each, None, part) for each, part in zip(asked, parts, strict=True)]
    _write([_Paid(receipt, rows, f"said by {scope.actor.name}")], By.PERSON, scope=scope, at=at)
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
    _write([_taking_back(receipt, earlier, f"said by {scope.actor.name}")], By.PERSON, scope=scope, at=at)


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
    return sum(match_open(surgeries, scope=scope, at=at).values())


def match_open(surgeries: Sequence[int], *, scope: Scope, at: datetime) -> Counter[int]:
    """The same for surgeries whose books are held: how many receipts of each. One match may leave one way
    only for another of the same surgery."""
    matched: Counter[int] = Counter()
    left = list(surgeries)
    while left:
        found = _one_of_each(left)
        if found:
            _write(found, By.RULE, scope=scope, at=at)
        left = [each.receipt.surgery_id for each in found]
        matched.update(left)
    return matched


@dataclass(frozen=True)
class _Paid:
    """What a receipt pays, and why: (statement, receipt taken back, pence) each."""

    receipt: ReceiptView
    rows: Sequence[tuple[int | None, int | None, Pence]]
    why: str


def _one_of_each(surgeries: Sequence[int]) -> list[_Paid]:
    """The next receipt of each surgery that belongs to something in one way only, where there is one."""
    receipts = seen(models.Receipt.objects.filter(surgery_id__in=list(surgeries)).order_by("dated", "id"))
    waiting = sorted({each.surgery_id for each in receipts if not each.settled})
    if not waiting:
        return []
    unpaid = nothing_arrived(surgeries=waiting)
    by_hand = models.Match.objects.filter(surgery_id__in=waiting, undoes__isnull=False)
    left_alone = set(by_hand.values_list("receipt_id", flat=True))
    theirs = {one: [each for each in receipts if each.surgery_id == one] for one in waiting}
    back = _taken_back([each.id for found in theirs.values() for each in found])
    chosen = (_next_of(theirs[one], unpaid[one], left_alone, back) for one in waiting)
    return [each for each in chosen if each]


def _next_of(
    receipts: Sequence[ReceiptView], unpaid: dict[int, Pence], left_alone: set[int], back: set[int]
) -> _Paid | None:
    """Of one surgery's receipts."""
    for place, receipt in enumerate(receipts):
        if receipt.settled or receipt.id in left_alone:
            continue
        chosen = statements_paid(receipt.amount, list(unpaid.items()), most=parameters.most_statements())
        if chosen:
            rows = [(each, None, unpaid[each]) for each in chosen]
            return _Paid(receipt, rows, "it comes to this exactly, in one way only")
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
            return _taking_back(receipt, earlier[0], "the same amount came in before, and went out again")
    return None


def _taken_back(receipts: Sequence[int]) -> set[int]:
    """Those of some receipts that another takes back."""
    rows = models.Match.objects.filter(against_id__in=receipts, undoes__isnull=True, undone_by__isnull=True)
    return set(rows.values_list("against_id", flat=True))


def _taking_back(receipt: ReceiptView, earlier: ReceiptView, why: str) -> _Paid:
    """Unpay what the earlier receipt paid; where it had paid nothing yet, the two settle each other."""
    paid = [each for each in matches(models.Match.objects.filter(receipt_id=earlier.id)) if each.statement_id]
    rows: list[tuple[int | None, int | None, Pence]] = [
        (each.statement_id, earlier.id, -each.amount) for each in paid
    ]
    return _Paid(receipt, rows or [(None, earlier.id, receipt.amount)], why)


def _write(paid: Sequence[_Paid], by: By, *, scope: Scope, at: datetime) -> None:
    """Write what receipts pay."""
    with saying_why(_refused):
        models.Match.objects.bulk_create(
            [
                models.Match(
                    surgery_id=each.receipt.surgery_id,
                    receipt_id=each.receipt.id,
                    statement_id=statement_id,
                    against_id=against_id,
                    amount=amount,
                    by=by.value,
                    why=each.why,
                    at=at,
                    actor_id=scope.actor.id,
                    actor_name=scope.actor.name,
                )
                for each in paid
                for statement_id, against_id, amount in each.rows
            ]
        )
    audit.record_each(
        actor=scope.actor,
        deed="banking.match",
        subjects=[
            (
                each.receipt.surgery_id,
                f"{pounds(sum(amount for *_, amount in each.rows))} of the receipt of "
                f"{day(each.receipt.dated)} matched {by.words}",
            )
            for each in paid
        ],
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
