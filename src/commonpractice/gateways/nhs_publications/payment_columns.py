"""Which columns of a payments file hold money, and what each is as far as its heading says."""

from dataclasses import dataclass

from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import payment_lines, values
from commonpractice.gateways.nhs_publications.headings import Headings, squeezed
from commonpractice.gateways.nhs_publications.recognising import Recognised

UNLISTED_GROUP = "unlisted"
ASIDE = "aside"  # numbers that are no payment: read past, unless the sums need them


@dataclass
class MoneyColumn:
    """A money column: its place in the file and what it is."""

    place: int
    heading: str
    key: str
    role: str
    group: str = ""
    first: FinancialYear | None = None
    parts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()

    @property
    def unlisted(self) -> bool:
        """Whether no year before has had it."""
        return self.key.startswith(payment_lines.UNLISTED)


def known(recognised: Recognised) -> list[MoneyColumn]:
    """The columns that the rulebook knows, in the order of the file."""
    plain = Headings(recognised.headings)
    found: list[MoneyColumn] = []
    for total in payment_lines.totals():
        if (place := total.wanted.find(plain)) is not None:
            heading = " ".join(recognised.headings[place].split())
            found.append(MoneyColumn(place, heading, total.key, "total", of=total.of))
    for line in payment_lines.lines():
        if (place := line.wanted.find(plain)) is not None:
            heading = " ".join(recognised.headings[place].split())
            found.append(MoneyColumn(place, heading, line.key, line.role, line.group, line.first, line.parts))
    return sorted(found, key=lambda column: column.place)


def likely_role(heading: str, *, inside: bool, before: bool) -> str:
    """What an unknown money column probably is, from its words and its place among the others."""
    plain = squeezed(heading)
    if plain.startswith(("total", "average")) or "including" in plain or "minus" in plain:
        return ASIDE if plain.startswith("average") else "total"
    if "deduction" in plain:
        return "deduction"
    return "income" if inside else ASIDE if before else "outside"


def is_amount(cell: str) -> bool:
    try:
        return values.pence(cell) is not None or values.is_missing(cell)
    except values.NotAValue:
        return False
