"""The lines of a surgery's month, in the words of the surgery: where money came from and where it went.

The centre's books keep what it charges surgeries as less spending, so that it cancels in the whole. On its
own page that would hide what it spends: there it is shown as a line of its own, and spending before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from commonpractice.domain.ledger.rules import columns as by_column
from commonpractice.domain.ledger.rules.columns import Amounts
from commonpractice.domain.ledger.rules.statements import IncomeStatement, Section, total_of
from commonpractice.foundations.money import Pence
from commonpractice.interfaces.web.called import said

CHARGED_BY_OTHERS = "Charged by the centre and other surgeries"


@dataclass(frozen=True)
class Line:
    """One line: an amount a column, None where there were no books to have one."""

    name: str
    amounts: tuple[Pence | None, ...]


@dataclass(frozen=True)
class Lines:
    """The lines kind by kind, each followed on the page by its sum.

    `charged` is what the centre charged surgeries. `for_partners` is the surplus less what is borne by
    partners; None where nothing is, or where all of it is a site's result that is passed on to its practice.
    """

    income: tuple[Line, ...]
    total_income: Line
    charged: Line | None
    spending: tuple[Line, ...]
    total_spending: Line
    surplus: Line
    borne: tuple[Line, ...]
    one_profit: bool
    """Whether something of it is the result of a site, passed on to where one profit is shared."""
    for_partners: Line | None

    @property
    def is_empty(self) -> bool:
        every = (*self.income, self.total_spending, self.surplus, *self.spending, *self.borne)
        return not any(amount for line in every for amount in line.amounts)


def lines(statement: IncomeStatement, *, is_centre: bool, known: Sequence[bool]) -> Lines:
    """A statement's lines. `known` says of each column whether there were books that it could be of."""

    def line(name: str, amounts: Amounts) -> Line:
        return Line(
            name, tuple(amount if there else None for amount, there in zip(amounts, known, strict=True))
        )

    def each(sections: Sequence[Section]) -> tuple[Line, ...]:
        return tuple(
            line(said(CHARGED_BY_OTHERS) if _is_internal(section) else section.title, section.totals)
            for section in sections
        )

    internal = [section for section in statement.expenses if _is_internal(section)]
    apart = internal if is_centre else []
    charged = by_column.signed(total_of(apart, len(known)), -1)
    return Lines(
        income=each(statement.income),
        total_income=line("Income", statement.total_income),
        charged=line(said("Charged to surgeries"), charged) if apart else None,
        spending=each([section for section in statement.expenses if section not in apart]),
        total_spending=line(
            "Spending",
            tuple(net + gone for net, gone in zip(statement.total_expenses, charged, strict=True)),
        ),
        surplus=line("Surplus", statement.surplus),
        borne=tuple(line(section.title, section.totals) for section in statement.borne_by_partners),
        one_profit=any(map(_is_internal, statement.borne_by_partners)),
        for_partners=line("For the partners", statement.for_partners)
        if not all(map(_is_internal, statement.borne_by_partners))
        else None,
    )


def _is_internal(section: Section) -> bool:
    """Whether it is what profit centres charge each other."""
    return all(line.account.internal for line in section.lines)
