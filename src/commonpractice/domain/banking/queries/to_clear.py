"""How much waits to be cleared at each surgery: lines that nobody knows, receipts that belong to nothing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from commonpractice.domain.banking import models
from commonpractice.domain.banking.queries.receipts import receipts
from commonpractice.domain.partnership.facts import Scope


@dataclass(frozen=True)
class ToClear:
    lines: int
    receipts: int

    @property
    def number(self) -> int:
        return self.lines + self.receipts


def to_clear(*, scope: Scope, surgeries: Sequence[int]) -> dict[int, ToClear]:
    """By surgery, whatever the month. The questions do not grow with the surgeries. Raises OutOfScope."""
    open_receipts = Counter(
        each.surgery_id for each in receipts(scope=scope, surgeries=surgeries) if each.open
    )
    rows = models.StatementLine.objects.filter(surgery_id__in=list(surgeries), recognition__isnull=True)
    lines = dict(rows.exclude(amount=0).values_list("surgery_id").annotate(Count("id")).order_by())
    return {one: ToClear(lines.get(one, 0), open_receipts[one]) for one in surgeries}
