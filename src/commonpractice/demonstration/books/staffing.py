"""An invented payroll: who is employed, from when to when, and what each costs by the month."""

import random
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.tables import StaffGroup
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month

PARTS = 10_000
DOCTORS = "salaried"
"""The staff group of salaried doctors, whose pensions leave by the NHS's statement."""
ROLES = "roles"
"""The staff group that networks reimburse."""


@dataclass(frozen=True)
class Employee:
    """Somebody on the payroll, known by number alone. `pay` is a year's, full time, at the first prices."""

    number: int
    group: StaffGroup
    wte: int
    pay: Pence
    pension: bool
    start: Month
    end: Month | None = None

    def works(self, month: Month) -> bool:
        return self.start <= month and (self.end is None or month <= self.end)


@dataclass(frozen=True)
class Payslip:
    """A month's pay, and what the employer pays besides."""

    gross: Pence
    tax: Pence
    insurance: Pence
    pension: Pence
    employers_insurance: Pence
    employers_pension: Pence

    @property
    def net(self) -> Pence:
        return self.gross - self.tax - self.insurance - self.pension

    @property
    def cost(self) -> Pence:
        return self.gross + self.employers_insurance + self.employers_pension


def employees(
    groups: tuple[StaffGroup, ...], heads: dict[Month, int], rng: random.Random
) -> tuple[Employee, ...]:
    """Everybody employed at one place over some months, with so many heads in each."""
    months = sorted(heads)
    numbers = iter(range(1, 10_000))
    here: list[Employee] = []
    gone: list[Employee] = []

    def hire(group: StaffGroup, start: Month) -> None:
        here.append(
            Employee(
                number=next(numbers),
                group=group,
                wte=rng.randint(*group.wte),
                pay=rng.randint(*group.pay),
                pension=rng.randrange(100) >= _rates()["pension"]["opted_out"],
                start=start,
            )
        )

    def leave(employee: Employee, last: Month) -> None:
        here.remove(employee)
        gone.append(replace(employee, end=last))

    for group, number in zip(groups, _numbers(groups, heads[months[0]]), strict=True):
        for _ in range(number):
            hire(group, months[0])
    common = max(groups, key=lambda group: group.heads)
    for before, month in pairwise(months):
        for employee in list(here):
            if rng.randrange(tables.THOUSAND) < tables.settings()["staff"]["leave_a_month"]:
                leave(employee, before)
                hire(employee.group, month)
        while len(here) < heads[month]:
            hire(common, month)
        while len(here) > heads[month]:
            leave(next(employee for employee in reversed(here) if employee.group == common), before)
    return tuple(sorted([*here, *gone], key=lambda employee: employee.number))


def employed_at_a_site(groups: tuple[StaffGroup, ...], doctors: int) -> tuple[StaffGroup, ...]:
    """The groups of a site's staff, where the practice employs all salaried doctors at its main one."""
    return tuple(
        replace(group, heads=0, at_least=doctors) if group.name == DOCTORS else group
        for group in groups
        if doctors or group.name != DOCTORS
    )


def _numbers(groups: tuple[StaffGroup, ...], heads: int) -> list[int]:
    """How many of each group: the least of each, and the rest by their share."""
    least = sum(group.at_least for group in groups)
    more = share(max(heads - least, 0), [group.heads for group in groups])
    numbers = [group.at_least + extra for group, extra in zip(groups, more, strict=True)]
    while sum(numbers) > heads:  # a very small surgery: the manager serves at the desk as well
        numbers[max(range(len(numbers)), key=numbers.__getitem__)] -= 1
    return numbers


def at_hours(staff: tuple[Employee, ...], thousandths: int) -> tuple[Employee, ...]:
    """The same people with their hours scaled, nobody beyond full time."""
    return tuple(
        replace(each, wte=max(20, min(100, each.wte * thousandths // tables.THOUSAND))) for each in staff
    )


@cache
def payslip(employee: Employee, year: int) -> Payslip:
    """A month's pay of an employee in a financial year (payroll.toml); each month of it is alike."""
    rates = _year(year)
    gross = employee.pay * employee.wte // 100
    for each in range(min(_years()), min(year, max(_years())) + 1):
        gross = gross * _year(each)["award"] // tables.THOUSAND
    pension = _rates()["pension"]
    member = (
        max(rate for start, rate in pension["members"] if gross >= start * 100) if employee.pension else 0
    )
    contribution = _of(gross, member)
    taxed = gross - contribution
    tax = _of(_between(taxed, rates["allowance"], rates["higher_from"]), rates["basic"]) + _of(
        _between(taxed, rates["higher_from"], None), rates["higher"]
    )
    insurance = _of(
        _between(gross, rates["employee_from"], rates["employee_until"]), rates["employee"]
    ) + _of(_between(gross, rates["employee_until"], None), rates["employee_above"])
    return Payslip(
        gross=gross // 12,
        tax=tax // 12,
        insurance=insurance // 12,
        pension=contribution // 12,
        employers_insurance=_of(_between(gross, rates["employer_from"], None), rates["employer"]) // 12,
        employers_pension=_of(gross, pension["employer"]) // 12 if employee.pension else 0,
    )


def _of(amount: Pence, rate: int) -> Pence:
    return amount * rate // PARTS


def _between(amount: Pence, low: int, high: int | None) -> Pence:
    """The part of an amount between two thresholds in pounds."""
    top = amount if high is None else min(amount, high * 100)
    return max(top - low * 100, 0)


@cache
def _rates() -> dict[str, Any]:
    return rulebook_files.toml("demonstration/payroll.toml")


@cache
def _years() -> tuple[int, ...]:
    return tuple(sorted(int(name) for name in _rates() if name.isdigit()))


def _year(year: int) -> dict[str, Any]:
    return _rates()[str(min(max(year, min(_years())), max(_years())))]
