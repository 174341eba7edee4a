"""The two icons of Making Data Count: what the last point says, and whether the target will be met."""

from commonpractice.foundations.spc.facts import Assurance, Better, Chart, Side, Variation

GOOD = {Better.HIGHER: Side.HIGH, Better.LOWER: Side.LOW}


def variation(chart: Chart, better: Better) -> Variation:
    """What the last point of a chart says; the points before it do not count."""
    side = chart.points[-1].side
    if side is None:
        return Variation.COMMON_CAUSE
    if better is Better.NEITHER:
        return Variation.NEUTRAL_HIGH if side is Side.HIGH else Variation.NEUTRAL_LOW
    if side is GOOD[better]:
        return Variation.IMPROVEMENT_HIGH if side is Side.HIGH else Variation.IMPROVEMENT_LOW
    return Variation.CONCERN_HIGH if side is Side.HIGH else Variation.CONCERN_LOW


def assurance(chart: Chart, target: float, better: Better) -> Assurance | None:
    """Whether the process as it is now will meet a target: the limits of the last point say.

    So after a re-basing only the new period counts. A target on a limit can be hit and missed. None where
    neither way is better, or where the last point has no limits.
    """
    limits = chart.points[-1].limits
    if limits is None or better is Better.NEITHER:
        return None
    if target > limits.upper:
        return Assurance.FAIL if better is Better.HIGHER else Assurance.PASS
    if target < limits.lower:
        return Assurance.PASS if better is Better.HIGHER else Assurance.FAIL
    return Assurance.HIT_OR_MISS
