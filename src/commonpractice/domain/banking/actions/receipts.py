"""Take bank receipts in: each bank line once, into the bank and off the control account."""

import hashlib
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import models, parameters
from commonpractice.domain.banking.actions.matching import match_open
from commonpractice.domain.banking.actions.places import (
    NotOurs,
    OurSurgeries,
    hold,
    month_to_post_to,
    months_kept,
)
from commonpractice.domain.banking.actions.statements import CannotTakeIn
from commonpractice.domain.banking.facts import ReceiptsTakenIn
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, plain_pounds, pounds
from commonpractice.foundations.months import Month
from commonpractice.gateways import bank_files
from commonpractice.gateways.bank_files import BankFile, BankLine

Placed = tuple[BankLine, SurgerySummary, int]
"""A bank line, whose it is, and the account of the bank in the chart."""


def take_in_receipts(
    *, content: bytes, name: str, practice_code: str = "", scope: Scope, at: datetime
) -> ReceiptsTakenIn:
    """Take in the bank lines of a file; `practice_code` is whose those are that do not say.

    As `take_in_bank_lines`; what cannot be read is CannotTakeIn too.
    """
    try:
        file = bank_files.read(content, name=name)
    except bank_files.BankFileRefused as refusal:
        raise CannotTakeIn(refusal.problems) from None
    return take_in_bank_lines(file=file, practice_code=practice_code, scope=scope, at=at)


@transaction.atomic
def take_in_bank_lines(
    *, file: BankFile, practice_code: str = "", scope: Scope, at: datetime
) -> ReceiptsTakenIn:
    """Post each bank line that is new, all or none, and match what adds up in one way only.

    A line that is here already (same account, day, amount, words and reference) is told, and posted no second
    time. Raises CannotTakeIn with every fault, by line; NotAllowed where the role does not allow posting.
    """
    check_may(scope, Power.POST)
    placed = _placed(file, practice_code, scope)
    surgeries = sorted({surgery.id for _, surgery, _ in placed})
    check_covers(scope, surgeries, Power.POST)
    try:
        hold(surgeries)
        new, already = _new(placed)
        ids = _post(file, new, scope=scope, at=at) if new else ()
    except ledger.CannotPost as refusal:
        raise CannotTakeIn([str(refusal)]) from refusal
    matched = sum(match_open(surgeries, scope=scope, at=at).values())
    return ReceiptsTakenIn(ids, sum(line.amount for line, *_ in new), tuple(already), matched)


def _placed(file: BankFile, practice_code: str, scope: Scope) -> list[Placed]:
    ours = OurSurgeries(scope)
    placed: list[Placed] = []
    problems: list[str] = []
    for line in file.lines:
        code = line.practice_code or practice_code
        if not code:
            problems.append(
                f"Line {line.at} does not say whose it is: fill in its practice_code, or name the practice."
            )
            continue
        try:
            surgery = ours.of(code, what=f"Line {line.at}")
        except NotOurs as refusal:
            problems.append(str(refusal))
            continue
        placed.append((line, surgery, parameters.bank_account(of_centre=surgery.is_centre)))
    if problems:
        raise CannotTakeIn(problems)
    return placed


def _new(placed: list[Placed]) -> tuple[list[Placed], list[str]]:
    """The bank lines that are new, and a sentence for each that is here or stands in the file before."""
    days = {line.dated for line, *_ in placed}
    rows = models.Receipt.objects.filter(
        surgery_id__in={surgery.id for _, surgery, _ in placed}, dated__in=days
    )
    fields = ("surgery_id", "bank_account", "dated", "amount", "words", "reference")
    here = set(rows.values_list(*fields))
    new: list[Placed] = []
    already: list[str] = []
    for line, surgery, account in placed:
        identity = (surgery.id, account, line.dated, line.amount, line.words, line.reference)
        if identity in here:
            already.append(
                f"Line {line.at}, {pounds(line.amount)} of {day(line.dated)}, is here already: it was not "
                "posted twice. If the bank has it twice, give the second another reference."
            )
        else:
            here.add(identity)
            new.append((line, surgery, account))
    return new, already


def _post(file: BankFile, new: list[Placed], *, scope: Scope, at: datetime) -> tuple[int, ...]:
    kept = months_kept((surgery.id for _, surgery, _ in new), scope)
    months = [
        month_to_post_to(
            kept[surgery.id], month=Month.of(line.dated), what=f"Line {line.at} of the bank file"
        )
        for line, surgery, _ in new
    ]
    entries = [_entry(file, placed, month) for placed, month in zip(new, months, strict=True)]
    journals = ledger.post(entries, scope=scope, at=at).journals
    rows = models.Receipt.objects.bulk_create(
        models.Receipt(
            surgery_id=surgery.id,
            bank_account=account,
            dated=line.dated,
            amount=line.amount,
            words=line.words,
            reference=line.reference,
            place=line.at,
            file_name=file.file_name,
            sha256=file.sha256,
            journal_id=journal,
            posted_to=month.first,
            at=at,
            actor_id=scope.actor.id,
            actor_name=scope.actor.name,
        )
        for (line, surgery, account), journal, month in zip(new, journals, months, strict=True)
    )
    amounts: dict[int, list[Pence]] = {}
    for line, surgery, _ in new:
        amounts.setdefault(surgery.id, []).append(line.amount)
    audit.record_each(
        actor=scope.actor,
        deed="banking.take_in_receipts",
        subjects=[
            (surgery_id, f"{len(of)} bank line{'s' if len(of) > 1 else ''} from the NHS, {pounds(sum(of))}")
            for surgery_id, of in sorted(amounts.items())
        ],
        at=at,
    )
    return tuple(row.pk for row in rows)


def _entry(file: BankFile, placed: Placed, month: Month) -> ledger.Entry:
    """
    8010 Practice bank account     £39,850.00
    8150 NHS payments control     -£39,850.00
    """
    line, surgery, account = placed
    told = hashlib.sha256(f"{line.words}\n{line.reference}".encode()).hexdigest()[:16]
    title = f"{'Received from' if line.amount > 0 else 'Returned to'} the NHS, {day(line.dated)}"
    document = Document(
        kind="nhs_receipt",
        key=f"bank/{account}/{line.dated}/{plain_pounds(line.amount)}/{told}",
        title=title,
        home_id=surgery.id,
        details={
            "words": line.words,
            "reference": line.reference,
            "file": file.file_name,
            "sha256": file.sha256,
            "line": line.at,
        },
    )
    control = ledger_parameters.nhs_accounts().control
    lines = (Line(surgery.id, account, line.amount), Line(surgery.id, control, -line.amount))
    journal = Journal(dated=line.dated, month=month, narrative=title, lines=lines, home_id=surgery.id)
    return document, [journal]
