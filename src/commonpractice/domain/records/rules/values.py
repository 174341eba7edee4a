"""What a number recorded with a concept means, where several clusters that have it say something of it."""

from collections.abc import Iterable

from commonpractice.domain.records.parameters import ValueRule

A_LITTLE = 0.001  # values are told apart to three decimals


def counts(value: float | None, unit: str | None, rule: ValueRule | None) -> float | None:
    """A value as it may be compared: none in another unit than its concept's, and none beyond belief.

    One without a unit counts where the rule assumes its own. Without a rule a value stays as it is.
    measures/values.py says the same of a whole table.
    """
    if value is None or rule is None or unit == rule.unit:
        return value
    within = rule.lowest - A_LITTLE <= value <= rule.highest + A_LITTLE
    return value if unit is None and rule.assumed and within else None


def one_rule(rules: Iterable[ValueRule]) -> ValueRule:
    """The rule that a concept of several clusters goes by: of those in one unit the one that believes least.

    An upper blood pressure is one of blood pressures, and its own bounds are narrower than theirs. Where
    they differ in the unit too, that of the first cluster in the alphabet counts. Raises ValueError where
    there is no rule.
    """
    in_order = sorted(rules, key=lambda rule: rule.cluster)
    if not in_order:
        raise ValueError("There is no rule to choose from.")
    comparable = [rule for rule in in_order if rule.unit == in_order[0].unit]
    return min(comparable, key=lambda rule: rule.highest - rule.lowest)
