"""Measure two or more ways of doing one thing, turn about in one run, and say how they compare."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


class Unequal(AssertionError):
    """Two ways that should give one answer gave two: there is nothing to compare."""


@dataclass(frozen=True)
class Timed:
    """What one way took, in seconds: the median of the runs that count, and the quickest and slowest."""

    median: float
    best: float
    worst: float


@dataclass(frozen=True)
class Result:
    """A line of the report. `ratio` is ours to the other's, in time; a goal is the most that it may be."""

    what: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def race(
    *ways: Callable[[], Any], rounds: int, warm: int = 1, same: Callable[[Any, Any], bool] | None = None
) -> list[Timed]:
    """Run each way in turn, `rounds` times and `warm` times before that uncounted; the medians.

    Where `same` is given, the first answers must be the same by it: raises Unequal.
    """
    took: list[list[float]] = [[] for _ in ways]
    for at in range(warm + rounds):
        answers = []
        for place, way in enumerate(ways):
            began = time.perf_counter()
            answers.append(way())
            seconds = time.perf_counter() - began
            if at >= warm:
                took[place].append(seconds)
        if at == 0 and same is not None:
            for place, answer in enumerate(answers[1:], 1):
                if not same(answers[0], answer):
                    raise Unequal(f"way {place} gives another answer than the first")
    return [summary(each) for each in took]


def summary(seconds: Sequence[float]) -> Timed:
    return Timed(statistics.median(seconds), min(seconds), max(seconds))


def seconds(amount: float) -> str:
    """A time as people read it."""
    if amount >= 1:
        return f"{amount:.2f} s"
    return f"{amount * 1000:.1f} ms" if amount >= 0.0095 else f"{amount * 1000:.2f} ms"


def compared(what: str, ours: Timed, theirs: Timed, beside: str, most: float | None = None) -> Result:
    """Our time beside another's; `most` is the goal, the ratio that must not be exceeded."""
    ratio = ours.median / theirs.median
    return Result(
        what,
        seconds(ours.median),
        f"{seconds(theirs.median)} {beside}",
        ratio,
        "" if most is None else f"at most {most:g}",
        None if most is None else ratio <= most,
    )


def table(results: Sequence[Result]) -> list[str]:
    """The report as a table in Markdown, lined up so that it reads in a terminal too."""
    rows = [["what", "ours", "beside it", "ratio", "goal", "met"]]
    for each in results:
        ratio = "" if each.ratio is None else f"{each.ratio:.3g}"
        met = "" if each.met is None else "yes" if each.met else "NO"
        rows.append([each.what, each.ours, each.beside, ratio, each.goal, met])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
