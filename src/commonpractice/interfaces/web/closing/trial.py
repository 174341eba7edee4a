"""What closing would come to, as the page says it before anybody presses the button."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonpractice.domain.ledger import parameters
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import DeedFact, PartnershipSummary, Scope
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.closing.work import Work

COLUMNS = {
    "income": "NHS income of the month",
    "earlier": "Of earlier months",
    "charged": "Central charges",
    "centre": "Of the centre’s result",
    "passed": "Passed on to the one profit",
    "shared": "Shares, provisional",
}
WHERE_THE_DEED_SAYS_SO = ("centre", "passed")


@dataclass(frozen=True)
class Row:
    """A surgery's amounts, in the order of the page's headings."""

    name: str
    code: str
    amounts: tuple[Pence, ...]


@dataclass(frozen=True)
class Unknown:
    """An item that cannot be reckoned, and so is left as it is."""

    surgery: str
    item: str
    month: Month
    why: str


@dataclass(frozen=True)
class TrialPage:
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    estimated: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    deed: DeedFact

    @property
    def totals(self) -> list[Pence]:
        return [sum(row.amounts[place] for row in self.rows) for place in range(len(self.headings))]


def page(found: Work, *, scope: Scope, of: PartnershipSummary) -> TrialPage:
    """What was worked out, with names. Raises NoDeed."""
    names = {one.code: one.name for one in of.surgeries}
    items = parameters.nhs_items()

    def unknown(told: Mapping[str, Any]) -> Unknown:
        item = items.get(told["item"])
        words = item.words if item else told["item"]
        return Unknown(names[told["code"]], words, Month.parse(told["month"]), told["why"])

    rows = found.found["rows"]
    columns = [
        each for each in COLUMNS if each not in WHERE_THE_DEED_SAYS_SO or any(told[each] for told in rows)
    ]
    return TrialPage(
        headings=tuple(COLUMNS[column] for column in columns),
        rows=tuple(
            Row(names[told["code"]], told["code"], tuple(told[column] for column in columns)) for told in rows
        ),
        estimated=tuple(names[told["code"]] for told in found.found["estimated"]),
        unknown=tuple(unknown(told) for told in found.found["unknown"]),
        deed=partnership.deed(scope=scope, on=found.of_month.last),
    )
