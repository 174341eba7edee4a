"""What is written of a statement wherever its lines are posted: its key, its details, what lines are for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commonpractice.domain.banking import models
from commonpractice.domain.banking.facts import Entered, Recognised
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.money import pounds
from commonpractice.foundations.months import Month


def write_recognitions(
    known: Sequence[tuple[models.StatementLine, Recognised, int, int, Month]], *, scope: Scope, at: datetime
) -> None:
    """Write down what lines are for: (line, what for, the how manieth word on it, journal, month)."""
    models.Recognition.objects.bulk_create(
        [
            models.Recognition(
                surgery_id=row.surgery_id,
                line=row,
                number=number,
                item=what.item,
                concerns=what.concerns.first,
                partner_id=what.partner_id,
                by=what.by.value,
                why=what.why,
                journal_id=journal,
                posted_to=month.first,
                at=at,
                actor_id=scope.actor.id,
                actor_name=scope.actor.name,
            )
            for row, what, number, journal, month in known
        ]
    )


def key_of(statement: models.Statement) -> str:
    """What a statement's document is known by, for good."""
    return f"nhs-statement/{statement.code}/{statement.reference}/{statement.dated}"


def details_of(statement: models.Statement) -> dict[str, Any]:
    """Where a statement's postings come from: the paper, and the file it was in."""
    return {
        "contractor": statement.code,
        "reference": statement.reference,
        "month": str(Month.of(statement.month)),
        "file": statement.file_name,
        "sha256": statement.sha256,
    }


def step_of(line: Entered, what: Recognised) -> dict[str, Any]:
    """How a posting came about, in words. Persons' names stay with the statement, whose looks are noted."""
    words = ledger_parameters.nhs_items()[what.item].words if line.person_name else line.words
    paycode = f", paycode {line.paycode}" if line.paycode else ""
    return {
        "words": words or line.paycode,
        "value": pounds(line.amount),
        "unit": "£",
        "source": f"payment statement, line {line.number}{paycode}; {what.why}",
        "trust": "found",
        "line": line.number,
        "item": what.item,
        "concerns": str(what.concerns),
    }
