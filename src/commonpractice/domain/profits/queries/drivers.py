"""What the centre's charges go by: patients, partners, heads, income, as they were on every day."""

from collections.abc import Sequence

from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import ChargeBasis, PartnershipSummary, Scope
from commonpractice.domain.profits.facts import Drivers, Measured, Member
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.drivers import of_partners, of_sizes
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month

PARTNERS_SOURCE = "the partnership's file"
INCOME_SOURCE = "the surgery's books"


def members(*, scope: Scope, of: PartnershipSummary) -> tuple[Member, ...]:
    """The surgeries that may be charged, in the partnership's order, with the spells in which they belong."""
    surgeries = [surgery for surgery in of.surgeries if not surgery.is_centre]
    spells = partnership.memberships(scope=scope, surgeries=[surgery.id for surgery in surgeries])
    return tuple(Member(surgery.id, surgery.name, spells[surgery.id]) for surgery in surgeries)


def drivers(
    *, scope: Scope, surgeries: Sequence[int], first: Month, last: Month, posted_by: Month | None = None
) -> Drivers:
    """What each surgery has of everything that charges go by, from the first month to the last.

    Use and direct spending are told of each charge by itself (queries.told). `posted_by` leaves out income
    that was posted to a later month. Raises OutOfScope.
    """
    sizes = partnership.sizes_over_time(scope=scope, surgeries=surgeries)
    partners = partnership.partners_over_time(scope=scope, surgeries=surgeries)
    within = Period(first.first, (last + 1).first)
    chart = ledger_parameters.chart().values()
    groups = [[one.code for one in chart if one.kind in kinds] for kinds in ({AccountKind.INCOME}, RESULT)]
    sums = ledger.sums_by_month_of(
        scope=scope, surgeries=surgeries, first=first, last=last, groups=groups, posted_by=posted_by
    )
    earned: dict[int, list[Measured]] = {surgery: [] for surgery in surgeries}
    for (surgery, month), (amount, _) in sums.items():  # nil where there was spending alone
        earned[surgery].append(Measured(-amount, days.of_month(month), INCOME_SOURCE))
    return {
        **of_sizes(sizes),
        ChargeBasis.PER_PARTNER: {
            surgery: of_partners(
                (spell.effective for partner in partners[surgery] for spell in partner.spells),
                within,
                PARTNERS_SOURCE,
            )
            for surgery in surgeries
        },
        ChargeBasis.SHARE_OF_INCOME: earned,
    }
