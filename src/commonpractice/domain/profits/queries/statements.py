"""A partner's statement, and whose statements somebody may see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.crypto import salted_hmac

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import (
    PartnerOverTime,
    PartnershipSummary,
    Peers,
    Power,
    Scope,
)
from commonpractice.domain.profits.facts import (
    FundsAccount,
    FundsOf,
    PartnerStatement,
    Peer,
    PeersAt,
    StatementToSee,
    Viewer,
)
from commonpractice.domain.profits.queries.partner_books import Stood, movements, stood
from commonpractice.domain.profits.queries.years import final_years
from commonpractice.domain.profits.rules.days import of_month
from commonpractice.domain.profits.rules.peers import lettered
from commonpractice.domain.profits.rules.statements import SHARE, surgeries_seen
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import FinancialYear, Month, months

Everybody = dict[int, tuple[PartnerOverTime, ...]]
"""By surgery, everybody who is, was or will be a partner there."""


class NoSuchPartner(LookupError):
    """No partner of this code shares in a surgery that the asker may see, or ever did."""


def partner_statement(
    *,
    scope: Scope,
    of: PartnershipSummary,
    partner: int,
    surgery: int | None = None,
    first: Month,
    last: Month,
) -> PartnerStatement:
    """What a partner has at one surgery, or at all in scope where he or she is or was a partner.

    From the first month to the last, by the month posted to: the opening balances of each account, what moved
    them, and the closing ones, each summed from the books. With the closing balances of the other partners of
    those surgeries, named or lettered as the deed in force on the last day says (lettered where there is
    none).

    Whether the asker may see it is asked apart (rules.statements); whoever shows it writes the look down, as
    actions.look_at_statement does. Raises NoSuchPartner and OutOfScope.
    """
    everybody = partnership.partners_over_time(
        scope=scope, surgeries=list(scope.surgeries) if surgery is None else [surgery]
    )
    person, theirs = _who(everybody, partner)
    names = {one.id: one.name for one in of.surgeries if one.id in theirs}
    together = {
        each.id
        for where in theirs
        for each in everybody[where]
        if each.id != partner and _there(each, first, last)
    }
    balances = stood(scope=scope, partners=[partner, *together], surgeries=theirs, first=first, last=last)
    years = final_years(scope=scope, of=of, surgeries=theirs)
    provisional = {
        where: tuple(
            month
            for month in months(first, last)
            if FinancialYear.of(month, of.year_starts) not in years[where]
        )
        for where in theirs
    }
    moved = [
        replace(each, provisional=True)
        if each.kind.startswith(SHARE)
        and FinancialYear.of(each.concerns, of.year_starts) not in years[each.surgery]
        else each
        for each in movements(scope=scope, partner=partner, surgeries=theirs, first=first, last=last)
    ]
    accounts = tuple(
        FundsOf(
            account,
            sum(balances[partner, where][account][0] for where in theirs if (partner, where) in balances),
            tuple(each for each in moved if each.account is account),
            sum(balances[partner, where][account][1] for where in theirs if (partner, where) in balances),
        )
        for account in FundsAccount
    )
    named = _peers_are(scope, last.last) is Peers.NAMED
    return PartnerStatement(
        partner=partner,
        code=person.code,
        name=person.name,
        first=first,
        last=last,
        surgeries=names,
        accounts=accounts,
        provisional=provisional,
        peers=tuple(
            PeersAt(
                where, names[where], _peers(person, where, everybody[where], balances, first, last, named)
            )
            for where in theirs
        ),
    )


def _who(everybody: Everybody, partner: int) -> tuple[PartnerOverTime, list[int]]:
    """A partner, and the surgeries where he or she is or was one."""
    found = [(where, each) for where, people in everybody.items() for each in people if each.id == partner]
    if not found:
        raise NoSuchPartner("There is no such partner at a surgery that you may see.")
    return found[0][1], [where for where, _ in found]


def _there(person: PartnerOverTime, first: Month, last: Month) -> bool:
    asked = Period(first.first, of_month(last).end)
    return any(spell.effective.overlaps(asked) for spell in person.spells)


def _peers_are(scope: Scope, on: date) -> Peers:
    try:
        return partnership.deed(scope=scope, on=on).peers
    except partnership.NoDeed:
        return Peers.LETTERED


def _peers(
    person: PartnerOverTime,
    surgery: int,
    people: Sequence[PartnerOverTime],
    balances: Stood,
    first: Month,
    last: Month,
    named: bool,
) -> tuple[Peer, ...]:
    """The others who were partners of the surgery in these months, as they are called, in that order."""
    there = [each for each in people if each.id != person.id and _there(each, first, last)]
    of = f"{surgery}/{person.id}/{first}/{last}"
    key = salted_hmac("commonpractice.peers", of, algorithm="sha256").digest()
    called = (
        {each.id: each.name for each in there} if named else lettered((each.id for each in there), key=key)
    )
    rows = [
        Peer(
            called[each.id],
            each.id if named else None,
            {
                account: closing
                for account, (_, closing) in balances.get(
                    (each.id, surgery), dict.fromkeys(FundsAccount, (0, 0))
                ).items()
            },
        )
        for each in there
    ]
    return tuple(sorted(rows, key=lambda peer: (len(peer.called) if not named else 0, peer.called)))


def viewer_of(*, scope: Scope, of: PartnershipSummary, on: date, everybody: Everybody) -> Viewer:
    """Who asks, as far as statements go: whose role shows them all, and which partners they are on a day."""
    they_are = frozenset(partnership.partners_of_user(user_id=scope.actor.id))
    return Viewer(
        sees_all=all(scope.may(Power.SEE_STATEMENTS, one.id) for one in of.surgeries),
        partners=they_are,
        surgeries=frozenset(
            where
            for where, people in everybody.items()
            for each in people
            if each.id in they_are and any(on in spell.effective for spell in each.spells)
        ),
    )


def statements_in(
    *, scope: Scope, of: PartnershipSummary, viewer: Viewer, everybody: Everybody, on: date
) -> tuple[StatementToSee, ...]:
    """The partners whose statements a viewer may see, one's own first and then by name; past ones too.

    `everybody` is of the whole partnership.
    """
    statements = partnership.deed(scope=scope, on=on).statements
    names = {one.id: one.name for one in of.surgeries}
    at: dict[int, list[int]] = {}
    people: dict[int, PartnerOverTime] = {}
    for where, there in everybody.items():
        for each in there:
            at.setdefault(each.id, []).append(where)
            people[each.id] = each
    found: list[StatementToSee] = []
    for partner, places in at.items():
        seen = surgeries_seen(statements, viewer, partner=partner, at=places)
        if seen:
            found.append(
                StatementToSee(
                    partner,
                    people[partner].code,
                    people[partner].name,
                    {where: names[where] for where in places if where in seen},
                    partner in viewer.partners,
                )
            )
    return tuple(sorted(found, key=lambda each: (not each.own, each.name, each.code)))
