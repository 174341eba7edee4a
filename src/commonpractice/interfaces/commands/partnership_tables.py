"""A partnership on a day, as tables for the terminal."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import Basis, PartnerOnDay, PartnershipSummary, Scope
from commonpractice.domain.partnership.rules.words import counted
from commonpractice.foundations.dated import Period, in_force
from commonpractice.foundations.dated import day as words_of
from commonpractice.foundations.money import pounds
from commonpractice.interfaces.commands import partnership_agreed
from commonpractice.interfaces.commands.partnership_table import Table


def of_one(
    *, where: PartnershipSummary, scope: Scope, on: date, as_known_on: date | None, at: datetime
) -> list[Table]:
    """What `commonpractice partnership show CODE` shows. Who looked at partners' shares is written down."""
    asked = {"scope": scope, "on": on, "as_known_on": as_known_on}
    then = queries.partnership(code=where.code, on=on, as_known_on=as_known_on)
    spells = queries.memberships(scope=scope, as_known_on=as_known_on)
    sizes, partners, owners = queries.sizes(**asked), queries.partners(**asked), queries.owners(**asked)
    codes = {surgery.id: surgery.code for surgery in where.surgeries}
    belong = {surgery.id for surgery in then.surgeries if not surgery.is_centre}
    known = f", as known on {words_of(as_known_on)}" if as_known_on else ""
    for surgery_id in sorted({row.surgery_id for row in (*partners, *owners)}):
        audit.record(
            actor=scope.actor,
            deed="partnership.see_partners",
            subject=f"partners and their shares on {words_of(on)}",
            surgery_id=surgery_id,
            at=at,
        )
    surgeries = []
    for surgery in where.surgeries:
        if surgery.id not in belong and not surgery.is_centre:
            continue
        size = sizes.get(surgery.id)
        number = sum(partner.surgery_id == surgery.id for partner in partners)
        counts = [f"{size.registered:,}", f"{size.weighted:,}", f"{size.staff:,}"] if size else [""] * 3
        surgeries.append([surgery.code, surgery.name, *counts, str(number or "")])
    return [
        Table(
            f"{where.name}, {words_of(on)}{known}: {counted(len(belong), 'surgery', 'surgeries')}",
            ["code", "surgery", "registered", "weighted", "staff", "partners"],
            surgeries,
            range(2),
        ),
        Table(
            f"Not in the partnership on {words_of(on)}",
            ["code", "surgery", ""],
            [
                [surgery.code, surgery.name, standing(spells[surgery.id], on)]
                for surgery in where.surgeries
                if surgery.id not in belong and not surgery.is_centre
            ],
            range(3),
        ),
        Table(
            "Partners and what their shares go by",
            ["surgery", "code", "partner", "standing", "share"],
            [[codes[row.surgery_id], row.code, row.name, row.standing.words, share(row)] for row in partners],
            range(5),
        ),
        Table(
            "Shares before the balance",
            ["surgery", "code", "partner", "for", "a year"],
            [
                [codes[surgery], row.code, row.name, prior.name, pounds(prior.a_year)]
                for surgery, rows in queries.partners_over_time(scope=scope, as_known_on=as_known_on).items()
                for row in rows
                for prior in in_force(row.prior_sums, on)
            ],
            range(4),
        ),
        Table(
            "Who owns the premises",
            ["surgery", "owner", "part"],
            [[codes[owner.surgery_id], owner.name, part(owner.part)] for owner in owners],
            range(2),
        ),
        *partnership_agreed.of_one(scope=scope, codes=codes, on=on, as_known_on=as_known_on),
    ]


def standing(spells: Sequence[Period], on: date) -> str:
    """Where a surgery stands that does not belong on a day: “left on 31 March 2018, joins on 1 April 2020”.

    By the spells of its membership, in any order.
    """
    left = [spell.last_day for spell in spells if spell.last_day and spell.last_day < on]
    joins = [spell.start for spell in spells if spell.start > on]
    told = [f"left on {words_of(max(left))}"] if left else []
    told += [f"joins on {words_of(min(joins))}"] if joins else []
    return ", ".join(told) or "not known to belong"


def share(row: PartnerOnDay) -> str:
    """8 sessions; 25 parts; £62,500.00 a year; with the sessions of one who shares by something else."""
    sessions = (
        f"{plain(row.sessions)} {'session' if row.sessions == 1 else 'sessions'}" if row.sessions else ""
    )
    if row.basis is Basis.FIXED and row.a_year is not None:
        told = f"{pounds(row.a_year)} a year"
    elif row.basis is Basis.RATIO and row.ratio is not None:
        told = f"{plain(row.ratio)} {'part' if row.ratio == 1 else 'parts'}"
    else:
        return sessions
    return f"{told}, for {sessions}" if sessions else told


def part(owned: Fraction) -> str:
    """60%, or 1/3 where no two decimals say it."""
    hundredths = owned * 10_000
    if hundredths.denominator == 1:
        return f"{plain(Decimal(hundredths.numerator) / 100)}%"
    return f"{owned.numerator}/{owned.denominator}"


def plain(number: Decimal) -> str:
    """A number without the noughts that its column has: 8, 6.5."""
    return f"{number:f}".rstrip("0") if number % 1 else f"{number:.0f}"
