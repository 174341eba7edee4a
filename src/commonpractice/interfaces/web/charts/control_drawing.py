"""How a control chart is drawn by hand: for a desk, and for a telephone with fewer labels, not smaller."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from commonpractice.foundations.spc import Period
from commonpractice.interfaces.web.charts import axes, shapes, words
from commonpractice.interfaces.web.charts.axes import Axis
from commonpractice.interfaces.web.charts.charted import (
    Charted,
    at_place,
    breaks,
    name,
    place_of_event,
    short,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing's size in pixels: its letters, its marks, and about how many values are labelled."""

    width: int
    height: int
    letters: int
    marks: float
    about: int
    names_lines: bool
    """Whether there is room for the lines' names at their right end."""


WIDE = Frame(640, 300, 14, 4.6, 5, names_lines=True)
NARROW = Frame(288, 240, 13, 3.6, 4, names_lines=False)


def drawn(charted: Charted, frame: Frame) -> Iterator[str]:
    """The shapes of a chart that has points."""
    headings = [_heading(charted, number, period) for number, period in enumerate(charted.periods)]
    top, bottom = (30 if any(headings) else 12), frame.height - frame.letters - 16
    upright = axes.of_values(heights(charted), charted.scale, start=bottom, stop=top, about=frame.about)
    ticks = [charted.scale.write(tick, upright.decimals) for tick in upright.ticks]
    left = max(axes.width_of(tick, frame.letters) for tick in ticks) + 10
    ends = _ends(charted) if frame.names_lines else []
    right = frame.width - (max(axes.width_of(end, frame.letters) for _, end in ends) + 14 if ends else 12)
    along = Axis(charted.places[0], charted.places[-1], left + 10, right - 10)
    xs = [along.at(place) for place in charted.places]
    edges = edges_of(xs)

    yield from _behind(charted, headings, edges, top, bottom, frame)
    for tick, told in zip(upright.ticks, ticks, strict=True):
        y = upright.at(tick)
        yield shapes.line(left, y, right, y, f'stroke="{shapes.GRID}"')
        yield shapes.text(told, left - 6, y + frame.letters * 0.35, frame.letters, "end")
    yield from _lines(charted, edges, upright, left, right)
    yield from _events(charted, along, edges, top, bottom, frame)
    ys = [upright.at(point.value) for point in charted.points]
    yield course(xs, ys, breaks(charted.places, monthly=charted.is_monthly))
    for when, point, x, y in zip(charted.when, charted.points, xs, ys, strict=True):
        flag = words.signal(point, charted.better)
        yield shapes.mark(
            shapes.shape_of(point.signal, point.side),
            x,
            y,
            frame.marks,
            words.tone(point.side, charted.better),
            f"{name(when)}: {charted.scale.write(point.value)}{'. ' if flag else ''}{flag}",
        )
    yield from _dates(charted, along, bottom, frame)
    levels = axes.spread([upright.at(at) for at, _ in ends], apart=frame.letters + 2, low=top, high=bottom)
    for (_, told), y in zip(ends, levels, strict=True):
        yield shapes.text(told, right + 8, y + frame.letters * 0.35, frame.letters)


def _events(
    charted: Charted,
    along: Axis,
    edges: Sequence[tuple[float, float]],
    top: float,
    bottom: float,
    frame: Frame,
) -> Iterator[str]:
    """A line where each event fell, with its letter; one that lies beyond the points stands at their end."""
    for letter, event in charted.lettered:
        x = along.at(place_of_event(event, monthly=charted.is_monthly))
        x = min(max(x, edges[0][0]), edges[-1][1])
        yield shapes.line(x, top, x, bottom, shapes.EVENT_LINE)
        yield shapes.text(letter, x - 4, bottom - 5, frame.letters, "end")


def heights(charted: Charted) -> Iterator[float]:
    """Everything that has a height: limits beyond what is possible are left out by the axis."""
    for point in charted.points:
        yield point.value
        yield point.centre
        if point.limits:
            yield point.limits.lower
            yield point.limits.upper
    if charted.target is not None:
        yield charted.target


def _heading(charted: Charted, number: int, period: Period) -> str:
    """What stands over a period: nothing over a first one whose limits are of all its points."""
    adjectives = ["new"] * (number > 0) + ["trial"] * (period.is_trial and len(charted.points) > 1)
    what = "baseline" if charted.is_fixed(period) else "limits"
    return words.capital(" ".join([*adjectives, what])) if adjectives or what == "baseline" else ""


def edges_of(xs: Sequence[float]) -> list[tuple[float, float]]:
    """From where to where a point's lines go: half way to its neighbours."""
    if len(xs) == 1:
        return [(xs[0] - 40, xs[0] + 40)]
    middles = [(before + after) / 2 for before, after in pairwise(xs)]
    return list(zip([xs[0] - 6, *middles], [*middles, xs[-1] + 6], strict=True))


