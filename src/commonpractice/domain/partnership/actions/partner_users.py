"""As whom a partner signs in: it shows them their own statement, and what the deed shows to partners.

For whoever administers the installation, through its commands: the database refuses any other actor than the
program.
"""

from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.actions.people import AlreadyThere, user_of
from commonpractice.domain.partnership.facts import Scope


class NoSuchPartner(LookupError):
    """No partner here has this code."""


@transaction.atomic
def say_is_partner(*, email: str, code: str, scope: Scope, actor: Actor, at: datetime) -> None:
    """Say that somebody who signs in is a partner, by the code of the partnership's file.

    Raises NoSuchUser, NoSuchPartner, and AlreadyThere where that is so already, or the partner signs in as
    somebody else: that is ended first.
    """
    user, partner = user_of(email), _partner(code, scope)
    if partner.user_id == user.pk:
        raise AlreadyThere(f"{user.email} is {partner.name} ({partner.code}) already.")
    if partner.user is not None:
        raise AlreadyThere(
            f"{partner.name} ({partner.code}) signs in as {partner.user.email}. End that first: "
            f"commonpractice user is-partner {partner.user.email} {partner.code} --no-longer"
        )
    _tell(partner, user, "is_partner", f"{user.name} ({user.email}) is {partner.name}", actor, at)


@transaction.atomic
def say_is_no_partner(*, email: str, code: str, scope: Scope, actor: Actor, at: datetime) -> None:
    """Say that somebody who signs in is not, or no longer, that partner: it shows them nothing from now on.

    Raises NoSuchUser, NoSuchPartner, and AlreadyThere where it is not so.
    """
    user, partner = user_of(email), _partner(code, scope)
    if partner.user_id != user.pk:
        raise AlreadyThere(f"{user.email} is not {partner.name} ({partner.code}) as it is.")
    _tell(partner, None, "is_no_partner", f"{user.name} ({user.email}) is not {partner.name}", actor, at)


def _partner(code: str, scope: Scope) -> models.Partner:
    found = models.Partner.objects.filter(
        partnership_id=scope.partnership_id, code__iexact=code.strip()
    ).first()
    if found is None:
        raise NoSuchPartner(f"“{code}” is not the code of a partner here.")
    return found


def _tell(
    partner: models.Partner, user: models.User | None, deed: str, subject: str, actor: Actor, at: datetime
) -> None:
    models.Partner.objects.filter(pk=partner.pk).update(user=user)
    places = models.PartnerMembership.objects.known().filter(partner=partner)
    for surgery_id in sorted(set(places.values_list("surgery_id", flat=True))):
        audit.record(actor=actor, deed=f"partnership.{deed}", subject=subject, surgery_id=surgery_id, at=at)
