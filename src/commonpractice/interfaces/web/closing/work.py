"""Work on a month that takes longer than somebody waits for a page: done by a thread, remembered for all.

Closing reckons every surgery's month in one transaction, which takes seconds. A thread of the server does
it, so that it goes on when the browser is closed; where it stands is kept in the cache that all processes
share, and the page asks again until it is done (docs/decisions/0009). The thread holds a lock of the database
as long as its transaction is open: where what is remembered says "at work" and nobody holds the lock, the
server was stopped in the middle, and nothing of it was kept.

Of one partnership one piece of work goes on at a time.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import connection, connections, transaction
from django.utils import timezone

from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month
from commonpractice.foundations.worded import Worded
from commonpractice.gateways.scoped_postgres import tickets

KEPT_FOR = 24 * 60 * 60  # seconds that what came of it can be looked at
STARTS_WITHIN = timedelta(seconds=25)  # a connection may have to be waited for
WAITED_FOR, ASKED_EVERY = 2.0, 0.1  # seconds that a page waits before it answers "still at work"

Found = dict[str, Any]
"""What came of a piece of work, as JSON can say it."""

log = logging.getLogger(__name__)


class What(Worded):
    CHECK = "check", "working out the closing of"
    CLOSE = "close", "closing"


class State(Worded):
    WORKING = "working", "at work"
    DONE = "done", "done"
    REFUSED = "refused", "refused"
    BROKEN = "broken", "broken off"


@dataclass(frozen=True)
class Work:
    """A piece of work and where it stands. `says` is why it was refused; `found` what came of it."""

    what: What
    month: str
    state: State
    actor: int
    by: str
    began: str
    ended: str = ""
    says: str = ""
    found: Found = field(default_factory=dict)

    @property
    def of_month(self) -> Month:
        return Month.parse(self.month)

    @property
    def began_at(self) -> datetime:
        return datetime.fromisoformat(self.began)

    @property
    def ended_at(self) -> datetime:
        return datetime.fromisoformat(self.ended)

    @property
    def is_working(self) -> bool:
        return self.state is State.WORKING


def begin(
    what: What, month: Month, *, scope: Scope, do: Callable[[], Found], refusals: tuple[type[Exception], ...]
) -> Work | None:
    """Start a piece of work as soon as the transaction in hand is kept. None, or what somebody else began
    before and is still at: then nothing is started.

    `do` runs in a transaction of its own, under the scope; what it raises of `refusals` is the sentence that
    the page shows, and nothing of it is kept then.
    """
    there = current(scope)
    if there is not None and there.is_working:
        return there
    work = Work(what, str(month), State.WORKING, scope.actor.id, scope.actor.name, timezone.now().isoformat())
    cache.delete(_key(scope))
    if not cache.add(_key(scope), asdict(work), KEPT_FOR):
        return current(scope)
    thread = threading.Thread(target=_run, args=(work, scope, do, refusals), name=f"{what} {month}")
    transaction.on_commit(thread.start)
    return None


def current(scope: Scope) -> Work | None:
    """The latest piece of work of the scope's partnership; None where none is remembered."""
    kept = cache.get(_key(scope))
    if kept is None:
        return None
    work = Work(**{**kept, "what": What(kept["what"]), "state": State(kept["state"])})
    if work.is_working and timezone.now() - work.began_at > STARTS_WITHIN and not _somebody_is_at_it(scope):
        return _ended(work, State.BROKEN, "The server was stopped while it was at work.")
    return work


def awaited(scope: Scope) -> Work | None:
    """As `current`, once it is done or a little while has gone by."""
    until = time.monotonic() + WAITED_FOR
    while (work := current(scope)) is not None and work.is_working and time.monotonic() < until:
        time.sleep(ASKED_EVERY)
    return work


def forget(scope: Scope) -> None:
    """What came of the latest piece of work is known by now, or does not hold any longer."""
    cache.delete(_key(scope))


def _run(work: Work, scope: Scope, do: Callable[[], Found], refusals: tuple[type[Exception], ...]) -> None:
    try:
        with tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_key(scope)])
            try:
                with transaction.atomic():
                    ended = _ended(work, State.DONE, found=do())
            except refusals as refusal:
                ended = _ended(work, State.REFUSED, str(refusal))
            _keep(scope, ended)
    except Exception:
        log.exception("%s %s of partnership %s was broken off", work.what, work.month, scope.partnership_id)
        _keep(scope, _ended(work, State.BROKEN, "It was broken off by a mistake of the program’s own."))
    finally:
        connections.close_all()


def _ended(work: Work, state: State, says: str = "", found: Found | None = None) -> Work:
    told = {"state": state, "says": says, "found": found or {}, "ended": timezone.now().isoformat()}
    return Work(**{**asdict(work), **told})


def _keep(scope: Scope, work: Work) -> None:
    """In the transaction in hand: that a month is closed and that it is said to be are kept together."""
    cache.set(_key(scope), asdict(work), KEPT_FOR)


def _key(scope: Scope) -> str:
    return f"closing.{scope.partnership_id}"


def _somebody_is_at_it(scope: Scope) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_key(scope)])
        return not cursor.fetchone()[0]
