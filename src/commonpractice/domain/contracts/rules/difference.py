"""What is posted when contracts are reckoned again: their worth by now, less what was posted before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from commonpractice.domain.contracts.facts.due import CannotSay, Due, Timing
from commonpractice.domain.contracts.facts.steps import Step
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

ItemOfMonth = tuple[str, Month]


class Posted(NamedTuple):
    """What was posted of an item of a month: earned, payable of it, and paid. There are tens of thousands."""

    earned: Pence = 0
    payable: Pence = 0
    paid: Pence = 0


@dataclass(frozen=True)
class Difference:
    """What is still to be posted of an item of a month, and the steps of what it is worth by now."""

    item: str
    month: Month
    earned: Pence
    payable: Pence
    steps: tuple[Step, ...]

    @property
    def accrued(self) -> Pence:
        """What stands over until it is payable; below nil, what stood over and is payable now."""
        return self.earned - self.payable


NOTHING = Posted()
IN_ITS_MONTH = Timing()


def differences(
    reckoned: Iterable[Due | CannotSay],
    posted: Mapping[ItemOfMonth, Posted],
    *,
    by: Month,
    timing: Mapping[str, Timing],
) -> list[Difference]:
    """What each item of each month is worth, less what was posted for it; none of nil, the earliest first.

    `by` is the month that is posted to: what is payable later stands over. What is no longer due at all is
    taken back. What cannot be reckoned is left as it was posted: a rate that is missing is no claw-back.

    Nor is anything said of what is of a later month, or payable in one. Where several months were reopened
    those were closed before, and it was posted then; they say of it what is new when they are closed again.
    """
    worth: dict[ItemOfMonth, list[Due]] = defaultdict(list)
    unknown: set[ItemOfMonth] = set()
    for one in reckoned:
        if isinstance(one, CannotSay):
            unknown.add((one.item, one.month))
        else:
            worth[one.item, one.month].append(one)
    found: list[Difference] = []
    for place, dues in worth.items():
        if place in unknown:
            continue
        before = posted.get(place, NOTHING)
        amount = sum([due.worth.amount for due in dues])
        earned = amount - before.earned
        payable = amount - before.payable if dues[0].payable_from <= by else 0
        if earned or payable:
            steps = tuple(step for due in dues for step in due.worth.steps)
            found.append(Difference(*place, earned, payable, steps))
    for place, before in posted.items():
        if place[1] > by or place in worth or place in unknown:
            continue
        payable = -before.payable if timing.get(place[0], IN_ITS_MONTH).of(place[1]) <= by else 0
        if before.earned or payable:
            found.append(Difference(*place, -before.earned, payable, ()))
    return sorted(found, key=lambda part: (part.month, part.item))
