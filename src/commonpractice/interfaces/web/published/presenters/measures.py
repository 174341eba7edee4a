"""What is published beside money, year by year: list, QOF, CQC's rating, GPs and deprivation."""

from decimal import Decimal

from commonpractice.domain.published.facts import Beside, Measure, MeasureYear
from commonpractice.interfaces.web.published.presenters import strips
from commonpractice.interfaces.web.published.presenters.addresses import Lines
from commonpractice.interfaces.web.published.presenters.tables import Cell, Row, Write, decimals, whole

NAMES = {
    "list_size": "Patients registered",
    "qof_points": "QOF points",
    "qof_percentage": "QOF points of those available",
    "cqc": "CQC rating",
    "gps_per_10000": "GPs per 10,000 patients",
    "deprivation": "Deprivation (IMD score)",
}
"""What a measure is called in a heading, which must be short."""

WRITE: dict[str, Write] = {
    "list_size": whole,
    "qof_points": decimals(1),
    "qof_percentage": decimals(1, "%"),
    "cqc": decimals(1, "% good or outstanding"),
    "gps_per_10000": decimals(2),
    "deprivation": decimals(1),
}


def name(measure: Measure) -> str:
    """What a measure is called on a screen."""
    return NAMES.get(measure.key, measure.words)


def write(measure: Measure, number: Decimal | None) -> str | None:
    """A measure's number as its kind is written."""
    return WRITE.get(measure.key, decimals(2))(number)


def said(measure: Measure, one: MeasureYear) -> str | None:
    """What a practice has: "90.7%", "Good"; of several "88.9% good or outstanding"."""
    return one.words if one.value is None else write(measure, one.value)


def rows(measures: tuple[Measure, ...], lines: Lines) -> tuple[Row, ...]:
    """A heading for each measure that has any figures, then its years."""
    written: list[Row] = []
    for measure in measures:
        if measure.years:
            written.append(Row(name(measure), kind="heading"))
            written += [_row(measure, one, lines) for one in measure.years]
    return tuple(written)


def _row(measure: Measure, one: MeasureYear, lines: Lines) -> Row:
    beside: Beside = one.beside
    peers = beside.peers
    quartiles = (peers.lower, peers.median, peers.upper) if peers else (None, None, None)
    here = Cell(said(measure, one), lines.measured(measure, one))
    where = lines.beside_measured(measure, one)
    england = Cell(write(measure, beside.national), where.england)
    cells = (here, england, *(Cell(write(measure, each), where.peers) for each in quartiles))
    return Row(one.year, cells, drawn=strips.strip(one.value, beside))
