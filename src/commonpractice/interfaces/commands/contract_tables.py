"""The columns of the files that `contract tell` takes, and each row as a fact."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from commonpractice.domain.contracts.actions import CannotTell, Checker
from commonpractice.domain.contracts.facts import Count
from commonpractice.domain.contracts.facts.due import (
    Claim,
    PatientList,
    QofCount,
    QofRegister,
    Term,
    TermBasis,
)
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.foundations.dated import NotAPeriod, Period, day
from commonpractice.foundations.months import FinancialYear, Month, NotAMonth, NotAYear
from commonpractice.interfaces.commands.row_by_row import (
    Row,
    RowRefused,
    amount,
    count,
    each,
    given,
    yes_or_no,
)

Told = PatientList | Term | Claim | QofCount | QofRegister
EVERY = ("known_on", "source")


@dataclass(frozen=True)
class Table:
    """The columns beside practice_code, known_on and source; what a row is; and the deed that tells it."""

    needs: tuple[str, ...]
    fact: Callable[[Row], Told]
    deed: str
    may_have: tuple[str, ...] = ()


def read(
    path: Path, table: Table, where: PartnershipSummary, *, scope: Scope, today: date
) -> tuple[dict[int, list[Told]], list[str]]:
    """The facts of a file by surgery, and a sentence for each row that is wrong, with its line."""
    surgeries = {one.code: one.id for one in where.surgeries if not one.is_centre}
    found: dict[int, list[Told]] = defaultdict(list)
    faults: list[str] = []
    checker = Checker(scope=scope, today=today)
    needs = ("practice_code", *table.needs, *EVERY)
    for line, row in each(path, needs=needs, may_have=table.may_have):
        try:
            if isinstance(row, RowRefused):
                raise row
            code = given(row, "practice_code").upper()
            if code not in surgeries:
                raise RowRefused(f"{where.name} has no surgery {code}.")
            fact = table.fact(row)
            checker.check(surgeries[code], fact)
        except (RowRefused, CannotTell, NotAMonth, NotAYear, NotAPeriod) as refusal:
            faults.append(f"{path.name}, line {line:,}: {refusal}")
        else:
            found[surgeries[code]].append(fact)
    return dict(found), faults


def _list(row: Row) -> PatientList:
    if _is_withdrawn(row):
        return PatientList(Period(_day(row, "from")), Decimal(0), Decimal(0), *_known(row), withdrawn=True)
    return PatientList(_period(row), amount(row, "registered"), amount(row, "weighted"), *_known(row))


def _term(row: Row) -> Term:
    basis = given(row, "basis").lower()
    if basis not in {one.value for one in TermBasis}:
        bases = ", ".join(one.value for one in TermBasis)
        raise RowRefused(f"The column basis has “{basis}”. Write one of {bases}.")
    said = given(row, "item"), row.get("name", ""), TermBasis(basis)
    if _is_withdrawn(row):
        return Term(*said, Decimal(0), Period(_day(row, "from")), *_known(row), withdrawn=True)
    pounds = amount(row, "pounds") if row["pounds"] else Decimal(0)
    return Term(*said, pounds, _period(row), *_known(row))


def _is_withdrawn(row: Row) -> bool:
    """Whether the row withdraws what was told of its first day: its amounts and end say nothing then."""
    return yes_or_no(row, "withdrawn", otherwise=False)


def _claim(row: Row) -> Claim:
    month = Month.parse(given(row, "month"))
    return Claim(given(row, "item"), given(row, "rate"), month, count(row, "count"), *_known(row))


def _count(row: Row) -> QofCount:
    counted = Count(count(row, "numerator"), count(row, "denominator"))
    year, (known_on, source) = _year(row), _known(row)
    ends = year.last.last
    declared = yes_or_no(row, "declared", otherwise=known_on > ends)
    if declared and known_on <= ends:
        raise RowRefused(
            f"A year can be declared once it is over, and {year} ends on {day(ends)}. What was known on "
            f"{day(known_on)} is a search or a guess: write no in the column declared, or leave it blank."
        )
    return QofCount(year, given(row, "indicator").upper(), counted, known_on, source, declared)


def _register(row: Row) -> QofRegister:
    return QofRegister(
        _year(row),
        given(row, "group"),
        count(row, "register"),
        amount(row, "list_size"),
        amount(row, "national"),
        *_known(row),
    )


def _known(row: Row) -> tuple[date, str]:
    return _day(row, "known_on"), given(row, "source")


def _period(row: Row) -> Period:
    return Period.until(_day(row, "from"), _day(row, "until") if row.get("until") else None)


def _year(row: Row) -> FinancialYear:
    return FinancialYear.parse(given(row, "year"))


def _day(row: Row, column: str) -> date:
    text = given(row, column)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RowRefused(
            f"The column {column} has “{text[:40]}”, which is not a day. Write it like 2025-04-01."
        ) from None


KINDS = {
    "lists": Table(("from", "registered", "weighted"), _list, "tell_lists", ("until", "withdrawn")),
    "terms": Table(("item", "basis", "pounds", "from"), _term, "tell_terms", ("name", "until", "withdrawn")),
    "claims": Table(("item", "rate", "month", "count"), _claim, "tell_claims"),
    "qof-counts": Table(
        ("year", "indicator", "numerator", "denominator"), _count, "tell_qof_counts", ("declared",)
    ),
    "qof-registers": Table(
        ("year", "group", "register", "list_size", "national"), _register, "tell_qof_registers"
    ),
}
