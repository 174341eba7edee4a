"""What commands say and do of surgeries that do not belong to the partnership any more, or not yet."""

from collections.abc import Iterator, Sequence

from commonpractice.domain.ledger.actions import PostedYear
from commonpractice.domain.partnership import queries
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.partnership.rules.belonging import left_on, months_after_leaving
from commonpractice.domain.partnership.rules.words import counted
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear, Month


def left_out_of(posted: PostedYear, year: FinancialYear) -> Iterator[str]:
    """A sentence for each surgery of which a published year was posted in part, or not at all."""
    for part in posted.part_year:
        verb = "is" if len(part.months) == 1 else "are"
        yield (
            f"{part.surgery.name} ({part.surgery.code}) belonged to the partnership for a part of {year}: "
            f"{len(part.months)} of its {part.of} months {verb} posted, {_spelt(part.months)}."
        )
    for outside in posted.outside:
        why = f"left on {day(outside.left)}" if outside.left else "had not joined yet"
        yield (f"{outside.surgery.name} ({outside.surgery.code}) {why}: nothing of {year} is posted for it.")
    for surgery in posted.missing:
        yield f"{surgery.name} ({surgery.code}) is not in the published payments of {year}."


def _spelt(months: Sequence[Month]) -> str:
    """April 2022 to September 2022; with each run of months by itself."""
    runs: list[list[Month]] = []
    for month in months:
        if runs and runs[-1][-1] + 1 == month:
            runs[-1].append(month)
        else:
            runs.append([month])
    return " and ".join(
        run[0].words if len(run) == 1 else f"{run[0].words} to {run[-1].words}" for run in runs
    )


def months_to_open(
    *, where: PartnershipSummary, scope: Scope, months: Sequence[Month]
) -> tuple[dict[tuple[Month, ...], list[int]], list[str]]:
    """For a whole partnership: which months to open for which surgeries, and a sentence for each passed over.

    Months wholly after a surgery's last day are not among them.
    """
    spells = queries.memberships(scope=scope)
    groups: dict[tuple[Month, ...], list[int]] = {}
    told: list[str] = []
    for surgery in where.surgeries:
        after = set(months_after_leaving(spells[surgery.id], months))
        groups.setdefault(tuple(month for month in months if month not in after), []).append(surgery.id)
        left = left_on(spells[surgery.id])
        if after and left:
            verb = "was" if len(after) == 1 else "were"
            told.append(
                f"{surgery.name} ({surgery.code}) left on {day(left)}: {counted(len(after), 'month')} after "
                f"that {verb} not opened for it. To wind its books up, use --after-leaving."
            )
    return {which: ids for which, ids in groups.items() if which}, told
