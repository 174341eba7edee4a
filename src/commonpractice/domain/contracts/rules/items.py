"""Claims by the item, payments by population, and what a year pays in twelfths."""

from collections.abc import Sequence
from fractions import Fraction

from commonpractice.domain.contracts.facts import Exact, Rate, Reckoned, Step, least
from commonpractice.domain.contracts.rules.amounts import CannotReckon, not_below_nil, whole_pence
from commonpractice.foundations.money import Pence

MONTHS = 12


def claimed(*, count: int, rate: Rate, words: str = "Claimed") -> Reckoned:
    """So many things at so much each: doses, checks, referrals, procedures. Raises CannotReckon."""
    if type(count) is not int:
        raise CannotReckon(f"{count} is not a whole number of claims.")
    many = not_below_nil(count, "A number of claims")
    amount = whole_pence(many * rate.exact)

    def told() -> tuple[Step, ...]:
        return (
            Step(words, many, "claims"),
            rate.step("× the rate for each"),
            Step("In all", Fraction(amount, 100), "£", trust=rate.trust),
        )

    return Reckoned(amount, told)


def by_population(*, parts: Sequence[tuple[Exact, Rate]]) -> Reckoned:
    """A year's payment by population: each part is a population and its rate a head; rounded once, in all.

    Network participation is the weighted list at its rate; a network's core funding of 2024/25 is so much a
    registered patient and so much a patient of its adjusted population. Raises CannotReckon.
    """
    steps: list[Step] = []
    exact = Fraction(0)
    for population, rate in parts:
        heads = not_below_nil(population, "A population")
        exact += heads * rate.exact
        steps += [Step("Population", heads, "patients"), rate.step("× the rate for each")]
    amount = whole_pence(exact)
    trust = least(*(rate.trust for _, rate in parts))
    steps.append(Step("In all", Fraction(amount, 100), "£ a year", trust=trust))
    return Reckoned(amount, tuple(steps))


def a_twelfth(year: Reckoned) -> Reckoned:
    """A month of a yearly payment that is reckoned anew whenever its population changes."""
    amount = whole_pence(Fraction(year.amount, 100 * MONTHS))
    trust = least(*(step.trust for step in year.steps))
    return Reckoned(amount, (*year.steps, Step("A twelfth", Fraction(amount, 100), "£ a month", trust=trust)))


def twelfths(annual: Pence) -> list[Pence]:
    """A year's fixed sum, such as a notional rent, by month: twelve that make the year to the penny.

    Pennies that do not divide fall on the first months (largest remainder, ties to the earlier): as
    money.share shares by equal weights.
    """
    each, left_over = divmod(abs(annual), MONTHS)
    sign = -1 if annual < 0 else 1
    return [sign * (each + (place < left_over)) for place in range(MONTHS)]
