"""What adds up to what in a payments file, found from the file's own figures.

Which columns make up a total is published nowhere and has changed; that they do make it up can be seen in
every row. So columns that no year before has had are tried in or out until the rows add up, and each total
that the publication prints is checked in every row. Amounts are whole pence; None is a missing figure and
counts as nil.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

Amounts = Sequence[int | None]
SAMPLE = 300  # rows on which a guess is tried before it is tried on all
MOST_UNKNOWN = 10  # columns tried in every combination


@dataclass(frozen=True)
class Difference:
    """A row in which a total and its parts differ: `row` counts from nil."""

    row: int
    parts: int
    total: int

    @property
    def amount(self) -> int:
        return self.total - self.parts


@dataclass(frozen=True)
class Verdict:
    """How a total and its parts agree over a whole file.

    `rounding` are rows whose difference is no more than rounding each part can make, in a file that rounds:
    one in whole pounds, or one of which at least half the rows are off by pennies. `differences` are the
    others. The arithmetic `holds` where most rows agree: then a row that does not is a mistake in that row.
    """

    rows: int
    rounding: tuple[Difference, ...]
    differences: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        return 2 * len(self.differences) < max(self.rows, 1)


def added(rows: Sequence[Amounts], places: Sequence[int]) -> list[int]:
    """The sum of some columns in each row."""
    return [sum(row[place] or 0 for place in places) for row in rows]


def check(rows: Sequence[Amounts], total: int, parts: Sequence[int]) -> Verdict:
    """Compare a total with the sum of its parts in every row that has the total."""
    whole = in_whole_pounds(rows, [*parts, total])
    slack = rounding_slack(rows, [*parts, total])
    rounding: list[Difference] = []
    differences: list[Difference] = []
    checked = 0
    for number, (row, found) in enumerate(zip(rows, added(rows, parts), strict=True)):
        stated = row[total]
        if stated is None:
            continue
        checked += 1
        if stated != found:
            close = abs(stated - found) <= slack
            (rounding if close else differences).append(Difference(number, found, stated))
    if not whole and 2 * len(rounding) < checked:
        differences = sorted([*differences, *rounding], key=lambda difference: difference.row)
        rounding = []
    return Verdict(checked, tuple(rounding), tuple(differences))


def rounding_slack(rows: Sequence[Amounts], places: Sequence[int]) -> int:
    """How far a sum may be off its parts by rounding alone: half a penny each, or half a pound each where a
    file is published in whole pounds."""
    return len(places) * 50 if in_whole_pounds(rows, places) else len(places) // 2


def in_whole_pounds(rows: Sequence[Amounts], places: Sequence[int]) -> bool:
    """Whether a file has no pennies at all, as that of 2014/15."""
    return all((row[place] or 0) % 100 == 0 for row in rows for place in places)


def in_or_out(
    rows: Sequence[Amounts], total: int, known: Sequence[int], unknown: Sequence[int], likely: Sequence[int]
) -> list[int]:
    """Which of the unknown columns are parts of the total: those that make most rows add up.

    `likely` is tried first and kept where nothing does better.
    """
    if not unknown or len(unknown) > MOST_UNKNOWN:
        return list(likely)
    sample = [row for row in rows if row[total] is not None][:SAMPLE]
    base = added(sample, known)
    slack = rounding_slack(sample, [*known, *unknown, total])

    def agreeing(chosen: Sequence[int]) -> int:
        extra = added(sample, chosen)
        return sum(
            abs((row[total] or 0) - have - more) <= slack
            for row, have, more in zip(sample, base, extra, strict=True)
        )

    best, most = list(likely), agreeing(likely)
    for size in range(len(unknown) + 1):
        for chosen in combinations(unknown, size):
            if most == len(sample):
                return best
            if (agree := agreeing(chosen)) > most:
                best, most = list(chosen), agree
    return best


def is_sum_of(rows: Sequence[Amounts], place: int, parts: Sequence[int]) -> bool:
    """Whether a column is the sum of others in every row in which it stands."""
    verdict = check(rows, place, parts)
    return verdict.rows > 0 and not verdict.differences
