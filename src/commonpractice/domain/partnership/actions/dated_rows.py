"""A partnership's dated facts as the rows of its tables."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import ChargeFact, PartnershipFact
from commonpractice.foundations.dated import Period


def wanted(
    fact: PartnershipFact, partnership_id: int, surgeries: dict[str, int], partners: dict[str, int]
) -> Iterable[tuple[Any, list[dict[str, Any]]]]:
    """Each dated table with the values of the rows that the file asks for, in the order of writing.

    `surgeries` and `partners` are ids by code. Memberships come before what is claimed by them.
    """
    yield from _agreed(fact, partnership_id, surgeries)

    def rows(of: Callable) -> list[dict]:
        return [
            {"surgery_id": surgeries[surgery.code], **values}
            for surgery in fact.surgeries
            for values in of(surgery)
        ]

    yield models.Membership, rows(lambda s: [{"effective": effective(p)} for p in s.memberships])
    yield (
        models.Site,
        rows(
            lambda s: [
                {
                    "code": site.code,
                    "name": site.name,
                    "address": site.address,
                    "postcode": site.postcode,
                    "main": site.main,
                    "effective": effective(site.effective),
                }
                for site in s.sites
            ]
        ),
    )
    yield (
        models.CqcLocation,
        rows(
            lambda s: [
                {
                    "location_id": place.location_id,
                    "name": place.name,
                    "provider_id": place.provider_id,
                    "provider_name": place.provider_name,
                    "effective": effective(place.effective),
                }
                for place in s.locations
            ]
        ),
    )
    yield (
        models.PcnMembership,
        rows(
            lambda s: [
                {"pcn_code": pcn.code, "pcn_name": pcn.name, "effective": effective(pcn.effective)}
                for pcn in s.networks
            ]
        ),
    )
    yield (
        models.Contract,
        rows(
            lambda s: [
                {
                    "kind": contract.kind.value,
                    "commissioner": contract.commissioner,
                    "effective": effective(contract.effective),
                }
                for contract in s.contracts
            ]
        ),
    )
    yield (
        models.Size,
        rows(
            lambda s: [
                {
                    "registered": size.registered,
                    "weighted": size.weighted,
                    "staff": size.staff,
                    "source": size.source,
                    "effective": effective(size.effective),
                }
                for size in s.sizes
            ]
        ),
    )
    yield (
        models.PartnerMembership,
        [
            {
                "surgery_id": surgeries[row.surgery],
                "partner_id": partners[partner.code],
                "standing": row.standing.value,
                "effective": effective(row.effective),
            }
            for partner in fact.partners
            for row in partner.memberships
        ],
    )
    yield (
        models.ProfitShare,
        [
            {
                "surgery_id": surgeries[row.surgery],
                "partner_id": partners[partner.code],
                "sessions": row.sessions,
                "ratio": row.ratio,
                "a_year": row.a_year,
                "effective": effective(row.effective),
            }
            for partner in fact.partners
            for row in partner.shares
        ],
    )
    yield (
        models.PriorShare,
        [
            {
                "surgery_id": surgeries[row.surgery],
                "partner_id": partners[partner.code],
                "name": row.name,
                "a_year": row.a_year,
                "effective": effective(row.effective),
            }
            for partner in fact.partners
            for row in partner.prior_shares
        ],
    )
    yield (
        models.PropertyShare,
        rows(
            lambda s: [
                {
                    "partner_id": partners[row.partner] if row.partner else None,
                    "owner": row.owner,
                    "numerator": row.part.numerator,
                    "denominator": row.part.denominator,
                    "effective": effective(row.effective),
                }
                for row in s.property_shares
            ]
        ),
    )


def effective(period: Period) -> DateRange:
    return DateRange(period.start, period.end)


def _agreed(
    fact: PartnershipFact, partnership_id: int, surgeries: dict[str, int]
) -> Iterable[tuple[Any, list[dict[str, Any]]]]:
    """What is the partnership's own: its deeds and their decisions, and what the centre charges."""
    yield (
        models.Deed,
        [
            {
                "partnership_id": partnership_id,
                "profit_sharing": deed.profit_sharing.value,
                "losses": deed.losses.value,
                "centre_result": deed.centre_result.value,
                "statements": deed.statements.value,
                "peers": deed.peers.value,
                "estimate_unsigned": deed.estimate_unsigned,
                "small_numbers": deed.small_numbers,
                "small_numbers_to": deed.small_numbers_to.value,
                "cash_floor": deed.cash_floor,
                "cash_floor_days": deed.cash_floor_days,
                "one_profit_at": deed.one_profit_at,
                "effective": effective(deed.effective),
            }
            for deed in fact.deeds
        ],
    )
    yield (
        models.Decision,
        [
            {
                "partnership_id": partnership_id,
                "name": decision.name,
                "decider": decision.decider.value,
                "percent": decision.percent,
                "strictly": decision.strictly,
                "electorate": decision.electorate.value,
                "effective": effective(decision.effective),
            }
            for deed in fact.deeds
            for decision in deed.decisions
        ],
    )
    everybodys = [charge for charge in fact.charges if not charge.surgeries]
    yield models.Charge, [{"partnership_id": partnership_id, **_charge(row)} for row in everybodys]
    yield (
        models.ChargeToSome,
        [
            {"surgery_id": surgeries[code], **_charge(charge)}
            for charge in fact.charges
            for code in charge.surgeries
        ],
    )


def _charge(charge: ChargeFact) -> dict[str, Any]:
    return {
        "code": charge.code,
        "name": charge.name,
        "basis": charge.basis.value,
        "rate": charge.rate,
        "percent": charge.percent,
        "pool": charge.pool,
        "cap": charge.cap,
        "floor": charge.floor,
        "effective": effective(charge.effective),
    }
