"""The rulebook's word on the demonstration's books, typed: rates, shapes, prices, costs, staff."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from commonpractice.demonstration import models
from commonpractice.demonstration.models import FOLDER
from commonpractice.domain.partnership.facts import Model
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence, pence, share
from commonpractice.foundations.months import FinancialYear, Month

THOUSAND = 1000


@dataclass(frozen=True, eq=False)
class IncomeLine:
    """A line of income besides the core contract and QOF (income.csv, dispensing.csv).

    `item` is what it is for in the surgery's contracts; without one, `account` is where it is invoiced to.
    """

    key: str
    item: str
    account: int | None
    measure: str
    group: str
    parts: int
    told: str
    rate: str
    shape: str
    index: dict[int, int]
    narrative: str

    def indexed(self, amount: int, year: int) -> int:
        """A published year's amount in another year's money."""
        return amount * self.index[min(max(year, min(self.index)), max(self.index))] // THOUSAND


@dataclass(frozen=True, eq=False)
class CostLine:
    """A line of spending besides pay (costs.csv, centre_costs.csv)."""

    key: str
    account: int
    unit: str
    low: int
    high: int
    where: str
    paid: str
    shape: str
    a_year: int
    up: dict[int, int]
    suppliers: str
    narrative: str

    def raised(self, amount: Pence, year: int) -> Pence:
        """An amount at the first year's prices, in a later year's."""
        for each in range(min(self.up), min(year, max(self.up)) + 1):
            amount = amount * self.up[each] // THOUSAND
        return amount


@dataclass(frozen=True)
class PrivateFee:
    """What somebody other than the NHS pays for (private.csv)."""

    account: int
    paid: str
    teaching: bool
    a_year: Fraction
    low: Pence
    high: Pence
    shape: str
    narrative: str


@dataclass(frozen=True)
class StaffGroup:
    """Who works at a surgery or the centre (staff_groups.csv); pay in pence a year, wte in hundredths."""

    name: str
    account: int
    where: str
    heads: int
    at_least: int
    wte: tuple[int, int]
    pay: tuple[int, int]
    dispensing: bool
    words: str


@cache
def settings() -> dict[str, Any]:
    """books.toml."""
    return rulebook_files.toml(f"{FOLDER}/books.toml")


def fraction(value: Any) -> Fraction:
    """A number of the rulebook, exactly as it is written there."""
    return Fraction(str(value))


@cache
def income_lines(dispensing: bool) -> tuple[IncomeLine, ...]:
    group = "dispensing" if dispensing else "not dispensing"
    rows = [
        *rulebook_files.rows(f"{FOLDER}/income.csv"),
        *(row for row in rulebook_files.rows(f"{FOLDER}/dispensing.csv") if row["group"] == group),
    ]
    return tuple(
        IncomeLine(
            key=row["key"],
            item=row["item"],
            account=int(row["account"]) if row["account"] else None,
            measure=row["measure"],
            group=row.get("group", "all"),
            parts=int(row.get("parts", THOUSAND)),
            told=row["told"],
            rate=row["rate"],
            shape=row["shape"],
            index=_by_year(row, "index_"),
            narrative=row["narrative"],
        )
        for row in rows
    )


@cache
def cost_lines() -> tuple[CostLine, ...]:
    """What surgeries spend."""
    return _cost_lines(rulebook_files.rows(f"{FOLDER}/costs.csv"))


@cache
def centre_cost_lines(model: Model) -> tuple[CostLine, ...]:
    """What a model's centre spends."""
    return _cost_lines(models.rows("centre_costs.csv", model))


def _cost_lines(rows: tuple[dict[str, str], ...]) -> tuple[CostLine, ...]:
    return tuple(
        CostLine(
            key=row["key"],
            account=int(row["account"]),
            unit=row["unit"],
            # what is for a unit is kept in pence; thousandths of something else as they are
            low=_amount(row["from"], row["unit"]),
            high=_amount(row["to"], row["unit"]),
            where=row["where"],
            paid=row["paid"],
            shape=row["shape"],
            a_year=int(row["a_year"]),
            up=_by_year(row, "up_"),
            suppliers=row["suppliers"],
            narrative=row["narrative"],
        )
        for row in rows
    )


def _amount(text: str, unit: str) -> int:
    return int(text) if unit in ("drugs", "rent", "rates") else pence(text)


def _by_year(row: dict[str, str], prefix: str) -> dict[int, int]:
    return {int(name.removeprefix(prefix)): int(row[name]) for name in row if name.startswith(prefix)}


@cache
def private_fees() -> tuple[PrivateFee, ...]:
    return tuple(
        PrivateFee(
            account=int(row["account"]),
            paid=row["paid"],
            teaching=row["who"] == "teaching",
            a_year=Fraction(row["a_year"]),
            low=pence(row["from_pounds"]),
            high=pence(row["to_pounds"]),
            shape=row["shape"],
            narrative=row["narrative"],
        )
        for row in rulebook_files.rows(f"{FOLDER}/private.csv")
    )


@cache
def staff_groups(*, where: str, dispensing: bool) -> tuple[StaffGroup, ...]:
    return tuple(
        StaffGroup(
            name=row["group"],
            account=int(row["account"]),
            where=row["where"],
            heads=int(row["heads"]),
            at_least=int(row["at_least"]),
            wte=(int(row["wte_from"]), int(row["wte_to"])),
            pay=(pence(row["pay_from"]), pence(row["pay_to"])),
            dispensing=row["dispensing"] == "yes",
            words=row["words"],
        )
        for row in rulebook_files.rows(f"{FOLDER}/staff_groups.csv")
        if row["where"] == where and (dispensing or row["dispensing"] == "no")
    )


@cache
def kinds() -> dict[str, str]:
    """What each kind of document is, in a sentence (documents.toml)."""
    return rulebook_files.toml(f"{FOLDER}/documents.toml")


@cache
def suppliers(kind: str) -> tuple[str, ...]:
    return tuple(row["name"] for row in rulebook_files.rows(f"{FOLDER}/suppliers.csv") if row["kind"] == kind)


@cache
def _shapes() -> dict[str, tuple[int, ...]]:
    return {
        row["shape"]: tuple(int(row[name]) for name in row if name != "shape")
        for row in rulebook_files.rows(f"{FOLDER}/shapes.csv")
    }


@cache
def _over_year(amount: Pence, shape: str) -> tuple[Pence, ...]:
    return tuple(share(amount, _shapes()[shape]))


def in_month(annual: Pence, shape: str, month: Month) -> Pence:
    """A month's part of a year's amount, by the named shape."""
    return _over_year(annual, shape)[(month.number - FinancialYear(month.year).first.number) % 12]


def year_of(month: Month) -> int:
    """The financial year a month is in, by the year in which it begins."""
    return FinancialYear.of(month).begins
