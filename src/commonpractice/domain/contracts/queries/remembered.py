"""What was worked out of a surgery and stays true until something is posted or told of it.

To reckon two years of every surgery anew for each page takes most of a second. What it follows from is known
by a few numbers: the last batch posted, the last fact told, the months, the memberships, the day.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

from commonpractice.domain.ledger.facts import MonthsKept
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Scope

T = TypeVar("T")

# Numbers are drawn once and never again, so none comes back after a transaction that was undone.
LAST = """
    SELECT asked.id, (SELECT max(batch_id) FROM ledger_link WHERE surgery_id = asked.id),
           (SELECT max(id) FROM contracts_term WHERE surgery_id = asked.id),
           (SELECT max(id) FROM contracts_list WHERE surgery_id = asked.id),
           (SELECT max(id) FROM contracts_claim WHERE surgery_id = asked.id),
           (SELECT max(id) FROM contracts_qof_count WHERE surgery_id = asked.id),
           (SELECT max(id) FROM contracts_qof_register WHERE surgery_id = asked.id)
    FROM unnest(%s::int[]) asked (id)
"""


def states(
    *, scope: Scope, surgeries: Sequence[int], kept: Mapping[int, MonthsKept], known_on: date
) -> dict[int, Hashable]:
    """By surgery, all that what is reckoned of it follows from: as long as that is the same, so is the rest.

    Two questions, however many surgeries; they have been found to be within the scope before.
    """
    spells = partnership.memberships(scope=scope, surgeries=surgeries)
    with connection.cursor() as cursor:
        cursor.execute(LAST, [list(surgeries)])
        last = {surgery: tuple(numbers) for surgery, *numbers in cursor.fetchall()}
    where = connection.settings_dict["NAME"]
    return {
        one: (where, one, known_on, last[one], tuple(spells[one]), tuple(sorted(kept[one].locked.items())))
        for one in surgeries
    }


class Remembered(Generic[T]):
    """The last so many things that were worked out, each by what it follows from. Shared by threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def each(
        self, states: Mapping[int, Hashable], work_out: Callable[[list[int]], Mapping[int, T]]
    ) -> dict[int, T]:
        """By surgery, what follows from its state; `work_out` is asked for those that are not known yet."""
        with self._lock:
            found = {one: self._kept[state] for one, state in states.items() if state in self._kept}
            for one in found:
                self._kept.move_to_end(states[one])
        missing = [one for one in states if one not in found]
        if missing:
            new = work_out(missing)
            with self._lock:
                self._kept.update((states[one], new[one]) for one in missing)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            found.update(new)
        return found

    def forget(self) -> None:
        """Everything: what is asked next is worked out anew."""
        with self._lock:
            self._kept.clear()
