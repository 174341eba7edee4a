"""What one surgery is charged at the most and at least in a year, month after month."""

from collections.abc import Sequence
from fractions import Fraction

from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.partnership.facts import Charge
from commonpractice.domain.profits.facts import Member
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.pounds import in_pounds, whole_pence
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month

MONTHS = 12


class Limits:
    """The year to date of one charge at one surgery.

    A cap that was reached charges nothing after. A floor accrues by the month, so that a year that is not
    whole owes a part of it. Where a cap is changed in the year, what the old one let off stays let off, and
    what was charged before it was lowered is not given back.
    """

    def __init__(self) -> None:
        self.reckoned: Pence = 0
        self.least = Fraction(0)
        self.charged: Pence = 0
        self.cap: Pence | None = None
        self.let_off: Pence = 0
        self.not_given_back: Pence = 0

    def add(
        self, month: Month, rows: Sequence[Charge], member: Member, amount: Pence
    ) -> tuple[Pence, tuple[Step, ...]]:
        """What is charged in the next month, of an amount reckoned without limits, and why it is another."""
        if not rows:
            return 0, ()
        so_far = max(self.reckoned, whole_pence(self.least))
        self.reckoned += amount
        self.least += sum((_floor(row, member, month) for row in rows), Fraction(0))
        total = max(self.reckoned, whole_pence(self.least))
        before = self.charged
        if rows[-1].cap != self.cap:
            self.cap, self.let_off, self.not_given_back = rows[-1].cap, so_far - before, before
        self.charged = total - self.let_off
        if self.cap is not None:
            self.charged = min(self.charged, max(self.cap, self.not_given_back))
        return self.charged - before, self._steps(rows[-1], before, amount)

    def _steps(self, row: Charge, before: Pence, amount: Pence) -> tuple[Step, ...]:
        charged, source = self.charged - before, f"deed: {row.name}"
        if charged == amount:
            return ()
        told = [Step("Charged earlier in the year", in_pounds(before), "£")]
        if self.reckoned < whole_pence(self.least):
            told.append(
                Step("At least, for the year so far", in_pounds(whole_pence(self.least)), "£", source)
            )
        if self.cap is not None:
            told.append(Step("At the most in a year", in_pounds(self.cap), "£", source))
        return (*told, Step("Charged for the month", in_pounds(charged), "£"))


def _floor(row: Charge, member: Member, month: Month) -> Fraction:
    """What of a year's floor accrues in a month, by the days on which the surgery is charged."""
    whole = days.of_month(month)
    on = days.common(row.effective, whole)
    number = days.number(member.memberships, on) if on else 0
    return Fraction((row.floor or 0) * number, days.length(whole) * MONTHS)
