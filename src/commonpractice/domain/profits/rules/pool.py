"""One profit for all: what each surgery passes on to the one at which the partnership's profit is shared.

Where sites work under one contract, a site's result is no result of anybody's. All of it, surplus or
deficit, is passed on, month by month, so that the site keeps nil and the one surgery has the sum.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.partnership.facts import DeedFact
from commonpractice.domain.profits.facts import MonthResult, PassedOn
from commonpractice.domain.profits.rules.pounds import in_pounds
from commonpractice.foundations.dated import Period, in_force
from commonpractice.foundations.money import pounds
from commonpractice.foundations.months import Month


class CannotPool(ValueError):
    """A result that cannot be passed on to where the one profit is shared; the message says what to mend."""


def shared_at(deeds: Sequence[DeedFact], month: Month) -> str:
    """The code of the surgery at which a month's one profit is shared, by the deed in force at its end;
    empty where each surgery's own partners share its own."""
    found = in_force(deeds, month.last)
    return found[0].one_profit_at if found else ""


def shared_here(deeds: Sequence[DeedFact], span: Iterable[Month], *, code: str) -> Iterator[Period]:
    """The days of some months, in order, of which a surgery's own partners share what was made there; apart
    where what is made by others comes to it, or comes no longer.

    Accounts are drawn up to the day on which practices become one: what was made before is of those who
    shared then, and what is made after it of all.
    """
    for at, together in groupby(span, key=lambda month: shared_at(deeds, month)):
        if at in ("", code):
            run = list(together)
            yield Period(run[0].first, (run[-1] + 1).first)


def passed_on(made: Iterable[MonthResult], *, at: int, name: str) -> tuple[PassedOn, ...]:
    """What surgeries pass on of what they made, each of some months: all of it, above nil or below.

    `made` are results before anything was passed on; that of the surgery `at` which the profit is shared
    stays, and so does a nil. `name` is that surgery's. In the order of `made`; none depends on another.
    Raises CannotPool for a cost that a surgery put to one partner by name: where it is passed on, it would be
    everybody's.
    """
    found: list[PassedOn] = []
    for result in made:
        if result.surgery == at:
            continue
        for cost in result.personal:
            raise CannotPool(
                f"“{cost.words}” ({pounds(cost.pence)}) was put to one partner in {result.month.words}, at a "
                f"site whose result is passed on to {name}: post it in the books of {name}."
            )
        if not result.profit:
            continue
        found.append(
            PassedOn(
                result.surgery,
                result.month,
                result.profit,
                (Step(f"What was made, passed on to {name}", in_pounds(result.profit), "£", "the deed"),),
            )
        )
    return tuple(found)
