"""A small line of a year's figures, drawn by hand: 38 to a page in under a millisecond each."""

from collections.abc import Callable, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from commonpractice.interfaces.web.amounts import whole_pounds

WIDTH, HEIGHT, MARGIN = 112, 28, 3


def sparkline(
    values: Sequence[int], *, labels: Sequence[str], write: Callable[[int], str] = whole_pounds
) -> SafeString:
    """Draw figures as a line, with the same told in words for whoever cannot see it.

    `labels` name each figure ("April 2025"). The line is scaled to its own lowest and highest, so it shows
    a course and never a size. Nothing is drawn for fewer than two figures.
    """
    if len(values) < 2:
        return format_html('<span class="cp-no-figure">{}</span>', "too few months to draw")
    low, high = min(values), max(values)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    scale = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0
    points = [
        (round(MARGIN + place * step, 1), round(HEIGHT - MARGIN - (value - low) * scale, 1))
        for place, value in enumerate(values)
    ]
    nil = ""
    if low < 0 < high:
        nil = format_html(
            '<path class="cp-spark__nil" d="M0 {}H{}"/>', round(HEIGHT - MARGIN + low * scale, 1), WIDTH
        )
    return format_html(
        '<svg class="cp-spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' aria-label="{words}">{nil}<polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>',
        width=WIDTH,
        height=HEIGHT,
        words=in_words(values, labels=labels, write=write),
        nil=nil,
        points=" ".join(f"{x:g},{y:g}" for x, y in points),
        x=points[-1][0],
        y=points[-1][1],
    )


def in_words(values: Sequence[int], *, labels: Sequence[str], write: Callable[[int], str]) -> str:
    """What a sparkline shows, as a sentence."""
    lowest, highest = values.index(min(values)), values.index(max(values))
    return (
        f"{len(values)} months, from {write(values[0])} in {labels[0]}"
        f" to {write(values[-1])} in {labels[-1]}; "
        f"lowest {write(values[lowest])} in {labels[lowest]}, "
        f"highest {write(values[highest])} in {labels[highest]}"
    )
