"""The practice look-up on a terminal, as CSV and as JSON. Nothing is worked out here."""

import csv
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import Any

import click

from commonpractice.domain.published.facts import (
    Beside,
    Found,
    IncomeFigure,
    IncomeYear,
    LineRole,
    LookUp,
    Measure,
    MeasureYear,
    PracticeFact,
    Source,
    Surroundings,
)
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import plain_pounds, pounds
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.commands import text_tables
from commonpractice.interfaces.commands.import_reports import plain

BESIDE = ("here", "England", "peers: lower quarter", "median", "upper quarter")
PLACES = {"list_size": 0, "qof_points": 1, "qof_percentage": 1, "deprivation": 1, "cqc": 1}
"""Decimals of a measure on the screen; two of any other."""
FEW = 5  # lines of one file that are told one by one
DISPENSING = {"YES": "dispenses medicines", "NO": "does not dispense medicines"}
CSV_COLUMNS = (
    *("code", "year", "kind", "key", "name", "value", "unit"),
    *("per_weighted_patient", "per_registered_patient"),
    *("england", "peers_lower", "peers_median", "peers_upper", "peers", "file", "line", "column"),
)


def show_table(found: LookUp, around: Surroundings | None) -> None:
    """Who, income over the years, the latest year per weighted patient, the measures, and the files."""
    if len(found.practices) == 1:
        _show_practice(found.practices[0], around)
    else:
        _show_practices(found)
    if found.income:
        text_tables.title("Income")
        text_tables.show(
            list(_over_the_years(found)), headings=["", *(str(one.year) for one in found.income)]
        )
        latest = found.income[-1]
        text_tables.title(f"£ per weighted patient, {latest.year}")
        if latest.peers:
            click.echo(f"Peers: {latest.peers.words}")
        rows = [
            [figure.words, _pounds(figure.per_weighted), *_beside(figure.beside_weighted, _pounds)]
            for figure in (latest.total, *latest.groups, *latest.outside)
        ]
        text_tables.show(rows, headings=["", *BESIDE])
    for measure in found.measures:
        if measure.years:
            text_tables.title(f"{measure.words} ({measure.unit})")
            text_tables.show([_year(measure, year) for year in measure.years], headings=["", *BESIDE])
    text_tables.title("Published in")
    text_tables.show(list(_files(found)), left=(0, 1, 2))


def _year(measure: Measure, year: MeasureYear) -> list[str]:
    write = _written(PLACES.get(measure.key, 2))
    here = ": ".join(part for part in (write(year.value), year.words) if part)
    return [year.year, here, *_beside(year.beside, write)]


def _files(found: LookUp) -> Iterator[list[str]]:
    """Each file that a figure above is from, with its line: those of a few practices, or how many lines."""
    lines: dict[str, dict[int, None]] = {}
    for practice in found.practices:
        if practice.place:
            _noted(lines, practice.place.source)
    for measure in found.measures:
        for part in (part for year in measure.years for part in year.parts):
            _noted(lines, part.source)
    for source in (source for one in found.income for source in one.sources):
        _noted(lines, source)
    for name in sorted(lines):
        numbers = sorted(lines[name])
        if len(numbers) > FEW:
            yield [name, f"{len(numbers)} lines"]
        else:
            yield [name, f"line{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"]


def _noted(lines: dict[str, dict[int, None]], source: Source) -> None:
    lines.setdefault(source.file_name, {})[source.line] = None


def _show_practice(one: PracticeFact, around: Surroundings | None) -> None:
    """Who a practice is: what kind, whether it is open, where, and to whom it belongs."""
    click.secho(f"{one.code}  {one.name}", bold=True)
    place = one.place
    kind, status = (place.kind_words, place.status_words.lower()) if place else ("", "")
    opened = f"opened {day(one.opened)}" if one.opened else ""
    closed = f"closed {day(one.closed)}" if one.closed else ""
    _echo(", ", kind, status, opened, closed)
    _echo(", ", one.address, one.postcode, place.telephone if place else "")
    _echo(", ", one.contract, DISPENSING.get(one.dispensing, ""))
    for network in place.networks if place else ():
        until = f", until {day(network.left)}" if network.left else ""
        _echo("", "Network: ", network.name, f" ({network.code})", until)
    if around:
        parent = "Commissioner" if place and place.kind != "branch" else "Branch of"
        for words, body in ((parent, around.parent), ("ICB", around.icb), ("Region", around.region)):
            if body:
                _echo("", f"{words}: ", f"{body.code} {body.name}".strip())
        for branch in around.branches:
            shut = f", closed {day(branch.closed)}" if branch.closed else ""
            _echo("", "Branch: ", f"{branch.code} {branch.name}, {branch.postcode}", shut)
    for note in one.notes:
        click.echo(f"Take care: {note}")


def _echo(between: str, *parts: str) -> None:
    if words := between.join(filter(None, parts)):
        click.echo(words)


def _show_practices(found: LookUp) -> None:
    rows = [
        [
            *(one.code, one.name, _whole(one.registered), _whole(one.weighted)),
            *("" if one.total is None else pounds(one.total), _pounds(one.per_weighted)),
            *(_one(one.qof_percentage), _two(one.gps_per_10000), _one(one.deprivation)),
            one.rating,
        ]
        for one in found.practices
    ]
    text_tables.title(f"{len(found.practices)} practices")
    headings = ["code", "name", "registered", "weighted", "total", "£ a weighted patient", "QOF %"]
    text_tables.show(rows, headings=[*headings, "GPs per 10,000", "IMD", "CQC"], left=(0, 1, 9))


