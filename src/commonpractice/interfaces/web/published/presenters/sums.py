"""Where a figure of several practices is from: the published lines that it is made of, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import Joined, LookUp, Measure, MeasureYear, Part, Source
from commonpractice.domain.published.rules import rates
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.published.presenters import measures
from commonpractice.interfaces.web.published.presenters.addresses import PATIENTS, of_line
from commonpractice.interfaces.web.published.presenters.files import (
    NoSuchLine,
    PublishedFile,
    file_of,
    published,
)
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.tables import rate

NOTHING = "–"
HOW = {
    Joined.MEAN: "Together it is the mean of the practices, each counted once.",
    Joined.SHARED: "Together it is all of the first over all patients, not the mean of the practices.",
    Joined.COUNTED: "Together the ratings are counted.",
}


@dataclass(frozen=True)
class PracticeLine:
    """A practice's part, and the line on which it stands."""

    code: str
    name: str
    number: int
    file_name: str
    cells: tuple[str, ...]
    href: str


@dataclass(frozen=True)
class SeveralSources:
    """The lines that a figure of several practices is made of.

    `headings` are the file's own, of the columns that the cells stand in, but for what is worked out here.
    `without` are practices asked for that have no such figure.
    """

    file: PublishedFile
    codes: tuple[str, ...]
    words: str
    headings: tuple[str, ...]
    lines: tuple[PracticeLine, ...]
    together: tuple[str, ...]
    how: str
    without: tuple[str, ...]

    @property
    def of_several_files(self) -> bool:
        return len({line.file_name for line in self.lines}) > 1


@dataclass
class _Made:
    """What a figure is made of, practice by practice."""

    words: str
    headings: tuple[str, ...]
    lines: list[tuple[str, Source, tuple[str, ...]]]
    together: tuple[str, ...]
    how: str = ""
    per: str = ""


def of_several(*, number: int, codes: Sequence[str], figure: str, per: str, year: str) -> SeveralSources:
    """What a figure of several practices is made of. Raises NoSuchLine."""
    file = file_of(number)
    if file.superseded:
        raise NoSuchLine(f"{file.file_name} is not in use: a later file took its place.")
    found = _look_up(codes, file)
    if file.dataset == "payments":
        made = _paid(file, found, figure, per if per in PATIENTS else "")
    else:
        made = _measured(file, found, figure, year)
    if not made.lines:
        raise NoSuchLine(f"{file.file_name} has no such figure of these practices.")
    names = {practice.code: named(practice.name) for practice in found.practices}
    return SeveralSources(
        file=published(file),
        codes=tuple(names),
        words=made.words,
        headings=made.headings,
        lines=tuple(
            PracticeLine(
                *(code, names[code], source.line, source.file_name, cells),
                of_line(source, code, figure, per=made.per),
            )
            for code, source, cells in made.lines
        ),
        together=made.together,
        how=made.how,
        without=tuple(sorted(names.keys() - {code for code, *_ in made.lines})),
    )


def _look_up(codes: Sequence[str], file: Any) -> LookUp:
    year = None if file.year is None else FinancialYear(file.year)
    try:
        return queries.look_up(codes=codes, year=year)
    except queries.UnknownPractice as refusal:
        raise NoSuchLine(str(refusal)) from refusal


def _paid(file: Any, found: LookUp, figure: str, per: str) -> _Made:
    """A column, or several added up; shared over the patients where `per` says so."""
    codes = [practice.code for practice in found.practices]
    paid = [
        one
        for one in queries.payment_lines(year=FinancialYear(file.year or 0), codes=codes)
        if one.publication_id == file.id
    ]
    sources = {one.code: one.source for one in paid}
    if figure in PATIENTS:
        sizes = _sizes(found, sources, figure)
        return _Made(
            words=PATIENTS[figure],
            headings=queries.headings_of(file, figure),
            lines=[(code, sources[code], (f"{size:,}",)) for code, size in sizes.items()],
            together=(f"{sum(sizes.values()):,}",),
        )
    places = queries.columns_of(file.id, figure)
    amounts: dict[str, int] = {}
    headings: dict[str, None] = {}
    for one in paid:
        if one.place in places:
            amounts[one.code] = amounts.get(one.code, 0) + one.pence
            headings[" ".join(one.heading.split())] = None
    words, total = " and ".join(headings), sum(amounts.values())
    made = _Made(
        words=words,
        headings=(words,),
        lines=[(code, sources[code], (pounds(amount),)) for code, amount in amounts.items()],
        together=(pounds(total),),
        per=per,
    )
    if per:
        sizes = _sizes(found, sources, per)
        made.headings += (*queries.headings_of(file, per), f"For each {per} patient")
        made.lines = [
            (code, source, (*cells, *_shared(amounts[code], sizes.get(code))))
            for code, source, cells in made.lines
        ]
        made.together += _shared(total, sum(sizes.values(), Decimal(0)))
        made.how = "Together it is all payments over all patients, not the mean of the practices."
    return made


def _sizes(found: LookUp, sources: dict[str, Source], figure: str) -> dict[str, Decimal]:
    sizes = {practice.code: getattr(practice, figure) for practice in found.practices}
    return {code: size for code, size in sizes.items() if size is not None and code in sources}


def _shared(amount: int, patients: Decimal | None) -> tuple[str, str]:
    """The patients, and the amount for each."""
    if not patients:
        return NOTHING, NOTHING
    return f"{patients:,}", rate(rates.per(amount, patients)) or NOTHING


def _measured(file: Any, found: LookUp, figure: str, year: str) -> _Made:
    """What is not money: each practice's part, and how they become one."""
    measure, one = _asked(file, found, figure, year)
    headings = queries.headings_of(file, figure)
    if measure.joined is Joined.SHARED:
        headings = (*headings, measures.name(measure))
    return _Made(
        words=f"{measures.name(measure)}, {one.year}",
        headings=headings,
        lines=[(part.code, part.source, _part(measure, part)) for part in one.parts],
        together=_together(measure, one),
        how=HOW.get(measure.joined, ""),
    )


def _asked(file: Any, found: LookUp, figure: str, year: str) -> tuple[Measure, MeasureYear]:
    for measure in found.measures:
        for one in measure.years:
            of_file = any(part.source.publication_id == file.id for part in one.parts)
            if measure.key == figure and one.year == year and of_file:
                return measure, one
    raise NoSuchLine(f"{file.file_name} has no such figure of these practices.")


def _part(measure: Measure, part: Part) -> tuple[str, ...]:
    if part.value is None:
        return (part.words,)
    if measure.joined is Joined.SHARED and part.over:
        each = measures.write(measure, rates.per(part.value, part.over, times=measure.times))
        return (f"{part.value:,.2f}", f"{part.over:,}", each or NOTHING)
    return (measures.write(measure, part.value) or NOTHING,)


def _together(measure: Measure, one: MeasureYear) -> tuple[str, ...]:
    said = measures.said(measure, one) or NOTHING
    if measure.joined is Joined.COUNTED:
        return (f"{one.words}: {measures.write(measure, one.value)}" if one.value is not None else said,)
    if measure.joined is Joined.SHARED:
        amount = sum((part.value or Decimal(0) for part in one.parts), Decimal(0))
        over = sum((part.over or Decimal(0) for part in one.parts), Decimal(0))
        return (f"{amount:,.2f}", f"{over:,}", said)
    return (said,)
