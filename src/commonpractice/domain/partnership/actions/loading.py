"""Load a partnership's file: create what it describes, or amend it, superseding and never overwriting."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models, queries
from commonpractice.domain.partnership.actions import already_here
from commonpractice.domain.partnership.actions.dated_rows import wanted
from commonpractice.domain.partnership.actions.trace import Trace
from commonpractice.domain.partnership.facts import KnownCodes, LoadReport, PartnershipFact, SurgeryKind
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import NOTHING_KNOWN, FileRefused
from commonpractice.foundations.days import local_day
from commonpractice.gateways.scoped_postgres import tickets


@transaction.atomic
def load(
    fact: PartnershipFact, *, actor: Actor, at: datetime, known: KnownCodes = NOTHING_KNOWN
) -> LoadReport:
    """Create a partnership as its file describes it, or amend it to what the file now says.

    Dated facts are never overwritten: a row that the file no longer has is closed as superseded, and what
    it has instead is added as known from the day of `at`. Names and the like are overwritten; the audit log
    keeps what they were, at each surgery that is touched and at the centre. Loading the same file again
    changes nothing.

    Raises FileRefused, with every problem, and then nothing has changed: where the facts do not agree with
    one another or with the registers of `known`, where a surgery or partner is not in the file any more,
    where a practice belongs to another partnership on the same days, and where the partnership has books and
    its financial year or its model would be another.
    """
    if problems := [*agreement.problems(fact, known=known), *already_here.problems(fact, actor=actor)]:
        raise FileRefused(problems)
    there = models.Surgery.objects.filter(partnership__code=fact.code).values_list("id", flat=True)
    trace = Trace()
    with tickets.acting(actor_id=actor.id, surgeries=list(there)):
        row, created = _partnership(fact, trace)
        surgeries = _surgeries(row, fact, trace)
    with tickets.acting(actor_id=actor.id, surgeries=surgeries.values()):
        partners = _partners(row, fact, trace)
        _dated_rows(fact, row, surgeries, partners, local_day(at), trace)
        summary = queries.partnership(code=fact.code)
        report = LoadReport(summary, created, trace.added, trace.superseded, trace.renamed)
        if not report.nothing_changed:
            trace.record(summary, created=created, partners=partners, actor=actor, at=at)
    return report


def _partnership(fact: PartnershipFact, trace: Trace) -> tuple[models.Partnership, bool]:
    """The partnership's own row, brought to what the file says, and whether it is new."""
    values = {
        "name": fact.name,
        "model": fact.model.value,
        "founded": fact.founded,
        "year_starts": fact.year_starts,
    }
    row, created = models.Partnership.objects.get_or_create(
        code=fact.code, defaults={**values, "demonstration": fact.demonstration}
    )
    trace.of_partnership(_rename(row, **values))
    return row, created


def _rename(row: Any, **values: Any) -> dict[str, list[Any]]:
    """Overwrite what is not dated; gives back what has changed: by column, its old and its new value."""
    changed = {
        name: [getattr(row, name), value] for name, value in values.items() if getattr(row, name) != value
    }
    if changed:
        type(row).objects.filter(pk=row.pk).update(**{name: new for name, (_, new) in changed.items()})
    return changed


def _surgeries(partnership: models.Partnership, fact: PartnershipFact, trace: Trace) -> dict[str, int]:
    """Ids by code. New ones are added in one statement: who adds one must have all there are in scope."""
    there = {row.code: row for row in models.Surgery.objects.filter(partnership=partnership)}
    new: list[models.Surgery] = []
    for surgery in fact.surgeries:
        values = {"name": surgery.name, "strapline": surgery.strapline, "colour": surgery.colour}
        if row := there.get(surgery.code):
            trace.of_surgery(row.id, _rename(row, **values))
        else:
            new.append(
                models.Surgery(partnership=partnership, kind=surgery.kind.value, code=surgery.code, **values)
            )
    return {row.code: row.id for row in (*there.values(), *models.Surgery.objects.bulk_create(new))}


def _partners(partnership: models.Partnership, fact: PartnershipFact, trace: Trace) -> dict[str, int]:
    """Ids by code."""
    there = {row.code: row for row in models.Partner.objects.filter(partnership=partnership)}
    for partner in fact.partners:
        if row := there.get(partner.code):
            changed = _rename(row, name=partner.name, kind=partner.kind.value)
            trace.of_partner(partner.code, _places(row.id) if changed else (), changed)
    new = [partner for partner in fact.partners if partner.code not in there]
    return {code: row.id for code, row in there.items()} | _add_partners(partnership, new)


def _places(partner_id: int) -> Iterable[int]:
    """The surgeries that a partner's name concerns."""
    return (
        models.PartnerMembership.objects.known()
        .filter(partner_id=partner_id)
        .values_list("surgery_id", flat=True)
        .distinct()
    )


def _add_partners(partnership: models.Partnership, new: list) -> dict[str, int]:
    """Add partners, whose row is not seen until they have a membership: so their ids are drawn first."""
    if not new:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('partnership_partner', 'id')) FROM generate_series(1, %s)",
            [len(new)],
        )
        drawn = [row[0] for row in cursor.fetchall()]
        cursor.executemany(
            "INSERT INTO partnership_partner (id, partnership_id, code, name, kind) "
            "OVERRIDING SYSTEM VALUE VALUES (%s, %s, %s, %s, %s)",
            [
                (number, partnership.id, partner.code, partner.name, partner.kind.value)
                for number, partner in zip(drawn, new, strict=True)
            ],
        )
    return {partner.code: number for number, partner in zip(drawn, new, strict=True)}


def _dated_rows(
    fact: PartnershipFact,
    partnership: models.Partnership,
    surgeries: dict[str, int],
    partners: dict[str, int],
    known_on: date,
    trace: Trace,
) -> None:
    """Bring each dated table to what the file says. What is of no one surgery is told at the centre."""
    centre = next(surgeries[each.code] for each in fact.surgeries if each.kind is SurgeryKind.CENTRE)
    for model, rows in wanted(fact, partnership.id, surgeries, partners):
        fields = columns(model)
        ours = {"surgery_id__in": surgeries.values()}
        if "surgery_id" not in fields:
            ours = {"partnership_id": partnership.id}
        there = {
            tuple(getattr(row, field) for field in fields): row
            for row in model.objects.known().filter(**ours)
        }
        keys = {tuple(values[field] for field in fields) for values in rows}
        gone = [row for key, row in there.items() if key not in keys]
        if gone:
            model.objects.filter(pk__in=[row.pk for row in gone]).update(superseded_on=known_on)
        new = [
            model(known_on=known_on, **values)
            for values in rows
            if tuple(values[field] for field in fields) not in there
        ]
        model.objects.bulk_create(new)
        trace.of_rows(model, fields, added=new, superseded=gone, elsewhere=centre)


def columns(model: Any) -> tuple[str, ...]:
    """The columns that make a dated row what it is: all but its id and the days it was known."""
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in ("id", "known_on", "superseded_on")
    )
