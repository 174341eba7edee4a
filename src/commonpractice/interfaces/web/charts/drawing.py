"""How a chart is drawn: Altair describes it, vl-convert turns it into SVG, and only plain shapes stay.

Altair and vl-convert are imported only to draw: they take a second and 200 MB.
"""

import re
from textwrap import wrap
from typing import Any
from xml.etree import ElementTree

from commonpractice.interfaces.web.charts.facts import COLOURS, DASHES, FILLS, Chart, Kind, Unit, Width

THEME = 5  # raise when anything here changes how a chart looks: kept drawings are made anew

SHAPES = ["circle", "square", "triangle-up", "diamond"]
INK, GRID, NIL = "#212b32", "#d8dde0", "#4c6272"

_POUNDS = "(datum.value < 0 ? '−' : '') + '£' + replace(format(abs(datum.value), '~s'), 'M', 'm')"
AXIS_LABELS = {
    Unit.POUNDS: _POUNDS,
    Unit.COUNT: "replace(format(datum.value, ','), '-', '−')",
    Unit.PERCENT: "replace(format(datum.value, '~f'), '-', '−') + '%'",
}

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "g", "path", "rect", "line", "text", "tspan", "circle"}
ATTRIBUTES = {
    "viewBox", "width", "height", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "dy", "cx", "cy", "r",
    "fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "text-anchor", "font-family",
    "font-size", "font-weight",
}  # fmt: skip
UNSAID = {("opacity", "1"), ("stroke-width", "1"), ("x2", "0"), ("y2", "0")}  # SVG takes these as given


def draw(chart: Chart, width: Width) -> str:
    """The chart as an SVG document of plain shapes. Half a second the first time, 50 ms after."""
    import vl_convert
    from altair import SCHEMA_VERSION

    specification = _specification(chart, width).to_json(indent=None)
    return only_shapes(vl_convert.vegalite_to_svg(specification, vl_version=SCHEMA_VERSION.rsplit(".", 1)[0]))


def only_shapes(svg: str) -> str:
    """Keep nothing but shapes, and of them only how they look: safe within a page, and half the size."""
    root = ElementTree.fromstring(svg)  # noqa: S314 (written by vl-convert in this process, not by a stranger)
    _clean(root)
    root.set("xmlns", NAMESPACE.strip("{}"))
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element) -> None:
    element.tag = re.sub(r"^\{.*\}", "", element.tag)
    for name, value in list(element.attrib.items()):
        if name not in ATTRIBUTES or (name, value) in UNSAID:
            del element.attrib[name]
    for child in list(element):
        _clean(child)
        if child.tag not in ELEMENTS or _shows_nothing(child):
            element.remove(child)


def _shows_nothing(element: ElementTree.Element) -> bool:
    if element.get("opacity") == "0":  # a name for which there is no room
        return True
    if element.tag == "g":
        return not len(element)
    if element.tag == "path":
        return not {"fill", "stroke"} & element.attrib.keys() or element.get("d") in ("", "M0,0h0v0h0Z", None)
    return False


def _specification(chart: Chart, width: Width) -> Any:
    import altair as alt

    narrow = width is Width.NARROW
    wrapped = {label: "\n".join(wrap(label, 18 if narrow else 32)) or label for label in chart.labels}
    data = [
        {
            "label": wrapped[label],
            "series": series.name,
            "value": None if value is None else value / (100 if chart.unit is Unit.POUNDS else 1),
        }
        for series in chart.series
        for label, value in zip(chart.labels, series.values, strict=True)
    ]
    names, labels = [series.name for series in chart.series], list(wrapped.values())
    base = alt.Chart(alt.Data(values=data))
    every = alt.Scale(domain=labels)  # those without any value too
    amount = alt.Axis(
        title=None,
        labelExpr=AXIS_LABELS[chart.unit],
        tickCount=3 if chart.kind is Kind.RANKED else 5,
        labelOverlap=True,
        gridColor=alt.condition("datum.value === 0", alt.value(NIL), alt.value(GRID)),
    )

    def by_series(channel: Any, values: list[Any]) -> Any:
        scale = alt.Scale(domain=names, range=values[: len(names)])
        return channel("series:N", sort=names, legend=None, scale=scale)

    bars = base.mark_bar(strokeWidth=1.5).encode(
        color=by_series(alt.Color, FILLS), stroke=by_series(alt.Stroke, COLOURS)
    )
    if chart.kind is Kind.RANKED:
        broken = alt.Axis(title=None, labelExpr="split(datum.label, '\\n')", labelLimit=300)
        drawn = bars.encode(
            y=alt.Y("label:N", scale=every, axis=broken),
            yOffset=alt.YOffset("series:N", sort=names),
            x=alt.X("value:Q", axis=amount),
        )
        return _dressed(drawn, chart, width)
    apart = alt.Axis(title=None, labelAngle=0, labelOverlap=True, labelSeparation=8)
    months = alt.X("label:N", scale=every, axis=apart)
    if chart.kind is Kind.BARS:
        offset = alt.XOffset("series:N", sort=names)
        drawn = bars.encode(x=months, xOffset=offset, y=alt.Y("value:Q", axis=amount))
        return _dressed(drawn, chart, width)
    course = base.encode(
        x=months,
        y=alt.Y("value:Q", axis=amount).scale(zero=False, nice=True),
        color=by_series(alt.Color, COLOURS),
    )
    lines = course.mark_line(strokeWidth=2.5).encode(strokeDash=by_series(alt.StrokeDash, DASHES))
    points = course.mark_point(filled=True, size=45, opacity=1).encode(shape=by_series(alt.Shape, SHAPES))
    return _dressed(alt.layer(lines, points), chart, width)


def _dressed(drawn: Any, chart: Chart, width: Width) -> Any:
    return (
        drawn.properties(
            width=width.pixels,
            height=chart.height(width),
            autosize={"type": "fit", "contains": "padding"},
        )
        .configure(aria=False, background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelFont="Arial, sans-serif",
            labelFontSize=14,
            labelColor=INK,
            labelPadding=8,
            ticks=False,
            domain=False,
        )
    )
