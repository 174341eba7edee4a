"""What is posted when contracts are reckoned again: their worth by now, less what was posted before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonpractice.domain.contracts.facts.due import CannotSay, Due
from commonpractice.domain.contracts.facts.steps import Step
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

ItemOfMonth = tuple[str, Month]


@dataclass(frozen=True)
class Posted:
    """What was posted of an item of a month: earned, and payable of it."""

    earned: Pence = 0
    payable: Pence = 0


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


def differences(
    reckoned: Iterable[Due | CannotSay], posted: Mapping[ItemOfMonth, Posted], *, by: Month
) -> list[Difference]:
    """What each item of each month is worth, less what was posted for it; none of nil, the earliest first.

    `by` is the month that is posted to: what is payable later stands over. What is no longer due at all is
    taken back. What cannot be reckoned is left as it was posted: a rate that is missing is no claw-back.
    """
    worth: dict[ItemOfMonth, list[Due]] = defaultdict(list)
    unknown: set[ItemOfMonth] = set()
    for one in reckoned:
        if isinstance(one, CannotSay):
            unknown.add((one.item, one.month))
        else:
            worth[one.item, one.month].append(one)
    found: list[Difference] = []
    for place in {*worth, *posted} - unknown:
        dues, before = worth.get(place, []), posted.get(place, NOTHING)
        earned = sum(due.worth.amount for due in dues) - before.earned
        payable = sum(due.payable(by) for due in dues) - before.payable
        if earned or payable:
            steps = tuple(step for due in dues for step in due.worth.steps)
            found.append(Difference(*place, earned, payable, steps))
    return sorted(found, key=lambda part: (part.month, part.item))
