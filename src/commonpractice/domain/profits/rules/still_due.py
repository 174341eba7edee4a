"""What is still to be posted of something that is reckoned anew: its worth by now, less what was posted."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeVar

from commonpractice.foundations.money import Pence

K = TypeVar("K")


def still_due(worth: Mapping[K, Pence], posted: Mapping[K, Pence]) -> dict[K, Pence]:
    """By place, the difference; none of nil. What is worth nothing any more is taken back."""
    left: dict[K, Pence] = defaultdict(int)
    for place, amount in worth.items():
        left[place] += amount
    for place, amount in posted.items():
        left[place] -= amount
    return {place: amount for place, amount in left.items() if amount}
