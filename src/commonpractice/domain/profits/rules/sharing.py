"""Who has what of a surgery's profit, or bears what of its loss, to the penny.

In order: prior shares; costs that are a partner's own; property shares; then the balance, by sessions or by a
ratio. The profit of a month or a year arises evenly by its days: each day's, less the prior and property
shares of the day, falls to those who share the balance on it. A balance below nil is borne as one above
would have been shared; what that takes from somebody is not put on the others (for tax alone it is another
matter).

A month's shares are provisional. A year's are final, and the deed says how they are found: by sharing the
year's profit so, or by adding up the months.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import groupby, pairwise

from commonpractice.domain.contracts.facts import Step, Telling, steps_of
from commonpractice.domain.partnership.facts import ProfitSharing
from commonpractice.domain.profits.facts import Agreement, MonthResult, ShareOf, ShareStep
from commonpractice.domain.profits.rules import days, prior_shares, property_shares
from commonpractice.domain.profits.rules.pounds import in_pounds, rounded_together
from commonpractice.domain.profits.rules.prior_shares import Prior
from commonpractice.domain.profits.rules.property_shares import Owned
from commonpractice.domain.profits.rules.told import Held, came_to, of_balance
from commonpractice.foundations.dated import Period, day
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import FinancialYear, Month

Told = dict[tuple[int, ShareStep], tuple[Pence, Telling]]
"""By partner and step, whole pence and what tells how they were reckoned."""


class NobodyShares(ValueError):
    """A profit or loss that is nobody's on some day; the message says what to mend."""


class MonthsMissing(ValueError):
    """A year without the results of all its months; the message says which are missing, or are too many."""


def share_month(result: MonthResult, agreement: Agreement, *, year: FinancialYear) -> tuple[ShareOf, ...]:
    """What each partner has of a surgery's month, by step; together the month's profit exactly.

    `year` is the financial year that the month is in. By partner, in the agreement's order, and then by
    step; a partner with no part in a step is left out of it. Raises NobodyShares.
    """
    return _as_shares(_shared([result], agreement, year), agreement, result.month)


def share_year(
    results: Sequence[MonthResult], agreement: Agreement, *, year: FinancialYear, how: ProfitSharing
) -> tuple[ShareOf, ...]:
    """What each partner has of a surgery's year, finally: together the sum of its months' profits exactly.

    `results` are those of each month of the year in which the surgery belongs, as they are known when the
    year is closed. Raises NobodyShares, and MonthsMissing where they are not.
    """
    _check_months(results, agreement, year)
    if how is ProfitSharing.TIME_APPORTIONED:
        return _as_shares(_shared(results, agreement, year), agreement, year)
    told: dict[tuple[int, ShareStep], list[ShareOf]] = defaultdict(list)
    for result in results:
        for row in share_month(result, agreement, year=year):
            told[row.partner, row.step].append(row)
    summed: Told = {
        key: (
            sum(row.pence for row in rows),
            tuple(Step(str(_words(row)), in_pounds(row.pence), "£") for row in rows),
        )
        for key, rows in told.items()
    }
    return _as_shares(summed, agreement, year)


def added_up(parts: Sequence[Sequence[ShareOf]]) -> tuple[ShareOf, ...]:
    """A surgery's year that was shared in parts, each on its own: what every partner has of all, by step."""
    if len(parts) < 2:
        return tuple(row for rows in parts for row in rows)
    found: dict[tuple[int, ShareStep], list[ShareOf]] = defaultdict(list)
    for row in (row for rows in parts for row in rows):
        found[row.partner, row.step].append(row)
    return tuple(
        replace(rows[0], pence=sum(row.pence for row in rows), telling=partial(_of_parts, rows))
        for rows in found.values()
    )


def _of_parts(rows: Sequence[ShareOf]) -> tuple[Step, ...]:
    steps = tuple(step for row in rows for step in row.steps)
    if len(rows) == 1:
        return steps
    words = f"{rows[0].step.words.capitalize()}, of all parts of the year"
    return (*steps, Step(words, in_pounds(sum(row.pence for row in rows)), "£"))


def _words(row: ShareOf) -> str:
    month = row.concerns.words if isinstance(row.concerns, Month) else row.concerns
    return f"{row.step.words.capitalize()}, {month}"


def _check_months(results: Sequence[MonthResult], agreement: Agreement, year: FinancialYear) -> None:
    belongs = [month for month in year.months if days.number(agreement.memberships, days.of_month(month))]
    given = [result.month for result in results]
    if missing := [month.words for month in belongs if month not in given]:
        raise MonthsMissing(
            f"{year} of {agreement.name} cannot be shared yet: {', '.join(missing)} is missing."
        )
    if len(set(given)) < len(given) or not all(month in year for month in given):
        raise MonthsMissing(
            f"The months given for {year} of {agreement.name} are not those of the year, each once."
        )


def _as_shares(told: Told, agreement: Agreement, concerns: Month | FinancialYear) -> tuple[ShareOf, ...]:
    return tuple(
        ShareOf(partner.id, agreement.surgery, concerns, step, *told[partner.id, step])
        for partner in agreement.partners
        for step in ShareStep
        if (partner.id, step) in told
    )


