"""Ask who works where: for choosing somebody by name."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import Colleague, Role, Scope
from commonpractice.domain.partnership.rules import reach


def colleagues(*, scope: Scope, surgeries: Sequence[int], on: date) -> list[Colleague]:
    """Who holds which role at some surgeries on a day and may sign in, by name. Raises OutOfScope."""
    reach.check_covers(scope, surgeries)
    held = models.RoleHeld.objects.in_force(on).filter(surgery__in=list(surgeries), user__is_active=True)
    rows = held.order_by("user__name", "user", "id").values_list("user", "user__name", "role", "surgery")
    return [Colleague(user, name, Role(role), surgery) for user, name, role, surgery in rows]
