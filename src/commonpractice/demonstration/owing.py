"""What the month before left owing, as the ledger has it: settled in this one."""

from collections.abc import Iterator

from commonpractice.demonstration import books as made
from commonpractice.demonstration import settling
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.working import Working
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.queries import Span

RENT = "landlord."
"""How the items of rents to owners begin, in the month's closing."""


def settled(work: Working) -> Iterator[made.Entry]:
    """Charges, rents to owners and what sites passed on, paid; and the books of who has left wound up."""
    before = work.month - 1
    if before < work.plan.first:
        return
    places = {place.id: place for place in work.plan.places if place.belongs(before)}
    span = Span.ever_to(before.last)
    stands = ledger_queries.by_surgery(scope=work.scope, surgeries=list(places), spans=[span])
    settlement = ledger_parameters.central_charge_accounts().settlement
    owed = _rents(work, list(places))
    for number, place in places.items():
        if charge := -stands[number].get(settlement, (0,))[0]:
            yield settling.charge_paid(work.plan, place, charge, work.month)
        if not place.holds_contract and (lost := stands[number].get(accounts.WITH_OTHERS, (0,))[0]):
            yield settling.passed_on_paid(work.plan, place, lost, work.month)
        if rents := owed.get(number):
            yield settling.rents_paid(work.plan, place, rents, work.month)
        if place.months[-1] == before:
            left = _left(place, stands[number], owed)
            yield settling.wound_up(work.plan, place, left, _of_the_nhs(work, number), work.month)
    yield from _settled_since_leaving(work, [each for each in work.plan.places if each.months[-1] < before])


def _settled_since_leaving(work: Working, left: list[Place]) -> Iterator[made.Entry]:
    """Books of a surgery that has left stay open for as long as the NHS owes something, or will."""
    nhs = ledger_parameters.nhs_accounts()
    spans = [Span.ever_to((work.month - 1).last)]
    stands = ledger_queries.by_surgery(scope=work.scope, surgeries=[place.id for place in left], spans=spans)
    for place in left:
        if any(stands[place.id].get(account, (0,))[0] for account in (nhs.due, nhs.accrued)):
            work.open_after_leaving(place, work.month, work.after("posted"))
            if due := _of_the_nhs(work, place.id):
                yield settling.taken_over(work.plan, place, due, work.month)


def _rents(work: Working, surgeries: list[int]) -> dict[int, list[settling.Rent]]:
    sums = ledger_queries.sums_by_item(
        scope=work.scope, surgeries=surgeries, accounts=[ledger_parameters.rent_accounts().owed]
    )
    found: dict[int, list[settling.Rent]] = {}
    for place, amount in sorted(sums.items()):
        if place.item.startswith(RENT) and amount < 0:
            found.setdefault(place.surgery_id, []).append(settling.Rent(place.item, place.concerns, -amount))
    return found


def _of_the_nhs(work: Working, surgery_id: int) -> list[settling.Due]:
    """What the NHS owes a surgery, item by item."""
    due = ledger_parameters.nhs_accounts().due
    sums = ledger_queries.sums_by_item(scope=work.scope, surgeries=[surgery_id], accounts=[due])
    return [
        settling.Due(place.item, place.concerns, amount) for place, amount in sorted(sums.items()) if amount
    ]


def _left(place: Place, stands, owed) -> dict[int, int]:
    """What a surgery that has left is left with, once it has paid what it owes inside the partnership."""
    left = {account: amount for account, (amount,) in stands.items()}
    charge = -left.pop(ledger_parameters.central_charge_accounts().settlement, 0)
    rents = sum(rent.amount for rent in owed.get(place.id, []))
    left[accounts.BANK] -= charge + rents
    left[accounts.CREDITORS] += rents
    return left
