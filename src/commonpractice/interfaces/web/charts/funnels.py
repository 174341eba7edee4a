"""Funnel plots drawn by hand: the drawing, its key, and its table with the lowest z first."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from commonpractice.interfaces.web.amounts import MINUS
from commonpractice.interfaces.web.charts import funnel_drawing, shapes, words
from commonpractice.interfaces.web.charts.compared import Compared, Standing, by_z, standing, summary, told


@dataclass(frozen=True, slots=True)
class Picture:
    """All that a page shows of a funnel plot. `drawings` are none where no unit has a place."""

    id: str
    title: str
    says: str
    drawings: tuple[SafeString, ...]
    key: tuple[tuple[SafeString, str], ...]
    notes: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def picture(compared: Compared, *, id: str) -> Picture:
    """Units side by side as a page shows them. `id` is unique within the page."""
    says = summary(compared)
    return Picture(
        id=id,
        title=compared.name,
        says=says,
        drawings=tuple(_drawings(compared, id, says)) if compared.shown else (),
        key=tuple(_key(compared)),
        notes=tuple(_notes(compared)),
        headings=(compared.units_are, "Value", "Standing", compared.of, "z", "95% limits", "99.8% limits"),
        rows=tuple(_rows(compared)),
    )


def _drawings(compared: Compared, id: str, says: str) -> Iterator[SafeString]:
    for css, frame in (("wide", funnel_drawing.WIDE), ("narrow", funnel_drawing.NARROW)):
        height, parts = funnel_drawing.drawn(compared, frame)
        yield shapes.drawing(
            parts,
            width=frame.width,
            height=height,
            id=f"{id}-{css}",
            title=compared.name,
            says=says,
            css=f"cp-drawn cp-drawn--{css}",
        )


def _key(compared: Compared) -> Iterator[tuple[SafeString, str]]:
    if compared.funnel.target is None:
        return
    target = compared.scale.write(compared.funnel.target)
    yield shapes.swatch(f'<path d="M0 7H30" {funnel_drawing.TARGET}/>'), f"{compared.target_is} {target}"
    yield shapes.swatch(f'<path d="M0 7H30" {funnel_drawing.INNER}/>'), "95% limits"
    yield shapes.swatch(f'<path d="M0 7H30" {funnel_drawing.OUTER}/>'), "99.8% limits"
    seen = {standing(compared.funnel.units[at]): told(compared, at) for at in compared.shown}
    for one in Standing:
        if one in seen:
            tone = words.tone(one.side, compared.better)
            yield shapes.swatch(shapes.mark(one.shape, 15, 7, 5, tone)), seen[one]


def _notes(compared: Compared) -> Iterator[str]:
    if compared.funnel.between > 0:
        yield "Limits allow for what usually parts these beyond chance (over-dispersion)."
    nothing = [name for at, name in enumerate(compared.names) if at not in compared.shown]
    if nothing and compared.shown:
        yield f"Not drawn, with nobody to count: {', '.join(nothing)}."


def _rows(compared: Compared) -> Iterator[tuple[str, tuple[str, ...]]]:
    write, size = compared.scale.write, compared.sizes.write
    for at in by_z(compared):
        unit, (_, whole) = compared.funnel.units[at], compared.counts[at]
        if unit.value is None or unit.limits is None or unit.z is None:
            yield compared.names[at], ("–", "Nobody to count", size(whole), "–", "–", "–")
            continue
        lines = unit.limits
        yield (
            compared.names[at],
            (
                write(unit.value),
                told(compared, at),
                size(whole),
                f"{unit.z:.2f}".replace("-", MINUS),
                f"{write(lines.lower_95)} to {write(lines.upper_95)}",
                f"{write(lines.lower_998)} to {write(lines.upper_998)}",
            ),
        )
