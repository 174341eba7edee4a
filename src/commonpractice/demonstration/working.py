"""Who does what of a month of the demonstration, and when."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as time_of_day

from django.utils import timezone

from commonpractice.demonstration import books as made
from commonpractice.demonstration import calendar
from commonpractice.demonstration.books.places import Place
from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets


@dataclass(frozen=True)
class Working:
    """A month that is worked on: of which books, for all of them (`scope`), and the moment it is now."""

    plan: made.Plan
    partnership: PartnershipSummary
    scope: Scope
    month: Month
    now: datetime

    @property
    def is_open(self) -> bool:
        """Whether this is the last month, which is left to whoever tries the demonstration."""
        return self.month == self.plan.months[-1]

    @property
    def director(self) -> Scope:
        """Who closes the months."""
        actor = Actor(PROGRAM.id, f"Finance director of {self.partnership.name}")
        return replace(self.scope, actor=actor)

    def manager(self, code: str) -> Scope:
        """A surgery's invented manager, who sees all that the program does and has a name of their own."""
        name = next(surgery.name for surgery in self.plan.fact.surgeries if surgery.code == code)
        return replace(self.scope, actor=Actor(PROGRAM.id, f"Manager of {name}"))

    @contextmanager
    def as_manager(self, code: str) -> Iterator[Scope]:
        """Act within one surgery, as its manager: neither side can act in the other's books."""
        surgery_id, scope = self.plan.ids.surgeries[code], self.manager(code)
        with tickets.acting(actor_id=scope.actor.id, surgeries=[surgery_id]):
            yield replace(scope, surgeries=(surgery_id,))

    def open_after_leaving(self, place: Place, month: Month, at: datetime) -> None:
        """Open a month of a surgery that has left, for what comes late."""
        ledger.open_months(surgeries=[place.id], months=[month], scope=self.scope, at=at, after_leaving=True)

    def after(self, what: str) -> datetime:
        """When something is done about the month in the one after it."""
        return self.no_later(calendar.after(self.month, what))

    def no_later(self, on: date) -> datetime:
        """Noon of a day, or now where that is still to come."""
        return min(noon(on), self.now)


def noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time_of_day(12)))
