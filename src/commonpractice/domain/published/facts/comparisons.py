"""What a figure is seen beside: England, and practices of the same size."""

from dataclasses import dataclass
from decimal import Decimal

from commonpractice.foundations.worded import Worded

GROUP = "group:"
"""How the figure of a group of payment lines begins: `group:core`."""


class Basis(Worded):
    """What a figure is shared over."""

    WEIGHTED = "weighted", "per weighted patient"
    REGISTERED = "registered", "per registered patient"
    NOTHING = "", ""


@dataclass(frozen=True)
class Spread:
    """The quartiles of a figure over several practices."""

    practices: int
    lower: Decimal
    median: Decimal
    upper: Decimal


@dataclass(frozen=True)
class PeerGroupFact:
    """Practices compared with one another. An empty contract or dispensing status means any.

    `smallest` and `largest` are the lists of those counted; a band reaches up to where the next begins.
    """

    number: int
    contract: str
    dispensing: str
    smallest: Decimal
    largest: Decimal
    practices: int

    @property
    def words(self) -> str:
        """As "374 GMS practices that do not dispense, with 7,020 to 8,118 patients"."""
        kind = f"{self.contract} practices" if self.contract else "practices"
        dispense = {"YES": " that dispense", "NO": " that do not dispense"}.get(self.dispensing, "")
        return (
            f"{self.practices:,} {kind}{dispense}, with {self.smallest:,.0f} to {self.largest:,.0f} patients"
        )


@dataclass(frozen=True)
class SummaryFact:
    """A figure over many practices: all England where `peer_group` is None."""

    key: str
    basis: Basis
    peer_group: int | None
    practices: int
    total: Decimal | None
    value: Decimal | None
    spread: Spread | None


@dataclass(frozen=True)
class Beside:
    """What a figure is seen beside: England as a whole, England's practices, and peers of the same size.

    `group` are the peers of one practice: the payments file that groups them, and the group's number.

    For several practices together the peers' quartiles are what the practices would have if each were at
    that quartile of its own peers.
    """

    national: Decimal | None = None
    practices: Spread | None = None
    peers: Spread | None = None
    group: tuple[int, int] | None = None


ALONE = Beside()


@dataclass(frozen=True)
class OneOfMany:
    """A practice's figure among those that England's, or the peers', is worked out from.

    `amount` is as published (payments in pence), `over` the patients it is shared over, `rate` the one over
    the other; None where it has no patients.
    """

    code: str
    name: str
    line: int
    amount: Decimal
    over: Decimal | None
    rate: Decimal | None