def _over_the_years(found: LookUp) -> Iterator[list[str]]:
    years = found.income
    yield ["practices", *(str(len(one.codes)) for one in years)]
    yield ["registered patients", *(_exact(one.registered) for one in years)]
    yield ["weighted patients", *(_exact(one.weighted) for one in years)]
    for row in found.income_rows:
        if any(figure and figure.pence for figure in row.figures):
            amounts = [
                "" if figure is None or figure.pence is None else pounds(figure.pence)
                for figure in row.figures
            ]
            yield ["  " * row.depth + row.words, *amounts]
        if row.role is LineRole.TOTAL:
            yield ["  for each weighted patient", *(_pounds(one.total.per_weighted) for one in years)]
            yield ["  for each registered patient", *(_pounds(one.total.per_registered) for one in years)]
        if row.role is LineRole.DEDUCTION:
            net = ["" if one.net is None else pounds(one.net) for one in years]
            yield ["Total after deductions", *net]


def show_csv(found: LookUp, around: Surroundings | None) -> None:
    """One row a figure, in the order of the years."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    codes = " ".join(practice.code for practice in found.practices)
    for one in found.income:
        size = (" ".join(one.codes), str(one.year), "size")
        writer.writerow([*size, "practices", "Practices", len(one.codes)])
        for key, patients in (("registered", one.registered), ("weighted", one.weighted)):
            shown = "" if patients is None else plain(patients)
            writer.writerow([*size, key, f"Patients {key}", shown, "patients"])
        for figure in _every(one):
            writer.writerow(_income_row(one, figure))
    for measure in found.measures:
        for year in measure.years:
            writer.writerow(
                [
                    *(codes, year.year, "measure", measure.key, measure.words),
                    *(year.words if year.value is None else plain(year.value), measure.unit, "", ""),
                    *_beside_csv(year.beside),
                    *_where([part.source for part in year.parts]),
                ]
            )


def _where(sources: Sequence[Source]) -> tuple[str, str, str]:
    """File, lines and column; of several practices all their lines, in the order of their codes, where they
    are of one file."""
    files = dict.fromkeys(source.file_name for source in sources)
    headings = dict.fromkeys(source.heading for source in sources)
    lines = " ".join(str(source.line) for source in sources)
    return " ".join(files), lines if len(files) == 1 else "", " ".join(headings)


def _every(one: IncomeYear) -> Iterator[IncomeFigure]:
    yield one.total
    for group in (*one.groups, *((one.deductions,) if one.deductions else ()), *one.outside):
        yield group
        yield from group.lines


def _income_row(one: IncomeYear, figure: IncomeFigure) -> list[Any]:
    source = figure.source
    return [
        *(" ".join(one.codes), str(one.year), "group" if figure.lines else figure.role.value),
        *(figure.key, figure.words),
        "" if figure.pence is None else plain_pounds(figure.pence),
        "GBP",
        *(_in_pounds(figure.per_weighted), _in_pounds(figure.per_registered)),
        *_beside_csv(figure.beside_weighted, pence=True),
        *_where(one.sources if source is None else [source]),
    ]


def _beside_csv(beside: Beside, *, pence: bool = False) -> list[Any]:
    show = _in_pounds if pence else lambda value: "" if value is None else plain(value)
    if beside.peers is None:
        return [show(beside.national), "", "", "", ""]
    peers = beside.peers
    return [show(beside.national), show(peers.lower), show(peers.median), show(peers.upper), peers.practices]


def show_json(found: LookUp, around: Surroundings | None) -> None:
    """The whole answer: money in pence, rates as numbers, each figure with its source."""
    told = _json(found) | ({"surroundings": _json(around)} if around else {})
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _json(value: Any) -> Any:
    if isinstance(value, FinancialYear):
        return str(value)
    if dataclasses.is_dataclass(value):
        return {field.name: _json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [_json(one) for one in value]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def print_found(found: Sequence[Found], form: str) -> None:
    """What a search found."""
    rows = [dataclasses.asdict(one) for one in found]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif form == "csv":
        writer = csv.DictWriter(
            sys.stdout, [field.name for field in dataclasses.fields(Found)], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    else:
        for one in found:
            status = "" if one.status == "A" else f"  ({one.status_words.lower()})"
            click.echo(f"{one.code:<10}{one.postcode:<10}{one.name}{status}")
        if not found:
            click.echo("No practice has a name, code or postcode that begins so.", err=True)


def _beside(beside: Beside, show: Callable[[Decimal | None], str]) -> list[str]:
    peers = beside.peers
    quartiles = (peers.lower, peers.median, peers.upper) if peers else (None, None, None)
    return [show(beside.national), *(show(quartile) for quartile in quartiles)]


def _pounds(pence: Decimal | None) -> str:
    """A rate in pence as pounds with pennies."""
    return "" if pence is None else f"{pence / 100:,.2f}"


def _in_pounds(pence: Decimal | None) -> str:
    return "" if pence is None else f"{pence / 100:.4f}"


def _written(places: int) -> Callable[[Decimal | None], str]:
    """A way to write numbers, all with as many decimals, so that they stand under one another."""
    step = Decimal(1).scaleb(-places)
    return lambda value: "" if value is None else f"{value.quantize(step, ROUND_HALF_UP):,}"


_whole, _one, _two = _written(0), _written(1), _written(2)


def _exact(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,}"


SHOW = {"table": show_table, "csv": show_csv, "json": show_json}
