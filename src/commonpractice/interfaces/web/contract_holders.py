"""Where the NHS pays: each surgery under a contract of its own, or one practice for all of its sites."""

from collections.abc import Sequence

from django.http import HttpRequest

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.profits import queries as profits
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import words_of
from commonpractice.interfaces.web.powers import surgeries_within


def holders(*, scope: Scope, of: PartnershipSummary, surgeries: Sequence[SurgerySummary]) -> set[int]:
    """The ids of those among some surgeries whom the NHS pays; never the centre's. Raises OutOfScope.

    In the decentralised model that is all of them, and nothing is asked of the database. Nor is anybody left
    out where the partnership's file names no contract at all.
    """
    ids = [one.id for one in surgeries if not one.is_centre]
    if words_of(of).has_contract_each:
        return set(ids)
    every = [one.id for one in of.surgeries if scope.covers(one.id)]
    held = {surgery for surgery, contracts in _contracts(scope, every).items() if contracts}
    return held.intersection(ids) if held or len(every) < len(of.surgeries) else set(ids)


def practice_of(
    *, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, month: Month
) -> SurgerySummary | None:
    """The practice whose contract a site is under; None for whoever has one of its own, and for the centre.

    Surgeries that share one profit under several contracts are no sites. Raises OutOfScope.
    """
    if surgery.is_centre or _contracts(scope, [surgery.id])[surgery.id]:
        return None
    return profits.practice_of(scope=scope, of=of, surgery=surgery.id, month=month)


def practice_of_sites(
    request: HttpRequest, sites: Sequence[SurgerySummary], month: Month
) -> SurgerySummary | None:
    """The practice whose contract some sites are under; None where one of them has a contract itself."""
    of = request.partnership
    if not sites or words_of(of).has_contract_each or holders(scope=request.scope, of=of, surgeries=sites):
        return None
    return profits.practice_of(scope=request.scope, of=of, surgery=sites[0].id, month=month)


def paid_within(request: HttpRequest, power: Power) -> list[SurgerySummary]:
    """The surgeries at which somebody has a power and to which payments come; and the centre.

    Of a practice with sites, the practice, and a site where something was taken in all the same and waits;
    all sites for whoever does not reach the practice, so that their pages can say where to look.
    """
    theirs = surgeries_within(request, power)
    if not theirs or words_of(request.partnership).has_contract_each:
        return theirs
    held = holders(scope=request.scope, of=request.partnership, surgeries=theirs)
    if not held:
        return theirs
    waits = banking.to_clear(scope=request.scope, surgeries=[each.id for each in theirs])
    return [each for each in theirs if each.is_centre or each.id in held or waits[each.id].number]


def _contracts(scope: Scope, ids: Sequence[int]) -> dict[int, tuple]:
    return dict(partnership.core_contracts(scope=scope, surgeries=ids))
