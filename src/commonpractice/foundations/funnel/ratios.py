"""Funnels of standardised ratios, what was observed over what was expected, about a target of 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from commonpractice.foundations.funnel import dispersion
from commonpractice.foundations.funnel.facts import Funnel, Limits, Placed
from commonpractice.foundations.funnel.parameters import CannotDraw, Parameters
from commonpractice.foundations.funnel.poisson import poisson_limits


@dataclass(frozen=True)
class Method:
    """How ratios are put on a scale where they are nearly normal, and what is done about those far out."""

    transformed: Callable[[float], float]
    back: Callable[[float], float]
    spread: float
    """A unit's standard error on that scale is `spread` / √expected."""
    is_truncated: bool
    """Whether units far out are left out; or else they are brought in (Winsorised)."""
    takes_nil: bool
    """Whether a unit with none observed has a place on that scale."""


SHMI = Method(log, exp, spread=1.0, is_truncated=True, takes_nil=False)
"""As NHS England's Summary Hospital-level Mortality Indicator: logarithms, the outer tenths left out."""

CQC = Method(sqrt, lambda root: max(root, 0.0) ** 2, spread=0.5, is_truncated=False, takes_nil=True)
"""As the Care Quality Commission's monitoring: square roots, the outer tenths brought in."""


def ratios(
    counts: Sequence[tuple[float, float]], *, method: Method, by: Parameters, overdispersion: bool
) -> Funnel:
    """The funnel of units' (observed, expected).

    With over-dispersion, limits are 1 ± 1.959964 and 3.090232 × √(s² + τ²) on the method's scale, taken back.
    Without it they are the exact Poisson limits. A unit that expects 0 is placed nowhere. Raises CannotDraw.
    """
    if not all(observed >= 0 and expected >= 0 for observed, expected in counts):
        raise CannotDraw("What is observed and what is expected are 0 or more.")
    there = [(observed, expected) for observed, expected in counts if expected]
    if not method.takes_nil and not all(observed for observed, _ in there):
        raise CannotDraw(
            "A unit has none observed, and nil has no logarithm: take the method by square roots."
        )
    scored = [
        (_z(observed / expected, expected, method), method.spread / sqrt(expected))
        for observed, expected in there
    ]
    if method.is_truncated:
        kept = dispersion.truncated(scored, by.trimmed)
    elif scored:
        drawn_in = dispersion.winsorised([z for z, _ in scored], by.trimmed)
        kept = [(z, error) for z, (_, error) in zip(drawn_in, scored, strict=True)]
    else:
        kept = []
    between = dispersion.tau_squared(kept) if overdispersion else 0.0

    def placed(observed: float, expected: float) -> Placed:
        if not expected:
            return Placed(None, None, None)
        limits = (
            ratio_limits(expected, method, between, by) if overdispersion else poisson_limits(expected, by)
        )
        return Placed(observed / expected, limits, _z(observed / expected, expected, method))

    phi = dispersion.phi([z for z, _ in kept])
    return Funnel(1.0, phi, between, tuple(placed(observed, expected) for observed, expected in counts))


def ratio_limits(expected: float, method: Method, between: float, by: Parameters) -> Limits:
    """The limits at any expected number above 0.

    By square roots they are squared on the way back. FunnelPlotR 0.6.0 leaves them as roots (its issue 33),
    which puts a limit of 0.64 at 0.8.
    """
    middle, error = method.transformed(1.0), sqrt(method.spread**2 / expected + between)

    def at(deviate: float) -> float:
        return method.back(middle + deviate * error)

    return Limits(at(-by.deviate_95), at(by.deviate_95), at(-by.deviate_998), at(by.deviate_998))


def _z(ratio: float, expected: float, method: Method) -> float:
    return (method.transformed(ratio) - method.transformed(1.0)) / (method.spread / sqrt(expected))
