"""A small line of a year's figures, drawn by hand: 38 to a page in under a millisecond each."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commonpractice.interfaces.web.amounts import whole_pounds

WIDTH, HEIGHT, MARGIN = 112, 28, 3


def sparkline(
    values: Sequence[int | None], *, labels: Sequence[str], write: Callable[[int], str] = whole_pounds
) -> SafeString:
    """Draw figures as a line, with the same told in words for whoever cannot see it.

    `labels` name each figure ("April 2025"). The line is scaled to its own lowest and highest, so it shows
    a course and never a size. None is a gap in the line. Nothing is drawn for fewer than two figures.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return format_html('<span class="cp-no-figure">{}</span>', "too few months to draw")
    low, high = min(known), max(known)
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    scale = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0
    points = [
        (round(MARGIN + place * step, 1), round(HEIGHT - MARGIN - (value - low) * scale, 1))
        for place, value in enumerate(values)
        if value is not None
    ]
    nil = ""
    if low < 0 < high:
        nil = format_html(
            '<path class="cp-spark__nil" d="M0 {}H{}"/>', round(HEIGHT - MARGIN + low * scale, 1), WIDTH
        )
    return format_html(
        '<svg class="cp-spark" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' aria-label="{words}">{nil}{lines}<circle cx="{x}" cy="{y}" r="2.5"/></svg>',
        width=WIDTH,
        height=HEIGHT,
        words=in_words(values, labels=labels, write=write),
        nil=nil,
        lines=format_html_join("", '<polyline points="{}"/>', ((run,) for run in _runs(values, points))),
        x=points[-1][0],
        y=points[-1][1],
    )


def in_words(values: Sequence[int | None], *, labels: Sequence[str], write: Callable[[int], str]) -> str:
    """What a sparkline shows, as a sentence."""
    known = [(value, label) for value, label in zip(values, labels, strict=True) if value is not None]
    (first, began), (last, ended) = known[0], known[-1]
    lowest, highest = min(known, key=itemgetter(0)), max(known, key=itemgetter(0))
    return (
        f"{len(known)} months, from {write(first)} in {began} to {write(last)} in {ended}; "
        f"lowest {write(lowest[0])} in {lowest[1]}, highest {write(highest[0])} in {highest[1]}"
    )


def _runs(values: Sequence[int | None], points: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The points of each unbroken stretch; one that stands alone is drawn as a short dash."""
    left = iter(points)
    for is_known, stretch in groupby(values, key=lambda value: value is not None):
        if is_known:
            run = [next(left) for _ in stretch]
            if len(run) == 1:
                ((x, y),) = run
                run = [(x - 1, y), (x + 1, y)]
            yield " ".join(f"{x:g},{y:g}" for x, y in run)
