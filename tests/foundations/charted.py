"""Charting by a second, slower way: exact fractions, one point at a time, each rule asked of each window."""

from fractions import Fraction
from itertools import pairwise

LIMIT, SCREEN, NEAR = Fraction("2.66"), Fraction("3.267"), Fraction(2, 3)


def lines(base: list[Fraction], screen: bool) -> tuple[Fraction, Fraction | None]:
    """The mean, and how far from it the limits are."""
    mean = sum(base) / len(base)
    ranges = [abs(b - a) for a, b in pairwise(base)]
    if not ranges:
        return mean, None
    average = sum(ranges) / len(ranges)
    if screen and average:
        kept = [one for one in ranges if one < SCREEN * average]
        average = sum(kept) / len(kept)
    return mean, LIMIT * average


def flags(values: list[Fraction], *, screen: bool, trend: int = 7, shift: int = 7) -> list[str]:
    """The flag of each point of one period whose baseline is all of it."""
    mean, far = lines(values, screen)
    return [_flag(place, values, mean, far, trend, shift) for place in range(len(values))]


def _flag(place, values, mean, far, trend, shift) -> str:
    if far is not None and abs(values[place] - mean) > far:
        return "outside"
    if any(_rises(part) or _rises([-one for one in part]) for part in _windows(values, place, trend)):
        return "trend"
    if far is not None and _is_near(values[place], mean, far):
        for part in _windows(values, place, 3):
            if _one_side(part, mean) and sum(_is_near(one, mean, far) for one in part) >= 2:
                return "two_of_three"
    if any(_one_side(part, mean) for part in _windows(values, place, shift)):
        return "shift"
    return ""


def _windows(values, place, length):
    """Every run of `length` values that the one at `place` is in."""
    for start in range(max(0, place - length + 1), place + 1):
        if start + length <= len(values):
            yield values[start : start + length]


def _rises(part) -> bool:
    return all(after > before for before, after in pairwise(part))


def _one_side(part, mean) -> bool:
    return all(one > mean for one in part) or all(one < mean for one in part)


def _is_near(value, mean, far) -> bool:
    return NEAR * far < abs(value - mean) <= far
