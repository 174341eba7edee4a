"""Continuity over time as control charts, and groups of patients as tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commonpractice.domain.continuity import parameters
from commonpractice.domain.continuity.facts import Result, Split
from commonpractice.foundations import spc
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.charts.charted import Charted
from commonpractice.interfaces.web.continuity import words


@dataclass(frozen=True)
class Group:
    """A row of a split: its name and cells; none where it is hidden."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Groups:
    """One way of splitting."""

    id: str
    name: str
    rows: tuple[Group, ...]


GROUP_HEADINGS = (words.SLICC.heading, "Contacts", words.UPC.heading, words.SECON.heading, "Patients")


def charted(name: str, months: Sequence[Result]) -> Charted:
    """The part of contacts with one's own doctor, month by month; months without any are gaps.

    Limits stay those of the first points, as many as are enough, so that no change moves what shows it.
    """
    drawn = [one for one in months if one.of_lists and one.of_lists.of]
    values = [one.of_lists.count / one.of_lists.of for one in drawn if one.of_lists]
    by = spc.making_data_count()
    chart = spc.xmr(values, by=by, screen=True, baseline=range(by.enough_points)) if values else None
    return Charted(name, tuple(Month.of(one.on) for one in drawn), chart, spc.Better.HIGHER)


def groups(results: Sequence[Result]) -> tuple[Groups, ...]:
    """A table for each split, its groups in the order of the rulebook."""
    return tuple(_tables(results))


def _tables(results: Sequence[Result]) -> Iterator[Groups]:
    for split, name in words.SPLITS.items():
        there = {one.group: one for one in results if one.split == split.value}
        rows = tuple(
            Group(band.words, _cells(there[band.key]))
            for band in parameters.bands()[Split(split)]
            if band.key in there
        )
        if rows:
            yield Groups(f"by-{split.value}", name, rows)


def _cells(one: Result) -> tuple[str, ...]:
    if words.is_hidden(one):
        return ()
    upc, _, secon, _, _, patients = words.means(one.means)
    return words.part(one.of_lists), words.contacts(one.of_lists), upc, secon, patients
