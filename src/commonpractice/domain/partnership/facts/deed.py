"""What the partners have agreed: the deed, who decides what, and what the centre charges for its services.

Each is dated: `effective` is the period of days on which it holds.
"""

from dataclasses import dataclass
from decimal import Decimal

from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.worded import Worded


class ProfitSharing(Worded):
    """How a year's profit falls to partners who were not there for all of it."""

    TIME_APPORTIONED = "time_apportioned", "the year's profit is shared by days"
    MONTH_EARNED = "month_earned", "each month's profit is shared between those who were there"


class Losses(Worded):
    """Who bears a loss."""

    AS_PROFITS = "as_profits", "a loss is borne as a profit would have been shared"


class CentreResult(Worded):
    """Whose the centre's surplus or deficit is."""

    RETAINED = "retained", "the centre keeps it"
    PER_REGISTERED = "per_registered", "the surgeries', by registered patients"
    PER_WEIGHTED = "per_weighted", "the surgeries', by weighted patients"
    SHARE_OF_INCOME = "share_of_income", "the surgeries', by their income"
    EQUALLY_BY_SURGERY = "equally_by_surgery", "the surgeries', in equal parts"


class Statements(Worded):
    """Who may see a partner's statement, besides the centre's finance team and the auditors."""

    OWN = "own", "the partner alone"
    OWN_SURGERY = "own_surgery", "the partners of the same surgery"
    ALL_PARTNERS = "all_partners", "all partners of the partnership"


class Peers(Worded):
    """What other partners are called on a statement that shows them."""

    LETTERED = "lettered", "by letters"
    NAMED = "named", "by name"


class Decider(Worded):
    """Who decides."""

    SURGERY = "surgery", "the surgery's own partners"
    BOARD = "board", "the board"
    ALL_PARTNERS = "all_partners", "all partners of the partnership"


class SmallNumbersTo(Worded):
    """Who of the whole partnership may see counts of very few patients of a surgery that is not theirs."""

    NOBODY = "nobody", "nobody"
    QUALITY_LEAD = "quality_lead", "the quality lead"


class Electorate(Worded):
    """Whose votes a threshold is a percentage of."""

    VOTING = "voting", "those who vote"
    ENTITLED = "entitled", "all who may vote"


class ChargeBasis(Worded):
    """What a charge goes by."""

    PER_REGISTERED = "per_registered", "per registered patient"
    PER_WEIGHTED = "per_weighted", "per weighted patient"
    SHARE_OF_INCOME = "share_of_income", "a share of income"
    PER_PARTNER = "per_partner", "per partner"
    PER_HEAD = "per_head", "per head of staff"
    FIXED = "fixed", "a fixed sum for each surgery"
    USAGE = "usage", "by use"
    DIRECT = "direct", "what was spent for the surgery"


class NotACharge(ValueError):
    """A charge that says nothing of what it comes to, or says it twice."""


@dataclass(frozen=True)
class DecisionFact:
    """A class of decisions: who takes it, and how many votes carry it.

    `percent` of the votes of the electorate: so many at least, or more than that where `strictly`.
    """

    name: str
    decider: Decider
    percent: Decimal
    strictly: bool
    electorate: Electorate
    effective: Period


@dataclass(frozen=True)
class DeedFact:
    """What the partners' deed says from one day until the next deed.

    `estimate_unsigned` is how many surgeries may be closed unsigned, with an estimate. `cash_floor` is in
    pence for each surgery, or `cash_floor_days` in days of its spending; neither where the deed sets none.
    `small_numbers` is the count below which numbers of patients do not leave their surgery, except to whom
    `small_numbers_to` names.
    `one_profit_at` is the code of the surgery at which the profit of all surgeries is shared as one, as where
    sites work under one contract; empty where each surgery's own partners share its own.
    """

    profit_sharing: ProfitSharing
    centre_result: CentreResult
    statements: Statements
    peers: Peers
    effective: Period
    losses: Losses = Losses.AS_PROFITS
    estimate_unsigned: int = 0
    small_numbers: int = 5
    small_numbers_to: SmallNumbersTo = SmallNumbersTo.NOBODY
    cash_floor: Pence | None = None
    cash_floor_days: int | None = None
    one_profit_at: str = ""
    decisions: tuple[DecisionFact, ...] = ()


@dataclass(frozen=True)
class ChargeTerms:
    """What the centre charges for one service, by `code`.

    `rate` is pounds for each unit of the basis a year; for use, pounds for each use. `percent` is of income.
    `pool` is what all pay together in a year, shared by the basis. `cap` and `floor` are what one surgery
    pays at the most and at least in a financial year; a floor accrues by the month. What is spent for a
    surgery directly is charged as it is. Raises NotACharge.
    """

    code: str
    name: str
    basis: ChargeBasis
    effective: Period
    rate: Decimal | None = None
    percent: Decimal | None = None
    pool: Pence | None = None
    cap: Pence | None = None
    floor: Pence | None = None

    def __post_init__(self) -> None:
        if fault := self.fault(self.basis, rate=self.rate, percent=self.percent, pool=self.pool):
            raise NotACharge(fault)
        if self.pool is not None and (self.cap is not None or self.floor is not None):
            raise NotACharge("a “pool” is charged whole: it has no “cap” and no “floor”.")
        if self.cap is not None and self.floor is not None and self.floor > self.cap:
            raise NotACharge("the “floor” is above the “cap”.")

    @staticmethod
    def fault(basis: ChargeBasis, *, rate: object, percent: object, pool: object) -> str | None:
        """Why a charge on a basis cannot say this of what it comes to; None where it can."""
        given = [
            name
            for name, value in (("rate", rate), ("percent", percent), ("pool", pool))
            if value is not None
        ]
        if basis is ChargeBasis.DIRECT:
            told = "is what was spent for a surgery: it has no “rate”, “percent” or “pool”."
            return f"a charge of basis “direct” {told}" if given else None
        own = "percent" if basis is ChargeBasis.SHARE_OF_INCOME else "rate"
        if given in ([own], ["pool"]):
            return None
        return f"a charge of basis “{basis.value}” goes by a “{own}” or by a “pool”: give one of the two."


@dataclass(frozen=True)
class ChargeFact(ChargeTerms):
    """A charge as the file says it: to the surgeries whose codes are given, to all where none is."""

    surgeries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Charge(ChargeTerms):
    """A charge as the database has it: to the surgeries whose ids are given, to all where none is.

    Of a charge to some surgeries only, whoever asks is told those within their reach.
    """

    surgeries: tuple[int, ...] = ()
