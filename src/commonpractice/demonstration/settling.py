"""What a closed month leaves owing, paid in the next: central charges, rents to owners; and how a surgery
that has left is wound up. Made from what the ledger says is owed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import Entry, Plan, accounts, made_up
from commonpractice.demonstration.books.places import Place
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month

OF_A_BALANCE_SHEET = range(8010, 9000)
"""The accounts of a balance sheet but for the partners' own."""


@dataclass(frozen=True)
class Rent:
    """What is owed to an owner of the premises: the item and month it was posted for, pence above nil."""

    item: str
    concerns: Month
    amount: Pence


@dataclass(frozen=True)
class Due:
    """What the NHS owes for an item of a month, pence above nil."""

    item: str
    concerns: Month
    amount: Pence


def charge_paid(plan: Plan, place: Place, owed: Pence, month: Month) -> Entry:
    """Pay the centre what the surgery owes it, from one bank to the other."""
    pair = parameters.central_charge_accounts()
    lines = (
        Line(place.id, pair.settlement, owed),
        Line(place.id, accounts.BANK, -owed),
        Line(plan.centre_id, accounts.CENTRAL_BANK, owed),
        Line(plan.centre_id, pair.settlement, -owed),
    )
    return _entry(plan, place, "central_charge_paid", "Central charges paid", lines, month, plan.centre_id)


def passed_on_paid(plan: Plan, place: Place, lost: Pence, month: Month) -> Entry:
    """Pay a site what it has passed on as lost, from its practice's bank to its own; or, below nil, back."""
    practice = place.practice.id
    lines = (
        Line(place.id, accounts.BANK, lost),
        Line(place.id, accounts.WITH_OTHERS, -lost),
        Line(practice, accounts.WITH_OTHERS, lost),
        Line(practice, accounts.BANK, -lost),
    )
    return _entry(
        plan, place, "passed_on_paid", "Costs of the site paid by the practice", lines, month, practice
    )


def rents_paid(plan: Plan, place: Place, owed: Sequence[Rent], month: Month) -> Entry:
    """Pay owners of the premises who are no partners there."""
    account = parameters.rent_accounts().owed
    lines = [Line(place.id, account, one.amount, None, one.item, one.concerns) for one in owed]
    lines.append(Line(place.id, accounts.BANK, -sum(one.amount for one in owed)))
    return _entry(plan, place, "rent_paid", "Rent paid to owners of the premises", tuple(lines), month)


def wound_up(
    plan: Plan, place: Place, balances: Mapping[int, Pence], due: Sequence[Due], month: Month
) -> Entry:
    """The surgery's assets and debts go with it at book value: its partners take them over, by sessions.

    `due` is what of the balances the NHS owes, item by item, and is the partners' own from now on. What is
    earned and not due yet stays until it is: see `taken_over`.
    """
    nhs = parameters.nhs_accounts()
    left = {
        account: amount
        for account, amount in balances.items()
        if account in OF_A_BALANCE_SHEET and account not in (nhs.due, nhs.accrued) and amount
    }
    lines = [Line(place.id, account, -amount) for account, amount in sorted(left.items())]
    lines += _off_what_is_due(place, due)
    lines += _to_partners(place, sum(left.values()) + sum(one.amount for one in due))
    words = "Assets and debts taken over by the surgery's partners"
    return _entry(plan, place, "leaving", words, tuple(lines), month)


def taken_over(plan: Plan, place: Place, due: Sequence[Due], month: Month) -> Entry:
    """What the NHS has come to owe of a surgery that has left: it is paid to those who were its partners."""
    lines = (*_off_what_is_due(place, due), *_to_partners(place, sum(one.amount for one in due)))
    words = "Due from the NHS since, taken over by the surgery's partners"
    return _entry(plan, place, "taken_over", words, lines, month)


def _off_what_is_due(place: Place, due: Sequence[Due]) -> list[Line]:
    account = parameters.nhs_accounts().due
    return [Line(place.id, account, -one.amount, None, one.item, one.concerns) for one in due]


def _to_partners(place: Place, amount: Pence) -> list[Line]:
    partners = place.partners(place.months[-1].last)
    parts = share(amount, [partner.sessions for partner in partners])
    return [
        Line(place.id, accounts.CURRENT, part, partner.id)
        for partner, part in zip(partners, parts, strict=True)
        if part
    ]


def _entry(
    plan: Plan,
    place: Place,
    kind: str,
    words: str,
    lines: tuple[Line, ...],
    month: Month,
    host_id: int | None = None,
) -> Entry:
    on = calendar.settled_on(month)
    document = Document(
        kind=kind,
        key=f"{plan.prefix}/{place.code}/{month}/{kind}",
        title=f"{words}, {day(on)}",
        home_id=place.id,
        host_id=host_id,
        details={**made_up(kind), "surgery": place.code, "month": str(month)},
    )
    return document, [Journal(on, words, lines, place.id, host_id, month)]
