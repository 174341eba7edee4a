"""Ask who somebody is here: what they may see, and who else signs in."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models, parameters
from commonpractice.domain.partnership.facts import (
    HeldRole,
    PartnershipSummary,
    Person,
    Power,
    Role,
    Scope,
    SmallNumbersTo,
    SurgeryKind,
)
from commonpractice.domain.partnership.queries.partnerships import surgery_summary
from commonpractice.domain.partnership.rules import reach
from commonpractice.gateways.scoped_postgres import tickets


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
        surgeries=[surgery_summary(row) for row in models.Surgery.objects.filter(partnership_id=chosen)],
        rules=parameters.role_rules(),
        small_numbers_to=_small_numbers_to(user_id, held, chosen, on),
    )


def _small_numbers_to(
    user_id: int, held: list[tuple[str, int, int]], partnership_id: int, on: date
) -> SmallNumbersTo:
    """Whom the deed in force lets see counts of very few. It is asked only where that may be the user."""
    theirs = [surgery for role, surgery, where in held if (role, where) == ("quality_lead", partnership_id)]
    if not theirs:
        return SmallNumbersTo.NOBODY
    with tickets.acting(actor_id=user_id, surgeries=theirs):
        deeds = models.Deed.objects.in_force(on).filter(partnership_id=partnership_id)
        said = deeds.values_list("small_numbers_to", flat=True).first()
    return SmallNumbersTo(said or SmallNumbersTo.NOBODY)


def most_places_of_one(*, scope: Scope, on: date) -> int:
    """At how many surgeries of a scope one person at the most may know the patients on a day; one at least.

    Needs a ticket for the surgeries.
    """
    rules = parameters.role_rules()
    roles = [role.value for role, rule in rules.items() if Power.SEE_PATIENTS in rule.powers]
    held = models.RoleHeld.objects.in_force(on).filter(surgery__in=scope.surgeries, role__in=roles)
    places = held.order_by().values("user").annotate(n=Count("surgery", distinct=True))
    return max([1, *places.values_list("n", flat=True)])


def partnerships_of(*, user_id: int, on: date) -> list[tuple[int, str]]:
    """The partnerships in which a user holds a role on a day: (id, name), by name."""
    return list(
        models.RoleHeld.objects.in_force(on)
        .filter(user_id=user_id)
        .order_by("surgery__partnership__name")
        .values_list("surgery__partnership_id", "surgery__partnership__name")
        .distinct()
    )


def user_id_of(*, email: str) -> int | None:
    """The id of whoever signs in with an address; None where nobody does."""
    return models.User.objects.filter(email__iexact=email).values_list("id", flat=True).first()


def seen_at(*, user_id: int | None, on: date) -> list[int]:
    """The surgeries and centres whose managers answer for somebody's signing in.

    Where they hold a role on the day; else where they did last; else, and for a stranger, every centre.
    Needs a ticket that names the user as actor.
    """
    held = models.RoleHeld.objects.known().filter(user_id=user_id).order_by("surgery_id")
    places = list(held.filter(effective__contains=on).values_list("surgery_id", flat=True).distinct())
    if not places:
        last = held.order_by("-effective").values_list("surgery_id", flat=True)[:1]
        centres = models.Surgery.objects.filter(kind=SurgeryKind.CENTRE.value).order_by("id")
        places = list(last) or list(centres.values_list("id", flat=True))
    return places


def whole(partnership: PartnershipSummary, *, actor: Actor) -> Scope:
    """The scope of the program itself, or of whoever administers it, over one partnership."""
    return Scope(
        actor=actor,
        partnership_id=partnership.id,
        surgeries=tuple(surgery.id for surgery in partnership.surgeries),
        powers=frozenset(Power),
    )


def partners_of_user(*, user_id: int) -> list[int]:
    """The ids of the partners as whom somebody signs in, past ones too, as far as the ticket in hand goes."""
    return list(models.Partner.objects.filter(user_id=user_id).order_by("id").values_list("id", flat=True))


def people(*, on: date) -> list[Person]:
    """Everybody who signs in, or once did, by name, with the roles that they hold on a day or later.

    For whoever administers the installation: roles are seen at the surgeries of the ticket in hand.
    """
    roles: dict[int, list[HeldRole]] = {}
    held = models.RoleHeld.objects.known().filter(effective__overlap=DateRange(on, None))
    for row in held.select_related("surgery__partnership").order_by("surgery__name", "effective", "id"):
        roles.setdefault(row.user_id, []).append(
            HeldRole(Role(row.role), row.surgery.code, row.surgery.partnership.code, row.period)
        )
    return [
        Person(
            id=user.id,
            email=user.email,
            name=user.name,
            active=user.is_active,
            last_seen=user.last_login,
            roles=tuple(roles.get(user.id, ())),
        )
        for user in models.User.objects.order_by("name", "email")
    ]


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
