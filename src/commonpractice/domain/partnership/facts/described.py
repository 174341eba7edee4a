"""What a partnership file says, read and checked: one tree of frozen facts.

Each `effective` is the period of days on which a fact holds. Codes are in capitals. Text has no line breaks
and nothing that cannot be seen; it is empty where left out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.partnership.facts.deed import ChargeFact, DeedFact
from commonpractice.domain.partnership.facts.words import (
    Basis,
    ContractKind,
    Model,
    PartnerKind,
    Standing,
    SurgeryKind,
)
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class SiteFact:
    """Premises where patients are seen. `code` is the ODS code, empty where there is none."""

    code: str
    name: str
    effective: Period
    address: str = ""
    postcode: str = ""
    main: bool = False

    @property
    def known_as(self) -> str:
        """What tells it from the surgery's other sites: its code or, without one, its name."""
        return self.code or self.name


@dataclass(frozen=True)
class LocationFact:
    """A place as the Care Quality Commission registers it, under its provider; ids as `1-123456789`."""

    name: str
    provider_name: str
    effective: Period
    location_id: str = ""
    provider_id: str = ""

    @property
    def known_as(self) -> str:
        """What tells it from the surgery's other locations: its id or, without one, its name."""
        return self.location_id or self.name


@dataclass(frozen=True)
class PcnFact:
    """The surgery's place in a primary care network, by the network's ODS code."""

    code: str
    name: str
    effective: Period


@dataclass(frozen=True)
class ContractFact:
    """A core contract that the surgery holds, and of whom."""

    kind: ContractKind
    effective: Period
    commissioner: str = ""


@dataclass(frozen=True)
class SizeFact:
    """Counts of a surgery: patients (two decimals, for a published average has them), and heads of staff,
    partners not among them. `source` says where the counts come from."""

    registered: Decimal
    weighted: Decimal
    staff: int
    source: str
    effective: Period


@dataclass(frozen=True)
class PropertyShareFact:
    """What part of a surgery's premises somebody owns: rent goes by it, whoever is a partner.

    The owner is a partner by code, who may have left; or, with no code, somebody by name who is not in the
    file. `part` is above nil and one at the most.
    """

    partner: str
    owner: str
    part: Fraction
    effective: Period

    @property
    def known_as(self) -> str:
        """The owner's code or, without one, the name."""
        return self.partner or self.owner


@dataclass(frozen=True)
class SurgeryFact:
    """A surgery, or the centre, with everything that is its own. `code` is the ODS code, or CENTRE;
    `colour` as #005eb8; `memberships` are the spells in which it belongs to the partnership."""

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
    property_shares: tuple[PropertyShareFact, ...] = ()


@dataclass(frozen=True)
class PartnerMembershipFact:
    """The days on which a partner shares in a surgery, by its code, and on what standing."""

    surgery: str
    standing: Standing
    effective: Period


class NotAShare(ValueError):
    """A profit share that is of no basis, or of two."""


@dataclass(frozen=True)
class ProfitShareFact:
    """A partner's share of a surgery's profit: of the balance by `sessions` a week or by `ratio` (parts of
    whatever all the parts come to), or `a_year` whole pence before the balance is shared.

    Beside a ratio or a sum, sessions say how much the partner works, and share nothing. Raises NotAShare
    where there is none of the three, or a ratio and a sum.
    """

    surgery: str
    sessions: Decimal | None
    effective: Period
    ratio: Decimal | None = None
    a_year: Pence | None = None

    def __post_init__(self) -> None:
        if self.sessions is None and self.ratio is None and self.a_year is None:
            raise NotAShare("A share goes by sessions, by a ratio, or is a sum a year: this does none.")
        if self.ratio is not None and self.a_year is not None:
            raise NotAShare("A share goes by a ratio or is a sum a year, not both.")

    @property
    def basis(self) -> Basis:
        if self.a_year is not None:
            return Basis.FIXED
        return Basis.SESSIONS if self.ratio is None else Basis.RATIO


@dataclass(frozen=True)
class PriorShareFact:
    """What a partner has of a surgery's profit for something done (leading it, seniority) before the rest is
    shared: `a_year` whole pence. A fixed-share partner's own sum is a ProfitShareFact instead."""

    surgery: str
    name: str
    a_year: Pence
    effective: Period


@dataclass(frozen=True)
class PartnerFact:
    """A partner, by a code of the partnership's own, with the surgeries and shares that are theirs."""

    code: str
    name: str
    kind: PartnerKind
    memberships: tuple[PartnerMembershipFact, ...] = ()
    shares: tuple[ProfitShareFact, ...] = ()
    prior_shares: tuple[PriorShareFact, ...] = ()


@dataclass(frozen=True)
class PartnershipFact:
    """A whole partnership as its file describes it, the centre last among its surgeries.

    `code` is a word for commands; `year_starts` the first month of its financial year, 1 to 12.
    """

    code: str
    name: str
    model: Model
    founded: date
    surgeries: tuple[SurgeryFact, ...]
    partners: tuple[PartnerFact, ...] = ()
    year_starts: int = 4
    demonstration: bool = False
    deeds: tuple[DeedFact, ...] = ()
    charges: tuple[ChargeFact, ...] = ()


@dataclass(frozen=True)
class KnownCodes:
    """The codes of the ODS registers that have been imported: of practices, of premises (practices and their
    branches), of networks. None where a register has not been imported: then nothing is looked up in it."""

    surgeries: frozenset[str] | None = None
    sites: frozenset[str] | None = None
    networks: frozenset[str] | None = None
