"""Make the books up in a process of its own, month by month, while the database takes the month before.

Run as `python -m commonpractice.demonstration.making`: it is told what to make on its standard input, and
writes what it made to its standard output. What they are made from is a few words (Wanted), so that both
sides make the same plan.
"""

import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from commonpractice.demonstration import books as made
from commonpractice.demonstration.partnership import partnership
from commonpractice.domain.partnership.facts import Model
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.months import Month


class NotMade(RuntimeError):
    """The process that makes the books up ended before they were all made; it has said why."""


@dataclass(frozen=True)
class Wanted:
    """What the demonstration's plan is made from."""

    ids: made.Ids
    seed: int
    model: Model
    first: Month
    last: Month
    today: date

    @property
    def months(self) -> tuple[Month, ...]:
        """The months that have books. Raises books.TooEarly where there is none."""
        return made.months_with_books(self.first, self.last, self.today)

    def plan(self) -> made.Plan:
        return made.plan(
            partnership_file.read(partnership(self.seed, self.model)),
            ids=self.ids,
            seed=self.seed,
            first=self.first,
            last=self.last,
            today=self.today,
        )


def by_month(plan: made.Plan, months: Sequence[Month]) -> Iterator[list[made.Made]]:
    """Everybody's books of each of some months: the centre's first, then those of the surgeries that belong.

    A month follows from the ones before it, so they are all made up, and those that are asked for given.
    """
    books = [made.books_of(plan, code) for code in (CENTRE, *(place.code for place in plan.places))]
    waiting = [next(each, None) for each in books]
    for month in plan.months:
        found: list[made.Made] = []
        for place, each in enumerate(waiting):
            if each is not None and each.month == month:
                found.append(each)
                waiting[place] = next(books[place], None)
        if month in months:
            yield found


@contextmanager
def apart(wanted: Wanted, months: Sequence[Month]) -> Iterator[Iterator[list[made.Made]]]:
    """As by_month, made up in another process meanwhile. Raises NotMade as they are read."""
    if not months:
        yield iter(())
        return
    # our own program, by the Python that runs it, told nothing that anybody typed
    maker = subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert maker.stdin is not None
    assert maker.stdout is not None
    try:
        pickle.dump((wanted, tuple(months)), maker.stdin)
        maker.stdin.close()
        yield _read(maker.stdout, len(months))
    finally:
        maker.kill()
        maker.stdout.close()
        maker.wait()


def _read(out: BinaryIO, number: int) -> Iterator[list[made.Made]]:
    for _ in range(number):
        try:
            yield pickle.load(out)  # noqa: S301 (written by ourselves)
        except EOFError:
            raise NotMade("The demonstration's books could not be made up: see what is said above.") from None


def _make() -> None:
    wanted, months = pickle.load(sys.stdin.buffer)  # noqa: S301 (written by ourselves)
    for found in by_month(wanted.plan(), months):
        pickle.dump(found, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _make()
