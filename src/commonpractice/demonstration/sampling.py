"""Draw from the published distributions (rulebook/demonstration/published_distributions.csv)."""

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from commonpractice.demonstration.distributions import PERCENTILES
from commonpractice.foundations import rulebook_files

LATEST = "2022/23"
PARTS = 10_000
"""Figures are drawn as whole ten-thousandths of what is published: hundredths of a penny of its pounds."""


def chance(*subject: object) -> random.Random:
    """A subject's own stream of chance, the same on every machine: no draw moves another subject's."""
    return random.Random("/".join(map(str, subject)))  # noqa: S311 (nothing secret hangs on it)


@dataclass(frozen=True)
class Published:
    """One measure's distribution over the practices of a year."""

    share_with_any: Fraction
    points: tuple[tuple[Fraction, int], ...]
    """(how far through the ordered practices, the value there in ten-thousandths)"""

    def at(self, place: Fraction) -> int:
        """The value so far through the practices that have any, from 0 to 1; straight between the points."""
        points = self.points
        if place <= points[0][0]:
            return points[0][1]
        for (before, low), (after, high) in pairwise(points):
            if place <= after:
                return low + int((high - low) * (place - before) / (after - before))
        return points[-1][1]

    def draw(self, rng: random.Random) -> int:
        """What a practice that has any might have, in ten-thousandths; the far ends are left out."""
        between = rulebook_files.toml("demonstration/books.toml")["surgeries"]["drawn_between"]
        return self.at(Fraction(rng.randint(*between), PARTS))

    def draw_any(self, rng: random.Random) -> int:
        """As `draw`, or nil as often as a practice has none."""
        has = rng.randrange(PARTS) < self.share_with_any * PARTS
        drawn = self.draw(rng)
        return drawn if has else 0


@cache
def published(measure: str, group: str = "all", year: str = LATEST) -> Published:
    """A measure's distribution. Raises LookupError where there is none of that name."""
    for row in rulebook_files.rows("demonstration/published_distributions.csv"):
        if (row["year"], row["measure"], row["group"]) == (year, measure, group):
            return Published(
                Fraction(int(row["with_any"]), int(row["practices"])),
                tuple(
                    (Fraction(percentile, 100), int(Fraction(row[f"p{percentile:02d}"]) * PARTS))
                    for percentile in PERCENTILES
                ),
            )
    raise LookupError(f"There is no published distribution of {measure} ({group}) for {year}.")


def spread(number: int, rng: random.Random) -> list[Fraction]:
    """Places evenly through a distribution, one each for a number of surgeries, in a random order."""
    places = [Fraction(2 * place + 1, 2 * number) for place in range(number)]
    rng.shuffle(places)
    return places
