"""What queries answer and deeds report: who we are on a day, as the screens name it."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from commonpractice.domain.partnership.facts.words import (
    Basis,
    Model,
    PartnerKind,
    Standing,
    SurgeryKind,
)
from commonpractice.foundations.dated import Period
from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class SurgerySummary:
    """A surgery as the screens name it. `id` is the database's, `code` the ODS code, or CENTRE."""

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
class PartnershipSummary:
    """A partnership as the screens name it, with its profit centres: surgeries by name, the centre last.

    Surgeries that have left are among them unless a day was asked for: their books stay in the partnership's.
    """

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


@dataclass(frozen=True)
class PartnerOnDay:
    """A partner at a surgery on a day, with the share in force.

    `basis` is None where no share is in force. `sessions` are those a week, `ratio` parts of whatever all the
    parts come to, `a_year` whole pence: each None where the share does not say.
    """

    id: int
    code: str
    name: str
    kind: PartnerKind
    surgery_id: int
    standing: Standing
    sessions: Decimal | None
    basis: Basis | None = None
    ratio: Decimal | None = None
    a_year: Pence | None = None


@dataclass(frozen=True)
class OwnerOnDay:
    """Who owns what part of a surgery's premises on a day; `partner_id` None where no partner, past or
    present, does."""

    surgery_id: int
    partner_id: int | None
    name: str
    part: Fraction


@dataclass(frozen=True)
class Spell:
    """The days on which a partner is one at a surgery, and on what standing."""

    standing: Standing
    effective: Period


@dataclass(frozen=True)
class SharePart:
    """What a partner's share of a surgery's profit goes by on some days: as PartnerOnDay has it."""

    basis: Basis
    effective: Period
    sessions: Decimal | None = None
    ratio: Decimal | None = None
    a_year: Pence | None = None

    @property
    def parts(self) -> Decimal:
        """The parts of the balance: sessions or the ratio; nil for a fixed sum."""
        if self.basis is Basis.FIXED:
            return Decimal(0)
        return (self.sessions if self.basis is Basis.SESSIONS else self.ratio) or Decimal(0)


@dataclass(frozen=True)
class PriorSum:
    """A sum a year that a partner has before the balance is shared: whole pence, and what for."""

    name: str
    a_year: Pence
    effective: Period


@dataclass(frozen=True)
class PartnerOverTime:
    """A partner at one surgery, over all the time that is known of."""

    id: int
    code: str
    name: str
    kind: PartnerKind
    spells: tuple[Spell, ...]
    shares: tuple[SharePart, ...]
    prior_sums: tuple[PriorSum, ...] = ()


@dataclass(frozen=True)
class OwnerOverTime:
    """Who owned what part of a surgery's premises when; `partner_id` as in OwnerOnDay."""

    partner_id: int | None
    name: str
    part: Fraction
    effective: Period


@dataclass(frozen=True)
class SizeOverTime:
    """The counts of a surgery on some days, and where they come from."""

    size: "SizeOnDay"
    effective: Period


@dataclass(frozen=True)
class SizeOnDay:
    """The counts of a surgery on a day (patients, heads of staff), and where they come from."""

    registered: Decimal
    weighted: Decimal
    staff: int
    source: str


@dataclass(frozen=True)
class LoadReport:
    """What loading a partnership file changed: dated facts added and superseded, names amended."""

    partnership: PartnershipSummary
    created: bool
    added: int
    superseded: int
    renamed: int

    @property
    def nothing_changed(self) -> bool:
        return not (self.created or self.added or self.superseded or self.renamed)
