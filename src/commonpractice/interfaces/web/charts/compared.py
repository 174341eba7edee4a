"""What a funnel plot shows: units side by side, where each stands in its funnel, and that in words."""

from collections.abc import Callable
from dataclasses import dataclass

from commonpractice.foundations.funnel import Funnel, Limits, Placed
from commonpractice.foundations.spc import Better, Side
from commonpractice.foundations.worded import Worded
from commonpractice.interfaces.web.charts import words
from commonpractice.interfaces.web.charts.charted import NUMBERS, PARTS, Scale
from commonpractice.interfaces.web.charts.facts import NotAChart
from commonpractice.interfaces.web.charts.words import Tone

FOUND = {
    Tone.IMPROVEMENT: "better than the rest",
    Tone.CONCERN: "worse than the rest",
    Tone.NEUTRAL: "other than the rest",
}


class Standing(Worded):
    """Where a unit stands in its funnel."""

    WITHIN = "within", "within the limits"
    ABOVE_95 = "above_95", "above the 95% limit"
    BELOW_95 = "below_95", "below the 95% limit"
    ABOVE_998 = "above_998", "above the 99.8% limit"
    BELOW_998 = "below_998", "below the 99.8% limit"

    @property
    def side(self) -> Side | None:
        if self is Standing.WITHIN:
            return None
        return Side.HIGH if self in (Standing.ABOVE_95, Standing.ABOVE_998) else Side.LOW

    @property
    def shape(self) -> str:
        if self is Standing.WITHIN:
            return "dot"
        if self in (Standing.ABOVE_998, Standing.BELOW_998):
            return "diamond"
        return "up" if self is Standing.ABOVE_95 else "down"


@dataclass(frozen=True)
class Compared:
    """Units side by side, with their funnel from foundations/funnel, whose units are those of `names`.

    counts     of each unit how many met it, of how many (or observed, expected)
    limits_at  the limits at any denominator above 0: the funnel's own way to reckon them
    of         what denominators are, as the axis says it: "Patients on the register"
    """

    name: str
    names: tuple[str, ...]
    counts: tuple[tuple[float, float], ...]
    funnel: Funnel
    limits_at: Callable[[float], Limits]
    better: Better
    of: str
    scale: Scale = PARTS
    sizes: Scale = NUMBERS
    units_are: str = "Surgery"
    target_is: str = "All together"
    always_named: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not len(self.names) == len(self.counts) == len(self.funnel.units):
            raise NotAChart(
                f"“{self.name}” has {len(self.names)} names, {len(self.counts)} counts and "
                f"{len(self.funnel.units)} units in its funnel."
            )

    @property
    def shown(self) -> list[int]:
        """The units that have a place."""
        return [at for at, unit in enumerate(self.funnel.units) if unit.value is not None]


def standing(unit: Placed) -> Standing:
    """On a limit is within it."""
    if unit.value is None or unit.limits is None:
        return Standing.WITHIN
    if unit.value > unit.limits.upper_998:
        return Standing.ABOVE_998
    if unit.value < unit.limits.lower_998:
        return Standing.BELOW_998
    if unit.value > unit.limits.upper_95:
        return Standing.ABOVE_95
    if unit.value < unit.limits.lower_95:
        return Standing.BELOW_95
    return Standing.WITHIN


def told(compared: Compared, at: int) -> str:
    """A unit's standing: "Below the 95% limit: worse than the rest"."""
    where = standing(compared.funnel.units[at])
    if where is Standing.WITHIN:
        return words.capital(where.words)
    return f"{words.capital(where.words)}: {FOUND[words.tone(where.side, compared.better)]}"


def summary(compared: Compared) -> str:
    """The whole plot in a few sentences, for whoever cannot see it."""
    target = compared.funnel.target
    if target is None or not compared.shown:
        return "No figures yet."
    outside = [at for at in by_z(compared) if standing(compared.funnel.units[at]) is not Standing.WITHIN]
    told_of = [f"{compared.names[at]} is {_lower(told(compared, at))}" for at in outside[:5]]
    more = f"; and {len(outside) - 5} more, in the table" if len(outside) > 5 else ""
    return f"{len(compared.shown)} in all. {compared.target_is}: {compared.scale.write(target)}. " + (
        f"{'; '.join(told_of)}{more}." if outside else "All are within the limits."
    )


def by_z(compared: Compared) -> list[int]:
    """Units, the one of the lowest z first, and those without a place last."""

    def order(at: int) -> tuple[bool, float, str]:
        z = compared.funnel.units[at].z
        return z is None, z or 0.0, compared.names[at]

    return sorted(range(len(compared.names)), key=order)


def by_distance(compared: Compared) -> list[int]:
    return sorted(compared.shown, key=lambda at: -abs(compared.funnel.units[at].z or 0.0))


def _lower(words_: str) -> str:
    return words_[:1].lower() + words_[1:]
