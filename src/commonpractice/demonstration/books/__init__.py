"""Two years of invented books for the demonstration partnership, and the months since in summary.

Pure: the same facts, ids, seed and days make the same books, whatever the machine. Each surgery has its own
stream of chance, so that its books do not depend on another's.
"""

from collections.abc import Iterator
from datetime import date

from commonpractice.demonstration.books.centre_books import CentreBooks
from commonpractice.demonstration.books.papers import Entry, Made, made_up
from commonpractice.demonstration.books.places import Ids
from commonpractice.demonstration.books.plans import Plan, TooEarly, months_with_books
from commonpractice.demonstration.books.surgery_books import SurgeryBooks
from commonpractice.demonstration.surgeries import invented
from commonpractice.domain.partnership.facts import PartnershipFact
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.months import Month

__all__ = ["Entry", "Ids", "Made", "Plan", "TooEarly", "books_of", "made_up", "months_with_books", "plan"]


def plan(fact: PartnershipFact, *, ids: Ids, seed: int, first: Month, last: Month, today: date) -> Plan:
    """What every surgery's books are made from.

    Months after `last` that are over by `today` are carried on in summary. Raises TooEarly.
    """
    return Plan(
        fact=fact,
        invented={surgery.code: surgery for surgery in invented(fact.model)},
        ids=ids,
        seed=seed,
        first=first,
        last=last,
        today=today,
    )


def books_of(plan: Plan, code: str) -> Iterator[Made]:
    """One surgery's books, or the centre's under CENTRE, month by month in order.

    What a surgery shares with the centre is in the surgery's. Raises LookupError for an unknown code.
    """
    if code == CENTRE:
        return CentreBooks(plan).months()
    for place in plan.places:
        if place.code == code:
            return SurgeryBooks(plan, place).months()
    raise LookupError(f"The demonstration has no surgery {code}.")
