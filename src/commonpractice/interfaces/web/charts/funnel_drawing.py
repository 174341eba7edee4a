"""How a funnel plot is drawn by hand: limits as curves, a dot a unit, names that cover nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt

from commonpractice.interfaces.web.charts import axes, labels, shapes, words
from commonpractice.interfaces.web.charts.axes import Axis
from commonpractice.interfaces.web.charts.compared import Compared, Standing, by_distance, standing, told
from commonpractice.interfaces.web.charts.words import Tone

CURVE = 40  # pieces of which a limit's curve is drawn
INNER = f'stroke="{shapes.INK}" stroke-width="1.25" stroke-dasharray="5 3"'
OUTER = f'stroke="{shapes.INK}" stroke-width="1.25"'
RING = f'fill="none" stroke="{shapes.INK}" stroke-width="1.5"'
TARGET = f'stroke="{shapes.PAINT[Tone.COMMON][0]}" stroke-width="1.75" stroke-dasharray="1.5 2.5"'


@dataclass(frozen=True, slots=True)
class Frame:
    width: int
    height: int
    letters: int
    marks: float
    about: int
    across: int
    names: tuple[int, int]
    """Names beside dots: letters to a line, and lines."""
    names_lines: bool


WIDE = Frame(640, 380, 14, 4.6, 5, 6, (24, 2), names_lines=True)
NARROW = Frame(288, 320, 13, 4, 4, 3, (16, 2), names_lines=False)


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where sizes and values stand in a drawing, and the sizes between which curves are drawn."""

    along: Axis
    upright: Axis
    smallest: float
    largest: float

    def at(self, compared: Compared, unit: int) -> tuple[float, float]:
        """The middle of a unit's dot."""
        return (
            self.along.at(compared.counts[unit][1]),
            self.upright.at(compared.funnel.units[unit].value or 0.0),
        )


def drawn(compared: Compared, frame: Frame) -> tuple[int, list[str]]:
    """The height of a plot in which a unit or more has a place, and its shapes."""
    plot = _plot(compared, frame)
    names, unnamed = _names(compared, plot, frame)
    height, below = _below(compared, plot, unnamed, frame)
    return height, [*_frame(compared, plot, frame), *_dots(compared, plot, frame), *names, *below]


def _frame(compared: Compared, plot: _Plot, frame: Frame) -> Iterator[str]:
    """The axes, the limits and the target."""
    left, bottom = plot.along.start, plot.upright.start
    for tick in plot.upright.ticks:
        y = plot.upright.at(tick)
        yield shapes.line(left, y, plot.along.stop, y, f'stroke="{shapes.GRID}"')
        told_tick = compared.scale.write(tick, plot.upright.decimals)
        yield shapes.text(told_tick, left - 6, y + frame.letters * 0.35, frame.letters, "end")
    for tick in plot.along.ticks:
        x, told_tick = plot.along.at(tick), compared.sizes.write(tick, plot.along.decimals)
        half = axes.width_of(told_tick, frame.letters) / 2
        yield shapes.line(x, bottom, x, bottom + 5, f'stroke="{shapes.LINE}"')
        x_told = min(max(x, half + 2), frame.width - half - 2)
        yield shapes.text(told_tick, x_told, bottom + frame.letters + 8, frame.letters, "middle")
    yield from _curves(compared, plot)
    if frame.names_lines:
        yield from _names_of_lines(compared, plot, frame)


def _plot(compared: Compared, frame: Frame) -> _Plot:
    values = [unit.value for unit in compared.funnel.units if unit.value is not None]
    sizes = [compared.counts[at][1] for at in compared.shown]
    smallest, largest = min(sizes) * 0.85, max(sizes) * 1.02
    widest = compared.limits_at(smallest)
    upright = axes.of_values(
        [*values, compared.funnel.target or 0.0, widest.lower_998, widest.upper_998],
        compared.scale,
        start=frame.height - 2 * frame.letters - 24,
        stop=12,
        about=frame.about,
    )
    ticks = [compared.scale.write(tick, upright.decimals) for tick in upright.ticks]
    left = max(axes.width_of(tick, frame.letters) for tick in ticks) + 10
    right = frame.width - (axes.width_of("99.8%", frame.letters) + 14 if frame.names_lines else 14)
    along = axes.of_values([smallest, largest], compared.sizes, start=left, stop=right, about=frame.across)
    return _Plot(along, upright, smallest, largest)


