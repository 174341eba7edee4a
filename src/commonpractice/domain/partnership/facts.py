"""The nouns of the partnership room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from commonpractice.domain.audit.facts import Actor
from commonpractice.foundations.dated import Period
from commonpractice.foundations.worded import Worded


class Model(Worded):
    """How a partnership is organised. Both are configuration; the code is one."""

    DECENTRALISED = "decentralised", "each surgery its own contract, budget and profit"
    CENTRALISED = "centralised", "one contract and list, many sites, one profit"


class SurgeryKind(Worded):
    SURGERY = "surgery", "surgery"
    CENTRE = "centre", "the centre"


class PartnerKind(Worded):
    GP = "gp", "GP"
    NON_GP = "non_gp", "non-GP"


class Standing(Worded):
    EQUITY = "equity", "equity"
    FIXED_SHARE = "fixed_share", "fixed share"


class ContractKind(Worded):
    GMS = "GMS", "General Medical Services"
    PMS = "PMS", "Personal Medical Services"
    APMS = "APMS", "Alternative Provider Medical Services"


class Role(Worded):
    """What somebody is here. What each role may do is data: rulebook/partnership/roles.toml."""

    SURGERY_MANAGER = "surgery_manager", "Surgery manager"
    GP_PARTNER = "gp_partner", "GP partner"
    STAFF = "staff", "Salaried or other staff"
    PARTNERSHIP_FINANCE = "partnership_finance", "Partnership finance"
    BOARD_MEMBER = "board_member", "Board member"
    AUDITOR = "auditor", "Auditor"


class Power(Worded):
    """One thing that a role may let somebody do. Nothing is allowed that no role allows."""

    SEE_MONTH = "see_month", "see a surgery's month at a glance"
    SEE_ACCOUNTS = "see_accounts", "see accounts and journals"
    SEE_PARTNERSHIP = "see_partnership", "see every surgery side by side"
    POST = "post", "post journals"
    ANSWER_RECHARGES = "answer_recharges", "raise and answer recharges"
    LOCK_MONTHS = "lock_months", "lock and reopen months"
    EXPORT = "export", "take accounts away as files"
    SEE_AUDIT = "see_audit", "see who saw and changed what"


@dataclass(frozen=True)
class Scope:
    """What somebody may see and do: the reach of every query and deed.

    `surgeries` are the ids of the surgeries whose rows they may see, the centre's among them where they
    reach the whole partnership. The database holds the same wall (gateways/scoped_postgres).

    `powers` are all that they may do anywhere. Where their roles differ from surgery to surgery,
    `powers_at` has what they may do at each, by its id; None means the same everywhere.
    """

    actor: Actor
    partnership_id: int | None = None
    surgeries: tuple[int, ...] = ()
    powers: frozenset[Power] = frozenset()
    roles: tuple[Role, ...] = ()
    powers_at: Mapping[int, frozenset[Power]] | None = field(default=None, hash=False)

    def may(self, power: Power, surgery_id: int | None = None) -> bool:
        """Whether some role of theirs gives the power: anywhere, or at one surgery where it is named."""
        if power not in self.powers:
            return False
        if surgery_id is None:
            return True
        if self.powers_at is None:
            return self.covers(surgery_id)
        return self.covers(surgery_id) and power in self.powers_at.get(surgery_id, frozenset())

    def covers(self, surgery_id: int) -> bool:
        return surgery_id in self.surgeries


# What a partnership file says, read and checked: one tree of frozen facts.


@dataclass(frozen=True)
class SiteFact:
    code: str
    name: str
    effective: Period
    address: str = ""
    postcode: str = ""
    main: bool = False


@dataclass(frozen=True)
class LocationFact:
    name: str
    provider_name: str
    effective: Period
    location_id: str = ""
    provider_id: str = ""


@dataclass(frozen=True)
class PcnFact:
    code: str
    name: str
    effective: Period


@dataclass(frozen=True)
class ContractFact:
    kind: ContractKind
    effective: Period
    commissioner: str = ""


@dataclass(frozen=True)
class SizeFact:
    registered: Decimal
    weighted: Decimal
    staff: int
    source: str
    effective: Period


@dataclass(frozen=True)
class SurgeryFact:
    code: str
    name: str
    kind: SurgeryKind
    memberships: tuple[Period, ...]
    strapline: str = ""
    colour: str = "#005eb8"
    sites: tuple[SiteFact, ...] = ()
    locations: tuple[LocationFact, ...] = ()
    networks: tuple[PcnFact, ...] = ()
    contracts: tuple[ContractFact, ...] = ()
    sizes: tuple[SizeFact, ...] = ()


@dataclass(frozen=True)
class PartnerMembershipFact:
    surgery: str
    standing: Standing
    effective: Period


@dataclass(frozen=True)
class ProfitShareFact:
    surgery: str
    sessions: Decimal
    effective: Period


@dataclass(frozen=True)
class PartnerFact:
    code: str
    name: str
    kind: PartnerKind
    memberships: tuple[PartnerMembershipFact, ...] = ()
    shares: tuple[ProfitShareFact, ...] = ()


@dataclass(frozen=True)
class PartnershipFact:
    """A whole partnership as its file describes it."""

    code: str
    name: str
    model: Model
    founded: date
    surgeries: tuple[SurgeryFact, ...]
    partners: tuple[PartnerFact, ...] = ()
    year_starts: int = 4
    demonstration: bool = False


@dataclass(frozen=True)
class SurgerySummary:
    """A surgery as the screens name it."""

    id: int
    code: str
    name: str
    kind: SurgeryKind
    strapline: str = ""
    colour: str = "#005eb8"

    @property
    def is_centre(self) -> bool:
        return self.kind is SurgeryKind.CENTRE


@dataclass(frozen=True)
class PartnerOnDay:
    """A partner at a surgery on a day; `sessions` a week, None where no share is in force."""

    id: int
    code: str
    name: str
    kind: PartnerKind
    surgery_id: int
    standing: Standing
    sessions: Decimal | None


@dataclass(frozen=True)
class SizeOnDay:
    """The counts of a surgery on a day, and where they come from."""

    registered: Decimal
    weighted: Decimal
    staff: int
    source: str


@dataclass(frozen=True)
class LoadReport:
    """What loading a partnership file changed."""

    partnership: "PartnershipSummary"
    created: bool
    added: int
    superseded: int
    renamed: int

    @property
    def nothing_changed(self) -> bool:
        return not (self.created or self.added or self.superseded or self.renamed)


@dataclass(frozen=True)
class PartnershipSummary:
    """A partnership as the screens name it, with its profit centres: surgeries by name, the centre last."""

    id: int
    code: str
    name: str
    model: Model
    demonstration: bool
    year_starts: int
    surgeries: tuple[SurgerySummary, ...] = field(default=())

    @property
    def centre(self) -> SurgerySummary:
        return next(surgery for surgery in self.surgeries if surgery.is_centre)
