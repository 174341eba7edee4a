"""Say what lines are for: by the rules as a statement comes in, or by a person afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.banking import models, parameters, queries
from commonpractice.domain.banking.actions.places import hold, month_to_post_to, months_kept
from commonpractice.domain.banking.actions.writing import details_of, key_of, step_of, write_recognitions
from commonpractice.domain.banking.facts import By, Entered, Named, Recognised
from commonpractice.domain.banking.queries.lines import entered, recognised
from commonpractice.domain.banking.queries.statements import NoSuchStatement
from commonpractice.domain.banking.rules import posting
from commonpractice.domain.banking.rules.recognising import (
    CannotRecognise,
    check_item,
    concerned,
    recognise,
    whom_of,
)
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger.facts import Document, Journal
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.foundations.money import pounds
from commonpractice.foundations.months import Month

NOT_HERE = "That is not a partner here: name one who is, or was, a partner of this surgery"


@dataclass(frozen=True)
class Rulebook:
    """What lines are recognised by, at one surgery, looked up once."""

    named: Sequence[Named]
    partners: dict[str, int]

    @classmethod
    def of(cls, surgeries: Iterable[int], scope: Scope) -> "dict[int, Rulebook]":
        """By surgery."""
        named = queries.named(surgeries=surgeries)
        partners = queries.partners_of(scope=scope, surgeries=named)
        return {surgery: cls(whom, partners[surgery]) for surgery, whom in named.items()}

    def recognise(self, line: Entered, month: Month) -> Recognised | str:
        """What a line is for, or why it waits. Raises CannotRecognise."""
        return recognise(
            line,
            month=month,
            rules=parameters.paycode_rules(),
            named=self.named,
            partners=self.partners,
            items=ledger_parameters.nhs_items(),
            chart=ledger_parameters.chart(),
        )


@transaction.atomic
def recognise_line(
    *,
    line_id: int,
    item: str,
    concerns: Month | None = None,
    partner_id: int | None = None,
    scope: Scope,
    at: datetime,
) -> int:
    """Say what a line is for, and post it in the open month; its journal is returned.

    A line that was recognised before is moved from what it was said to be for. `concerns` is the month that
    it is of: what its words say, or the statement's, where none is given. Raises CannotRecognise,
    NoSuchStatement where the line is not theirs to see, NoMonthOpen, and CannotPost otherwise.
    """
    row = _line(line_id, scope)
    check_may(scope, Power.POST)
    check_covers(scope, [row.surgery_id], Power.POST)
    hold([row.surgery_id])
    check_item(item, partner_id, items=ledger_parameters.nhs_items(), chart=ledger_parameters.chart())
    if not _is_theirs(partner_id, row.surgery_id, scope):
        raise CannotRecognise(f"{NOT_HERE}.")
    line, month = entered(row), Month.of(row.statement.month)
    if not line.amount:
        raise CannotRecognise("The line is of nothing, so there is nothing to post.")
    what = Recognised(
        item, concerns or concerned(line, month), partner_id, By.PERSON, f"said by {scope.actor.name}"
    )
    return _post([(row, what)], scope=scope, at=at)[0]


@transaction.atomic
def name_person(
    *, surgery_id: int, name: str, code: str = "", partner_id: int | None, scope: Scope, at: datetime
) -> int:
    """Say whom a name (with its number, where one is printed) on a surgery's statements stands for.

    A partner, or with None salaried staff. The lines of theirs that waited are posted; returns how many.
    Raises CannotRecognise, NotAllowed, OutOfScope.
    """
    check_may(scope, Power.POST)
    check_covers(scope, [surgery_id], Power.POST)
    name, code = name.strip(), code.strip()
    if not name:
        raise CannotRecognise("Say whose name it is, as it stands on the statement.")
    if not _is_theirs(partner_id, surgery_id, scope):
        raise CannotRecognise(f"{NOT_HERE}; or, of salaried staff, nobody.")
    hold([surgery_id])
    models.NamedPerson.objects.bulk_create(
        [
            models.NamedPerson(
                surgery_id=surgery_id,
                name=name,
                code=code,
                partner_id=partner_id,
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
            )
        ]
    )
    whom = "salaried staff"
    if partner_id is not None:
        whom = partnership.partner_names(ids=[partner_id]).get(partner_id, "a partner")
    audit.record(
        actor=scope.actor,
        deed="banking.name_person",
        subject=f"“{name}”{f' ({code})' if code else ''} on NHS payment statements is {whom}",
        surgery_id=surgery_id,
        at=at,
    )
    meant = Named(name, code, partner_id)
    return _recognise_waiting(surgery_id, scope=scope, at=at, whom=meant)


@transaction.atomic
def recognise_waiting(*, surgery_id: int, scope: Scope, at: datetime) -> int:
    """Post those lines that waited and a rule knows by now; returns how many.

    Raises NotAllowed, OutOfScope.
    """
    check_may(scope, Power.POST)
    check_covers(scope, [surgery_id], Power.POST)
    hold([surgery_id])
    return _recognise_waiting(surgery_id, scope=scope, at=at)


def _recognise_waiting(surgery_id: int, *, scope: Scope, at: datetime, whom: Named | None = None) -> int:
    rulebook = Rulebook.of([surgery_id], scope)[surgery_id]
    rows = models.StatementLine.objects.filter(surgery_id=surgery_id, recognition__isnull=True)
    known: list[tuple[models.StatementLine, Recognised]] = []
    for row in rows.exclude(amount=0).select_related("statement").order_by("statement__month", "id"):
        line = entered(row)
        if whom is not None and (not line.person_name or whom_of(line, [whom]) is None):
            continue
        what = rulebook.recognise(line, Month.of(row.statement.month))
        if isinstance(what, Recognised):
            known.append((row, what))
    if known:
        _post(known, scope=scope, at=at)
    return len(known)


def _is_theirs(partner_id: int | None, surgery_id: int, scope: Scope) -> bool:
    """Whether somebody is, was or will be a partner of a surgery; nobody may be named anywhere."""
    if partner_id is None:
        return True
    theirs = queries.partners_of(scope=scope, surgeries=[surgery_id])
    return partner_id in theirs[surgery_id].values()


def _line(line_id: int, scope: Scope) -> models.StatementLine:
    rows = models.StatementLine.objects.filter(pk=line_id, surgery_id__in=scope.surgeries)
    row = rows.select_related("statement").first()
    if row is None:
        raise NoSuchStatement(f"There is no statement's line {line_id} among those that you may see.")
    return row


def _post(
    known: Sequence[tuple[models.StatementLine, Recognised]], *, scope: Scope, at: datetime
) -> tuple[int, ...]:
    """Post lines, each by a document of its own, and write down what each is for. All of one surgery."""
    before = {
        row.line_id: row
        for row in models.Recognition.objects.filter(line__in=[row.pk for row, _ in known]).order_by("number")
    }
    kept = months_kept((row.surgery_id for row, _ in known), scope)
    entries: list[ledger.Entry] = []
    months: list[Month] = []
    for row, what in known:
        earlier = before.get(row.pk)
        if earlier and _same(recognised(earlier), what):
            raise CannotRecognise("The line is posted as that already.")
        of = Month.of(row.statement.month)
        title = f"NHS payment statement, {of.words}: line {row.number}"
        month = month_to_post_to(kept[row.surgery_id], month=of, what=title)
        lines = _lines(row, what, recognised(earlier) if earlier else None)
        number = earlier.number + 1 if earlier else 1
        document = Document(
            kind="nhs_statement_line",
            key=f"{key_of(row.statement)}/line {row.number}/{number}",
            title=title,
            home_id=row.surgery_id,
            details={**details_of(row.statement), "steps": [step_of(entered(row), what)]},
        )
        journal = Journal(
            dated=row.statement.dated, month=month, narrative=title, lines=lines, home_id=row.surgery_id
        )
        entries.append((document, [journal]))
        months.append(month)
    journals = ledger.post(entries, scope=scope, at=at).journals
    write_recognitions(
        [
            (row, what, before[row.pk].number + 1 if row.pk in before else 1, journal, month)
            for (row, what), journal, month in zip(known, journals, months, strict=True)
        ],
        scope=scope,
        at=at,
    )
    for row, what in known:
        words = ledger_parameters.nhs_items()[what.item].words
        audit.record(
            actor=scope.actor,
            deed="banking.recognise_line",
            subject=f"{_said(entered(row))}, {pounds(row.amount)}, of the NHS payment statement of "
            f"{Month.of(row.statement.month).words} is {words}, {what.concerns.words}",
            surgery_id=row.surgery_id,
            at=at,
        )
    return journals


def _lines(row: models.StatementLine, what: Recognised, earlier: Recognised | None) -> tuple[Any, ...]:
    accounts, items = ledger_parameters.nhs_accounts(), ledger_parameters.nhs_items()
    line = entered(row)
    if earlier:
        return posting.lines_moved(
            line, earlier, what, surgery_id=row.surgery_id, items=items, due=accounts.due
        )
    return posting.lines_posted(
        [(line, what)],
        surgery_id=row.surgery_id,
        items=items,
        due=accounts.due,
        control=accounts.control,
    )


def _same(before: Recognised, after: Recognised) -> bool:
    return (before.item, before.concerns, before.partner_id) == (after.item, after.concerns, after.partner_id)


def _said(line: Entered) -> str:
    return f"Line {line.number} ({' '.join(filter(None, [line.paycode, line.words]))})"
