"""Looking at a drawing: its elements, and what of it could do harm in a page."""

import re
from xml.etree import ElementTree

NAMESPACE = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "desc", "rect", "path", "circle", "text"}
ATTRIBUTES = {
    "viewBox", "width", "height", "class", "id", "role", "aria-labelledby", "aria-describedby", "aria-label",
    "aria-hidden", "d", "x", "y", "cx", "cy", "r", "fill", "stroke", "stroke-width", "stroke-dasharray",
    "stroke-linejoin", "paint-order", "text-anchor", "font-family", "font-size", "font-weight",
}  # fmt: skip
SMALLEST = 12  # pixels of a letter


def read(svg: str) -> ElementTree.Element:
    """The drawing, which is well-formed and nothing but plain shapes."""
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        assert element.tag in SHAPES, element.tag
        assert set(element.attrib) <= ATTRIBUTES, element.attrib
    return root


def size(root: ElementTree.Element) -> tuple[float, float]:
    _, _, width, height = map(float, root.get("viewBox").split())
    return width, height


def marks(root: ElementTree.Element) -> list[tuple[str, float, float, str]]:
    """Of each point that has a tip: its shape, its middle's x and y, and its tip."""
    found = []
    for element in root.iter():
        tip = element.find("title")
        if element.tag in ("circle", "path") and tip is not None:
            found.append((*_middle(element), tip.text))
    return found


def _middle(element: ElementTree.Element) -> tuple[str, float, float]:
    if element.tag == "circle":
        return "circle", float(element.get("cx")), float(element.get("cy"))
    path = element.get("d")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    if "a" in path:  # a dome: from its left end along an arc
        return "dome", numbers[0] + numbers[2], numbers[1]
    xs, ys = numbers[::2], numbers[1::2]
    return f"{len(xs)} corners", (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def lines(root: ElementTree.Element, dashes: str | None, ink: str = "#212b32") -> list[str]:
    """The paths of lines of one look."""
    return [
        path.get("d")
        for path in root.iter("path")
        if path.get("stroke") == ink and path.get("stroke-dasharray") == dashes and path.get("fill") == "none"
    ]


def words(root: ElementTree.Element) -> list[str]:
    return [text.text for text in root.iter("text")]


def check(root: ElementTree.Element) -> None:
    """Letters that can be read, and none beyond the edge (by their own measure: a hair too wide)."""
    width, height = size(root)
    for text in root.iter("text"):
        assert float(text.get("font-size")) >= SMALLEST
        assert 0 <= float(text.get("x")) <= width
        assert 0 <= float(text.get("y")) <= height
