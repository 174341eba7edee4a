"""Claims that are usual at a surgery, and that nobody has told for a month."""

from collections import defaultdict
from collections.abc import Sequence

from commonpractice.domain.contracts import models
from commonpractice.domain.contracts.facts.deadlines import UsualClaim
from commonpractice.domain.contracts.rules.deadlines import MONTHS_BEFORE, usual_claims
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month


def claims_not_told(*, scope: Scope, surgeries: Sequence[int], month: Month) -> dict[int, list[UsualClaim]]:
    """By surgery, what was claimed in each of the months before and not in this one; one question.

    Raises OutOfScope.
    """
    check_covers(scope, surgeries)
    rows = models.Claim.objects.filter(
        surgery_id__in=list(surgeries), month__range=((month - MONTHS_BEFORE).first, month.first)
    ).order_by("id")
    latest = {
        (surgery, item, rate, of): count
        for surgery, item, rate, of, count in rows.values_list("surgery_id", "item", "rate", "month", "count")
    }
    claimed: dict[int, dict[tuple[str, Month], int]] = {surgery: defaultdict(int) for surgery in surgeries}
    for (surgery, item, _, of), count in latest.items():
        claimed[surgery][item, Month.of(of)] += count
    return {surgery: usual_claims(found, month) for surgery, found in claimed.items()}
