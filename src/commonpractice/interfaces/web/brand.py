"""A surgery's own colour, made safe to read: WCAG 2.2 contrast, whatever colour was chosen."""

import re
from dataclasses import dataclass

ENOUGH = 4.5  # WCAG 2.2, 1.4.3: the contrast that text needs
NHS_BLUE = "#005eb8"
WHITE, INK, BLACK = "#ffffff", "#212b32", "#000000"


@dataclass(frozen=True)
class Brand:
    """A background and the text colour that is legible on it, both as #rrggbb."""

    background: str
    text: str


def brand(colour: str) -> Brand:
    """The colour with legible text on it; the NHS blue where it is no colour at all.

    White where that is legible, else the design system's ink, else black: one of white and black always is.
    """
    background = colour.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) else NHS_BLUE
    text = next(ink for ink in (WHITE, INK, BLACK) if contrast(background, ink) >= ENOUGH)
    return Brand(background, text)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
