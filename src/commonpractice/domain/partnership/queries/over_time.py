"""Ask what surgeries' partners, owners and sizes are over all time, for those who share by days."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import (
    ContractFact,
    ContractKind,
    OwnerOverTime,
    PartnerKind,
    PartnerOverTime,
    PriorSum,
    Scope,
    SharePart,
    SizeOnDay,
    SizeOverTime,
    Spell,
    Standing,
)
from commonpractice.domain.partnership.rules import reach


def partners_over_time(
    *, scope: Scope, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, tuple[PartnerOverTime, ...]]:
    """By surgery id, everybody who is, was or will be a partner there, with all spells and shares.

    In the order in which the partnership's file first named them. Raises OutOfScope.
    """
    wanted = _wanted(scope, surgeries)

    def rows(model):
        found = defaultdict(list)
        known = model.objects.known(as_known_on).filter(surgery_id__in=wanted)
        for row in sorted(known, key=lambda row: (row.period, row.id)):
            found[row.surgery_id, row.partner_id].append(row)
        return found

    spells, shares, priors = map(rows, (models.PartnerMembership, models.ProfitShare, models.PriorShare))
    people = {row.id: row for row in models.Partner.objects.filter(pk__in={each for _, each in spells})}
    return {
        surgery: tuple(
            PartnerOverTime(
                id=partner,
                code=people[partner].code,
                name=people[partner].name,
                kind=PartnerKind(people[partner].kind),
                spells=tuple(Spell(Standing(row.standing), row.period) for row in spells[surgery, partner]),
                shares=tuple(
                    SharePart(row.basis, row.period, row.sessions, row.ratio, row.a_year)
                    for row in shares[surgery, partner]
                ),
                prior_sums=tuple(
                    PriorSum(row.name, row.a_year, row.period) for row in priors[surgery, partner]
                ),
            )
            for where, partner in sorted(spells)
            if where == surgery
        )
        for surgery in wanted
    }


def owners_over_time(
    *, scope: Scope, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, tuple[OwnerOverTime, ...]]:
    """By surgery id, who owned what part of its premises when: by day, partners first. Raises OutOfScope."""
    wanted = _wanted(scope, surgeries)
    found: dict[int, tuple[OwnerOverTime, ...]] = dict.fromkeys(wanted, ())
    rows = models.PropertyShare.objects.known(as_known_on).filter(surgery_id__in=wanted)
    for row in sorted(rows.select_related("partner"), key=_by_day_partners_first):
        owner = OwnerOverTime(
            partner_id=row.partner_id,
            name=row.partner.name if row.partner else row.owner,
            part=Fraction(row.numerator, row.denominator),
            effective=row.period,
        )
        found[row.surgery_id] = (*found[row.surgery_id], owner)
    return found


def _by_day_partners_first(row: models.PropertyShare) -> tuple:
    return row.period, row.partner_id is None, row.partner_id or 0, row.owner


def sizes_over_time(
    *, scope: Scope, surgeries: Sequence[int] | None = None, as_known_on: date | None = None
) -> dict[int, tuple[SizeOverTime, ...]]:
    """By surgery id, its counts on all days for which there are any, in order. Raises OutOfScope."""
    wanted = _wanted(scope, surgeries)
    found: dict[int, tuple[SizeOverTime, ...]] = dict.fromkeys(wanted, ())
    rows = models.Size.objects.known(as_known_on).filter(surgery_id__in=wanted)
    for row in sorted(rows, key=lambda row: row.period):
        size = SizeOnDay(row.registered, row.weighted, row.staff, row.source)
        found[row.surgery_id] = (*found[row.surgery_id], SizeOverTime(size, row.period))
    return found


def _wanted(scope: Scope, surgeries: Sequence[int] | None) -> list[int]:
    wanted = list(scope.surgeries if surgeries is None else surgeries)
    reach.check_covers(scope, wanted)
    return wanted


def core_contracts(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, tuple[ContractFact, ...]]:
    """By surgery id, the core contracts that it held, holds or will hold, the earliest first.

    Raises OutOfScope.
    """
    reach.check_covers(scope, surgeries)
    found: dict[int, tuple[ContractFact, ...]] = dict.fromkeys(surgeries, ())
    rows = models.Contract.objects.known().filter(surgery_id__in=list(surgeries))
    for row in sorted(rows, key=lambda row: row.period):
        fact = ContractFact(ContractKind(row.kind), row.period, row.commissioner)
        found[row.surgery_id] = (*found[row.surgery_id], fact)
    return found
