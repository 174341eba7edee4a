"""Which counts of care leave their surgery: foundations/disclosing.py, over many indicators and registers."""

from collections.abc import Collection, Mapping

from commonpractice.domain.quality.facts.disclosed import Parts, Shown
from commonpractice.foundations.disclosing import Group, disclose, disclose_groups, is_small, safe_together

__all__ = ["disclose", "disclose_all", "disclose_groups", "is_small", "on_register", "safe_together"]


def disclose_all(
    counts: Mapping[Group, Mapping[int, Parts]],
    threshold: int,
    *,
    paid: Collection[Group] = (),
    keep_hidden: Mapping[Group, Collection[int]] | None = None,
    known: int = 1,
) -> dict[Group, Shown]:
    """What may be seen of many measures of one day.

    `paid` measures bring money, and the sum of a surgery's money may be seen: where one of them alone is
    hidden at a surgery, taking the others' money away would tell what it brings, and so what it counts. Then
    the one with the fewest patients is hidden besides.
    """
    kept = {of: set((keep_hidden or {}).get(of, ())) for of in counts}
    while True:
        shown = {
            of: disclose(cells, threshold, keep_hidden=kept[of], known=known) for of, cells in counts.items()
        }
        more = _alone(counts, shown, [of for of in counts if of in paid])
        if not more:
            return shown
        for of, surgery in more:
            kept[of].add(surgery)


def _alone(
    counts: Mapping[Group, Mapping[int, Parts]], shown: Mapping[Group, Shown], paid: Collection[Group]
) -> list[tuple[Group, int]]:
    """What to hide besides, at each surgery at which one paid measure alone is hidden."""
    more: list[tuple[Group, int]] = []
    for surgery in sorted({surgery for of in paid for surgery in counts[of]}):
        theirs = [of for of in paid if surgery in counts[of]]
        hidden = [of for of in theirs if shown[of].parts[surgery] is None]
        others = [of for of in theirs if shown[of].parts[surgery] is not None]
        if len(hidden) == 1 and others:
            more.append((min(others, key=lambda of: (sum(counts[of][surgery]), of)), surgery))
    return more


def on_register(patients: int, listed: int, threshold: int) -> Parts | None:
    """How many are on a register and how many of its list are not, as it may be seen; None where few are on
    it.

    Rounded to the nearest multiple of the threshold, halves up: an indicator's patients taken away from its
    register would tell to the patient how few were left out or adjusted. What is rounded adds up to no total,
    so nothing more has to be hidden.
    """
    if is_small(patients, threshold):
        return None
    rounded = min((2 * patients + threshold) // (2 * threshold) * threshold, listed)
    return rounded, listed - rounded