def _shared(results: Sequence[MonthResult], agreement: Agreement, year: FinancialYear) -> Told:
    _check_personal(results, agreement)
    profit = sum(result.profit for result in results)
    first, last = (pick(result.month for result in results) for pick in (min, max))
    priors = [
        prior for each in agreement.partners for prior in prior_shares.of_months(each, first, last, year)
    ]
    owned = {
        result.month: [row for row in property_shares.of_month(result, agreement) if row.as_partner]
        for result in results
    }
    told = _gathered(results, priors, owned)
    balance = profit - sum(pence for pence, _ in told.values())
    slices = list(_slices([result.month for result in results], agreement, priors, owned, year))
    if not any((profit, balance, told)):
        return told
    if not slices:
        of = first.words if first == last else f"{first.words} to {last.words}"
        raise NobodyShares(
            f"{agreement.name} has a result of {pounds(profit)} in {of}, and has not belonged to the "
            "partnership in any month since profit is shared. Reverse what was posted there, and post it at "
            "one that belongs."
        )
    before: dict[ShareStep, Pence] = defaultdict(int)
    for (_, step), (pence, _) in told.items():
        before[step] += pence
    return told | _balance(balance, slices, agreement, came_to(profit, before))


def _check_personal(results: Sequence[MonthResult], agreement: Agreement) -> None:
    partners = {partner.id for partner in agreement.partners}
    for cost in (cost for result in results for cost in result.personal):
        if cost.partner not in partners:
            raise NobodyShares(
                f"“{cost.words}” ({pounds(cost.pence)}) was put to somebody who is no partner of "
                f"{agreement.name}: put it to one who is, or to the surgery's own costs."
            )


def _gathered(
    results: Sequence[MonthResult], priors: Sequence[Prior], owned: dict[Month, list[Owned]]
) -> Told:
    """All that comes before the balance."""
    rows: list[tuple[int, ShareStep, Pence, Telling]] = []
    rows += [(prior.partner, ShareStep.PRIOR, prior.pence, prior.telling) for prior in priors]
    rows += [
        (cost.partner, ShareStep.PERSONAL, -cost.pence, (Step(cost.words, in_pounds(-cost.pence), "£"),))
        for result in results
        for cost in result.personal
    ]
    rows += [
        (row.owner.partner_id, ShareStep.PROPERTY, row.pence, row.telling)
        for month in owned.values()
        for row in month
        if row.owner.partner_id is not None
    ]
    pennies: dict[tuple[int, ShareStep], Pence] = {}
    tellings: dict[tuple[int, ShareStep], list[Telling]] = {}
    for partner, step, pence, telling in rows:
        pennies[partner, step] = pennies.get((partner, step), 0) + pence
        tellings.setdefault((partner, step), []).append(telling)
    return {key: (pence, partial(_all_told, tellings[key])) for key, pence in pennies.items()}


def _all_told(tellings: Iterable[Telling]) -> tuple[Step, ...]:
    return tuple(step for telling in tellings for step in steps_of(telling))


@dataclass(frozen=True)
class _Slice:
    """Days on which nothing changes: what comes before the balance on them, and who shares it by how much."""

    period: Period
    before: Fraction
    parts: dict[int, Decimal]

    @property
    def days(self) -> int:
        return days.length(self.period)


def _slices(
    months: Sequence[Month],
    agreement: Agreement,
    priors: Sequence[Prior],
    owned: dict[Month, list[Owned]],
    year: FinancialYear,
) -> Iterator[_Slice]:
    rows = [row for partner in agreement.partners for row in partner.shares]
    for month in sorted(months):
        for spell in days.all_common(agreement.memberships, days.of_month(month)):
            held = [period for row in owned[month] for period in row.days]
            for period in _unchanged(spell, [row.effective for row in (*rows, *priors)] + held):
                of_priors = sum((prior.exact(period, year) for prior in priors), Fraction(0))
                of_property = sum((_of_days(row, period) for row in owned[month]), Fraction(0))
                parts = {
                    partner.id: row.parts
                    for partner in agreement.partners
                    for row in partner.shares
                    if period.start in row.effective and row.parts
                }
                yield _Slice(period, of_priors + of_property, parts)


def _of_days(row: Owned, period: Period) -> Fraction:
    """An owner's property share of some days: the month's, evenly over the days on which it is owned so."""
    return Fraction(row.pence * days.number(row.days, period), sum(map(days.length, row.days)))


def _unchanged(within: Period, periods: Sequence[Period]) -> Iterator[Period]:
    """A period in pieces, none of which any of the others begins or ends inside."""
    inside = [within, *days.all_common(periods, within)]
    changes = {found.start for found in inside} | {found.end for found in inside if found.end is not None}
    for start, end in pairwise(sorted(changes)):
        yield Period(start, end)


def _balance(
    balance: Pence, slices: Sequence[_Slice], agreement: Agreement, so_far: tuple[Step, ...]
) -> Told:
    """The balance, shared: exactly by days, and rounded once for all together."""
    number = sum(each.days for each in slices)
    a_day = (balance + sum((each.before for each in slices), Fraction(0))) / number
    exact: dict[int, Fraction] = defaultdict(Fraction)
    held: dict[int, list[Held]] = defaultdict(list)
    for parts, run in groupby(slices, key=lambda each: each.parts):
        together = list(run)
        of_all = sum(parts.values(), Decimal(0))
        if not of_all:
            raise NobodyShares(
                f"Nobody shares the balance of {agreement.name} on {day(together[0].period.start)}. Give one "
                "of its partners a [[partner.share]] by sessions or by a ratio for each day."
            )
        of_days = sum((a_day * each.days - each.before for each in together), Fraction(0))
        on = Period(together[0].period.start, together[-1].period.end)
        for partner, part in parts.items():
            shared = Fraction(part) / Fraction(of_all)
            exact[partner] += of_days * shared
            held[partner].append(Held(on, of_days, part, of_all, shared))
    sharing = [partner.id for partner in agreement.partners if partner.id in exact]
    whole = rounded_together([exact[partner] for partner in sharing])
    told: Told = {}
    for partner, pence in zip(sharing, whole, strict=True):
        told[partner, ShareStep.BALANCE] = pence, partial(of_balance, so_far, held[partner], pence)
    return told
