"""Control charts drawn by hand, in a millisecond: the drawing, its key, its notes and its table.

Drawn twice, for a desk and for a telephone; the page's stylesheet shows the one that fits the room there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from commonpractice.foundations.dated import day
from commonpractice.foundations.spc import Assurance, Variation
from commonpractice.interfaces.web.charts import control_drawing, icons, shapes, words
from commonpractice.interfaces.web.charts.charted import Charted, name
from commonpractice.interfaces.web.charts.words import Tone

HEADINGS = ("Value", "Signal", "Mean", "Lower limit", "Upper limit")


@dataclass(frozen=True, slots=True)
class Icon:
    drawn: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a page shows of a control chart. `drawings` are none where there are no points."""

    id: str
    title: str
    says: str
    drawings: tuple[SafeString, ...]
    icons: tuple[Icon, ...]
    key: tuple[tuple[SafeString, str], ...]
    notes: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def picture(charted: Charted, *, id: str) -> Picture:
    """A series as a page shows it. `id` is unique within the page."""
    says = words.summary(charted)
    return Picture(
        id=id,
        title=charted.name,
        says=says,
        drawings=tuple(
            shapes.drawing(
                control_drawing.drawn(charted, frame),
                width=frame.width,
                height=frame.height,
                id=f"{id}-{css}",
                title=charted.name,
                says=says,
                css=f"cp-drawn cp-drawn--{css}",
            )
            for css, frame in (("wide", control_drawing.WIDE), ("narrow", control_drawing.NARROW))
            if charted.points
        ),
        icons=icons_of(charted),
        key=tuple(_key(charted)),
        notes=tuple(words.notes(charted)),
        headings=("Month" if charted.is_monthly else "Day", *HEADINGS),
        rows=tuple(_rows(charted)),
    )


def icons_of(charted: Charted) -> tuple[Icon, ...]:
    """What the last point says, and whether the target will be met, where either can be said."""
    varied, assured = words.variation(charted), words.assurance(charted)
    found: list[Icon] = []
    if isinstance(varied, Variation) and len(charted.points) > 1:
        found.append(Icon(icons.variation(varied, is_decoration=True), words.VARIATIONS[varied]))
    if isinstance(assured, Assurance):
        found.append(Icon(icons.assurance(assured, is_decoration=True), words.ASSURANCES[assured]))
    return tuple(found)


def _key(charted: Charted) -> Iterator[tuple[SafeString, str]]:
    if not charted.points:
        return
    write, last = charted.scale.write, charted.points[-1]
    now = " now" if len(charted.periods) > 1 or any(_differ(charted)) else ""
    yield shapes.swatch(shapes.line(0, 7, 30, 7, shapes.MEAN_LINE)), f"Mean{now} {write(last.centre)}"
    if last.limits:
        is_trial = charted.periods[-1].is_trial
        look = shapes.TRIAL_LINE if is_trial else shapes.LIMIT_LINE
        told = f"{'Trial limits' if is_trial else 'Limits'}{now} {words.limits(charted)}"
        yield shapes.swatch(shapes.line(0, 7, 30, 7, look)), told
    if charted.target is not None:
        yield shapes.swatch(shapes.line(0, 7, 30, 7, shapes.TARGET_LINE)), f"Target {write(charted.target)}"
    if any(charted.is_fixed(period) for period in charted.periods):
        yield shapes.swatch(f'<rect width="30" height="14" fill="{shapes.BAND}"/>'), "Baseline"
    for letter, event in charted.lettered:
        drawn = shapes.line(19, 0, 19, 14, shapes.EVENT_LINE) + shapes.text(letter, 15, 12, 13, "end")
        yield shapes.swatch(drawn), f"{event.words}, {day(event.on)}"
    seen: dict[tuple[str, Tone], str] = {}
    for point in charted.points:
        tone = words.tone(point.side, charted.better)
        told = words.signal(point, charted.better) or "No signal"
        seen.setdefault((shapes.shape_of(point.signal, point.side), tone), told)
    for (shape, tone), told in sorted(seen.items(), key=lambda one: one[1] != "No signal"):
        yield shapes.swatch(shapes.mark(shape, 15, 7, 5, tone)), told


def _differ(charted: Charted) -> Iterator[bool]:
    """Of each point, whether its limits are others than the last one's."""
    last = charted.points[-1].limits
    return (point.limits != last for point in charted.points)


def _rows(charted: Charted) -> Iterator[tuple[str, tuple[str, ...]]]:
    write = charted.scale.write
    for when, point in zip(charted.when, charted.points, strict=True):
        ends = (write(point.limits.lower), write(point.limits.upper)) if point.limits else ("–", "–")
        flag = words.signal(point, charted.better) or "None"
        yield name(when), (write(point.value), flag, write(point.centre), *ends)
