"""Ask who we are: people's scopes, partnerships, surgeries, partners, sizes."""

from collections.abc import Sequence
from datetime import date

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models, parameters
from commonpractice.domain.partnership.facts import (
    Model,
    PartnerKind,
    PartnerOnDay,
    PartnershipSummary,
    Power,
    Role,
    Scope,
    SizeOnDay,
    Standing,
    SurgeryKind,
    SurgerySummary,
)
from commonpractice.domain.partnership.rules import reach


class NoSuchPartnership(LookupError):
    """A partnership was asked for that has not been loaded."""


def partnership(*, code: str | None = None, partnership_id: int | None = None) -> PartnershipSummary:
    """A partnership with its profit centres, surgeries by name and the centre last.

    Raises NoSuchPartnership.
    """
    wanted = {"code": code} if code is not None else {"id": partnership_id}
    row = models.Partnership.objects.filter(**wanted).first()
    if row is None:
        raise NoSuchPartnership(
            f"There is no partnership “{code or partnership_id}” here. Load its file first: "
            "commonpractice partnership load FILE"
        )
    return _summary(row, models.Surgery.objects.filter(partnership=row))


def partnerships() -> list[PartnershipSummary]:
    """Every partnership of this installation, by name, with its profit centres."""
    rows = models.Partnership.objects.order_by("name")
    surgeries = list(models.Surgery.objects.all())
    return [_summary(row, [s for s in surgeries if s.partnership_id == row.id]) for row in rows]


def scope_of(*, user_id: int, name: str, on: date, partnership_id: int | None = None) -> Scope:
    """What a user may see and do on a day, in one partnership: the one asked for, else the first of theirs.

    Needs a ticket that names the user as actor: one's own roles are always seen. Somebody without a role
    gets an empty scope.
    """
    actor = Actor(user_id, name)
    held = list(
        models.RoleHeld.objects.in_force(on)
        .filter(user_id=user_id)
        .order_by("surgery__partnership__name", "id")
        .values_list("role", "surgery_id", "surgery__partnership_id")
    )
    theirs = [row[2] for row in held]
    chosen = partnership_id if partnership_id in theirs else next(iter(theirs), None)
    if chosen is None:
        return Scope(actor=actor)
    return reach.scope_from(
        actor=actor,
        partnership_id=chosen,
        held=[(Role(role), surgery_id) for role, surgery_id, where in held if where == chosen],
        surgeries=[_surgery(row) for row in models.Surgery.objects.filter(partnership_id=chosen)],
        rules=parameters.role_rules(),
    )


def partnerships_of(*, user_id: int, on: date) -> list[tuple[int, str]]:
    """The partnerships in which a user holds a role on a day: (id, name), by name."""
    return list(
        models.RoleHeld.objects.in_force(on)
        .filter(user_id=user_id)
        .order_by("surgery__partnership__name")
        .values_list("surgery__partnership_id", "surgery__partnership__name")
        .distinct()
    )


def whole(partnership: PartnershipSummary, *, actor: Actor) -> Scope:
    """The scope of the program itself, or of whoever administers it, over one partnership."""
    return Scope(
        actor=actor,
        partnership_id=partnership.id,
        surgeries=tuple(surgery.id for surgery in partnership.surgeries),
        powers=frozenset(Power),
    )


def partners(
    *, scope: Scope, on: date, surgery_id: int | None = None, as_known_on: date | None = None
) -> list[PartnerOnDay]:
    """The partners on a day, with their sessions, of one surgery or of all in scope; by surgery and name."""
    surgeries = list(scope.surgeries) if surgery_id is None else [surgery_id]
    reach.check_covers(scope, surgeries)
    shares = {
        (row.partner_id, row.surgery_id): row.sessions
        for row in models.ProfitShare.objects.in_force(on, as_known_on).filter(surgery_id__in=surgeries)
    }
    rows = (
        models.PartnerMembership.objects.in_force(on, as_known_on)
        .filter(surgery_id__in=surgeries)
        .select_related("partner")
        .order_by("surgery__name", "partner__name")
    )
    return [
        PartnerOnDay(
            id=row.partner_id,
            code=row.partner.code,
            name=row.partner.name,
            kind=PartnerKind(row.partner.kind),
            surgery_id=row.surgery_id,
            standing=Standing(row.standing),
            sessions=shares.get((row.partner_id, row.surgery_id)),
        )
        for row in rows
    ]


def sizes(
    *, scope: Scope, on: date, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, SizeOnDay]:
    """The counts of surgeries on a day, by surgery id; a surgery without any is left out."""
    wanted = scope.surgeries if surgeries is None else surgeries
    reach.check_covers(scope, wanted)
    return {
        row.surgery_id: SizeOnDay(row.registered, row.weighted, row.staff, row.source)
        for row in models.Size.objects.in_force(on, as_known_on).filter(surgery_id__in=list(wanted))
    }


def sites(*, scope: Scope, on: date, surgery_id: int) -> list[tuple[str, str, bool]]:
    """The premises of a surgery on a day: (code, name, whether it is the main one), the main one first."""
    reach.check_covers(scope, [surgery_id])
    rows = models.Site.objects.in_force(on).filter(surgery_id=surgery_id).order_by("-main", "name")
    return [(row.code, row.name, row.main) for row in rows]


def demonstration_sign_ins(*, on: date) -> list[tuple[str, str, str]]:
    """(name, email, roles) of the people of a demonstration, where nothing but demonstrations is loaded.

    Needs a ticket for the demonstration's surgeries. Empty as soon as a real partnership is here.
    """
    if models.Partnership.objects.filter(demonstration=False).exists():
        return []
    rows = (
        models.RoleHeld.objects.in_force(on)
        .order_by("id")
        .values_list("user__name", "user__email", "role", "surgery__name")
    )
    return [(name, email, f"{Role(role).words}, {surgery}") for name, email, role, surgery in rows]


def _summary(row: models.Partnership, surgeries) -> PartnershipSummary:
    ordered = sorted(map(_surgery, surgeries), key=lambda surgery: (surgery.is_centre, surgery.name))
    return PartnershipSummary(
        id=row.id,
        code=row.code,
        name=row.name,
        model=Model(row.model),
        demonstration=row.demonstration,
        year_starts=row.year_starts,
        surgeries=tuple(ordered),
    )


def _surgery(row: models.Surgery) -> SurgerySummary:
    return SurgerySummary(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=SurgeryKind(row.kind),
        strapline=row.strapline,
        colour=row.colour,
    )
