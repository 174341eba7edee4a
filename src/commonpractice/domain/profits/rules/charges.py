"""What the centre charges each surgery in a month.

A rate is for a year: a month is a twelfth of it, by days where a charge, a surgery or a count changes in
mid-month, and is rounded once, so that anybody can check it by itself. A pool is charged whole: its months
add up to the year's to the penny, and its surgeries to the month's. Caps and floors look at the year to date.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.partnership.facts import Charge, ChargeBasis
from commonpractice.domain.profits.facts import ChargeOf, Drivers, Member
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.drivers import UNITS, quantity, sources
from commonpractice.domain.profits.rules.limits import Limits
from commonpractice.domain.profits.rules.pounds import in_pounds, whole_pence
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import CannotShare, Pence, share
from commonpractice.foundations.months import FinancialYear, Month, months

OF_PENCE = {ChargeBasis.SHARE_OF_INCOME, ChargeBasis.DIRECT}
A_YEAR = 12  # months


class CannotCharge(ValueError):
    """A pool that nobody can be charged for; the message says why."""


def of_month(
    charges: Iterable[Charge],
    *,
    members: Sequence[Member],
    drivers: Drivers,
    month: Month,
    year: FinancialYear,
) -> tuple[ChargeOf, ...]:
    """What each charge comes to for each surgery in a month of the partnership's financial year.

    In the order of the charges' codes as they come, then of `members`, all that there are, to whom pennies
    left over go in that order. A surgery that does not belong on any day of the month, or that a charge is
    not for, is left out; one whose cap was reached is there with nil. The drivers reach back to the year's
    first month where a charge has a cap or a floor. The same facts give the same charges, whatever has been
    posted.

    Raises NotCounted where a count is missing, and CannotCharge where a pool has nothing to be shared by.
    """
    codes: dict[str, list[Charge]] = {}
    for charge in charges:
        codes.setdefault(charge.code, []).append(charge)
    return tuple(
        found for rows in codes.values() for found in _Series(rows, members, drivers, year).of_month(month)
    )


class _Series:
    """All that is said of one charge over time."""

    def __init__(
        self, rows: Sequence[Charge], members: Sequence[Member], drivers: Drivers, year: FinancialYear
    ):
        self.rows = sorted(rows, key=lambda row: row.effective)
        self.members = members
        self.drivers = drivers
        self.year = year

    def of_month(self, month: Month) -> Iterable[ChargeOf]:
        reckoned = self._reckoned(month)
        limited = any(row.cap is not None or row.floor is not None for row in self.rows)
        before = [self._reckoned(each) for each in months(self.year.first, month - 1)] if limited else []
        for member in self.members:
            if member.surgery not in reckoned:
                continue
            amount, steps = reckoned[member.surgery]
            if limited:
                limits = Limits()
                earlier = zip(months(self.year.first, month - 1), before, strict=True)
                for each, found in earlier:
                    limits.add(each, self._of(member, each), member, found.get(member.surgery, (0, ()))[0])
                amount, more = limits.add(month, self._of(member, month), member, amount)
                steps = (*steps, *more)
            last = self._of(member, month)[-1]
            yield ChargeOf(member.surgery, last.code, last.name, month, amount, steps)

    def _of(self, member: Member, month: Month) -> list[Charge]:
        """The rows that charge a surgery on some day of a month, in order."""
        there = list(days.all_common(member.memberships, days.of_month(month)))
        return [
            row
            for row in self.rows
            if (not row.surgeries or member.surgery in row.surgeries)
            and any(row.effective.overlaps(spell) for spell in there)
        ]

    def _reckoned(self, month: Month) -> dict[int, tuple[Pence, tuple[Step, ...]]]:
        """By surgery, what a month comes to before any cap or floor, and how."""
        whole = days.of_month(month)
        exact: dict[int, Fraction] = {}
        steps: dict[int, list[Step]] = {}
        for row in self.rows:
            on = days.common(row.effective, whole)
            charged = [member for member in self.members if on and row in self._of(member, month)]
            if on is None or not charged:
                continue
            each_has = [quantity(row.basis, member, self.drivers, month, on) for member in charged]
            pool = None if row.pool is None else self._pool_of_month(row, month)
            amounts = [_at_rate(row, has) for has in each_has]
            if pool is not None:
                amounts = _shared(pool, row, month, each_has)
            for member, has, amount in zip(charged, each_has, amounts, strict=True):
                shown = in_pounds(has) if row.basis in OF_PENCE else has
                source = sources(row.basis, member, self.drivers, month)
                words = f"{row.name}: {month.words}{_part_of(month, on)}"
                told = [
                    Step(words, shown, UNITS[row.basis], source),
                    *_terms(row, pool),
                    Step("The month", in_pounds(amount), "£"),
                ]
                exact[member.surgery] = exact.get(member.surgery, Fraction(0)) + amount
                steps.setdefault(member.surgery, []).extend(told)
        return {surgery: (whole_pence(amount), tuple(steps[surgery])) for surgery, amount in exact.items()}

    def _pool_of_month(self, row: Charge, month: Month) -> Pence:
        """The months in which a pool is charged add up to what is charged of it in the year exactly."""
        parts = [
            Fraction(days.number([row.effective], whole), days.length(whole))
            for whole in map(days.of_month, self.year.months)
        ]
        charged = share(row.pool or 0, [*parts, A_YEAR - sum(parts)])
        return charged[self.year.months.index(month)]


def _shared(pool: Pence, row: Charge, month: Month, each_has: Sequence[Fraction]) -> list[Fraction]:
    """A month's part of a pool, shared by what each surgery has."""
    try:
        return [Fraction(part) for part in share(pool, each_has)]
    except CannotShare as refusal:
        raise CannotCharge(
            f"The pool of {row.name} ({row.code}) is shared {row.basis.words}, and in {month.words} that "
            f"cannot be done. {refusal}"
        ) from None


def _terms(row: Charge, pool: Pence | None) -> Iterator[Step]:
    """What the charge comes to, as the partnership's file has it."""
    source = f"deed: {row.name}"
    if pool is not None:
        yield Step("The pool of the month", in_pounds(pool), "£", source)
    elif row.percent is not None:
        yield Step("Charged of it", Fraction(row.percent), "%", source)
    elif row.rate is not None:
        unit = "£ a use" if row.basis is ChargeBasis.USAGE else "£ each a year"
        yield Step("Rate", Fraction(row.rate), unit, source)


def _at_rate(row: Charge, has: Fraction) -> Fraction:
    """Exact pence, of a charge that has no pool."""
    if row.basis is ChargeBasis.DIRECT:
        return has
    if row.percent is not None:
        return has * Fraction(row.percent) / 100
    pence = has * Fraction(row.rate or 0) * 100
    return pence if row.basis is ChargeBasis.USAGE else pence / A_YEAR


def _part_of(month: Month, on: Period) -> str:
    """(15 of 30 days), where a charge is not for all of a month."""
    charged, whole = days.length(on), days.length(days.of_month(month))
    return "" if charged == whole else f" ({charged} of {whole} days)"
