"""The CSV form of a payment statement: a row for each line, and a row for the total that must agree.

Columns: practice_code, statement_date (2023-11-20), month (2023-11), section, paycode, words, source (NHSE
or COM), amount (pounds; negative where it is taken off); and, where wished, concerns (2023-10, or 2023-04 to
2024-03), item (a key of the rulebook's NHS items), partner (a partner's code), reference and name. The last
row has `total` as its section and the statement's net as its amount; rows `total` before it with a source are
that source's.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from commonpractice.foundations.money import Pence, pence
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.gateways.payment_statements import spans
from commonpractice.gateways.payment_statements.facts import (
    Layout,
    Line,
    Person,
    Section,
    Source,
    Statement,
)
from commonpractice.gateways.payment_statements.refusals import StatementRefused

COLUMNS = ("practice_code", "statement_date", "month", "section", "paycode", "words", "source", "amount")
EXTRA = ("concerns", "item", "partner", "reference", "name")
SAME_IN_EACH = ("practice_code", "statement_date", "month", "reference", "name")
TOTAL = "total"
MOST_FAULTS = 20

T = TypeVar("T")


@dataclass(frozen=True)
class _Head:
    code: str
    dated: date
    month: Month
    reference: str
    name: str


def is_ours(text: str) -> bool:
    """Whether a text begins with the columns of this form, some of them at least."""
    heading = text.lstrip().split("\n", 1)[0].lower()
    return sum(name in re.split(r"[,;\t\"]", heading) for name in COLUMNS) >= 3


def read(text: str, *, name: str, sha256: str) -> Statement:
    """The statement that a CSV is. Raises StatementRefused with every fault found, by line."""
    faults: list[str] = []
    rows = list(_rows(text, name, faults))
    head = _head(rows, faults)
    lines: list[Line] = []
    totals: dict[Source | None, Pence] = {}
    for at, row in rows:
        try:
            if row["section"].lower() == TOTAL:
                source = _source(row["source"], empty=True)
                if source in totals:
                    raise ValueError("there is a total of this before.")
                totals[source] = pence(row["amount"])
            elif None in totals:
                raise ValueError("it stands below the total, which is the last row.")
            else:
                lines.append(_line(len(lines) + 1, at, row, head))
        except ValueError as fault:
            faults.append(f"Line {at}: {fault}")
    if None not in totals and rows:
        faults.append(
            "It has no total: end it with a row whose section is “total”, with the net as its amount."
        )
    if not lines:
        faults.append("It has no lines.")
    if faults or head is None:
        more = [f"And {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
        raise StatementRefused(name, [*faults[:MOST_FAULTS], *more])
    by_source = _by_source(lines, totals, name)
    return Statement(
        code=head.code,
        name=head.name,
        dated=head.dated,
        month=head.month,
        reference=head.reference,
        net=totals[None],
        lines=tuple(lines),
        layout=Layout.CSV,
        file_name=name,
        sha256=sha256,
        paid=totals[None],
        invoiced={source: sums[0] for source, sums in by_source.items()},
        credited={source: sums[1] for source, sums in by_source.items()},
    )


def _rows(text: str, name: str, faults: list[str]) -> Iterable[tuple[int, Mapping[str, str]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    headings = [(heading or "").strip().lower() for heading in reader.fieldnames or []]
    if missing := [column for column in COLUMNS if column not in headings]:
        several = len(missing) > 1
        raise StatementRefused(
            name,
            [
                f"The column{'s' if several else ''} {', '.join(missing)} "
                f"{'are' if several else 'is'} missing."
            ],
        )
    if twice := {heading for heading in headings if heading and headings.count(heading) > 1}:
        raise StatementRefused(name, [f"The column {', '.join(sorted(twice))} stands twice."])
    reader.fieldnames = headings
    try:
        for row in reader:
            if None in row:
                faults.append(
                    f"Line {reader.line_num}: it has more values than there are columns. Put quotation marks "
                    "round a value with a comma in it."
                )
            elif any((value or "").strip() for value in row.values()):
                yield reader.line_num, {key: (value or "").strip() for key, value in row.items()}
    except csv.Error:
        faults.append(f"Line {reader.line_num + 1}: it cannot be read. Look for a quotation mark not closed.")


def _head(rows: Iterable[tuple[int, Mapping[str, str]]], faults: list[str]) -> _Head | None:
    """What is the same in each row; the total may leave it out."""
    said: dict[str, tuple[int, str]] = {}
    for at, row in rows:
        for column in SAME_IN_EACH:
            value = row.get(column, "")
            if value and (before := said.setdefault(column, (at, value))[1]) != value:
                faults.append(
                    f"Line {at}: its {column} is {value}, and before it was {before}. A file is one "
                    "statement of one practice."
                )
    known = len(faults)
    if "practice_code" not in said:
        faults.append("It does not say whose it is: fill in practice_code.")
    dated, month = _told(said, "statement_date", _date, faults), _told(said, "month", Month.parse, faults)
    if len(faults) > known or dated is None or month is None:
        return None
    code, reference, name = (
        said.get(column, (0, ""))[1] for column in ("practice_code", "reference", "name")
    )
    return _Head(code.upper(), dated, month, reference, name)


def _told(
    said: Mapping[str, tuple[int, str]], column: str, read_as: Callable[[str], T], faults: list[str]
) -> T | None:
    """What a column says, read; where it cannot be, None, and a fault with the line that says it first."""
    if column not in said:
        faults.append(f"No line says its {column}: fill it in.")
        return None
    at, text = said[column]
    try:
        return read_as(text)
    except ValueError as fault:
        faults.append(f"Line {at}: {fault}")
        return None


def _line(number: int, at: int, row: Mapping[str, str], head: _Head | None) -> Line:
    span = _concerns(row["concerns"]) if row.get("concerns") else spans.span_in(row["words"])
    if span and head and not spans.plausible(span, head.month):
        if row.get("concerns"):
            raise ValueError(f"“{row['concerns']}” is years away from {head.month.words}: check the year.")
        span = None
    if not (row["paycode"] or row["words"] or row.get("item")):
        raise ValueError("it says what is paid and not what for: fill in its paycode or its words.")
    pension = row["section"] in (Section.PENSION_EMPLOYEE.value, Section.PENSION_EMPLOYER.value)
    return Line(
        number=number,
        at=at,
        section=row["section"],
        paycode=row["paycode"].upper(),
        words=row["words"],
        source=_source(row["source"]),
        amount=pence(row["amount"]),
        first=span[0] if span else None,
        last=span[1] if span else None,
        person=Person(row["words"].split(" - ")[0].strip()) if pension and row["words"] else None,
        item=row.get("item", ""),
        partner=row.get("partner", ""),
    )


def _source(text: str, *, empty: bool = False) -> Source | None:
    if not text:
        return None if empty else Source.COM
    if text.upper() not in Source.__members__:
        raise ValueError(f"its source, “{text}”, is neither NHSE nor COM.")
    return Source[text.upper()]


def _concerns(text: str) -> spans.Span:
    first, _, last = text.partition(" to ")
    try:
        span = Month.parse(first), Month.parse(last or first)
    except NotAMonth:
        raise ValueError(
            f"“{text}” does not say which months it is of: write 2023-10, or 2023-04 to 2024-03."
        ) from None
    if span[1] < span[0]:
        raise ValueError(f"“{text}” ends before it begins.")
    return span


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date: write statement_date like 2023-11-20.") from None


def _by_source(
    lines: list[Line], totals: Mapping[Source | None, Pence], name: str
) -> dict[Source, tuple[Pence, Pence]]:
    """What each source pays and takes off; a total that is given for it must agree."""
    found: dict[Source, tuple[Pence, Pence]] = {}
    for source in Source:
        amounts = [line.amount for line in lines if line.source is source]
        found[source] = (sum(a for a in amounts if a > 0), sum(a for a in amounts if a < 0))
        if source in totals and totals[source] != sum(amounts):
            raise StatementRefused(
                name, [f"The lines of {source.value} do not come to the total given for it."]
            )
    return found
