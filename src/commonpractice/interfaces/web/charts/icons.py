"""The icons of Making Data Count: what the last point says, and whether the target will be met.

Variation has a course of dots, assurance a target's broken line. H and L are higher and lower values, P and F
passing and falling short; dark blue is good, orange bad, purple neither. Each is told in words as well.
"""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from commonpractice.foundations.spc import Assurance, Variation
from commonpractice.interfaces.web.charts.shapes import FONT, INK, PAINT
from commonpractice.interfaces.web.charts.words import ASSURANCES, VARIATIONS, Tone

SIZE = 40
RISING = ((11, 28.5), (16, 29.5), (21, 27.5), (25.5, 22.5), (29.5, 17))
FALLING = ((11, 15), (16.5, 13.5), (21.5, 16.5), (26, 21.5), (29.5, 27))
COMMON = ((7, 22), (13.5, 16), (20, 23), (26.5, 17), (33, 22))

VARIATION = {
    Variation.COMMON_CAUSE: (Tone.COMMON, "", COMMON),
    Variation.IMPROVEMENT_HIGH: (Tone.IMPROVEMENT, "H", RISING),
    Variation.IMPROVEMENT_LOW: (Tone.IMPROVEMENT, "L", FALLING),
    Variation.CONCERN_HIGH: (Tone.CONCERN, "H", RISING),
    Variation.CONCERN_LOW: (Tone.CONCERN, "L", FALLING),
    Variation.NEUTRAL_HIGH: (Tone.NEUTRAL, "H", RISING),
    Variation.NEUTRAL_LOW: (Tone.NEUTRAL, "L", FALLING),
}
ASSURANCE = {
    Assurance.PASS: (Tone.IMPROVEMENT, "P"),
    Assurance.FAIL: (Tone.CONCERN, "F"),
    Assurance.HIT_OR_MISS: (Tone.COMMON, "?"),
}


def variation(kind: Variation, *, is_decoration: bool = False) -> SafeString:
    """`is_decoration`: the words stand beside it, and are not said twice."""
    tone, letter, course = VARIATION[kind]
    disc, ink = _disc(tone)
    joined = "L".join(f"{x} {y}" for x, y in course)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="2.2" fill="{ink}"/>' for x, y in course)
    drawn = f'<path d="M{joined}" fill="none" stroke="{ink}" stroke-width="1"/>{dots}'
    at = (14, 21) if letter == "H" else (15, 31)
    return _icon(disc + drawn + _letter(letter, *at, ink, 15), "" if is_decoration else VARIATIONS[kind])


def assurance(kind: Assurance, *, is_decoration: bool = False) -> SafeString:
    tone, letter = ASSURANCE[kind]
    disc, ink = _disc(tone)
    target = f'<path d="M9 30.5H31" fill="none" stroke="{ink}" stroke-width="2" stroke-dasharray="4 2"/>'
    return _icon(disc + target + _letter(letter, 20, 26, ink, 20), "" if is_decoration else ASSURANCES[kind])


def _disc(tone: Tone) -> tuple[str, str]:
    """The disc, and the colour in which one draws on it."""
    filling, outline = PAINT[tone]
    if tone is Tone.COMMON:
        filling = "#fff"
    disc = f'<circle cx="20" cy="20" r="18.5" fill="{filling}" stroke="{outline}" stroke-width="2"/>'
    return disc, INK if tone in (Tone.COMMON, Tone.CONCERN) else "#fff"


def _letter(letter: str, x: float, y: float, ink: str, size: int) -> str:
    if not letter:
        return ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="700" text-anchor="middle" fill="{ink}"'
        f" {FONT}>{letter}</text>"
    )


def _icon(drawn: str, words: str) -> SafeString:
    told = f'role="img" aria-label="{escape(words)}"' if words else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 (the shapes above, and words of our own)
        f'<svg class="cp-icon" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" {told}>'
        f"{drawn}</svg>"
    )
