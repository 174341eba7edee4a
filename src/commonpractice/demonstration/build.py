"""Build the demonstration partnership: everything through the same deeds and checks as real use.

A surgery's books are one transaction. A build that was cut short is taken up where it stopped: what is
there is left alone, so that building twice changes nothing.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as time_of_day

from django.db import connection, transaction
from django.utils import timezone

from commonpractice.demonstration import SEED
from commonpractice.demonstration import books as made
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.partnership import partnership as partnership_file_of
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.recharges import Planned, payments, recharges
from commonpractice.demonstration.surgeries import settings
from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import PartnershipFact, PartnershipSummary, Scope
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.months import Month, months
from commonpractice.gateways.scoped_postgres import tickets

CODE = settings()["code"]
AN_HOUR = 3600

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass
class Built:
    """What a build did. Counts are of what it added: a second build adds nothing."""

    partnership: PartnershipSummary
    months_opened: int = 0
    documents: int = 0
    journals: int = 0
    postings: int = 0
    recharges: int = 0
    months_locked: int = 0
    users: int = 0
    seconds: dict[str, float] = field(default_factory=dict[str, float])


def _silent(what: str, done: int, of: int) -> None:
    pass


def build(*, at: datetime, password: str | None, progress: Progress = _silent, seed: int = SEED) -> Built:
    """Build the demonstration, or finish a build that was cut short.

    `password` is that of every demonstration user added now; without one nobody can sign in by it. Raises
    books.TooEarly where `at` is before the first month of the books is over. The caller may ANALYZE
    afterwards, which needs the database's owner.
    """
    fact = partnership_file.read(partnership_file_of(seed))
    first, last = (Month.of(settings()["dates"][which]) for which in ("first", "last"))
    today = timezone.localtime(at).date()
    made.months_with_books(first, last, today)  # before anything is changed
    report = partnership.load(fact, actor=PROGRAM, at=at)
    built = Built(report.partnership)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    with tickets.acting(actor_id=PROGRAM.id, surgeries=scope.surgeries, lasts=AN_HOUR):
        plan = made.plan(
            fact,
            ids=_ids(fact, report.partnership, scope),
            seed=seed,
            first=first,
            last=last,
            today=today,
        )
        work = _Work(plan, scope, at, progress, built)
        with built_in(built, "users"):
            work.users(password)
        with built_in(built, "months"):
            work.open_months()
        with built_in(built, "recharges"):
            work.recharges()
        with built_in(built, "books"):
            work.books()
        with built_in(built, "locks"):
            work.lock_months()
    return built


@contextmanager
def built_in(built: Built, what: str) -> Iterator[None]:
    """Note how long a part of the build took."""
    began = time.perf_counter()
    yield
    built.seconds[what] = time.perf_counter() - began


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

    def books(self) -> None:
        """The centre's books, then surgery by surgery: each is posted whole, or has been before.

        While the database takes one surgery's, the next one's are made up.
        """
        _forget_plans()
        codes = [CENTRE, *(place.code for place in self.plan.places)]
        missing = self._without_books(codes)
        done = len(codes) - len(missing)
        with ThreadPoolExecutor(max_workers=1) as ahead:
            coming = ahead.submit(self._made, missing[0]) if missing else None
            for following in [*missing[1:], None][: len(missing)]:
                entries = coming.result() if coming else []
                coming = ahead.submit(self._made, following) if following else None
                with transaction.atomic():
                    self._post(entries)
                done += 1
                self.progress("Two years of books", done, len(codes))

    def _made(self, code: str) -> list[made.Entry]:
        return list(made.books_of(self.plan, code))

    @transaction.atomic
    def _without_books(self, codes: list[str]) -> list[str]:
        """Those of whom no opening balances have been posted: nothing else posts to partners' capital."""
        ids = self.plan.ids.surgeries
        there = ledger_queries.by_surgery(
            scope=self.scope,
            surgeries=[ids[code] for code in codes],
            spans=[Span.ever_to(self.plan.months[-1].last)],
        )
        opening = {accounts.CAPITAL, accounts.OPENING}
        return [code for code in codes if not opening & there[ids[code]].keys()]

    def _post(self, entries: list[made.Entry]) -> None:
        posted = ledger.post(entries, scope=self.scope, at=self.at)
        self.built.documents += len(entries)
        self.built.journals += len(posted.journals)
        self.built.postings += posted.postings

    @transaction.atomic
    def recharges(self) -> None:
        """Each is raised by one surgery and answered by the other; all of them are there, or none."""
        if ledger_queries.recharges(scope=self.scope, surgeries=list(self.scope.surgeries), most=1):
            return
        shown = [code for person in sign_ins(self.plan.fact) for _, code in person.roles if code != CENTRE]
        planned = recharges(self.plan, shown=list(dict.fromkeys(shown)))
        for number, each in enumerate(planned, start=1):
            self._recharge(each)
            self.progress("Recharges between surgeries", number, len(planned))
        self._post(list(payments(self.plan, planned)))

    def _recharge(self, each: Planned) -> None:
        home, host = self.plan.ids.surgeries[each.home], self.plan.ids.surgeries[each.host]
        with self._as_manager(each.host) as scope:
            number = ledger.raise_recharge(
                host_id=host,
                home_id=home,
                amount=each.amount,
                reason=each.reason,
                month=each.month,
                scope=scope,
                at=_midday(each.raised),
            )
        self.built.recharges += 1
        if each.answered is None:
            return
        with self._as_manager(each.home) as scope:
            journal = ledger.answer_recharge(
                recharge_id=number,
                agree=each.agreed,
                words=each.words,
                dated=each.answered,
                month=each.month,
                scope=scope,
                at=_midday(each.answered),
            )
        self.built.journals += journal is not None
        self.built.documents += journal is not None
        self.built.postings += 4 * (journal is not None)

    @contextmanager
    def _as_manager(self, code: str) -> Iterator[Scope]:
        """Act within one surgery, as its invented manager: neither side can act in the other's books."""
        surgery_id = self.plan.ids.surgeries[code]
        name = next(surgery.name for surgery in self.plan.fact.surgeries if surgery.code == code)
        actor = Actor(PROGRAM.id, f"Manager of {name}")
        with tickets.acting(actor_id=actor.id, surgeries=[surgery_id]):
            yield replace(self.scope, actor=actor, surgeries=(surgery_id,))

    def lock_months(self) -> None:
        """Every month with books but the last is closed."""
        surgeries = list(self.scope.surgeries)
        states = self._states(surgeries)
        closed = self.plan.months[:-1]
        for number, month in enumerate(closed, start=1):
            still_open = [state.surgery_id for state in states if state.month == month and not state.locked]
            ledger.lock_months(surgeries=still_open, month=month, scope=self.scope, at=self.at)
            self.built.months_locked += len(still_open)
            self.progress("Closed months", number, len(closed))

    @transaction.atomic
    def _states(self, surgeries: list[int]):
        return ledger_queries.month_states(scope=self.scope, surgeries=surgeries)


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


def _midday(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time_of_day(12)))
