"""How much waits to be cleared at each surgery: lines that nobody knows, receipts that belong to nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.domain.banking import models
from commonpractice.domain.banking.queries.lines import LINES_IN_TURN
from commonpractice.domain.banking.queries.waiting import lines_that_wait, open_receipts, open_statements
from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.partnership.rules.reach import check_covers
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class ToClear:
    lines: int
    receipts: int

    @property
    def number(self) -> int:
        return self.lines + self.receipts


@dataclass(frozen=True)
class WaitsBy:
    """How many lines, statements and receipts wait of a month and of those before it."""

    lines: int
    statements: int
    receipts: int


@dataclass(frozen=True)
class InTurn:
    """The numbers of the lines and of the receipts that wait to be cleared, the oldest first."""

    lines: tuple[int, ...]
    receipts: tuple[int, ...]


def to_clear(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, ToClear]:
    """By surgery, whatever the month. The questions do not grow with the surgeries. Raises OutOfScope."""
    wanted = list(surgeries)
    check_covers(scope, wanted)
    receipts = Counter(each.surgery_id for each in open_receipts(wanted))
    return {one: ToClear(len(lines), receipts[one]) for one, lines in lines_that_wait(wanted).items()}


def waits_by(*, scope: Scope, surgeries: Sequence[int], month: Month) -> dict[int, WaitsBy]:
    """By surgery, how many of those that `unrecognised` and `unmatched` have are not of a later month.

    The questions do not grow with the surgeries. Raises OutOfScope.
    """
    wanted = list(surgeries)
    check_covers(scope, wanted)
    numbers = [number for lines in lines_that_wait(wanted).values() for number in lines]
    rows = models.StatementLine.objects.filter(pk__in=numbers, statement__month__lte=month.first)
    lines = Counter(rows.values_list("surgery_id", flat=True))
    statements, receipts = (
        Counter(each.surgery_id for each in papers if each.dated <= month.last)
        for papers in (open_statements(wanted), open_receipts(wanted))
    )
    return {one: WaitsBy(lines[one], statements[one], receipts[one]) for one in wanted}


def to_clear_in_turn(*, scope: Scope, surgeries: Sequence[int]) -> InTurn:
    """What waits at some surgeries, as `unrecognised` and `unmatched` have it. Raises OutOfScope."""
    wanted = list(surgeries)
    check_covers(scope, wanted)
    numbers = [number for lines in lines_that_wait(wanted).values() for number in lines]
    lines = models.StatementLine.objects.filter(pk__in=numbers).order_by(*LINES_IN_TURN)
    money = sorted(open_receipts(wanted), key=lambda each: (each.dated, each.id))
    return InTurn(tuple(lines.values_list("pk", flat=True)), tuple(each.id for each in money))
