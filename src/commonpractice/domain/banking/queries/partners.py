"""Whose a line may be: the partners of each surgery."""

from collections.abc import Collection

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope


def partners_of(*, scope: Scope, surgeries: Collection[int]) -> dict[int, dict[str, int]]:
    """By surgery, the ids by code (in capitals) of all who are, were or will be partners there.

    Of another surgery's partner no line is: its profit is not shared with them. Raises OutOfScope.
    """
    found = partnership.partners_over_time(scope=scope, surgeries=list(surgeries))
    return {
        surgery: {partner.code.upper(): partner.id for partner in people} for surgery, people in found.items()
    }
