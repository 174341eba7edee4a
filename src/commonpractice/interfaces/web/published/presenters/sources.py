"""Where figures are from: the file, its fingerprint, the line about a practice and what stands on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import LineRole, LookUp, OrganisationFact, PaymentLine
from commonpractice.foundations.dated import day
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.amounts import pounds
from commonpractice.interfaces.web.published.presenters import measures
from commonpractice.interfaces.web.published.presenters.addresses import NET, PATIENTS
from commonpractice.interfaces.web.published.presenters.naming import named
from commonpractice.interfaces.web.published.presenters.start import title_of, year_of

GROUP, TOTAL = "group:", "total"


class NoSuchLine(LookupError):
    """No file here has that number, or the file has nothing about the practice."""


@dataclass(frozen=True)
class PublishedFile:
    """A file that was imported; `superseded_by` is the number of the one that took its place."""

    number: int
    dataset: str
    title: str
    of: str
    name: str
    sha256: str
    rows: int
    imported_at: datetime
    superseded_by: int | None


@dataclass(frozen=True)
class Column:
    """One column of a line. `of`: the line's year, where the file has many; `marked`: what one came from."""

    line: int
    heading: str
    value: str
    of: str = ""
    marked: bool = False


@dataclass(frozen=True)
class OneSource:
    """What stands about a practice in a file: on one line, or on one for each year."""

    file: PublishedFile
    code: str
    name: str
    columns: tuple[Column, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(sorted({column.line for column in self.columns}))


@dataclass(frozen=True)
class PracticeLine:
    """A practice's part of a sum, and the line on which it stands."""

    code: str
    name: str
    number: int
    value: str


@dataclass(frozen=True)
class SeveralSources:
    """The lines that a sum over several practices is made of."""

    file: PublishedFile
    codes: tuple[str, ...]
    words: str
    figure: str
    lines: tuple[PracticeLine, ...]
    total: str


def of_practice(*, number: int, code: str, figure: str, line: int | None) -> OneSource:
    """A practice's line of a file, with a figure marked. Raises NoSuchLine."""
    file = _file(number)
    found = _look_up([code], file)
    told = (*_paid(file, code, found, figure), *_measured(file, found, figure, line), *_placed(file, code))
    if not told and not file.superseded:
        raise NoSuchLine(f"{file.file_name} has nothing about {code}.")
    practice = found.practices[0]
    return OneSource(_published(file), practice.code, named(practice.name), told)


def of_several(*, number: int, codes: Sequence[str], figure: str) -> SeveralSources:
    """The payments of several practices that a figure adds up. Raises NoSuchLine."""
    file = _file(number)
    if file.dataset != "payments" or file.superseded:
        raise NoSuchLine(f"{file.file_name} is not a payments file in use.")
    found = _look_up(codes, file)
    year = FinancialYear(file.year or 0)
    paid = [one for one in queries.payment_lines(year=year, codes=codes) if one.publication_id == file.id]
    numbers = {one.code: one.line for one in paid}
    names = {practice.code: named(practice.name) for practice in found.practices}
    if figure in PATIENTS:
        sizes = {practice.code: getattr(practice, figure) for practice in found.practices}
        parts = {code: f"{size:,}" for code, size in sizes.items() if size is not None and code in numbers}
        words, total = PATIENTS[figure], f"{sum(size for size in sizes.values() if size is not None):,}"
    else:
        asked = [one for one in paid if _is_of(one, figure)]
        amounts: dict[str, int] = {}
        for one in asked:
            amounts[one.code] = amounts.get(one.code, 0) + one.pence
        parts = {code: pounds(amount) for code, amount in amounts.items()}
        words = ", ".join(dict.fromkeys(" ".join(one.heading.split()) for one in asked))
        total = pounds(sum(amounts.values()))
    if not parts:
        raise NoSuchLine(f"{file.file_name} has no such figure of these practices.")
    lines = tuple(PracticeLine(code, names[code], numbers[code], value) for code, value in parts.items())
    return SeveralSources(_published(file), tuple(codes), words, figure, lines, total)


def _paid(file: Any, code: str, found: LookUp, figure: str) -> Iterator[Column]:
    """Every money column of a payments line, and the patients that stand on the same line."""
    if file.dataset != "payments" or file.superseded:
        return
    year = FinancialYear(file.year or 0)
    paid = [one for one in queries.payment_lines(year=year, codes=[code]) if one.publication_id == file.id]
    sizes = {"registered": found.income[-1].registered, "weighted": found.income[-1].weighted} if paid else {}
    for key, size in sizes.items():
        if size is not None:
            yield Column(paid[0].line, PATIENTS[key], f"{size:,}", marked=key == figure)
    for one in paid:
        heading = " ".join(one.heading.split())
        yield Column(one.line, heading, pounds(one.pence), marked=_is_of(one, figure))


def _is_of(line: PaymentLine, figure: str) -> bool:
    """Whether a published amount is the figure, or a part of it."""
    if line.role is LineRole.TOTAL:
        return line.key == (TOTAL if figure == NET else figure)
    return figure in (line.key, GROUP + line.group) or (figure == NET and line.role is LineRole.DEDUCTION)


def _measured(file: Any, found: LookUp, figure: str, line: int | None) -> Iterator[Column]:
    for measure in found.measures:
        for one in measure.years:
            if one.source and one.source.publication_id == file.id:
                marked = measure.key == figure and line in (None, one.source.line)
                said = measures.said(measure, one) or ""
                yield Column(one.source.line, measure.words, said, one.year, marked)


def _placed(file: Any, code: str) -> Iterator[Column]:
    """What ODS's files say of a practice."""
    place = queries.organisation(code)
    if place is None or place.source.publication_id != file.id or file.dataset != "ods":
        return
    for heading, value in _columns_of(place):
        if value:
            yield Column(place.source.line, heading, value)


def _columns_of(place: OrganisationFact) -> Iterator[tuple[str, str]]:
    yield from (("Organisation code", place.code), ("Name", place.name), ("Address", place.address))
    yield from (("Postcode", place.postcode), ("Status", place.status))
    yield "Open date", day(place.opened) if place.opened else ""
    yield "Close date", day(place.closed) if place.closed else ""
    yield "Parent", place.parent


def _look_up(codes: Sequence[str], file: Any) -> LookUp:
    year = None if file.year is None else FinancialYear(file.year)
    try:
        return queries.look_up(codes=codes, year=year)
    except queries.UnknownPractice as refusal:
        raise NoSuchLine(str(refusal)) from refusal


def _file(number: int) -> Any:
    found = next((file for file in queries.publications(current=False) if file.id == number), None)
    if found is None:
        raise NoSuchLine(f"No file that was imported here has the number {number}.")
    return found


def _published(file: Any) -> PublishedFile:
    kind = (file.layout, file.year, file.as_at)
    in_use = queries.publications(file.dataset) if file.superseded else []
    return PublishedFile(
        number=file.id,
        dataset=file.dataset,
        title=title_of(file),
        of=year_of(file.year, file.as_at),
        name=file.file_name,
        sha256=file.sha256,
        rows=file.rows,
        imported_at=file.imported_at,
        superseded_by=next((one.id for one in in_use if (one.layout, one.year, one.as_at) == kind), None),
    )
