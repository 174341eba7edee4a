"""The practice look-up on a terminal, as CSV and as JSON. Nothing is worked out here."""

import csv
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import click

from commonpractice.domain.published.facts import Beside, Found, IncomeFigure, IncomeYear, LookUp
from commonpractice.foundations.money import plain_pounds, pounds
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.commands import text_tables
from commonpractice.interfaces.commands.import_reports import plain

BESIDE = ("here", "England", "peers: lower quarter", "median", "upper quarter")
CSV_COLUMNS = (
    *(
        "code",
        "year",
        "kind",
        "key",
        "name",
        "value",
        "unit",
        "per_weighted_patient",
        "per_registered_patient",
    ),
    *("england", "peers_lower", "peers_median", "peers_upper", "peers", "file", "line", "column"),
)


def show_table(found: LookUp) -> None:
    """Who, income over the years, the latest year per weighted patient, and the measures."""
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
            rows = [
                [
                    year.year,
                    ": ".join(part for part in (_number(year.value), year.words) if part),
                    *_beside(year.beside, _number),
                ]
                for year in measure.years
            ]
            text_tables.show(rows, headings=["", *BESIDE])


def _show_practices(found: LookUp) -> None:
    if len(found.practices) == 1:
        (one,) = found.practices
        click.secho(f"{one.code}  {one.name}", bold=True)
        click.echo(", ".join(part for part in (one.address, one.postcode) if part))
        click.echo("; ".join(part for part in (one.contract, one.pcn, one.icb, *one.notes) if part))
        return
    rows = [
        [
            *(one.code, one.name, _number(one.registered), _number(one.weighted)),
            *("" if one.total is None else pounds(one.total), _pounds(one.per_weighted)),
            *(_number(one.qof_percentage), _number(one.gps_per_10000), _number(one.deprivation)),
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
    yield ["registered patients", *(_number(one.registered) for one in years)]
    yield ["weighted patients", *(_number(one.weighted) for one in years)]
    for row in found.income_rows:
        if any(figure and figure.pence for figure in row.figures):
            amounts = [
                "" if figure is None or figure.pence is None else pounds(figure.pence)
                for figure in row.figures
            ]
            yield ["  " * row.depth + row.words, *amounts]
    yield ["Total after deductions", *("" if one.net is None else pounds(one.net) for one in years)]


def show_csv(found: LookUp) -> None:
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
            source = year.source
            place = (source.file_name, source.line, source.heading) if source else ("", "", "")
            writer.writerow(
                [
                    *(codes, year.year, "measure", measure.key, measure.words),
                    *(year.words if year.value is None else plain(year.value), measure.unit, "", ""),
                    *_beside_csv(year.beside),
                    *place,
                ]
            )


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
        *((source.file_name, source.line, source.heading) if source else (one.file_name, "", "")),
    ]


def _beside_csv(beside: Beside, *, pence: bool = False) -> list[Any]:
    show = _in_pounds if pence else lambda value: "" if value is None else plain(value)
    if beside.peers is None:
        return [show(beside.national), "", "", "", ""]
    peers = beside.peers
    return [show(beside.national), show(peers.lower), show(peers.median), show(peers.upper), peers.practices]


def show_json(found: LookUp) -> None:
    """The whole answer: money in pence, rates as numbers, each figure with its source."""
    click.echo(json.dumps(_json(found), ensure_ascii=False, indent=2))


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
            sys.stdout, ["code", "name", "postcode", "kind", "status"], lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    else:
        for one in found:
            closed = "" if one.status == "A" else "  (not active)"
            click.echo(f"{one.code:<10}{one.postcode:<10}{one.name}{closed}")
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


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


SHOW = {"table": show_table, "csv": show_csv, "json": show_json}
