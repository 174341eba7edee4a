"""Published payments as tables: over the years, and one year beside England and the peers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from commonpractice.domain.published.facts import (
    Basis,
    Beside,
    IncomeFigure,
    IncomeRow,
    IncomeYear,
    LineRole,
    LookUp,
)
from commonpractice.foundations.months import FinancialYear
from commonpractice.interfaces.web.published.presenters import strips
from commonpractice.interfaces.web.published.presenters.addresses import (
    NET,
    REGISTERED,
    WEIGHTED,
    BesideLines,
    Lines,
)
from commonpractice.interfaces.web.published.presenters.tables import Cell, Row, money, rate

NOTHING = (None, rate(Decimal(0)))
Of = Callable[[IncomeYear], Cell]


@dataclass(frozen=True)
class OverTheYears:
    """Payments in pounds, a column a year. `lacking`: years, and codes that their files do not have."""

    years: tuple[FinancialYear, ...]
    rows: tuple[Row, ...]
    lacking: tuple[tuple[FinancialYear, tuple[str, ...]], ...]


@dataclass(frozen=True)
class OneYear:
    """A year's payments for each patient, every line beside England and the peers' quartiles."""

    year: FinancialYear
    offered: tuple[FinancialYear, ...]
    basis: Basis
    peers: str
    rows: tuple[Row, ...]


def over_the_years(found: LookUp, lines: Lines) -> OverTheYears:
    """Groups with their lines, the total and what it comes to for a patient, deductions, and the rest."""
    years = found.income
    paid = _paid_ever(found.income_rows)
    inside = [row for row in paid if row.role is not LineRole.OUTSIDE]
    outside = [row for row in paid if row.role is LineRole.OUTSIDE]
    rows = [each for row in inside for each in _paid(row, years, lines)]
    if any(one.deductions for one in years):
        rows.append(
            _across(
                "Total after deductions", years, lambda one: Cell(money(one.net), lines.paid(one, NET)), "sum"
            )
        )
    if outside:
        rows.append(Row("Paid as well, and published outside the total", kind="heading"))
        rows += [each for row in outside for each in _paid(row, years, lines)]
    rows.append(Row("Patients, on average over the year", kind="heading"))
    for words, key in (("Registered", REGISTERED), ("Weighted", WEIGHTED)):

        def patients(one: IncomeYear, key: str = key) -> Cell:
            number = getattr(one, key)
            return Cell(None if number is None else f"{number:,}", lines.paid(one, key))

        rows.append(_across(words, years, patients))
    lacking = tuple((one.year, one.missing) for one in years if one.missing)
    return OverTheYears(tuple(one.year for one in years), tuple(rows), lacking)


def one_year(found: LookUp, lines: Lines, year: FinancialYear | None, basis: Basis) -> OneYear | None:
    """The year asked for, else the latest; none where no payments are here."""
    if not found.income:
        return None
    one = next((each for each in found.income if each.year == year), found.income[-1])
    rows = []
    for figure, kind in _figures(one):
        value, beside = _for_a_patient(figure, basis)
        here = Cell(rate(value), lines.paid(one, figure.key, per=basis.value))
        where = lines.beside_paid(one, figure.key, basis.value, beside)
        row = _beside(figure.words, kind, here, beside, value, where)
        if any(cell.text not in NOTHING for cell in row.cells):
            rows.append(row)
    return OneYear(
        year=one.year,
        offered=tuple(each.year for each in reversed(found.income)),
        basis=basis,
        peers=one.peers.words if one.peers else "",
        rows=tuple(rows),
    )


def _paid_ever(rows: tuple[IncomeRow, ...]) -> list[IncomeRow]:
    """Rows with an amount in any year. A group of which one line alone was paid stands for that line."""
    paid = [row for row in rows if any(figure and figure.pence for figure in row.figures)]
    parts: list[list[IncomeRow]] = []
    for row in paid:
        if row.depth:
            parts[-1].append(row)
        else:
            parts.append([row])
    return [row for group in parts for row in (group if len(group) != 2 else group[:1])]


def _paid(row: IncomeRow, years: tuple[IncomeYear, ...], lines: Lines) -> Iterator[Row]:
    """A line over the years; after the total, what it comes to for a patient."""

    def cell(figure: IncomeFigure | None, one: IncomeYear) -> Cell:
        if figure is None or figure.pence is None:
            return Cell(None)
        return Cell(money(figure.pence), lines.paid(one, figure.key))

    def shared(one: IncomeYear, amount: Decimal | None, per: str) -> Cell:
        return Cell(rate(amount), lines.paid(one, row.key, per=per))

    cells = tuple(cell(figure, one) for figure, one in zip(row.figures, years, strict=True))
    yield Row(row.words, cells, "total" if row.role is LineRole.TOTAL else "part" if row.depth else "line")
    if row.role is LineRole.TOTAL:
        weighted, registered = "For each weighted patient", "For each registered patient"
        yield _across(weighted, years, lambda one: shared(one, one.total.per_weighted, WEIGHTED))
        yield _across(registered, years, lambda one: shared(one, one.total.per_registered, REGISTERED))


def _across(words: str, years: tuple[IncomeYear, ...], of: Of, kind: str = "line") -> Row:
    return Row(words, tuple(of(one) for one in years), kind)


def _figures(one: IncomeYear) -> Iterator[tuple[IncomeFigure, str]]:
    """The groups with their lines, the total, then what is beside it. A group of one line stands for it."""
    for group in (*one.groups, one.total, *((one.deductions,) if one.deductions else ()), *one.outside):
        yield group, "total" if group.role is LineRole.TOTAL else "line"
        if len(group.lines) > 1:
            yield from ((line, "part") for line in group.lines)


def _for_a_patient(figure: IncomeFigure, basis: Basis) -> tuple[Decimal | None, Beside]:
    if basis is Basis.REGISTERED:
        return figure.per_registered, figure.beside_registered
    return figure.per_weighted, figure.beside_weighted


def _beside(
    words: str, kind: str, here: Cell, beside: Beside, value: Decimal | None, where: BesideLines
) -> Row:
    peers = beside.peers
    quartiles = (peers.lower, peers.median, peers.upper) if peers else (None, None, None)
    england = Cell(rate(beside.national), where.england)
    cells = (here, england, *(Cell(rate(each), where.peers) for each in quartiles))
    return Row(words, cells, kind, strips.strip(value, beside))
