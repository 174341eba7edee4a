"""By which steps a partner's shares were reckoned, as the journals' documents have kept them."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.months import Month

Steps = dict[tuple[int, str, Month], tuple[dict[str, Any], ...]]
"""By document, item and month of entitlement: words, value, unit, source and trust of each step."""


def share_steps(*, scope: Scope, partner: int, documents: Iterable[int]) -> Steps:
    """What some documents say of one partner's shares; nothing of other partners, and of other documents.

    Whoever shows it writes the look down.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.id, share ->> 'item', share ->> 'month', share -> 'steps'
            FROM ledger_document d, jsonb_array_elements(coalesce(d.details -> 'shares', '[]')) share
            WHERE d.id = ANY (%s) AND d.home_id = ANY (%s) AND (share ->> 'partner')::int = %s
            """,
            [sorted(set(documents)), list(scope.surgeries), partner],
        )
        return {
            (document, item, Month.parse(month)): tuple(json.loads(steps))
            for document, item, month, steps in cursor.fetchall()
        }
