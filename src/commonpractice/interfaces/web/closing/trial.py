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
    "rents": "Rent to owners",
    "passed": "Passed on to the one profit",
    "shared": "Shares, provisional",
    "final": "Moved between partners, of final years",
}
WHERE_THERE_IS_SOME = ("centre", "rents", "passed", "final")


@dataclass(frozen=True)
class Row:
    """A surgery's amounts, in the order of the page's headings; nil where nothing comes."""

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
    unsigned: tuple[str, ...]
    """Those who have not signed, where that is in the way: it was worked out as if they had."""
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
        each for each in COLUMNS if each not in WHERE_THERE_IS_SOME or any(told[each] for told in rows)
    ]
    return TrialPage(
        headings=tuple(COLUMNS[column] for column in columns),
        rows=tuple(
            Row(names[told["code"]], told["code"], tuple(told[column] for column in columns)) for told in rows
        ),
        estimated=tuple(found.found["estimated"]),
        unsigned=tuple(found.found["unsigned"]),
        unknown=tuple(unknown(told) for told in found.found["unknown"]),
        deed=partnership.deed(scope=scope, on=found.of_month.last),
    )
