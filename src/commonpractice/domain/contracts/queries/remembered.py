"""What a surgery's sides and reckonings follow from, in a few numbers.

To reckon two years of every surgery anew for each page takes seconds. What is told of contracts and what is
posted is never changed or taken away, so how much of it there is says whether anything is new.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month

SO_MANY = ("max(id)", "count(*)")
TOLD = {
    "contracts_term": SO_MANY,
    "contracts_list": SO_MANY,
    "contracts_claim": SO_MANY,
    "contracts_qof_count": SO_MANY,
    "contracts_qof_register": SO_MANY,
    "contracts_qof_forecast_total": SO_MANY,
    "partnership_contract": ("max(id)", "count(*) FILTER (WHERE superseded_on IS NULL)"),
}
ASKED = {"contracts_query": ("extract(year FROM max(last))::int", "extract(month FROM max(last))::int")}

# The last number and how many there are. No number is drawn twice, so none comes back after a transaction
# that was undone; of two who tell at once the one with the lower numbers may be done later, and then there
# are more. Batches are numbered while a surgery's books are held: of them the last will do.
SO_FAR = " UNION ALL ".join(
    (
        "SELECT 0, asked.id, (SELECT max(batch_id) FROM ledger_link WHERE surgery_id = asked.id), 0"
        " FROM unnest(%(surgeries)s::int[]) asked (id)",
        *(
            f"SELECT {place}, surgery_id, {one}, {other} FROM {table}"  # noqa: S608 (our own names)
            " WHERE surgery_id = ANY (%(surgeries)s::int[]) GROUP BY surgery_id"
            for place, (table, (one, other)) in enumerate((TOLD | ASKED).items(), 1)
        ),
    )
)


@dataclass(frozen=True)
class State:
    """What a surgery stands at: what its reckonings follow from, and how far its books have come.

    `asked` is the last month that the payer was ever asked about.
    """

    told: Hashable
    posted: Hashable
    spells: Sequence[Period]
    asked: Month | None


def states(*, scope: Scope, surgeries: Sequence[int], kept: Mapping[int, MonthsKept]) -> dict[int, State]:
    """By surgery, what it stands at: as long as that is the same, so is what is reckoned of it on a day.

    Two questions, however many surgeries; they have been found to be within the scope before.
    """
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    so_far: dict[int, list[Any]] = {one: [None] * (len(TOLD) + 2) for one in surgeries}
    with connection.cursor() as cursor:
        cursor.execute(SO_FAR, {"surgeries": list(surgeries)})
        for place, surgery, *numbers in cursor.fetchall():
            so_far[surgery][place] = tuple(numbers)
    where = connection.settings_dict["NAME"]
    found: dict[int, State] = {}
    for one in surgeries:
        last_batch, *told, asked = so_far[one]
        since = min(kept[one].locked, default=None)
        found[one] = State(
            told=(where, one, *told, tuple(spells[one]), since),
            posted=(last_batch, tuple(sorted(kept[one].locked.items()))),
            spells=spells[one],
            asked=Month(*asked) if asked else None,
        )
    return found
