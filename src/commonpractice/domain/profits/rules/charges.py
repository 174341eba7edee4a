"""What the centre charges each surgery in a month.

A rate is for a year: a month is a twelfth of it, by days where a charge, a surgery or a count changes in
mid-month, and is rounded once, so that anybody can check it by itself. A pool is charged whole: its months
add up to the year's to the penny, and its surgeries to the month's. Caps and floors look at the year to date.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from commonpractice.domain.contracts.facts import Step
from commonpractice.domain.partnership.facts import Charge, ChargeBasis
from commonpractice.domain.profits.facts import ChargeOf, Drivers, Member, Told
from commonpractice.domain.profits.rules import days
from commonpractice.domain.profits.rules.drivers import UNITS, quantity, sources
from commonpractice.domain.profits.rules.limits import Limits
from commonpractice.domain.profits.rules.pounds import in_pounds, whole_pence
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import CannotShare, Pence, share
from commonpractice.foundations.months import FinancialYear, Month, months

BY_TELLING = {
    ChargeBasis.USAGE: ("how often it was used", "count"),
    ChargeBasis.DIRECT: ("what was spent", "pounds"),
}
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
    told: Told | None = None,
) -> tuple[ChargeOf, ...]:
    """What each charge comes to for each surgery in a month of the partnership's financial year.

    In the order of the charges' codes as they come, then of `members`, all that there are, to whom pennies
    left over go in that order. A surgery that does not belong on any day of the month, or that a charge is
    not for, is left out; one whose cap was reached is there with nil. The drivers reach back to the year's
    first month where a charge has a cap or a floor. What goes by use, or is direct, is `told` of each charge
    by itself (check_told says whether it was). The same facts give the same charges, whatever has been
    posted.

    Raises NotCounted where a count is missing, and CannotCharge where a pool has nothing to be shared by.
    """
    return tuple(of_months(charges, members=members, drivers=drivers, each=[(month, year)], told=told))


def of_months(
    charges: Iterable[Charge],
    *,
    members: Sequence[Member],
    drivers: Drivers,
    each: Iterable[tuple[Month, FinancialYear]],
    told: Told | None = None,
) -> Iterator[ChargeOf]:
    """The same for some months, each with its financial year: what a year's have in common is found once."""
    codes: dict[str, list[Charge]] = {}
    for charge in charges:
        codes.setdefault(charge.code, []).append(charge)
    series: dict[tuple[str, FinancialYear], _Series] = {}
    for month, year in each:
        for code, rows in codes.items():
            if (code, year) not in series:
                series[code, year] = _Series(rows, members, _of_charge(code, drivers, told), year)
            yield from series[code, year].of_month(month)


def _of_charge(code: str, drivers: Drivers, told: Told | None) -> Drivers:
    return {**drivers, **{basis: by_code.get(code, {}) for basis, by_code in (told or {}).items()}}


def check_told(charges: Iterable[Charge], *, members: Sequence[Member], told: Told, month: Month) -> None:
    """Raise CannotCharge for a charge by use, or a direct one, of which nothing was told for a month.

    One told of any surgery is told of all: those left out had none. So a month in which nobody used it needs
    a nil for one surgery.
    """
    whole = days.of_month(month)
    for charge in charges:
        on = days.common(charge.effective, whole)
        if charge.basis not in BY_TELLING or on is None:
            continue
        charged = [
            member
            for member in members
            if (not charge.surgeries or member.surgery in charge.surgeries)
            and any(on.overlaps(spell) for spell in member.memberships)
        ]
        counts = told.get(charge.basis, {}).get(charge.code, {})
        if charged and not any(row.effective == whole for rows in counts.values() for row in rows):
            what, column = BY_TELLING[charge.basis]
            raise CannotCharge(
                f"{charge.name} ({charge.code}) is charged {charge.basis.words}, and nobody has told {what} "
                f"in {month.words}. Tell it, nil for a surgery where there was none: commonpractice charge "
                f"use FILE, a CSV with the columns charge, surgery, month and {column}."
            )


Teller = Callable[[], Iterator[Step]]
Reckoned = dict[int, tuple[Pence, list[Teller]]]
"""By surgery, what a month comes to before any cap or floor, and what tells how."""


