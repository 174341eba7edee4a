"""Ask what surgeries are on a day: their partners and shares, their counts and premises."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import (
    OwnerOnDay,
    PartnerKind,
    PartnerOnDay,
    Scope,
    SizeOnDay,
    Standing,
)
from commonpractice.domain.partnership.rules import reach


def partners(
    *, scope: Scope, on: date, surgery_id: int | None = None, as_known_on: date | None = None
) -> list[PartnerOnDay]:
    """The partners on a day, with their shares, of one surgery or of all in scope; by surgery and name.

    As it was known `as_known_on` another day, where one is given. Raises OutOfScope.
    """
    surgeries = list(scope.surgeries) if surgery_id is None else [surgery_id]
    reach.check_covers(scope, surgeries)
    shares = {
        (row.partner_id, row.surgery_id): row
        for row in models.ProfitShare.objects.in_force(on, as_known_on).filter(surgery_id__in=surgeries)
    }
    rows = (
        models.PartnerMembership.objects.in_force(on, as_known_on)
        .filter(surgery_id__in=surgeries)
        .select_related("partner")
        .order_by("surgery__name", "partner__name")
    )
    return [_partner(row, shares.get((row.partner_id, row.surgery_id))) for row in rows]


def _partner(row: models.PartnerMembership, share: models.ProfitShare | None) -> PartnerOnDay:
    return PartnerOnDay(
        id=row.partner_id,
        code=row.partner.code,
        name=row.partner.name,
        kind=PartnerKind(row.partner.kind),
        surgery_id=row.surgery_id,
        standing=Standing(row.standing),
        sessions=share.sessions if share else None,
        basis=share.basis if share else None,
        ratio=share.ratio if share else None,
        a_year=share.a_year if share else None,
    )


def partner_ids(*, scope: Scope) -> dict[str, int]:
    """The ids of a partnership's partners by code, past ones too: those whom the ticket in hand may see."""
    rows = models.Partner.objects.filter(partnership_id=scope.partnership_id).order_by("code")
    return dict(rows.values_list("code", "id"))


def partner_names(*, ids: Iterable[int]) -> dict[int, str]:
    """The names of partners by id, past ones too: those whom the ticket in hand may see."""
    rows = models.Partner.objects.filter(pk__in=list(ids))
    return dict(rows.values_list("id", "name"))


def owners(
    *, scope: Scope, on: date, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> list[OwnerOnDay]:
    """Who owns the premises of surgeries on a day, by surgery, the largest part first.

    The parts of one surgery come to one. Raises OutOfScope.
    """
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, wanted)
    rows = (
        models.PropertyShare.objects.in_force(on, as_known_on)
        .filter(surgery_id__in=wanted)
        .select_related("partner", "surgery")
    )
    found = [
        (
            row.surgery.name,
            OwnerOnDay(
                surgery_id=row.surgery_id,
                partner_id=row.partner_id,
                name=row.partner.name if row.partner else row.owner,
                part=Fraction(row.numerator, row.denominator),
            ),
        )
        for row in rows
    ]
    return [owner for _, owner in sorted(found, key=lambda pair: (pair[0], -pair[1].part, pair[1].name))]


def sizes(
    *, scope: Scope, on: date, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, SizeOnDay]:
    """The counts of surgeries on a day, by surgery id; a surgery without any is left out.

    As it was known `as_known_on` another day, where one is given. Raises OutOfScope.
    """
    wanted = scope.surgeries if surgeries is None else surgeries
    reach.check_covers(scope, wanted)
    return {
        row.surgery_id: SizeOnDay(row.registered, row.weighted, row.staff, row.source)
        for row in models.Size.objects.in_force(on, as_known_on).filter(surgery_id__in=list(wanted))
    }


def sites(*, scope: Scope, on: date, surgery_id: int) -> list[tuple[str, str, bool]]:
    """The premises of a surgery on a day: (code, name, whether it is the main one), the main one first.

    The code is empty where there is none. Raises OutOfScope.
    """
    reach.check_covers(scope, [surgery_id])
    rows = models.Site.objects.in_force(on).filter(surgery_id=surgery_id).order_by("-main", "name")
    return [(row.code, row.name, row.main) for row in rows]
