"""Take an NHS payment statement in: whole or not at all, once, and posted in an open month."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import models
from commonpractice.domain.banking.actions.entering import blocks_of, lines_of
from commonpractice.domain.banking.actions.matching import match_open
from commonpractice.domain.banking.actions.places import NotOurs, hold, month_to_post_to, our_surgery
from commonpractice.domain.banking.actions.recognising import Rulebook
from commonpractice.domain.banking.actions.writing import details_of, key_of, step_of, write_recognitions
from commonpractice.domain.banking.facts import Entered, Recognised, TakenIn
from commonpractice.domain.banking.rules import posting
from commonpractice.domain.banking.rules.recognising import CannotRecognise
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.dated import day
from commonpractice.foundations.days import local_day
from commonpractice.foundations.money import pounds
from commonpractice.foundations.months import Month
from commonpractice.gateways import payment_statements

LONGEST_REFERENCE = 100  # characters: it is part of a key, of which an index holds no more than 400


class CannotTakeIn(ValueError):
    """A file of which nothing was taken in; `problems` are sentences that say what to mend."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class AlreadyTakenIn(CannotTakeIn):
    """The same statement was taken in before; nothing has changed."""


def take_in_statement(*, content: bytes, name: str, scope: Scope, at: datetime) -> TakenIn:
    """As `take_in`, the statement that a file's bytes are; one that cannot be read is CannotTakeIn too."""
    try:
        statement = payment_statements.read(content, name=name)
    except payment_statements.StatementRefused as refusal:
        raise CannotTakeIn(refusal.problems) from None
    return take_in(statement=statement, scope=scope, at=at)


@transaction.atomic
def take_in(*, statement: payment_statements.Statement, scope: Scope, at: datetime) -> TakenIn:
    """Take a statement in: keep it line by line, and post the lines whose purpose is known.

    One journal, in the earliest open month from the statement's on. Lines that no rule knows wait. Receipts
    that are paid by it, in one way only, are matched. Raises CannotTakeIn, AlreadyTakenIn, and NotAllowed
    where the role does not allow posting there.
    """
    check_may(scope, Power.POST)
    what = f"The statement of {statement.month.words}"
    if sum(line.amount for line in statement.lines) != statement.net:
        raise CannotTakeIn([f"{what} is not the sum of its lines."])
    if len(statement.reference) > LONGEST_REFERENCE:
        raise CannotTakeIn([f"Its reference is longer than {LONGEST_REFERENCE} characters."])
    try:
        surgery = our_surgery(statement.code, what=what, scope=scope)
        check_covers(scope, [surgery.id], Power.POST)
        hold([surgery.id])
        _check_new(statement, surgery.id)
        posted_to = month_to_post_to(surgery.id, month=statement.month, what=what, scope=scope)
        rulebook = Rulebook.of(surgery.id, scope)
        lines = [(line, rulebook.recognise(line, statement.month)) for line in lines_of(statement)]
        return _keep(statement, surgery.id, lines, posted_to=posted_to, scope=scope, at=at)
    except (NotOurs, CannotRecognise, ledger.CannotPost) as refusal:
        raise CannotTakeIn([str(refusal)]) from refusal


def _check_new(statement: payment_statements.Statement, surgery_id: int) -> None:
    """Raise AlreadyTakenIn where the file, or a statement of the same month and reference, is here."""
    theirs = models.Statement.objects.filter(surgery_id=surgery_id)
    same = theirs.filter(sha256=statement.sha256) | theirs.filter(
        month=statement.month.first, reference=statement.reference
    )
    before = same.first() or theirs.filter(reference=statement.reference, dated=statement.dated).first()
    if before is not None:
        named = f", reference {before.reference}," if before.reference else ""
        raise AlreadyTakenIn(
            [
                f"The statement of {Month.of(before.month).words}{named} was taken in already, on "
                f"{day(local_day(before.at))} from {before.file_name}. Nothing was posted twice. If this is "
                "another one, give it another reference."
            ]
        )


def _keep(
    statement: payment_statements.Statement,
    surgery_id: int,
    lines: list[tuple[Entered, Recognised | str]],
    *,
    posted_to: Month,
    scope: Scope,
    at: datetime,
) -> TakenIn:
    row = models.Statement(
        surgery_id=surgery_id,
        month=statement.month.first,
        dated=statement.dated,
        code=statement.code,
        name=statement.name,
        reference=statement.reference,
        net=statement.net,
        layout=statement.layout.value,
        file_name=statement.file_name,
        sha256=statement.sha256,
        details=blocks_of(statement),
        at=at,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
    )
    row.save(force_insert=True)
    rows = models.StatementLine.objects.bulk_create(_line(row, line) for line, _ in lines)
    known = [
        (kept, line, what)
        for kept, (line, what) in zip(rows, lines, strict=True)
        if isinstance(what, Recognised) and line.amount
    ]
    if known:
        journal = _post(row, [(line, what) for _, line, what in known], posted_to, scope=scope, at=at)
        write_recognitions(
            [(kept, what, 1, journal, posted_to) for kept, _, what in known], scope=scope, at=at
        )
    waiting = [line.amount for line, what in lines if line.amount and isinstance(what, str)]
    audit.record(
        actor=scope.actor,
        deed="banking.take_in_statement",
        subject=f"NHS payment statement of {statement.month.words}, {pounds(statement.net)} in {len(lines)} "
        f"lines, {len(waiting)} of them waiting",
        surgery_id=surgery_id,
        at=at,
    )
    return TakenIn(
        statement_id=row.pk,
        surgery_id=surgery_id,
        practice_code=statement.code,
        month=statement.month,
        posted_to=posted_to,
        net=statement.net,
        lines=len(lines),
        recognised=len(known),
        recognised_amount=sum(line.amount for _, line, _ in known),
        waiting=len(waiting),
        waiting_amount=sum(waiting),
        matched=match_open(surgery_id, scope=scope, at=at),
    )


def _post(
    row: models.Statement,
    known: list[tuple[Entered, Recognised]],
    month: Month,
    *,
    scope: Scope,
    at: datetime,
) -> int:
    """The statement's journal: its number."""
    accounts, items = ledger_parameters.nhs_accounts(), ledger_parameters.nhs_items()
    title = f"NHS payment statement, {Month.of(row.month).words}"
    document = Document(
        kind="nhs_statement",
        key=key_of(row),
        title=title,
        home_id=row.surgery_id,
        details={**details_of(row), "steps": [step_of(line, what) for line, what in known]},
    )
    journal = Journal(
        dated=row.dated,
        month=month,
        narrative=title,
        lines=posting.lines_posted(
            known, surgery_id=row.surgery_id, items=items, due=accounts.due, control=accounts.control
        ),
        home_id=row.surgery_id,
    )
    return ledger.post([(document, [journal])], scope=scope, at=at).journals[0]


def _line(statement: models.Statement, line: Entered) -> models.StatementLine:
    return models.StatementLine(
        surgery_id=statement.surgery_id,
        statement=statement,
        number=line.number,
        place=line.at,
        section=line.section,
        adjustment=line.adjustment,
        paycode=line.paycode,
        words=line.words,
        mark=line.mark,
        source=line.source,
        amount=line.amount,
        first=line.first.first if line.first else None,
        last=line.last.first if line.last else None,
        person_name=line.person_name,
        person_code=line.person_code,
        person_tier=line.person_tier,
        person_rate=line.person_rate,
        item=line.item,
        partner=line.partner,
    )