def _dots(compared: Compared, plot: _Plot, frame: Frame) -> Iterator[str]:
    """Those outside the limits over the others, and a ring round those that are always named."""
    units = compared.funnel.units
    for at in sorted(compared.shown, key=lambda at: standing(units[at]) is not Standing.WITHIN):
        how, (x, y) = standing(units[at]), plot.at(compared, at)
        tip = f"{compared.names[at]}: {compared.scale.write(units[at].value or 0.0)}. {told(compared, at)}"
        if compared.names[at] in compared.always_named:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{frame.marks + 4:.1f}" {RING}/>'
        yield shapes.mark(how.shape, x, y, frame.marks, words.tone(how.side, compared.better), tip)


def _curves(compared: Compared, plot: _Plot) -> Iterator[str]:
    """The target and four limits from the smallest unit to the largest, closer where they bend more."""
    first, last = sqrt(plot.smallest), sqrt(plot.largest)
    sizes = [(first + (last - first) * number / CURVE) ** 2 for number in range(CURVE + 1)]
    at = [(plot.along.at(size), compared.limits_at(size)) for size in sizes]
    for pick, look in (
        (lambda limits: limits.lower_998, OUTER),
        (lambda limits: limits.upper_998, OUTER),
        (lambda limits: limits.lower_95, INNER),
        (lambda limits: limits.upper_95, INNER),
    ):
        points = "L".join(f"{x:.1f} {plot.upright.at(pick(limits)):.1f}" for x, limits in at)
        yield f'<path d="M{points}" fill="none" {look}/>'
    y = plot.upright.at(compared.funnel.target or 0.0)
    yield shapes.line(at[0][0], y, at[-1][0], y, TARGET)


def _names_of_lines(compared: Compared, plot: _Plot, frame: Frame) -> Iterator[str]:
    last, target = compared.limits_at(plot.largest), compared.funnel.target or 0.0
    ends = [
        (last.upper_998, "99.8%"),
        (last.upper_95, "95%"),
        (target, compared.scale.write(target)),
        (last.lower_95, "95%"),
        (last.lower_998, "99.8%"),
    ]
    heights = axes.spread(
        [plot.upright.at(value) for value, _ in ends],
        apart=frame.letters + 1,
        low=plot.upright.stop,
        high=plot.upright.start,
    )
    for (_, said), y in zip(ends, heights, strict=True):
        yield shapes.text(said, plot.along.at(plot.largest) + 6, y + frame.letters * 0.35, frame.letters)


def _names(compared: Compared, plot: _Plot, frame: Frame) -> tuple[list[str], int]:
    """The names of those outside, the furthest out first, and of those that are always named.

    And how many of them had no room.
    """
    named = [at for at in by_distance(compared) if _is_named(compared, at)]
    right = plot.along.at(plot.largest) if frame.names_lines else frame.width - 2
    found = labels.placed(
        [(*plot.at(compared, at), labels.broken(compared.names[at], *frame.names)) for at in named],
        [plot.at(compared, at) for at in compared.shown],
        within=(plot.along.start, 2, right, plot.upright.start - 2),
        size=frame.letters,
        dot=frame.marks + 1,
    )
    written = [
        part
        for at, label in zip(named, found, strict=True)
        if label
        for part in _written(label, plot.at(compared, at), frame)
    ]
    return written, found.count(None)


def _below(compared: Compared, plot: _Plot, unnamed: int, frame: Frame) -> tuple[int, list[str]]:
    """The drawing's height, and below it what sizes are and how many names had no room, in a line or two."""
    size, height = frame.letters, frame.height
    most = int((frame.width - 12) / axes.width_of("n", size))
    parts = [shapes.text(labels.broken(compared.of, most, 1)[0], plot.along.stop, height - 6, size, "end")]
    if unnamed:
        note = f"{unnamed} more: see the table"
        room = plot.along.stop - axes.width_of(note, size) - 20
        if axes.width_of(compared.of, size) > room:
            height += size + 4
        parts.append(shapes.text(note, 4, height - 6, size))
    return height, parts


def _is_named(compared: Compared, at: int) -> bool:
    outside = standing(compared.funnel.units[at]) is not Standing.WITHIN
    return outside or compared.names[at] in compared.always_named


def _written(label: labels.Label, dot: tuple[float, float], frame: Frame) -> Iterator[str]:
    left, top, right, _ = label.box
    if label.joined:
        yield shapes.line(*dot, *label.joined, f'stroke="{shapes.LINE}"')
    is_left = right < dot[0]
    for number, words_ in enumerate(label.lines, start=1):
        y = top + number * frame.letters * 1.15 - frame.letters * 0.27
        yield shapes.text(
            words_, right if is_left else left, y, frame.letters, "end" if is_left else "start", shapes.HALO
        )
