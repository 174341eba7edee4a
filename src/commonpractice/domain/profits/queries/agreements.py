"""How surgeries' profits are agreed to be shared, on every day."""

from collections.abc import Sequence

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits.facts import Agreement


def agreements(*, scope: Scope, of: PartnershipSummary, surgeries: Sequence[int]) -> dict[int, Agreement]:
    """By surgery, who shares in it over all time, as known now. Raises OutOfScope."""
    names = {surgery.id: surgery.name for surgery in of.surgeries}
    memberships = partnership.memberships(scope=scope, surgeries=surgeries)
    partners = partnership.partners_over_time(scope=scope, surgeries=surgeries)
    owners = partnership.owners_over_time(scope=scope, surgeries=surgeries)
    return {
        one: Agreement(one, names[one], memberships[one], partners[one], owners[one]) for one in surgeries
    }
