"""Names beside dots: placed one after the other so that none covers another name, a dot or the edge."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from textwrap import wrap

from commonpractice.interfaces.web.charts.axes import width_of

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

GAP = 8  # pixels from a dot's middle to its name
REACH = (0, 14, 28, 44)  # pixels further away, with a line back to the dot


@dataclass(frozen=True, slots=True)
class Label:
    """A name's lines, the room they take, and where a line joins them to their dot (None where beside it)."""

    lines: tuple[str, ...]
    box: Box
    joined: tuple[float, float] | None


def broken(name: str, letters: int, lines: int) -> tuple[str, ...]:
    """A name in so many lines of so many letters at most; what is left is cut and ends in "…"."""
    parts = wrap(name, letters)
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1][: letters - 1].rstrip() + "…"]
    return tuple(parts)


def placed(
    wanted: Sequence[tuple[float, float, tuple[str, ...]]],
    dots: Sequence[tuple[float, float]],
    *,
    within: Box,
    size: float,
    dot: float,
) -> list[Label | None]:
    """Where each name, (x, y, its lines), is written; None where it has no room. The first choose first."""
    taken: list[Box] = [(x - dot, y - dot, x + dot, y + dot) for x, y in dots]
    found: list[Label | None] = []
    for x, y, lines in wanted:
        own = (x - dot, y - dot, x + dot, y + dot)
        wide, high = max(width_of(line, size) for line in lines), len(lines) * size * 1.15
        label = None
        for box, joined in _places(x, y, wide, high):
            others = [one for one in taken if one != own]
            if _is_within(box, within) and not _covers(box, (x, y), joined, others):
                label = Label(lines, box, joined)
                taken.append(box)
                break
        found.append(label)
    return found


def _places(x: float, y: float, wide: float, high: float) -> Iterator[tuple[Box, tuple[float, float] | None]]:
    """Right of the dot, left, above, below, aslant; then the same further away."""
    for reach in REACH:
        for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
            away = GAP + reach * (0.7 if across and down else 1)
            left = x + away if across > 0 else x - away - wide if across < 0 else x - wide / 2
            top = y + away - 2 if down > 0 else y - away - high + 2 if down < 0 else y - high / 2
            near = (min(max(x, left), left + wide), min(max(y, top), top + high))
            far = hypot(near[0] - x, near[1] - y) > GAP + 4
            yield (left, top, left + wide, top + high), near if far else None


def _is_within(box: Box, within: Box) -> bool:
    return box[0] >= within[0] and box[1] >= within[1] and box[2] <= within[2] and box[3] <= within[3]


def _covers(
    box: Box, dot: tuple[float, float], joined: tuple[float, float] | None, others: Sequence[Box]
) -> bool:
    """Whether a name, or the line from it to its dot, would lie on anything."""
    if any(_touch(box, one) for one in others):
        return True
    if joined is None:
        return False
    (x, y), (to_x, to_y) = dot, joined
    along = [(x + (to_x - x) * part / 8, y + (to_y - y) * part / 8) for part in range(1, 9)]
    return any(one[0] < a < one[2] and one[1] < b < one[3] for a, b in along for one in others)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
