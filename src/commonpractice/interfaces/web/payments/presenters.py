"""What waits in banking, and statements, as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.banking.facts import Control, LineView, ReceiptView, StatementView
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.ledger.facts import NhsMoney
from commonpractice.domain.partnership.facts import Scope, SurgerySummary
from commonpractice.foundations.money import Pence
from commonpractice.interfaces.web.called import said


@dataclass(frozen=True)
class Waiting:
    """The lines and receipts that wait, the oldest first, and the control accounts that are not nil."""

    lines: tuple[LineView, ...]
    receipts: tuple[ReceiptView, ...]
    controls: tuple[Control, ...]

    @property
    def number(self) -> int:
        return len(self.lines) + len(self.receipts)


@dataclass(frozen=True)
class Place:
    """Where somebody is in what waits: how many are left, of how many when they began; and the next."""

    left: int
    of: int
    line: int | None
    receipt: int | None


def waiting(*, scope: Scope, surgeries: Sequence[int], lines: Sequence[LineView]) -> Waiting:
    """`lines` are those that wait: whoever shows them writes the look down."""
    controls = banking.control(scope=scope, surgeries=surgeries, waiting=lines)
    receipts = [each for one in controls for each in one.receipts]
    return Waiting(
        lines=tuple(lines),
        receipts=tuple(sorted(receipts, key=lambda each: (each.dated, each.id))),
        controls=tuple(one for one in controls if one.balance or one.explained),
    )


def place(*, scope: Scope, surgeries: Sequence[int], of: int, after: tuple[str, int] | None = None) -> Place:
    """What comes after a line ("line", id) or receipt that waits; the first where there is none after.

    Lines come before receipts: a line that is known may be what a receipt is missing.
    """
    to_clear = banking.to_clear_in_turn(scope=scope, surgeries=surgeries)
    every = [("line", each) for each in to_clear.lines] + [("receipt", each) for each in to_clear.receipts]
    at = every.index(after) + 1 if after in every else 0
    others = [each for each in [*every[at:], *every[:at]] if each != after]
    kind, number = others[0] if others else ("", None)
    return Place(
        left=len(every),
        of=max(of, len(every)),
        line=number if kind == "line" else None,
        receipt=number if kind == "receipt" else None,
    )


def of_that_name(printed: str, partners: Sequence[tuple[str, str]]) -> str | None:
    """The one partner, by the first of (value, name), whose last name is in a name as printed; else none."""
    spoken = {word.strip(".,").casefold() for word in printed.split()}
    alike = [value for value, name in partners if name.split()[-1].casefold() in spoken]
    return alike[0] if len(alike) == 1 else None


def item_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every item by kind, as a field of choices groups them."""
    items = ledger.nhs_items().values()
    kinds = ((NhsMoney.INCOME, said("Paid to the surgery")), (NhsMoney.DEDUCTION, "Taken off"))
    return [(words, [(item.key, item.words) for item in items if item.kind is kind]) for kind, words in kinds]


def per_partner(item: str) -> bool:
    """Whether what is posted as an item says whose it is."""
    return ledger.chart()[ledger.nhs_items()[item].account].per_partner


@dataclass(frozen=True)
class Proof:
    """That a statement's lines are its net: what is posted, and what waits."""

    posted: Pence
    waiting: Pence

    @property
    def together(self) -> Pence:
        return self.posted + self.waiting


def proof(view: StatementView) -> Proof:
    return Proof(
        posted=sum(line.line.amount for line in view.lines if not line.waits),
        waiting=sum(line.line.amount for line in view.lines if line.waits),
    )


def names(surgeries: Sequence[SurgerySummary]) -> Mapping[int, SurgerySummary]:
    return {surgery.id: surgery for surgery in surgeries}
