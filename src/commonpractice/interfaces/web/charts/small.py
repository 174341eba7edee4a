"""Many small control charts on a page: one indicator at every surgery, or every indicator of one surgery.

Each is drawn in a third of a millisecond, without letters: beside it stand its name, its last value and its
icons, and one table below has them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from commonpractice.interfaces.web.charts import icons, shapes, words
from commonpractice.interfaces.web.charts.axes import Axis
from commonpractice.interfaces.web.charts.charted import Charted, Scale, breaks, name, place
from commonpractice.interfaces.web.charts.control_drawing import course, edges_of, heights, stairs
from commonpractice.interfaces.web.charts.words import Tone

WIDTH, HEIGHT, MARGIN, MARKS = 160, 68, 6, 2.4
HEADINGS = ("Last value", "What it says", "Target", "Mean", "Lower limit", "Upper limit", "Points")
ORDER = [Tone.CONCERN, Tone.IMPROVEMENT, Tone.NEUTRAL, Tone.COMMON]
NO_FIGURES = "No figures yet"
FOUND = {Tone.CONCERN: "a concern", Tone.IMPROVEMENT: "an improvement", Tone.NEUTRAL: "a change"}


@dataclass(frozen=True, slots=True)
class Small:
    """A small chart: `label` is its surgery or its indicator, `address` the page that has it large.

    `without` says why there is nothing to draw, where there is nothing.
    """

    label: str
    charted: Charted
    address: str = ""
    without: str = NO_FIGURES


@dataclass(frozen=True, slots=True)
class Cell:
    label: str
    address: str
    drawn: SafeString
    value: str
    when: str
    icons: tuple[SafeString, ...]
    tone: Tone
    without: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a page shows of many small charts. `scale` says how their heights compare."""

    id: str
    title: str
    says: str
    scale: str
    cells: tuple[Cell, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def picture(smalls: Sequence[Small], *, id: str, title: str, each_is: str, one_scale: bool) -> Picture:
    """Small charts as a page shows them, in the order given. `id` is unique within the page.

    `each_is` names what they are of, "Surgery" or "Indicator". With `one_scale`, for charts of one measure, a
    height means the same in each; without it each fills its own room.
    """
    newest = max((small.charted.places[-1] for small in smalls if small.charted.points), default=None)
    axis, scale = None, "Each is drawn to a scale of its own: compare its course, and not its height."
    drawn = [small.charted for small in smalls if small.charted.points]
    if one_scale and drawn:
        axis = _axis([value for charted in drawn for value in heights(charted)], drawn[0].scale)
        low, high = (drawn[0].scale.write(end) for end in (axis.low, axis.high))
        scale = f"All are drawn to one scale, from {low} to {high}."
    return Picture(
        id=id,
        title=title,
        says=_summary(smalls),
        scale=scale,
        cells=tuple(_cell(small, axis, newest) for small in smalls),
        headings=(each_is, *HEADINGS),
        rows=tuple(_row(small, newest) for small in smalls),
    )


def worst_first(smalls: Sequence[Small]) -> list[Small]:
    """Concerns first, then improvements, then the rest; those without figures last. Otherwise in order."""
    return sorted(smalls, key=lambda small: (not small.charted.points, ORDER.index(_tone(small.charted))))


def _tone(charted: Charted) -> Tone:
    return words.tone(charted.points[-1].side, charted.better) if charted.points else Tone.COMMON


def _axis(values: Sequence[float], scale: Scale) -> Axis:
    """All the height there is, for values that can be: nothing is labelled, so nothing has to be round."""
    known = [value for value in values if scale.holds(value)]
    return Axis(min(known), max(known), HEIGHT - MARGIN, MARGIN)


def _cell(small: Small, axis: Axis | None, newest: int | None) -> Cell:
    """`newest` is where the last point of all charts stands: one that ends before it says when."""
    charted = small.charted
    if not charted.points:
        return Cell(small.label, small.address, SafeString(""), "", "", (), Tone.COMMON, small.without)
    varied, assured = words.variation(charted), words.assurance(charted)
    found = []
    if varied and len(charted.points) > 1:
        found.append(icons.variation(varied))
    if assured:
        found.append(icons.assurance(assured))
    return Cell(
        small.label,
        small.address,
        _drawn(charted, axis or _axis(list(heights(charted)), charted.scale)),
        charted.scale.write(charted.points[-1].value),
        name(charted.when[-1]),
        tuple(found),
        _tone(charted),
        is_late=newest is not None and place(charted.when[-1]) < newest,
    )


def _drawn(charted: Charted, upright: Axis) -> SafeString:
    along = Axis(charted.places[0], charted.places[-1], MARGIN, WIDTH - MARGIN)
    xs = [along.at(place) for place in charted.places]
    ys = [upright.at(point.value) for point in charted.points]
    gaps = breaks(charted.places, monthly=charted.is_monthly)
    last = len(charted.points) - 1
    marks = (
        shapes.mark(
            shapes.shape_of(point.signal, point.side),
            xs[at],
            ys[at],
            MARKS,
            words.tone(point.side, charted.better),
        )
        for at, point in enumerate(charted.points)
        if point.signal or at == last
    )
    parts = "".join([*_behind(charted, xs, upright), course(xs, ys, gaps), *marks])
    told = f"{words.counted(len(charted.points))}, {name(charted.when[0])} to {name(charted.when[-1])}"
    return mark_safe(  # noqa: S308 (shapes with numbers in them, and words that are escaped)
        f'<svg class="cp-small__drawn" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(told)}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>{parts}</svg>'
    )


def _behind(charted: Charted, xs: Sequence[float], upright: Axis) -> Iterator[str]:
    """The room between limits, the mean, the target, and where limits begin anew."""
    edges = edges_of(xs)
    for period in charted.periods:
        places, own = range(period.start, period.stop), edges[period.start : period.stop]
        limits = [charted.points[at].limits for at in places]
        if drawn := [one for one in limits if one]:
            steps = [
                (edge, upright.within(one.lower), upright.within(one.upper))
                for edge, one in zip(own, drawn, strict=True)
            ]
            there = "L".join(f"{x:.1f} {high:.1f}" for edge, _, high in steps for x in edge)
            back = "L".join(f"{x:.1f} {low:.1f}" for edge, low, _ in reversed(steps) for x in edge[::-1])
            yield f'<path d="M{there}L{back}z" fill="{shapes.BAND}"/>'
        mean = stairs([charted.points[at].centre for at in places], own, upright)
        yield f'<path d="{mean}" fill="none" stroke="{shapes.INK}" stroke-width="1"/>'
    for period in charted.periods[1:]:
        x = edges[period.start][0]
        yield shapes.line(x, 0, x, HEIGHT, f'stroke="{shapes.INK}" stroke-dasharray="2 2"')
    if charted.target is not None:
        y = upright.at(charted.target)
        yield shapes.line(0, y, WIDTH, y, shapes.TARGET_LINE)


def _summary(smalls: Sequence[Small]) -> str:
    """Such as "Of 38: 5 with a concern, 2 with an improvement.\""""
    counts = {tone: sum(1 for small in smalls if _tone(small.charted) is tone) for tone in FOUND}
    told = [f"{count} with {FOUND[tone]}" for tone, count in counts.items() if count]
    return f"Of {len(smalls)}: {', '.join(told)}." if told else f"Of {len(smalls)}, none has a signal now."


def _row(small: Small, newest: int | None) -> tuple[str, tuple[str, ...]]:
    charted = small.charted
    if not charted.points:
        return small.label, ("–", small.without, "–", "–", "–", "–", "0")
    write, last = charted.scale.write, charted.points[-1]
    varied, assured = words.variation(charted), words.assurance(charted)
    target = "–" if charted.target is None else write(charted.target)
    ends = (write(last.limits.lower), write(last.limits.upper)) if last.limits else ("–", "–")
    trial = " (trial limits)" if charted.periods[-1].is_trial and last.limits else ""
    late = newest is not None and charted.places[-1] < newest
    return small.label, (
        write(last.value) + (f" in {name(charted.when[-1])}" if late else ""),
        (words.VARIATIONS[varied] if varied and len(charted.points) > 1 else "One point") + trial,
        words.ASSURANCES[assured].replace("Target:", f"{target}:") if assured else target,
        write(last.centre),
        *ends,
        str(len(charted.points)),
    )
