"""Ask which partnerships are here, and which surgeries belong to them when."""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import (
    Model,
    PartnershipSummary,
    Scope,
    SurgeryKind,
    SurgerySummary,
)
from commonpractice.domain.partnership.rules import reach
from commonpractice.foundations.dated import Period


class NoSuchPartnership(LookupError):
    """A partnership was asked for that has not been loaded."""


def partnership(
    *,
    code: str | None = None,
    partnership_id: int | None = None,
    on: date | None = None,
    as_known_on: date | None = None,
) -> PartnershipSummary:
    """A partnership with its profit centres, surgeries by name and the centre last.

    With every surgery that it ever had, whose books stay in its own; or, with a day, those alone that belong
    to it `on` that day (as it was known on another): of the surgeries that the ticket in hand covers. Raises
    NoSuchPartnership.
    """
    wanted = {"code": code} if code is not None else {"id": partnership_id}
    row = models.Partnership.objects.filter(**wanted).first()
    if row is None:
        raise NoSuchPartnership(
            f"There is no partnership “{code or partnership_id}” here. Load its file first: "
            "commonpractice partnership load FILE"
        )
    surgeries = models.Surgery.objects.filter(partnership=row)
    if on is not None:
        belonging = models.Membership.objects.in_force(on, as_known_on)
        surgeries = surgeries.filter(id__in=belonging.values("surgery_id"))
    return _summary(row, surgeries)


def partnerships() -> list[PartnershipSummary]:
    """Every partnership of this installation, by name, with every profit centre that it ever had."""
    rows = models.Partnership.objects.order_by("name")
    surgeries = list(models.Surgery.objects.all())
    return [_summary(row, [s for s in surgeries if s.partnership_id == row.id]) for row in rows]


def memberships(
    *, scope: Scope, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, tuple[Period, ...]]:
    """The spells in which surgeries belong to their partnership, in order, by surgery id.

    Of all surgeries in scope where none are named; as known on a day, where one is given. Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, wanted)
    found: dict[int, tuple[Period, ...]] = dict.fromkeys(wanted, ())
    rows = models.Membership.objects.known(as_known_on).filter(surgery_id__in=wanted)
    for row in sorted(rows, key=lambda row: row.period):
        found[row.surgery_id] = (*found[row.surgery_id], row.period)
    return found


def has_books(*, partnership_id: int) -> bool:
    """Whether anything has been posted to a surgery of a partnership that the ticket in hand covers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.has_books(%s)", [partnership_id])
        return cursor.fetchone()[0]


def _summary(row: models.Partnership, surgeries) -> PartnershipSummary:
    ordered = sorted(map(surgery_summary, surgeries), key=lambda surgery: (surgery.is_centre, surgery.name))
    return PartnershipSummary(
        id=row.id,
        code=row.code,
        name=row.name,
        model=Model(row.model),
        demonstration=row.demonstration,
        year_starts=row.year_starts,
        surgeries=tuple(ordered),
    )


def surgery_summary(row: models.Surgery) -> SurgerySummary:
    """A surgery's row as a fact."""
    return SurgerySummary(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=SurgeryKind(row.kind),
        strapline=row.strapline,
        colour=row.colour,
    )