def _behind(
    charted: Charted,
    headings: Sequence[str],
    edges: Sequence[tuple[float, float]],
    top: float,
    bottom: float,
    frame: Frame,
) -> Iterator[str]:
    """The baselines' bands, where periods begin, and what stands over them where there is room."""
    end, right = -1.0, frame.width
    for number, (period, heading) in enumerate(zip(charted.periods, headings, strict=True)):
        x = edges[period.baseline.start if charted.is_fixed(period) else period.start][0]
        if charted.is_fixed(period):
            to = edges[period.baseline.stop - 1][1]
            yield f'<path d="M{x:.1f} {top - 20}H{to:.1f}V{bottom:.1f}H{x:.1f}z" fill="{shapes.BAND}"/>'
        if number:
            begins = edges[period.start][0]
            yield shapes.line(
                begins, top - 20, begins, bottom, f'stroke="{shapes.INK}" stroke-dasharray="2 3"'
            )
        wide = axes.width_of(heading, frame.letters)
        at = min(x + 4, right - wide - 2)
        if heading and at > end:
            yield shapes.text(heading, at, top - 6, frame.letters)
            end = at + wide + 8


def _lines(
    charted: Charted, edges: Sequence[tuple[float, float]], upright: Axis, left: float, right: float
) -> Iterator[str]:
    for period in charted.periods:
        places = range(period.start, period.stop)
        look = shapes.TRIAL_LINE if period.is_trial else shapes.LIMIT_LINE
        limits = [charted.points[at].limits for at in places]
        for values, drawn in (
            ([charted.points[at].centre for at in places], shapes.MEAN_LINE),
            ([one.lower if one else None for one in limits], look),
            ([one.upper if one else None for one in limits], look),
        ):
            shown = [value if value is not None and charted.scale.holds(value) else None for value in values]
            if path := stairs(shown, edges[period.start : period.stop], upright):
                yield f'<path d="{path}" fill="none" {drawn}/>'
    if charted.target is not None:
        y = upright.at(charted.target)
        yield shapes.line(left, y, right, y, shapes.TARGET_LINE)


def stairs(values: Sequence[float | None], edges: Sequence[tuple[float, float]], upright: Axis) -> str:
    """A line that is level at each point and steps half way between two that differ."""
    path, at, is_down = "", 0, False
    for value, run in groupby(values):
        stop = at + sum(1 for _ in run)
        if value is not None:
            y = upright.at(value)
            path += f"V{y:.1f}" if is_down else f"M{edges[at][0]:.1f} {y:.1f}"
            path += f"H{edges[stop - 1][1]:.1f}"
        is_down, at = value is not None, stop
    return path


def course(xs: Sequence[float], ys: Sequence[float], gaps: Sequence[int]) -> str:
    path = "".join(
        f"{'M' if at == 0 or at in gaps else 'L'}{x:.1f} {y:.1f}"
        for at, (x, y) in enumerate(zip(xs, ys, strict=True))
    )
    return f'<path d="{path}" {shapes.VALUE_LINE}/>'


def _dates(charted: Charted, along: Axis, bottom: float, frame: Frame) -> Iterator[str]:
    apart = axes.width_of("30 Mar 25" if not charted.is_monthly else "Mar 25", frame.letters) + 12
    monthly = charted.is_monthly
    for place in axes.labelled(charted.places, along, apart=apart, monthly=monthly):
        told, x = short(at_place(place, monthly=monthly)), along.at(place)
        half = axes.width_of(told, frame.letters) / 2
        x_told = min(max(x, half + 2), frame.width - half - 2)
        yield shapes.line(x, bottom, x, bottom + 5, f'stroke="{shapes.LINE}"')
        yield shapes.text(told, x_told, bottom + frame.letters + 8, frame.letters, "middle")


def _ends(charted: Charted) -> list[tuple[float, str]]:
    """The names of the lines at their right end, with the height that each wants."""
    write, last = charted.scale.write, charted.points[-1]
    ends = [(last.centre, f"Mean {write(last.centre)}")]
    for words_, value in _limits(charted):
        ends.append((value, f"{words_} {write(value)}"))
    if charted.target is not None:
        ends.append((charted.target, f"Target {write(charted.target)}"))
    return ends


def _limits(charted: Charted) -> list[tuple[str, float]]:
    """The last point's limits that can be drawn: none where there are none, one of two that are the same."""
    at = charted.points[-1].limits
    pair = [("Upper", at.upper), ("Lower", at.lower)] if at and at.upper > at.lower else []
    return [(told, value) for told, value in pair if charted.scale.holds(value)]
