"""Who somebody is to the program, and what they may see and do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership.facts.words import Power, Role
from commonpractice.foundations.dated import Period


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

    @property
    def patients(self) -> tuple[int, ...]:
        """The ids of the surgeries whose patients they may know by name: what their ticket says."""
        return tuple(surgery for surgery in self.surgeries if self.may(Power.SEE_PATIENTS, surgery))

    @property
    def counts(self) -> tuple[int, ...]:
        """The ids of the surgeries whose counts of very few patients they may see: what their ticket says."""
        return tuple(
            surgery
            for surgery in self.surgeries
            if self.may(Power.SEE_PATIENTS, surgery) or self.may(Power.SEE_SMALL_NUMBERS, surgery)
        )


@dataclass(frozen=True)
class HeldRole:
    """A role that somebody holds, or will: at which surgery (or CENTRE) of which partnership, and when."""

    role: Role
    surgery_code: str
    partnership_code: str
    effective: Period


@dataclass(frozen=True)
class Person:
    """Somebody who signs in. `active` is false where they may not; `last_seen` is their last sign-in."""

    id: int
    email: str
    name: str
    active: bool
    last_seen: datetime | None
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True)
class Colleague:
    """Somebody who signs in, and a role that they hold at a surgery: by the ids of both."""

    id: int
    name: str
    role: Role
    surgery_id: int