def _all_told(tellings: Iterable[Teller], more: tuple[Step, ...]) -> tuple[Step, ...]:
    return (*(step for telling in tellings for step in telling()), *more)


class _Series:
    """All that is said of one charge over time. A month is reckoned once, however often it is asked for."""

    def __init__(
        self, rows: Sequence[Charge], members: Sequence[Member], drivers: Drivers, year: FinancialYear
    ):
        self.rows = sorted(rows, key=lambda row: row.effective)
        self.members = members
        self.drivers = drivers
        self.year = year
        self._known: dict[Month, Reckoned] = {}
        self._charged: dict[Month, dict[int, list[Charge]]] = {}

    def of_month(self, month: Month) -> Iterable[ChargeOf]:
        reckoned = self._reckoned(month)
        limited = any(row.cap is not None or row.floor is not None for row in self.rows)
        before = [self._reckoned(each) for each in months(self.year.first, month - 1)] if limited else []
        for member in self.members:
            if member.surgery not in reckoned:
                continue
            amount, tellings = reckoned[member.surgery]
            more: tuple[Step, ...] = ()
            if limited:
                limits = Limits()
                earlier = zip(months(self.year.first, month - 1), before, strict=True)
                for each, found in earlier:
                    limits.add(each, self._of(member, each), member, found.get(member.surgery, (0, ()))[0])
                amount, more = limits.add(month, self._of(member, month), member, amount)
            last = self._of(member, month)[-1]
            telling = partial(_all_told, tellings, more)
            yield ChargeOf(member.surgery, last.code, last.name, month, amount, telling)

    def _of(self, member: Member, month: Month) -> list[Charge]:
        """The rows that charge a surgery on some day of a month, in order."""
        if month not in self._charged:
            self._charged[month] = {each.surgery: self._rows_of(each, month) for each in self.members}
        return self._charged[month][member.surgery]

    def _rows_of(self, member: Member, month: Month) -> list[Charge]:
        there = list(days.all_common(member.memberships, days.of_month(month)))
        return [
            row
            for row in self.rows
            if (not row.surgeries or member.surgery in row.surgeries)
            and any(row.effective.overlaps(spell) for spell in there)
        ]

    def _reckoned(self, month: Month) -> Reckoned:
        if month not in self._known:
            self._known[month] = self._reckon(month)
        return self._known[month]

    def _reckon(self, month: Month) -> Reckoned:
        whole = days.of_month(month)
        exact: dict[int, Fraction] = {}
        tellings: dict[int, list[Teller]] = {}
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
                exact[member.surgery] = exact.get(member.surgery, Fraction(0)) + amount
                telling = partial(self._told, row, member, month, on, has, pool, amount)
                tellings.setdefault(member.surgery, []).append(telling)
        return {surgery: (whole_pence(amount), tellings[surgery]) for surgery, amount in exact.items()}

    def _told(
        self,
        row: Charge,
        member: Member,
        month: Month,
        on: Period,
        has: Fraction,
        pool: Pence | None,
        amount: Fraction,
    ) -> Iterator[Step]:
        """How one row charges a surgery for a month."""
        shown = in_pounds(has) if row.basis in OF_PENCE else has
        words = f"{row.name}: {month.words}{_part_of(month, on)}"
        yield Step(words, shown, UNITS[row.basis], sources(row.basis, member, self.drivers, month))
        if pool is not None and has < 0:
            yield Step("Below nil, so counted as nil", Fraction(0), UNITS[row.basis])
        yield from _terms(row, pool)
        yield Step("The month", in_pounds(amount), "£")

    def _pool_of_month(self, row: Charge, month: Month) -> Pence:
        """The months in which a pool is charged add up to what is charged of it in the year exactly."""
        parts = [
            Fraction(days.number([row.effective], whole), days.length(whole))
            for whole in map(days.of_month, self.year.months)
        ]
        charged = share(row.pool or 0, [*parts, A_YEAR - sum(parts)])
        return charged[self.year.months.index(month)]


def _shared(pool: Pence, row: Charge, month: Month, each_has: Sequence[Fraction]) -> list[Fraction]:
    """A month's part of a pool, shared by what each surgery has: by nothing, where it has less than nil."""
    try:
        return [Fraction(part) for part in share(pool, [max(has, Fraction(0)) for has in each_has])]
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
