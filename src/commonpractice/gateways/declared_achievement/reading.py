"""Read a declaration, a row an indicator or a row a measure, by the headings of a column map."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from commonpractice.gateways.text_files import NotText, text_of

NEEDED = ("practice_code", "indicator", "numerator", "denominator")
COUNTS = ("numerator", "denominator", "adjusted")
AMOUNTS = ("points", "pounds")
MOST_DIGITS = 12
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})/(\d{1,2})/(\d{4})")


class FileRefused(ValueError):
    """A file that cannot be read as it stands: `problems` are sentences, with their lines where known."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Layouts:
    """The column map: by our name of a column the headings it may have; of the long form, measures too."""

    wide: Mapping[str, Sequence[str]]
    long: Mapping[str, Sequence[str]]
    measures: Mapping[str, str]


@dataclass(frozen=True)
class DeclaredRow:
    """One indicator of one practice, from the line on which it stands first; None for what the file lacks."""

    line: int
    practice_code: str
    indicator: str
    numerator: int
    denominator: int
    adjusted: int | None = None
    points: Decimal | None = None
    pounds: Decimal | None = None
    declared_on: date | None = None


@dataclass
class Declaration:
    """What a file says: its rows, and what is wrong with lines of it."""

    rows: list[DeclaredRow] = field(default_factory=list[DeclaredRow])
    problems: list[str] = field(default_factory=list[str])


def read(content: bytes, *, name: str, layouts: Layouts) -> Declaration:
    """The rows of a file, and a sentence with its line for each that is none.

    Raises FileRefused for a file that is no such table at all.
    """
    try:
        text = text_of(content)
    except NotText as refusal:
        raise FileRefused([f"{name}: {refusal}"]) from None
    table = csv.reader(io.StringIO(text))
    headings = [_plain(heading) for heading in next(table, [])]
    told = Declaration()
    if (long := _places(headings, layouts.long)) and {*layouts.long} <= long.keys():
        _of_measures(_lines(table, len(headings), name, told), long, layouts.measures, name, told)
        return told
    places = _places(headings, layouts.wide)
    if missing := [column for column in NEEDED if column not in places]:
        raise FileRefused([f"{name} has no column {column}." for column in missing])
    for line, row in _lines(table, len(headings), name, told):
        _keep(told, name, line, {column: row[place] for column, place in places.items()})
    return told


def _plain(heading: str) -> str:
    return re.sub(r"[\s_/\-]+", " ", heading.strip().lower())


def _places(headings: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each of our columns is, by our own name or another of its headings."""
    found: dict[str, int] = {}
    for column, called in columns.items():
        names = {_plain(column), *map(_plain, called)}
        place = next((place for place, heading in enumerate(headings) if heading in names), None)
        if place is not None:
            found[column] = place
    return found


def _lines(table, width: int, name: str, told: Declaration):
    """The rows of a table with as many values as headings, trimmed, by line; blank ones are passed over."""
    while True:
        try:
            row = next(table)
        except StopIteration:
            return
        except csv.Error as problem:
            raise FileRefused([f"{name}, line {table.line_num:,}: this is no CSV: {problem}."]) from None
        if not any(value.strip() for value in row):
            continue
        if len(row) != width:
            told.problems.append(
                f"{name}, line {table.line_num:,}: {len(row)} values stand under {width} headings."
            )
            continue
        yield table.line_num, [value.strip() for value in row]


def _of_measures(lines, places: Mapping[str, int], measures: Mapping[str, str], name: str, told: Declaration):
    """Rows of one measure each, put together by practice and indicator."""
    together: dict[tuple[str, str], dict[str, str]] = {}
    first: dict[tuple[str, str], int] = {}
    for line, row in lines:
        key = (row[places["practice_code"]].upper(), row[places["indicator"]].upper())
        column = measures.get(row[places["measure"]].upper())
        if column is None:  # registers and the like are no part of achievement
            continue
        there = together.setdefault(key, {"practice_code": key[0], "indicator": key[1]})
        first.setdefault(key, line)
        if column in there:
            told.problems.append(
                f"{name}, line {line:,}: the {row[places['measure']].lower()} of {key[1]} of {key[0]} is "
                "on an earlier line already."
            )
        there[column] = row[places["value"]]
    for key, there in together.items():
        missing = [column for column in ("numerator", "denominator") if column not in there]
        if missing:
            told.problems.append(
                f"{name}, line {first[key]:,}: {key[1]} of {key[0]} has no {' and no '.join(missing)}."
            )
        else:
            _keep(told, name, first[key], there)


def _keep(told: Declaration, name: str, line: int, row: Mapping[str, str]) -> None:
    try:
        told.rows.append(_row(line, row))
    except ValueError as refusal:
        told.problems.append(f"{name}, line {line:,}: {refusal}")


def _row(line: int, row: Mapping[str, str]) -> DeclaredRow:
    for column in NEEDED:
        if not row[column]:
            raise ValueError(f"the column {column} is blank.")
    counts = {column: _count(row, column) for column in COUNTS if row.get(column)}
    amounts = {column: _amount(row, column) for column in AMOUNTS if row.get(column)}
    return DeclaredRow(
        line=line,
        practice_code=row["practice_code"].upper(),
        indicator=row["indicator"].upper(),
        declared_on=_day(row["declared_on"]) if row.get("declared_on") else None,
        **counts,
        **amounts,
    )


def _count(row: Mapping[str, str], column: str) -> int:
    number = _amount(row, column)
    if number != int(number):
        raise ValueError(f"the column {column} has {row[column][:40]}, which is not a whole number.")
    return int(number)


def _amount(row: Mapping[str, str], column: str) -> Decimal:
    text = row[column].replace(",", "").removeprefix("£")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the column {column} has “{row[column][:40]}”, which is not a number.") from None
    if not number.is_finite() or number < 0 or number >= 10**MOST_DIGITS:
        raise ValueError(f"the column {column} has {row[column][:40]}, which cannot be right.")
    return number


def _day(text: str) -> date:
    match = DAY.fullmatch(text[:10])
    try:
        if match and match[1]:
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match:
            return date(int(match[6]), int(match[5]), int(match[4]))
    except ValueError:
        pass
    raise ValueError(f"“{text[:40]}” is not a day. Write it like 2026-04-15, or 15/04/2026.")
