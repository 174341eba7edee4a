"""How a partner's share of the balance came about, step by step, for whoever follows the pound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.contracts.facts import Step, plain
from commonpractice.domain.profits.facts import ShareStep
from commonpractice.domain.profits.rules.pounds import in_pounds
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence

BEFORE = {
    ShareStep.PRIOR: "Less prior shares",
    ShareStep.PERSONAL: "Added back: costs that are single partners' own",
    ShareStep.PROPERTY: "Less property shares",
}


def came_to(profit: Pence, before: Mapping[ShareStep, Pence]) -> tuple[Step, ...]:
    """From what the surgery made to what is shared as the balance, with what goes `before` it."""
    return (
        Step("Profit, or loss below nil", in_pounds(profit), "£"),
        *(Step(words, in_pounds(-before[step]), "£") for step, words in BEFORE.items() if before.get(step)),
        Step("Balance", in_pounds(profit - sum(before.values())), "£"),
    )


@dataclass(frozen=True)
class Held:
    """A part of the balance, by days, and what a partner held of it."""

    on: Period
    exact: Fraction
    part: Decimal
    of_all: Decimal
    shared: Fraction


def of_balance(so_far: tuple[Step, ...], held: Sequence[Held], pence: Pence) -> tuple[Step, ...]:
    """What a partner has of the balance, after how it was come to."""
    steps = list(so_far)
    for row in held:
        words = f"Shared: {plain(row.part)} of {plain(row.of_all)}"
        steps.append(Step(f"Balance, {row.on}", in_pounds(row.exact), "£"))
        steps.append(Step(words, row.shared, "of it", "deed: partners' shares"))
    return (*steps, Step(ShareStep.BALANCE.words.capitalize(), in_pounds(pence), "£"))
