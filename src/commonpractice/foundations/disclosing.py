"""Which counts leave their surgery, so that no subtraction gives back what was kept.

A count of 1 to one less than the deed's threshold stays at its surgery: a partner in another place might know
who it is. Hiding it alone is not enough. Whoever has the partnership's total takes away the surgeries that
are shown, and whoever works at a surgery that is hidden takes away its own besides. So further surgeries are
hidden until what is left, with any of the hidden ones taken away whom one person may know, is nothing or at
least the threshold (secondary suppression); where no surgeries are enough, the total is hidden.

Source: the anonymisation standard for publishing health and social care data (ISB 1523, 2013), which asks for
small numbers to be suppressed, secondarily where a total would give them back; the threshold is the deed's.
That an insider knows some of the cells is our own, stricter, assumption: each reader here works at a
surgery, and some at several.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

Parts = tuple[int, ...]
"""Counts of a surgery in parts that are shown together or not at all: (met, not met), or (adjusted,)."""


@dataclass(frozen=True)
class Shown:
    """What may be seen of one measure on one day: the parts by surgery, None where hidden; and their total.

    `total` is None where no total can be told without telling what is hidden.
    """

    parts: dict[int, Parts | None]
    total: Parts | None


Group = TypeVar("Group", bound=str)


def is_small(count: int, threshold: int) -> bool:
    """Whether so few are there that somebody might know who they are. Nobody is nobody."""
    return 0 < count < threshold


def safe_together(cells: Collection[Parts], threshold: int, *, known: int = 1) -> bool:
    """Whether the sum of some counts may be known, even to whoever knows as many as `known` of them.

    It may not where so many can be taken away that some patients are left and fewer than the threshold.
    """
    return not any(_left_small(part, threshold, known) for part in zip(*cells, strict=True))


def _left_small(counts: Sequence[int], threshold: int, known: int) -> bool:
    """Whether taking away the largest counts, as few as can be, leaves a small one.

    The smallest that together are below the threshold stay, and the others are no more than somebody knows.
    """
    there = sorted(count for count in counts if count)
    small = sum(1 for together in accumulate(there) if together < threshold)
    return small > 0 and len(there) - small <= known


def _sum(cells: Iterable[Parts]) -> Parts:
    return tuple(sum(parts) for parts in zip(*cells, strict=True))


def disclose(
    cells: Mapping[int, Parts], threshold: int, *, keep_hidden: Collection[int] = (), known: int = 1
) -> Shown:
    """What may be seen of some surgeries' counts of one measure, and of their total.

    `known` is at how many surgeries one person may know the counts.

    `keep_hidden` are surgeries that stay hidden for another reason, or were when the same was worked out
    before: what was hidden once must not be told by a later list that hides others. The surgeries hidden
    besides are those with the fewest patients, of equals the first by id.
    """
    hidden = {
        surgery
        for surgery, parts in cells.items()
        if surgery in keep_hidden or any(is_small(part, threshold) for part in parts)
    }
    spare = sorted(cells.keys() - hidden, key=lambda surgery: (-sum(cells[surgery]), -surgery))
    while spare and not safe_together([cells[surgery] for surgery in hidden], threshold, known=known):
        hidden.add(spare.pop())
    tellable = cells and safe_together([cells[surgery] for surgery in hidden], threshold, known=known)
    return Shown(
        {surgery: None if surgery in hidden else parts for surgery, parts in cells.items()},
        _sum(cells.values()) if tellable else None,
    )


def disclose_groups(
    groups: Mapping[Group, Mapping[int, Parts]], threshold: int, *, total_known: bool, known: int = 1
) -> dict[Group, Parts | None]:
    """The whole partnership's count of each group of a split; None where it is hidden.

    A surgery's own groups never leave it, so each group's total must stand having any one surgery's taken
    away, and so must the sum of the hidden ones, which is what the other groups leave of the total. Where the
    total itself is hidden, all groups are: they would add up to it.
    """
    if not total_known:
        return dict.fromkeys(groups)
    hidden = {
        group for group, cells in groups.items() if not safe_together(cells.values(), threshold, known=known)
    }
    spare = sorted(
        groups.keys() - hidden, key=lambda group: (sum(map(sum, groups[group].values())), group), reverse=True
    )
    while hidden and spare and not _stand_together([groups[group] for group in hidden], threshold, known):
        hidden.add(spare.pop())
    return {group: None if group in hidden else _sum(cells.values()) for group, cells in groups.items()}


def _stand_together(hidden: Sequence[Mapping[int, Parts]], threshold: int, known: int) -> bool:
    """Whether the sum of several groups may be known, to whoever knows some surgeries' part of it."""
    surgeries = {surgery for cells in hidden for surgery in cells}
    return len(hidden) > 1 and safe_together(
        [_sum(cells[surgery] for cells in hidden if surgery in cells) for surgery in surgeries],
        threshold,
        known=known,
    )
