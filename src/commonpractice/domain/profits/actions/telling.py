"""Tell how often a charge was used, or what was spent for a surgery directly. A correction is told later."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.domain.profits import models
from commonpractice.domain.profits.facts import UseTold
from commonpractice.domain.profits.queries.told import uses_told
from commonpractice.domain.profits.rules.telling import CannotTell, check_use
from commonpractice.foundations.days import local_day

__all__ = ["CannotTell", "tell_use"]


@transaction.atomic
def tell_use(told: Mapping[int, Sequence[UseTold]], *, source: str, scope: Scope, at: datetime) -> int:
    """Write down what was told, by surgery: all of it, or nothing. Answers how many rows are new.

    What is known as it is already adds nothing; another word on the same month is a correction, and holds
    from now on. Raises CannotTell for a charge that is none, or that goes by something else in the month,
    NotAllowed and OutOfScope.
    """
    check_covers(scope, told, Power.POST)
    agreed = partnership.charges(scope=scope)
    known = uses_told(scope=scope, surgeries=list(told))
    made: list[models.ChargeUse] = []
    for surgery, rows in told.items():
        for row in rows:
            check_use(
                row, [charge for charge in agreed if not charge.surgeries or surgery in charge.surgeries]
            )
            if known.get((surgery, row.charge, row.month)) == row:
                continue
            made.append(
                models.ChargeUse(
                    surgery_id=surgery,
                    charge=row.charge,
                    month=row.month.first,
                    uses=row.uses,
                    pence=row.pence,
                    known_on=local_day(at),
                    source=source,
                    at=at,
                    actor_id=scope.actor.id,
                    actor_name=scope.actor.name,
                )
            )
    models.ChargeUse.objects.bulk_create(made)
    for surgery in sorted({row.surgery_id for row in made}):
        number = sum(row.surgery_id == surgery for row in made)
        audit.record(
            actor=scope.actor,
            deed="profits.tell_use",
            subject=f"{number:,} month{'' if number == 1 else 's'} of charges by use, from {source}",
            surgery_id=surgery,
            at=at,
        )
    return len(made)
