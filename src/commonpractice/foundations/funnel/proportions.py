"""Funnels of proportions, each unit's part of its whole, by the arcsine of the root."""

from collections.abc import Sequence
from math import asin, pi, sin, sqrt

from commonpractice.foundations.funnel import dispersion
from commonpractice.foundations.funnel.facts import Funnel, Limits, Placed
from commonpractice.foundations.funnel.parameters import CannotDraw, Parameters


def proportions(counts: Sequence[tuple[int, int]], *, by: Parameters, overdispersion: bool) -> Funnel:
    """The funnel of units' (numerator, denominator): patients who met it, of patients there were.

    The target is all numerators over all denominators. On the scale Y = asin √p a unit's standard error is
    s = 1/(2√n); limits stand at the target ± 1.959964 and 3.090232 × √(s² + τ²), taken back by sin².
    Without over-dispersion τ² is 0. A unit with a denominator of 0 is placed nowhere and counts for nothing.
    Raises CannotDraw for a numerator above its denominator, or one below 0.
    """
    if not all(0 <= part <= whole for part, whole in counts):
        raise CannotDraw("Of a unit, 0 or more met it, and no more than there were.")
    there = [(part, whole) for part, whole in counts if whole]
    if not there:
        return Funnel(None, None, 0.0, tuple(Placed(None, None, None) for _ in counts))
    target = sum(part for part, _ in there) / sum(whole for _, whole in there)
    scored = [(_z(part / whole, whole, target), _error(whole)) for part, whole in there]
    drawn_in = dispersion.winsorised([z for z, _ in scored], by.trimmed)
    between = 0.0
    if overdispersion:
        between = dispersion.tau_squared([(z, error) for z, (_, error) in zip(drawn_in, scored, strict=True)])
    units = tuple(_placed(part, whole, target, between, by) for part, whole in counts)
    return Funnel(target, dispersion.phi(drawn_in), between, units)


def proportion_limits(denominator: float, target: float, between: float, by: Parameters) -> Limits:
    """The limits at any denominator above 0, as a chart draws them between the units.

    An angle that leaves the quarter circle is brought back to its end, so that limits of small denominators
    are 0 and 1. sin² alone would turn back into the middle there, and FunnelPlotR 0.6.0 looks for that by
    comparing neighbours.
    """
    middle, error = asin(sqrt(target)), sqrt(_error(denominator) ** 2 + between)

    def at(deviate: float) -> float:
        return sin(min(max(middle + deviate * error, 0.0), pi / 2)) ** 2

    return Limits(at(-by.deviate_95), at(by.deviate_95), at(-by.deviate_998), at(by.deviate_998))


def _placed(part: int, whole: int, target: float, between: float, by: Parameters) -> Placed:
    if not whole:
        return Placed(None, None, None)
    value = part / whole
    return Placed(value, proportion_limits(whole, target, between, by), _z(value, whole, target))


def _z(value: float, whole: int, target: float) -> float:
    return (asin(sqrt(value)) - asin(sqrt(target))) / _error(whole)


def _error(denominator: float) -> float:
    return 1 / (2 * sqrt(denominator))
