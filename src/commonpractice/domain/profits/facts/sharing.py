"""What a surgery is charged, what it earned, and who has what part of that.

Amounts are whole pence. Each carries the steps by which it was reckoned, in exact pounds, for whoever follows
the pound.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from commonpractice.domain.contracts.facts import Step, Telling, steps_of
from commonpractice.domain.partnership.facts import ChargeBasis, OwnerOverTime, PartnerOverTime
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.foundations.worded import Worded


@dataclass(frozen=True)
class Member:
    """A surgery that may be charged: its id and name, and the spells in which it belongs."""

    surgery: int
    name: str
    memberships: tuple[Period, ...]


@dataclass(frozen=True)
class Measured:
    """What a charge goes by, of one surgery: so many patients, partners or heads on each of some days; or, of
    income, use and what was spent directly, so much (pence, or uses) in the month that the days lie in."""

    value: Decimal | int
    effective: Period
    source: str


Drivers = Mapping[ChargeBasis, Mapping[int, Sequence[Measured]]]
"""By basis and surgery id; a fixed charge goes by none."""

Told = Mapping[ChargeBasis, Mapping[str, Mapping[int, Sequence[Measured]]]]
"""Use and direct spending, as they were told: by basis, code of the charge and surgery id."""


@dataclass(frozen=True)
class UseTold:
    """What was told of a charge by use (so many `uses`) or direct (so many `pence`), of a surgery's month."""

    charge: str
    month: Month
    uses: int | None = None
    pence: Pence | None = None


@dataclass(frozen=True)
class ChargeOf:
    """What a charge, by its code, comes to for a surgery in a month."""

    surgery: int
    charge: str
    name: str
    month: Month
    pence: Pence
    telling: Telling

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.telling)


@dataclass(frozen=True)
class CentreShareOf:
    """A surgery's part of the centre's surplus (above nil) or deficit."""

    surgery: int
    pence: Pence
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PassedOn:
    """What a surgery made in a month (below nil: lost), passed on to where the one profit is shared."""

    surgery: int
    month: Month
    pence: Pence
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class PersonalCost:
    """What a surgery paid in a month that its deed has the partner bear: pence, above nil."""

    partner: int
    words: str
    pence: Pence


@dataclass(frozen=True)
class MonthResult:
    """What a surgery made in a month: profit above nil, loss below.

    `profit` is after every expense, rent due to owners who are no partners there among them
    (rules.property_shares). `rent` is what the premises brought in and `property_interest` what their loans
    cost; both are in `profit`.
    """

    surgery: int
    month: Month
    profit: Pence
    rent: Pence = 0
    property_interest: Pence = 0
    personal: tuple[PersonalCost, ...] = ()

    @property
    def of_property(self) -> Pence:
        """What the premises' owners have between them: rent less interest."""
        return self.rent - self.property_interest


@dataclass(frozen=True)
class Agreement:
    """Who shares in a surgery's profit, and how, on each day: pennies left over to the first `partners`."""

    surgery: int
    name: str
    memberships: tuple[Period, ...]
    partners: tuple[PartnerOverTime, ...]
    owners: tuple[OwnerOverTime, ...] = ()


class ShareStep(Worded):
    """The steps in which profit is shared, in order."""

    PRIOR = "prior", "prior share"
    PERSONAL = "personal", "costs of the partner's own"
    PROPERTY = "property", "property share"
    BALANCE = "balance", "share of the balance"


@dataclass(frozen=True)
class ShareOf:
    """What one step of sharing gives a partner (above nil) or takes, of a surgery's month or year."""

    partner: int
    surgery: int
    concerns: Month | FinancialYear
    step: ShareStep
    pence: Pence
    telling: Telling

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.telling)


@dataclass(frozen=True)
class DueToOwner:
    """What an owner of the premises who is no partner there is due for a month: an expense of the surgery.

    `partner` is set where the owner is a partner elsewhere, or was one.
    """

    surgery: int
    owner: str
    partner: int | None
    month: Month
    pence: Pence
    telling: Telling

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.telling)
