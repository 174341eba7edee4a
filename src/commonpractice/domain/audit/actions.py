"""Write the audit log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.audit.models import Entry


def record(
    *,
    actor: Actor,
    deed: str,
    subject: str,
    at: datetime,
    surgery_id: int | None = None,
    details: dict[str, Any] | None = None,
    using: str = "default",
) -> None:
    """Write down a deed, or a look at a person's data, in the transaction that it belongs to.

    `deed` is room.verb ("ledger.lock_month"); `subject` is said in words. If the transaction fails, so
    does the entry: what was not done is not in the log. `using` is the connection of that transaction, where
    it is the owner's.
    """
    Entry.objects.using(using).bulk_create(
        [
            Entry(
                at=at,
                actor_id=actor.id,
                actor_name=actor.name,
                deed=deed,
                subject=subject,
                surgery_id=surgery_id,
                details=details or {},
            )
        ]
    )


def record_each(*, actor: Actor, deed: str, subjects: Iterable[tuple[int, str]], at: datetime) -> None:
    """As `record`, of one deed that concerns many surgeries: each one's id, and what is said in its log."""
    Entry.objects.bulk_create(
        [
            Entry(
                at=at,
                actor_id=actor.id,
                actor_name=actor.name,
                deed=deed,
                subject=subject,
                surgery_id=surgery_id,
                details={},
            )
            for surgery_id, subject in subjects
        ]
    )
