"""Take an NHS payment statement in: whole or not at all, once, and posted in an open month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import models
from commonpractice.domain.banking.actions.entering import blocks_of, lines_of
from commonpractice.domain.banking.actions.matching import match_open
from commonpractice.domain.banking.actions.places import (
    NotOurs,
    OurSurgeries,
    hold,
    month_to_post_to,
    months_kept,
)
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
from commonpractice.foundations.money import Pence, pounds
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
    return take_in(statement=_read(content, name), scope=scope, at=at)


def take_in_statements(*, files: Sequence[tuple[bytes, str]], scope: Scope, at: datetime) -> list[TakenIn]:
    """The same of many files, each its bytes and its name, in one go: all of them, or none."""
    return take_in_all(statements=[_read(*file) for file in files], scope=scope, at=at)


def _read(content: bytes, name: str) -> payment_statements.Statement:
    try:
        return payment_statements.read(content, name=name)
    except payment_statements.StatementRefused as refusal:
        raise CannotTakeIn(refusal.problems) from None


def take_in(*, statement: payment_statements.Statement, scope: Scope, at: datetime) -> TakenIn:
    """Take a statement in: keep it line by line, and post the lines whose purpose is known.

    One journal, in the earliest open month from the statement's on. Lines that no rule knows wait. Receipts
    that are paid by it, in one way only, are matched. Raises CannotTakeIn, AlreadyTakenIn, and NotAllowed
    where the role does not allow posting there.
    """
    return take_in_all(statements=[statement], scope=scope, at=at)[0]


@transaction.atomic
def take_in_all(
    *, statements: Sequence[payment_statements.Statement], scope: Scope, at: datetime
) -> list[TakenIn]:
    """Take statements in, all of them or none, in the order given. As `take_in`, and raises as it, for the
    first that is refused; `matched` is of all a surgery's statements, and told with its last."""
    check_may(scope, Power.POST)
    for statement in statements:
        _check_itself(statement)
    try:
        ours = OurSurgeries(scope)
        placed = [(each, ours.of(each.code, what=_what(each)).id) for each in statements]
        surgeries = sorted({surgery for _, surgery in placed})
        check_covers(scope, surgeries, Power.POST)
        hold(surgeries)
        _check_new(placed)
        kept, rulebooks = months_kept(surgeries, scope), Rulebook.of(surgeries, scope)
        coming = [
            _Coming(
                each,
                surgery,
                [(line, rulebooks[surgery].recognise(line, each.month)) for line in lines_of(each)],
                month_to_post_to(kept[surgery], month=each.month, what=_what(each)),
            )
            for each, surgery in placed
        ]
        return _keep(coming, scope=scope, at=at)
    except (NotOurs, CannotRecognise, ledger.CannotPost) as refusal:
        raise CannotTakeIn([str(refusal)]) from refusal


@dataclass(frozen=True)
class _Coming:
    """A statement that is to be kept: whose, its lines with what each is for or why it waits, and the month
    that it is posted to."""

    statement: payment_statements.Statement
    surgery_id: int
    lines: Sequence[tuple[Entered, Recognised | str]]
    posted_to: Month

    @property
    def known(self) -> list[tuple[Entered, Recognised]]:
        return [(line, what) for line, what in self.lines if isinstance(what, Recognised) and line.amount]

    @property
    def waiting(self) -> list[Pence]:
        return [line.amount for line, what in self.lines if line.amount and isinstance(what, str)]


def _what(statement: payment_statements.Statement) -> str:
    return f"The statement of {statement.month.words}"


def _check_itself(statement: payment_statements.Statement) -> None:
    if sum(line.amount for line in statement.lines) != statement.net:
        raise CannotTakeIn([f"{_what(statement)} is not the sum of its lines."])
    if len(statement.reference) > LONGEST_REFERENCE:
        raise CannotTakeIn([f"Its reference is longer than {LONGEST_REFERENCE} characters."])


