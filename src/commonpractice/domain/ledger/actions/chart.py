"""Bring the stored chart of accounts to what the rulebook says. The owner's deed, never the application's."""

from datetime import datetime

from django.db import connections, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.ledger import models, parameters
from commonpractice.domain.ledger.facts import AccountFact, AccountKind
from commonpractice.domain.ledger.rules.chart import changes, check_can_change, in_words

OWNER = "owner"


def chart_is_behind() -> bool:
    """Whether the stored chart of accounts is another than the rulebook's."""
    return bool(changes(_there(), parameters.chart()))


@transaction.atomic(using=OWNER)
def keep_chart(*, actor: Actor, at: datetime) -> None:
    """Make the stored chart of accounts the rulebook's, and write each change to the audit log.

    An account that was never posted to may change or go; one with postings keeps its kind, and whether it is
    internal, for good: raises ChartRefused, and nothing is changed. Each partnership's centre has the
    change in its log. The first chart of all is no change.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute("LOCK TABLE ledger_account IN SHARE ROW EXCLUSIVE MODE")  # one release at a time
        there = _there()
        changed = changes(there, parameters.chart())
        if not changed:
            return
        codes = [*changed.amended, *changed.removed]
        cursor.execute("SELECT DISTINCT account_id FROM ledger_balance WHERE account_id = ANY (%s)", [codes])
        check_can_change(changed, there, {code for (code,) in cursor.fetchall()})
        accounts = models.Account.objects.using(OWNER)
        accounts.filter(code__in=codes).update(purpose=None)  # so that one account may take another's
        accounts.filter(code__in=list(changed.removed)).delete()
        for code, fact in changed.amended.items():
            accounts.filter(code=code).update(**_values(fact))
        accounts.bulk_create(
            models.Account(code=code, **_values(fact)) for code, fact in changed.added.items()
        )
        if there:
            cursor.execute("SELECT id FROM partnership_surgery WHERE kind = 'centre' ORDER BY id")
            for centre in [row[0] for row in cursor.fetchall()] or [None]:
                audit.record(
                    actor=actor,
                    deed="ledger.change_chart",
                    subject=f"Chart of accounts: {'; '.join(in_words(changed, there))}",
                    surgery_id=centre,
                    at=at,
                    using=OWNER,
                )


def _there() -> dict[int, AccountFact]:
    return {
        row.code: AccountFact(
            code=row.code,
            name=row.name,
            kind=AccountKind(row.kind),
            group=row.group,
            internal=row.internal,
            purpose=row.purpose or "",
            per_partner=row.per_partner,
        )
        for row in models.Account.objects.using(OWNER)
    }


def _values(fact: AccountFact) -> dict[str, str | bool | None]:
    return {
        "name": fact.name,
        "kind": fact.kind.value,
        "group": fact.group,
        "internal": fact.internal,
        "purpose": fact.purpose or None,
        "per_partner": fact.per_partner,
    }
