"""Which surgery a site belongs to, where one of them holds the contract and shares the profit of all."""

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope, SurgerySummary
from commonpractice.domain.profits.rules.pool import shared_at
from commonpractice.foundations.months import Month


def practice_of(*, scope: Scope, of: PartnershipSummary, surgery: int, month: Month) -> SurgerySummary | None:
    """The surgery at which a month's one profit is shared, for each of the others; None for itself, for the
    centre, and where the deed has each surgery's own partners share its own."""
    at = shared_at(partnership.deeds(scope=scope), month)
    if not at or surgery == of.centre.id:
        return None
    return next((one for one in of.surgeries if one.code == at and one.id != surgery), None)
