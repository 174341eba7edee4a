"""A surgery's year of QOF, indicator by indicator, as it was known on a day."""

from dataclasses import dataclass
from datetime import date

from commonpractice.domain.contracts.facts.due import QofCount
from commonpractice.domain.contracts.queries.contracted import contracted
from commonpractice.domain.contracts.queries.due import month_rates
from commonpractice.domain.contracts.rules.achieved import achieved
from commonpractice.domain.contracts.rules.month_facts import KnownFacts, MonthFacts
from commonpractice.domain.contracts.rules.qof.year import Earned
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class QofOfYear:
    """What a year of QOF comes to, and the counts that it comes from, by indicator."""

    earned: Earned
    counts: dict[str, QofCount]


def qof_of_year(*, scope: Scope, surgery: int, year: FinancialYear, known_on: date) -> QofOfYear | None:
    """A year's points and pounds from the counts known by a day, as posting income reckons them.

    None where nothing was counted by then. Raises CannotReckon with what is missing, and OutOfScope.
    """
    (found,) = contracted(scope=scope, surgeries=[surgery])
    facts = MonthFacts(KnownFacts(found, known_on), year.first, month_rates(year.first, known_on))
    return QofOfYear(achieved(facts), dict(facts.counts)) if facts.counts else None
