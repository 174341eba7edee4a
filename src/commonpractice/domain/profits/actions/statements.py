"""Look at a partner's statement: whoever the deed lets, and each look is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.domain.profits import queries
from commonpractice.domain.profits.facts import PartnerStatement, StatementToSee
from commonpractice.domain.profits.queries import NoSuchPartner
from commonpractice.domain.profits.rules.statements import check_may_see
from commonpractice.foundations.days import local_day
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets


@transaction.atomic
def statements_to_see(*, of: PartnershipSummary, scope: Scope, at: datetime) -> tuple[StatementToSee, ...]:
    """The partners whose statements somebody may see, one's own first, then by name.

    None where there is none. Raises NoDeed.
    """
    on = local_day(at)
    with _reaching(of, scope) as whole:
        everybody = partnership.partners_over_time(scope=whole)
        viewer = queries.viewer_of(scope=scope, of=of, on=on, everybody=everybody)
        return queries.statements_in(scope=whole, of=of, viewer=viewer, everybody=everybody, on=on)


@transaction.atomic
def look_at_statement(
    *,
    of: PartnershipSummary,
    code: str,
    surgery: int | None = None,
    first: Month,
    last: Month,
    scope: Scope,
    at: datetime,
) -> PartnerStatement:
    """The statement of a partner (by the code of the partnership's file), as queries.partner_statement.

    At one surgery, or at all of which the asker may see it. The look is in the log of each surgery whose
    figures are seen. Raises NotAllowed where the deed of today does not show it to the asker, NoSuchPartner,
    and NoDeed.
    """
    on = local_day(at)
    with _reaching(of, scope) as whole:
        everybody = partnership.partners_over_time(scope=whole)
        places = {
            where: each
            for where, people in everybody.items()
            for each in people
            if each.code.upper() == code.strip().upper() and surgery in (None, where)
        }
        if not places:
            raise NoSuchPartner(
                f"“{code}” is not the code of a partner here. Look it up in the partnership's file."
            )
        person = next(iter(places.values()))
        seen = check_may_see(
            partnership.deed(scope=whole, on=on).statements,
            queries.viewer_of(scope=scope, of=of, on=on, everybody=everybody),
            partner=person.id,
            at=places,
        )
    with _reaching(of, scope, seen) as theirs:
        found = queries.partner_statement(
            scope=replace(theirs, surgeries=tuple(sorted(seen))),
            of=of,
            partner=person.id,
            first=first,
            last=last,
        )
        for group in found.peers:
            named = [peer.called for peer in group.peers if peer.partner is not None]
            others = ", ".join(named) or (f"{len(group.peers)} by letters" if group.peers else "")
            audit.record(
                actor=scope.actor,
                deed="profits.see_statement",
                subject=f"the statement of {found.name}, {_words(first, last)}"
                + (f", beside {others}" if others else ""),
                surgery_id=group.surgery,
                at=at,
            )
    return found


def _words(first: Month, last: Month) -> str:
    return first.words if first == last else f"{first.words} to {last.words}"


@contextmanager
def _reaching(
    of: PartnershipSummary, scope: Scope, surgeries: frozenset[int] | None = None
) -> Iterator[Scope]:
    """Act with the reach that the deed gives: the roles' own, and what it shows beyond it.

    The deed may show a partner statements of surgeries where he or she has no role. Who is a partner where is
    looked up over the whole partnership, and nothing else of it is shown; then the rule says which surgeries
    are seen, and the statement is asked of those alone.
    """
    if scope.partnership_id != of.id:
        raise OutOfScope("That partnership is not one of yours.")
    everywhere = frozenset(one.id for one in of.surgeries) if surgeries is None else surgeries
    reached = tuple(sorted(everywhere.union(scope.surgeries)))
    with tickets.acting(actor_id=scope.actor.id, surgeries=reached):
        yield replace(scope, surgeries=reached, powers_at=None)
