"""Hand the rows that an import refused back to the surgery's own people, and write down who has them."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import models
from commonpractice.foundations.dated import day
from commonpractice.gateways.clinical_extracts import schema


class NotThere(LookupError):
    """Refused rows were asked for that are not there, or not any more; the message says why."""


def refused_rows(*, surgery_id: int, snapshot: UUID, table: str, scope: Scope, at: datetime) -> Path:
    """The file of the rows of a table that the import of a snapshot refused, for somebody who takes it away.

    It may hold names and NHS numbers. Needs a ticket for the patients of the surgery. Raises NotThere,
    NotAllowed and OutOfScope.
    """
    reach.check_covers(scope, [surgery_id], Power.SEE_PATIENTS)
    row = models.Import.objects.filter(surgery_id=surgery_id, snapshot__uuid=snapshot).first()
    known = row is not None and any(reason["table"] == table for reason in row.reasons)
    if row is None or not known or table not in {one.name for one in schema.TABLES}:
        raise NotThere("No rows of that kind were refused by that import.")
    path = Path(row.refused) / f"{table}.csv"
    if not row.refused or not path.is_file():
        raise NotThere(
            "The refused rows are not kept any more. They come back when the extract is taken in again."
        )
    refused = sum(reason["rows"] for reason in row.reasons if reason["table"] == table)
    audit.record(
        actor=scope.actor,
        deed="records.take_refused_rows",
        subject=f"Refused rows of {table} of the extract taken in on {day(row.at.date())}: {refused:,}",
        surgery_id=surgery_id,
        details={"snapshot": str(snapshot), "table": table},
        at=at,
    )
    return path