def _check_new(placed: Sequence[tuple[payment_statements.Statement, int]]) -> None:
    """Raise AlreadyTakenIn where a file, or a statement of the same month and reference, is here."""
    theirs = models.Statement.objects.filter(surgery_id__in={surgery for _, surgery in placed})
    same = theirs.filter(sha256__in=[each.sha256 for each, _ in placed]) | theirs.filter(
        reference__in={each.reference for each, _ in placed}
    )
    here: dict[tuple, models.Statement] = {}
    for row in same.order_by("-id"):
        here |= dict.fromkeys(_keys(row.surgery_id, row, row.month), row)
    given: set[tuple] = set()
    for statement, surgery_id in placed:
        keys = _keys(surgery_id, statement, statement.month.first)
        before = next((here[key] for key in keys if key in here), None)
        if before is not None:
            named = f", reference {before.reference}," if before.reference else ""
            raise AlreadyTakenIn(
                [
                    f"The statement of {Month.of(before.month).words}{named} was taken in already, on "
                    f"{day(local_day(before.at))} from {before.file_name}. Nothing was posted twice. If this "
                    "is another one, give it another reference."
                ]
            )
        if given & keys.keys():
            raise AlreadyTakenIn([f"{_what(statement)} is twice among these: {statement.file_name}."])
        given |= keys.keys()


def _keys(
    surgery_id: int, of: payment_statements.Statement | models.Statement, month: date
) -> dict[tuple, None]:
    """What no two statements of a surgery have in common, in the order in which it is looked for."""
    return dict.fromkeys(
        [
            (surgery_id, "file", of.sha256),
            (surgery_id, "month", month, of.reference),
            (surgery_id, "day", of.dated, of.reference),
        ]
    )


def _keep(coming: Sequence[_Coming], *, scope: Scope, at: datetime) -> list[TakenIn]:
    rows = models.Statement.objects.bulk_create(_row(each, scope, at) for each in coming)
    lines = models.StatementLine.objects.bulk_create(
        _line(row, line) for row, each in zip(rows, coming, strict=True) for line, _ in each.lines
    )
    posted = [(row, each) for row, each in zip(rows, coming, strict=True) if each.known]
    journals = iter(
        ledger.post([_entry(*one) for one in posted], scope=scope, at=at).journals if posted else ()
    )
    kept = iter(lines)
    said: list[tuple[models.StatementLine, Recognised, int, int, Month]] = []
    for each in coming:
        journal = next(journals) if each.known else 0
        for line, what in each.lines:
            row = next(kept)
            if isinstance(what, Recognised) and line.amount:
                said.append((row, what, 1, journal, each.posted_to))
    write_recognitions(said, scope=scope, at=at)
    audit.record_each(
        actor=scope.actor,
        deed="banking.take_in_statement",
        subjects=[
            (
                each.surgery_id,
                f"NHS payment statement of {each.statement.month.words}, {pounds(each.statement.net)} in "
                f"{len(each.lines)} lines, {len(each.waiting)} of them waiting",
            )
            for each in coming
        ],
        at=at,
    )
    matched = match_open(sorted({each.surgery_id for each in coming}), scope=scope, at=at)
    last = {each.surgery_id: place for place, each in enumerate(coming)}
    return [
        TakenIn(
            statement_id=row.pk,
            surgery_id=each.surgery_id,
            practice_code=each.statement.code,
            month=each.statement.month,
            posted_to=each.posted_to,
            net=each.statement.net,
            lines=len(each.lines),
            recognised=len(each.known),
            recognised_amount=sum(line.amount for line, _ in each.known),
            waiting=len(each.waiting),
            waiting_amount=sum(each.waiting),
            matched=matched[each.surgery_id] if last[each.surgery_id] == place else 0,
        )
        for place, (row, each) in enumerate(zip(rows, coming, strict=True))
    ]


def _row(coming: _Coming, scope: Scope, at: datetime) -> models.Statement:
    statement = coming.statement
    return models.Statement(
        surgery_id=coming.surgery_id,
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


def _entry(row: models.Statement, coming: _Coming) -> ledger.Entry:
    """The statement's document and its journal."""
    accounts, items = ledger_parameters.nhs_accounts(), ledger_parameters.nhs_items()
    title = f"NHS payment statement, {Month.of(row.month).words}"
    document = Document(
        kind="nhs_statement",
        key=key_of(row),
        title=title,
        home_id=row.surgery_id,
        details={**details_of(row), "steps": [step_of(line, what) for line, what in coming.known]},
    )
    journal = Journal(
        dated=row.dated,
        month=coming.posted_to,
        narrative=title,
        lines=posting.lines_posted(
            coming.known, surgery_id=row.surgery_id, items=items, due=accounts.due, control=accounts.control
        ),
        home_id=row.surgery_id,
    )
    return document, [journal]


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
