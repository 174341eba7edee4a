"""How an indicator's points and pounds came about, step by step, for whoever follows the pound."""

from fractions import Fraction

from commonpractice.domain.contracts.facts import Adjustment, Count, Indicator, Rate, Step, Trust, least
from commonpractice.domain.contracts.rules.qof.points import improved

MET = "Patients who met it"


def of_points(
    indicator: Indicator, count: Count | None, got: Fraction | None, baseline: Fraction | None = None
) -> list[Step]:
    """From the count to the points; no count where the points of the year before are paid."""
    source, trust = indicator.source, indicator.points_trust
    steps = [
        Step(f"The most that {indicator.code} can earn", Fraction(indicator.points), "points", source, trust)
    ]
    if count is None:
        return [*steps, Step("Points of the year before, which are protected", got or Fraction(0), "points")]
    if indicator.lower is not None and indicator.upper is not None:
        of_thresholds = indicator.thresholds_trust or trust
        for words, threshold in (("Lower threshold", indicator.lower), ("Upper threshold", indicator.upper)):
            steps.append(Step(words, Fraction(threshold), "%", source, of_thresholds))
    if indicator.block:
        steps.append(Step("At the lower threshold", Fraction(indicator.block), "points", source, trust))
    steps.append(Step(MET, Fraction(count.numerator), "patients", count.source))
    steps.append(Step("Patients who were eligible", Fraction(count.denominator), "patients", count.source))
    steps += _of_improving(indicator, count, baseline)
    words = "Points" if got is not None else "Not earnable: nobody is eligible"
    steps.append(Step(words, got or Fraction(0), "points", trust=_points_trust(indicator)))
    return steps


def _of_improving(indicator: Indicator, count: Count, baseline: Fraction | None) -> list[Step]:
    """The second route, where there is one; whichever is better pays."""
    route = indicator.improvement
    if route is None or not count.denominator:
        return []
    source, trust = route.source, route.trust
    if baseline is None:
        words = "Improvement is not reckoned: the two years before are not both known"
        return [Step(words, Fraction(0), "points", source, trust)]
    gained = improved(count, indicator, baseline)
    return [
        Step("Own average of the two years before", baseline, "%"),
        Step("Improvement pays from", Fraction(route.starts), "percentage points above it", source, trust),
        Step(
            "Improvement pays in full from", Fraction(route.full), "percentage points above it", source, trust
        ),
        Step(
            "By improvement; the better of the two routes pays", gained or Fraction(0), "points", trust=trust
        ),
    ]


def of_pounds(
    indicator: Indicator,
    worth: Rate,
    average: Rate,
    of_list: Fraction,
    adjusted: Fraction,
    pounds: Fraction,
    *,
    common: str,
) -> list[Step]:
    """From the points to the pounds. `common` says where it is from how common the condition is."""
    steps = [
        worth.step("× pounds a point"),
        Step("× the list over the average list", of_list, "times", average.source, average.trust),
    ]
    if indicator.adjustment is not Adjustment.NONE:
        words = f"× {indicator.adjustment.words}"
        steps.append(Step(words, adjusted, "times", common, indicator.adjustment_trust))
    trust = least(worth.trust, average.trust, _points_trust(indicator), indicator.adjustment_trust)
    steps.append(Step("Pounds", pounds, "£ a year", trust=trust))
    return steps


def _points_trust(indicator: Indicator) -> Trust:
    improving = indicator.improvement.trust if indicator.improvement else indicator.points_trust
    return least(indicator.points_trust, indicator.thresholds_trust or indicator.points_trust, improving)
