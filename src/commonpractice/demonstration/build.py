"""Build the demonstration partnership: everything through the same deeds and checks as real use.

A month of the partnership is one transaction, with its closing. A build that was cut short is taken up where
it stopped: what is there is left alone, so that building twice changes nothing.
"""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from commonpractice.demonstration import SEED
from commonpractice.demonstration import books as made
from commonpractice.demonstration.making import Wanted, apart
from commonpractice.demonstration.models import DECENTRALISED
from commonpractice.demonstration.months import MonthOf
from commonpractice.demonstration.partnership import partnership as partnership_file_of
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.recharges import payments, recharges
from commonpractice.demonstration.surgeries import settings
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import Model, PartnershipFact, PartnershipSummary, Scope
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets

CODE = settings()["code"]
"""By which the decentralised demonstration is known."""
AN_HOUR = 3600

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass
class Built:
    """What a build did. Counts are of what it added: a second build adds nothing."""

    partnership: PartnershipSummary
    users: int = 0
    months_opened: int = 0
    months: int = 0
    documents: int = 0
    statements: int = 0
    recharges: int = 0
    seconds: dict[str, float] = field(default_factory=dict[str, float])


def _silent(what: str, done: int, of: int) -> None:
    pass


def build(
    *,
    at: datetime,
    password: str | None,
    progress: Progress = _silent,
    seed: int = SEED,
    model: Model = DECENTRALISED,
) -> Built:
    """Build a model's demonstration, or finish a build that was cut short; the other's may stand beside it.

    `password` is that of every demonstration user added now; without one nobody can sign in by it. Raises
    books.TooEarly where `at` is before the first month of the books is over. The caller may ANALYZE
    afterwards, which needs the database's owner.
    """
    fact = partnership_file.read(partnership_file_of(seed, model))
    first, last = (Month.of(settings(model)["dates"][which]) for which in ("first", "last"))
    today = timezone.localtime(at).date()
    made.months_with_books(first, last, today)  # before anything is changed
    report = partnership.load(fact, actor=PROGRAM, at=at)
    built = Built(report.partnership)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    with tickets.acting(actor_id=PROGRAM.id, surgeries=scope.surgeries, lasts=AN_HOUR), _seldom_collecting():
        wanted = Wanted(_ids(fact, report.partnership, scope), seed, model, first, last, today)
        missing = _missing(wanted, scope)
        with apart(wanted, missing) as coming:  # before anything else, so that nothing waits for the first
            work = _Work(wanted.plan(), scope, at, progress, built)
            with built_in(built, "users"):
                work.users(password)
            with built_in(built, "months opened"):
                work.open_months()
            with built_in(built, "months"):
                work.months(missing, coming)
    return built


@contextmanager
def built_in(built: Built, what: str) -> Iterator[None]:
    """Note how long a part of the build took."""
    began = time.perf_counter()
    yield
    built.seconds[what] = time.perf_counter() - began


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Hundreds of thousands of facts live through a build: to search them all for garbage, as often as usual,
    takes as long as the rest."""
    usual = gc.get_threshold()
    gc.set_threshold(500_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass
class _Work:
    """The parts of a build, each of which leaves alone what is there already."""

    plan: made.Plan
    scope: Scope
    at: datetime
    progress: Progress
    built: Built

    def users(self, password: str | None) -> None:
        """Who signs in, with their roles from the first day of the books."""
        people = sign_ins(self.plan.fact)
        for number, person in enumerate(people, start=1):
            self._user(person, password)
            self.progress("People who sign in", number, len(people))

    @transaction.atomic
    def _user(self, person, password: str | None) -> None:
        try:
            partnership.add_user(
                email=person.email, name=person.name, password=password, actor=PROGRAM, at=self.at
            )
            self.built.users += 1
        except partnership.AlreadyThere:
            return
        for role, code in person.roles:
            partnership.give_role(
                email=person.email,
                role=role,
                surgery_id=self.plan.ids.surgeries[code],
                start=self.plan.first.first,
                last_day=None,
                actor=PROGRAM,
                at=self.at,
            )
        if person.partner:
            partnership.say_is_partner(
                email=person.email, code=person.partner, scope=self.scope, actor=PROGRAM, at=self.at
            )

    def open_months(self) -> None:
        """Each surgery's months from when it belongs, and the one that today is in."""
        this_month = Month.of(self.plan.today)
        with transaction.atomic():
            self._open(self.plan.centre_id, months(self.plan.first, this_month))
            for place in self.plan.places:
                until = this_month if place.belongs(self.plan.months[-1]) else place.months[-1]
                self._open(place.id, months(place.months[0], until))

    def _open(self, surgery_id: int, which) -> None:
        self.built.months_opened += ledger.open_months(
            surgeries=[surgery_id], months=which, scope=self.scope, at=self.at
        )

    def months(self, missing: Sequence[Month], coming: Iterator[list[made.Made]]) -> None:
        """Those that are missing, each done whole, by the papers of each as they come."""
        if not missing:
            return
        shown = [code for person in sign_ins(self.plan.fact) for _, code in person.roles if code != CENTRE]
        planned = recharges(self.plan, shown=list(dict.fromkeys(shown)))
        paid = list(payments(self.plan, planned))
        done = len(self.plan.months) - len(missing)
        for number, (month, papers) in enumerate(zip(missing, coming, strict=True), start=done + 1):
            _forget_plans()
            work = MonthOf(self.plan, self.built.partnership, self.scope, month, self.at)
            with transaction.atomic():
                kept = work.do(
                    papers,
                    [each for each in planned if each.month == month],
                    [entry for entry in paid if entry[1][0].posted_to == month],
                )
            self.built.months += 1
            self.built.documents += kept.documents
            self.built.statements += kept.statements
            self.built.recharges += kept.recharges
            self.progress("Months of books", number, len(self.plan.months))


@transaction.atomic
def _missing(wanted: Wanted, scope: Scope) -> list[Month]:
    """The months that nobody has done. The last that is done is open once everything is: then none."""
    centre, every = wanted.ids.surgeries[CENTRE], wanted.months
    spans = [Span(month.first, month.last) for month in every]
    moved = ledger_queries.by_surgery(scope=scope, surgeries=[centre], spans=spans)[centre]
    done = [month for place, month in enumerate(every) if any(a[place] for a in moved.values())]
    locked = ledger_queries.months_kept(scope=scope, surgeries=[centre])[centre].locked
    if any(not locked[month] for month in done):
        return []
    return [month for month in every if month not in done]


@transaction.atomic
def _ids(fact: PartnershipFact, summary: PartnershipSummary, scope: Scope) -> made.Ids:
    """The database's ids, by code; partners' from the days on which one or another of them is there."""
    starts: set[date] = {row.effective.start for partner in fact.partners for row in partner.memberships}
    return made.Ids(
        surgeries={surgery.code: surgery.id for surgery in summary.surgeries},
        partners={
            partner.code: partner.id
            for on in sorted(starts)
            for partner in queries.partners(scope=scope, on=on)
        },
    )


def _forget_plans() -> None:
    """Have PostgreSQL plan its checks afresh for this session.

    Those of foreign keys and triggers were planned while the tables were all but empty, by reading them
    whole; kept, they would read them whole for each of half a million postings.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
