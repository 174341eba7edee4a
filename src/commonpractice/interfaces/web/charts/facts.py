"""What a chart shows."""

from collections.abc import Callable
from dataclasses import dataclass

from commonpractice.foundations.worded import Worded
from commonpractice.interfaces.web import amounts

# Told apart without colour too: lines by dash and by the shape of their points, bars by being filled or not.
COLOURS = ["#005eb8", "#4c6272", "#7c2855", "#007f3b"]  # each at least 4.5:1 on white
FILLS = ["#005eb8", "#d8dde0", "#7c2855", "#ffffff"]
DASHES = [[1, 0], [6, 4], [2, 3], [10, 3, 2, 3]]

HEIGHT_OF_A_NAME = (
    26  # pixels that a ranked chart gives to each name with one bar; 14 more for each further bar
)


class NotAChart(ValueError):
    """Labels or series that one chart cannot show."""


class Kind(Worded):
    LINES = "lines", "lines over time"
    BARS = "bars", "bars over time"
    RANKED = "ranked", "bars side by side, with a name each"


class Unit(Worded):
    POUNDS = "pounds", "pounds"
    COUNT = "count", "number"
    PERCENT = "percent", "per cent"

    def write(self, value: float | None) -> str:
        """A value as its table shows it. Pounds come as pence."""
        return "–" if value is None else _WRITTEN[self](value)


def _plainly(value: float) -> str:
    """In full, to two decimals at most: 62134644.75 → "62,134,644.75", 7.0 → "7"."""
    text = f"{abs(value):,.2f}".rstrip("0").rstrip(".")
    return f"{amounts.MINUS}{text}" if value < 0 and text != "0" else text


_WRITTEN: dict[Unit, Callable[[float], str]] = {
    Unit.POUNDS: lambda value: amounts.whole_pounds(int(value)),
    Unit.COUNT: _plainly,
    Unit.PERCENT: lambda value: f"{value:,.1f}%".replace("-", amounts.MINUS),
}


class Width(Worded):
    """For a desk, or for a telephone: with fewer labels rather than smaller ones."""

    WIDE = "wide", "540 pixels"
    NARROW = "narrow", "300 pixels"

    @property
    def pixels(self) -> int:
        return 540 if self is Width.WIDE else 300


@dataclass(frozen=True)
class Series:
    """One line, or one bar of each group. A value of None leaves a gap. Pounds are given in pence."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart shows. `says` is the point of it in a sentence, for whoever cannot see the drawing."""

    title: str
    says: str
    kind: Kind
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit = Unit.POUNDS
    labels_are: str = "Month"

    def __post_init__(self) -> None:
        if len(set(self.labels)) < len(self.labels):
            raise NotAChart("Two labels of a chart are the same.")
        if len(self.series) > len(COLOURS):
            raise NotAChart(f"More than {len(COLOURS)} series cannot be told apart in one chart.")
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise NotAChart(
                    f"“{series.name}” has {len(series.values)} values for {len(self.labels)} labels."
                )

    def height(self, width: Width) -> int:
        """In pixels."""
        if self.kind is Kind.RANKED:
            return 44 + len(self.labels) * (HEIGHT_OF_A_NAME + 14 * (len(self.series) - 1))
        return 260 if width is Width.WIDE else 220

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The same figures as the rows of a table."""
        return [
            (label, [self.unit.write(series.values[place]) for series in self.series])
            for place, label in enumerate(self.labels)
        ]

    @property
    def key(self) -> list[tuple[str, str, str, str]]:
        """For each series its name and how it is drawn: line colour, fill ("" for a line) and dashes."""
        filled = self.kind is not Kind.LINES
        return [
            (
                series.name,
                COLOURS[place],
                FILLS[place] if filled else "",
                "" if filled else " ".join(map(str, DASHES[place])),
            )
            for place, series in enumerate(self.series)
        ]
