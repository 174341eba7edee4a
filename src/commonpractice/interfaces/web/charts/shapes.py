"""Shapes of which charts are drawn by hand, as SVG with attributes only: no style, no script.

Kinds of signal are told apart by shape, good news from bad by a dark or an outlined light filling, and both
by colour too. Colours are the NHS's; each drawn line or outline has a contrast of 3:1 or more with white.
"""

from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from commonpractice.foundations.spc import Side, Signal
from commonpractice.interfaces.web.charts.words import Tone

INK, LINE, GRID, BAND, TARGET = "#212b32", "#768692", "#d8dde0", "#e8edee", "#d5281b"
HALO = (
    ' stroke="#fff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'  # round letters over lines
)
FONT = 'font-family="Arial, sans-serif"'

PAINT = {  # filling, outline
    Tone.COMMON: ("#4c6272", "#4c6272"),
    Tone.IMPROVEMENT: ("#005eb8", "#003087"),
    Tone.CONCERN: ("#ed8b00", "#212b32"),
    Tone.NEUTRAL: ("#330072", "#330072"),
}
MEAN_LINE = f'stroke="{INK}" stroke-width="1.25"'
LIMIT_LINE = f'stroke="{INK}" stroke-width="1.25" stroke-dasharray="5 3"'
TRIAL_LINE = f'stroke="{INK}" stroke-width="1.25" stroke-dasharray="1.5 3"'
TARGET_LINE = f'stroke="{TARGET}" stroke-width="1.75" stroke-dasharray="10 3 2 3"'
EVENT_LINE = 'stroke="#330072" stroke-width="2"'
VALUE_LINE = f'fill="none" stroke="{LINE}" stroke-width="1.5" stroke-linejoin="round"'

OUTLINES = {  # about a middle, for a size of 1
    "diamond": ((0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)),
    "square": ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)),
    "up": ((0, -1.2), (1.2, 0.95), (-1.2, 0.95)),
    "down": ((0, 1.2), (1.2, -0.95), (-1.2, -0.95)),
}


def shape_of(signal: Signal | None, side: Side | None) -> str:
    if signal is None:
        return "dot"
    high = side is Side.HIGH
    return {
        Signal.OUTSIDE: "diamond",
        Signal.TREND: "up" if high else "down",
        Signal.TWO_OF_THREE: "square",
        Signal.SHIFT: "dome" if high else "bowl",
    }[signal]


def mark(shape: str, x: float, y: float, size: float, tone: Tone, tip: str = "") -> str:
    """A point, about `size` pixels from its middle to its edge. `tip` is shown to whoever points at it."""
    filling, outline = PAINT[tone]
    inner = f"><title>{escape(tip)}</title></" if tip else "/"
    if shape == "dot":
        end = f"{inner}circle>" if tip else "/>"
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size * 0.75:.1f}" fill="{filling}"{end}'
    if shape in ("dome", "bowl"):
        up = shape == "dome"
        base, turn = y + (0.6 if up else -0.6) * size, 1 if up else 0
        reach = 1.25 * size
        path = f"M{x - reach:.1f} {base:.1f}a{reach:.1f} {reach:.1f} 0 0 {turn} {2 * reach:.1f} 0z"
    else:
        corners = OUTLINES[shape]
        path = "M" + "L".join(f"{x + a * size:.1f} {y + b * size:.1f}" for a, b in corners) + "z"
    end = f"{inner}path>" if tip else "/>"
    return f'<path d="{path}" fill="{filling}" stroke="{outline}" stroke-width="1"{end}'


def text(words: str, x: float, y: float, size: float, anchor: str = "start", more: str = "") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{INK}"{where}{more}>{escape(words)}</text>'
    )


def line(x: float, y: float, to_x: float, to_y: float, look: str) -> str:
    return f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" fill="none" {look}/>'


def drawing(
    parts: Iterable[str], *, width: int, height: int, id: str, title: str, says: str, css: str
) -> SafeString:
    """A whole drawing, with its name and what it says for whoever cannot see it. `id` is unique in a page."""
    return mark_safe(  # noqa: S308 (shapes with numbers in them, and words that `text` and we have escaped)
        f'<svg class="{css}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-labelledby="{id}-t" aria-describedby="{id}-d" {FONT}>'
        f'<title id="{id}-t">{escape(title)}</title><desc id="{id}-d">{escape(says)}</desc>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>'
    )


def swatch(parts: str) -> SafeString:
    """A sample for a key, 30 by 14 pixels."""
    return mark_safe(  # noqa: S308 (shapes with numbers in them)
        f'<svg width="30" height="14" viewBox="0 0 30 14" aria-hidden="true">{parts}</svg>'
    )
