"""Load a partnership's file: create what it describes, or amend it, superseding and never overwriting."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models, queries
from commonpractice.domain.partnership.actions.dated_rows import wanted
from commonpractice.domain.partnership.facts import LoadReport, PartnershipFact
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import FileRefused
from commonpractice.gateways.scoped_postgres import tickets


@transaction.atomic
def load(
    fact: PartnershipFact, *, actor: Actor, at: datetime, known_codes: frozenset[str] | None = None
) -> LoadReport:
    """Create a partnership as its file describes it, or amend it to what the file now says.

    Dated facts are never overwritten: a row that the file no longer has is closed as superseded, and what
    it has instead is added as known from today. Loading the same file again changes nothing. Raises
    FileRefused, with every problem, and then nothing has changed.
    """
    if problems := agreement.problems(fact, known_codes=known_codes):
        raise FileRefused(problems)
    there = models.Surgery.objects.filter(partnership__code=fact.code).values_list("id", flat=True)
    with tickets.acting(actor_id=actor.id, surgeries=list(there)):
        row, created = _partnership(fact)
        renamed = _rename(
            row,
            name=fact.name,
            model=fact.model.value,
            founded=fact.founded,
            year_starts=fact.year_starts,
        )
        surgeries = _surgeries(row, fact)
        renamed += surgeries.pop("renamed")
    with tickets.acting(actor_id=actor.id, surgeries=surgeries.values()):
        partners = _partners(row, fact)
        renamed += partners.pop("renamed")
        added, superseded = _dated_rows(fact, surgeries, partners, at.date())
        summary = queries.partnership(code=fact.code)
        report = LoadReport(summary, created, added, superseded, renamed)
        if not report.nothing_changed:
            audit.record(
                actor=actor,
                deed="partnership.load",
                subject=f"{fact.name}: {added} facts added, {superseded} superseded",
                surgery_id=summary.centre.id,
                at=at,
            )
    return report


def _partnership(fact: PartnershipFact) -> tuple[models.Partnership, bool]:
    """The partnership's own row, and whether it is new."""
    row, created = models.Partnership.objects.get_or_create(
        code=fact.code,
        defaults={
            "name": fact.name,
            "model": fact.model.value,
            "founded": fact.founded,
            "year_starts": fact.year_starts,
            "demonstration": fact.demonstration,
        },
    )
    if row.demonstration != fact.demonstration:
        raise FileRefused(
            [f"{row.name} is {'a demonstration' if row.demonstration else 'real'} and stays so."]
        )
    return row, created


def _rename(row: Any, **values: Any) -> int:
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        type(row).objects.filter(pk=row.pk).update(**changed)
    return len(changed)


def _surgeries(partnership: models.Partnership, fact: PartnershipFact) -> dict[str, int]:
    """Ids by code, and the number renamed under "renamed".

    New ones are added in one statement: who adds a surgery must have all that are there in scope.
    """
    there = {row.code: row for row in models.Surgery.objects.filter(partnership=partnership)}
    if gone := there.keys() - {surgery.code for surgery in fact.surgeries}:
        names = ", ".join(f"{there[code].name} ({code})" for code in sorted(gone))
        raise FileRefused(
            [f"{names}: not in the file any more. A surgery that leaves keeps its place, with an “until”."]
        )
    ids = {"renamed": 0}
    new = []
    for surgery in fact.surgeries:
        if row := there.get(surgery.code):
            ids["renamed"] += _rename(
                row, name=surgery.name, strapline=surgery.strapline, colour=surgery.colour
            )
            ids[surgery.code] = row.id
        else:
            new.append(
                models.Surgery(
                    partnership=partnership,
                    kind=surgery.kind.value,
                    code=surgery.code,
                    name=surgery.name,
                    strapline=surgery.strapline,
                    colour=surgery.colour,
                )
            )
    return ids | {row.code: row.id for row in models.Surgery.objects.bulk_create(new)}


def _partners(partnership: models.Partnership, fact: PartnershipFact) -> dict[str, int]:
    """Ids by code, and the number renamed under "renamed"."""
    there = {row.code: row for row in models.Partner.objects.filter(partnership=partnership)}
    if gone := there.keys() - {partner.code for partner in fact.partners}:
        names = ", ".join(there[code].name for code in sorted(gone))
        raise FileRefused(
            [f"{names}: not in the file any more. A partner who leaves keeps a place, with an “until”."]
        )
    ids = {"renamed": 0}
    new = []
    for partner in fact.partners:
        if row := there.get(partner.code):
            ids["renamed"] += _rename(row, name=partner.name, kind=partner.kind.value)
            ids[partner.code] = row.id
        else:
            new.append(partner)
    ids |= _add_partners(partnership, new)
    return ids


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
    fact: PartnershipFact, surgeries: dict[str, int], partners: dict[str, int], known_on: date
) -> tuple[int, int]:
    """Bring each dated table to what the file says: (rows added, rows superseded)."""
    added = superseded = 0
    for model, rows in wanted(fact, surgeries, partners):
        fields = tuple(field for field in _fields(model) if field != "id")
        there = {
            tuple(getattr(row, field) for field in fields): row
            for row in model.objects.known().filter(surgery_id__in=surgeries.values())
        }
        keys = {tuple(values[field] for field in fields) for values in rows}
        gone = [row.pk for key, row in there.items() if key not in keys]
        if gone:
            superseded += model.objects.filter(pk__in=gone).update(superseded_on=known_on)
        new = [
            model(known_on=known_on, **values)
            for values in rows
            if tuple(values[field] for field in fields) not in there
        ]
        model.objects.bulk_create(new)
        added += len(new)
    return added, superseded


def _fields(model: Any) -> list[str]:
    """The columns that make a dated row what it is: all but its id and the days it was known."""
    return [
        field.attname
        for field in model._meta.concrete_fields
        if field.attname not in ("id", "known_on", "superseded_on")
    ]
