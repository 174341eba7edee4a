"""The global sum of one practice, from its stated lists.

The order is that of the calculation printed on the monthly statement of payments: price times weighted
list, with temporary residents and London put on, is the year, and a twelfth of it the initial monthly
payment. The out-of-hours opt-out takes its percentage of price times weighted list (NHS England prints it
as pounds off the price); each other opt-out takes its own of the initial payment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from commonpractice.domain.contracts.facts import Exact, GlobalSumRates, Rate, Step, least
from commonpractice.domain.contracts.rules.amounts import CannotReckon, not_below_nil, whole_pence
from commonpractice.foundations.money import Pence

A_YEAR = "£ a year"
A_MONTH = "£ a month"
MAIN = "global_sum"  # the item that takes what rounding leaves over
PARTS = {
    MAIN: "price × weighted list, before anything is put on or taken off",
    "out_of_hours": "the out-of-hours opt-out",
    "temporary_residents": "for temporary residents",
    "london": "the London adjustment",
    "global_sum_adjustment": "other premiums and adjustments",
    "opt_outs": "other opt-outs",
}
"""What each item is of the whole, in words."""


@dataclass(frozen=True)
class GlobalSum:
    """What the contract is worth at these lists and rates.

    `annual` and `monthly` are whole pence; `by_item` is the month by item (deductions below nil), which adds
    up to `monthly` exactly.
    """

    annual: Pence
    monthly: Pence
    by_item: dict[str, Pence]
    steps: tuple[Step, ...]

    def steps_of(self, item: str) -> tuple[Step, ...]:
        """How one item's month was reckoned: the steps of the whole, and what of the whole it is."""
        if len(self.by_item) == 1:
            return self.steps
        part = Fraction(self.by_item[item], 100)
        return (*self.steps, Step(f"Of it: {PARTS[item]}", part, A_MONTH, trust=self.steps[-1].trust))


def global_sum(
    *,
    rates: GlobalSumRates,
    weighted: Exact,
    registered: Exact,
    in_london: bool = False,
    opted_out_of_hours: bool = True,
    opt_outs: Collection[str] = (),
    temporary_residents: Pence = 0,
    adjustment: Pence = 0,
    list_source: str = "",
) -> GlobalSum:
    """Reckon a year and a month of the global sum.

    `weighted` is the normalised weighted list of the quarter, `registered` the patients registered.
    `temporary_residents` and `adjustment` (other premiums printed) are pence a year. `list_source` says where
    the lists are from. The year is rounded once; the month is a twelfth of that, as the statement prints it.

    Raises CannotReckon for lists below nil, and for an opt-out that the rates do not have.
    """
    price = rates.price
    heads = not_below_nil(weighted, "A weighted list")
    patients = not_below_nil(registered, "A registered list")
    main = heads * price.exact
    exact: dict[str, Fraction] = {MAIN: main}
    steps = [
        Step("Weighted list", heads, "weighted patients", list_source),
        price.step("Price"),
        Step("Global sum: price × weighted list", main, A_YEAR, trust=price.trust),
    ]

    def taken_off(item: str, words: str, rate: Rate, of: Fraction) -> None:
        exact[item] = exact.get(item, Fraction(0)) - of * rate.fraction
        steps.append(rate.step(words))
        steps.append(Step(f"Less: {words}", -of * rate.fraction, A_YEAR, trust=rate.trust))

    def put_on(item: str, words: str, value: Fraction, trust_of: Rate | None = None) -> None:
        exact[item] = value
        steps.append(Step(words, value, A_YEAR, trust=trust_of.trust if trust_of else least()))

    if opted_out_of_hours:
        if rates.out_of_hours is None:
            raise CannotReckon(
                "The rulebook does not have the out-of-hours deduction of that day: say that the practice "
                "provides out-of-hours care, or choose another year."
            )
        taken_off("out_of_hours", "Out-of-hours opt-out", rates.out_of_hours, main)
    if temporary_residents:
        put_on("temporary_residents", "Temporary residents", Fraction(temporary_residents, 100))
    if in_london:
        steps.append(Step("Registered list", patients, "patients", list_source))
        steps.append(rates.london.step("London adjustment, for each registered patient"))
        put_on("london", "London adjustment", patients * rates.london.exact, rates.london)
    if adjustment:
        put_on("global_sum_adjustment", "Other premiums and adjustments", Fraction(adjustment, 100))
    initial = sum(exact.values()) - exact.get("out_of_hours", Fraction(0))
    for name in opt_outs:
        if name not in rates.opt_outs:
            raise CannotReckon(f"The rulebook does not have an opt-out from “{name}” on that day.")
        words = f"Opt-out from {name.replace('_', ' ')}"
        taken_off("opt_outs", words, rates.opt_outs[name], initial)
    annual = whole_pence(sum(exact.values()))
    monthly = whole_pence(Fraction(annual, 1200))
    trust = least(*(step.trust for step in steps))
    steps.append(Step("In all", Fraction(annual, 100), A_YEAR, trust=trust))
    steps.append(Step("A twelfth", Fraction(monthly, 100), A_MONTH, trust=trust))
    return GlobalSum(annual, monthly, _by_item(monthly, exact), tuple(steps))


def _by_item(monthly: Pence, exact: dict[str, Fraction]) -> dict[str, Pence]:
    """A twelfth of each item to the penny; what rounding leaves over is the main item's."""
    parts = {item: whole_pence(value / 12) for item, value in exact.items()}
    parts[MAIN] += monthly - sum(parts.values())
    return parts
