"""What a funnel says: the target, how far units differ beyond chance, and each unit's place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The two pairs of limits at a denominator, on the scale of the values."""

    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit: its value, the limits at its denominator, and z, its distance from the target.

    z is in standard errors by chance alone, without over-dispersion: limits, not z, say what is unusual.
    All are None of a unit with a denominator of 0, of which nothing can be said.
    """

    value: float | None
    limits: Limits | None
    z: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """Units in the order in which they were given.

    target      where all units would stand; None where no unit has a denominator
    dispersion  φ: the mean square of the Winsorised (or truncated) z; near 1 where there is only chance
    between     τ²: the variance between units that chance does not explain, on the transformed scale; 0 where
                there is none, or over-dispersion was not asked for
    """

    target: float | None
    dispersion: float | None
    between: float
    units: tuple[Placed, ...]
