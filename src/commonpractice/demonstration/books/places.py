"""What the generators know of a surgery: its facts, partners and staff, and the months it keeps books for."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.staffing import Employee, employed_at_a_site, employees
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import Invented, settings, sizes
from commonpractice.domain.partnership.facts import (
    Model,
    PartnerFact,
    PartnershipFact,
    ProfitShareFact,
    SizeFact,
    SurgeryFact,
)
from commonpractice.foundations.dated import in_force
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import Month


@dataclass(frozen=True)
class Ids:
    """The database's ids of surgeries (the centre under CENTRE) and partners, by code."""

    surgeries: Mapping[str, int]
    partners: Mapping[str, int]


@dataclass(frozen=True)
class PartnerAt:
    """A partner at a surgery in a month: id, sessions in hundredths, and who it is."""

    id: int
    sessions: int
    code: str
    name: str


@dataclass(eq=False)
class Place:
    """A surgery with everything that its books are made from. Nothing here depends on another surgery.

    A site of a practice that has the contract for all its sites is a place too, its sizes whom it sees; `of`
    is the practice then, a place with the whole list.
    """

    fact: SurgeryFact
    invented: Invented
    id: int
    months: tuple[Month, ...]
    partnership: PartnershipFact
    ids: Ids
    seed: int
    of: "Place | None" = None

    @property
    def practice(self) -> "Place":
        """Who holds the contract, has the list and the partners: itself, where it is no site of another."""
        return self.of or self

    @property
    def holds_contract(self) -> bool:
        """Whether the contract's money comes to its books: of a practice's sites, to the main one's."""
        return self.practice.code == self.code

    @property
    def code(self) -> str:
        return self.fact.code

    def rng(self, subject: str) -> random.Random:
        """The stream of chance of one subject at this surgery."""
        return chance(self.seed, self.code, subject)

    def belongs(self, month: Month) -> bool:
        return self.months[0] <= month <= self.months[-1]

    @cached_property
    def _sizes(self) -> dict[Month, SizeFact]:
        return {}

    def size(self, month: Month) -> SizeFact:
        """The counts in force at the start of a month; the first or last ones outside its stay."""
        if month not in self._sizes:
            self._sizes[month] = self._size(month)
        return self._sizes[month]

    def _size(self, month: Month) -> SizeFact:
        found = in_force(self.fact.sizes, month.first)
        if found:
            return found[0]
        return self.fact.sizes[0 if month.first < self.fact.sizes[0].effective.start else -1]

    def registered(self, month: Month) -> int:
        return int(self.size(month).registered)

    def weighted(self, month: Month) -> Fraction:
        return Fraction(self.size(month).weighted)

    @cached_property
    def _shares(self) -> list[tuple[PartnerFact, ProfitShareFact]]:
        return [
            (partner, row)
            for partner in self.partnership.partners
            for row in partner.shares
            if row.surgery == self.code
        ]

    @cached_property
    def _partners(self) -> dict[date, list["PartnerAt"]]:
        return {}

    def partners(self, on: date) -> list[PartnerAt]:
        """The partners with a share on a day, in the file's order."""
        if on not in self._partners:
            self._partners[on] = [
                PartnerAt(
                    self.ids.partners[partner.code], int(row.sessions * 100), partner.code, partner.name
                )
                for partner, row in self._shares
                if on in row.effective
            ]
        return self._partners[on]

    def full_time(self, month: Month) -> Fraction:
        """Full-time partners: sessions a week over nine."""
        sessions = sum(partner.sessions for partner in self.partners(month.first))
        return Fraction(sessions, 100 * tables.settings()["partners"]["full_time"])

    def share_out(self, amount: Pence, month: Month) -> list[tuple[int, Pence]]:
        """An amount between the partners of a month by sessions: (partner's id, part), exact."""
        partners = self.partners(month.first)
        parts = share(amount, [partner.sessions for partner in partners])
        return [(partner.id, part) for partner, part in zip(partners, parts, strict=True)]

    @cached_property
    def drawn_staff(self) -> tuple[Employee, ...]:
        """Everybody employed, before their hours are fitted to what the surgery can afford."""
        groups = tables.staff_groups(where="surgery", dispensing=self.invented.dispensing)
        if self.of:
            doctors = settings(self.partnership.model)["doctors"] if self.holds_contract else 0
            groups = employed_at_a_site(groups, doctors)
        heads = {month: self.size(month).staff for month in self.months}
        return employees(groups, heads, self.rng("staff"))


def places(
    fact: PartnershipFact,
    invented: Mapping[str, Invented],
    *,
    ids: Ids,
    seed: int,
    months: tuple[Month, ...],
) -> list[Place]:
    """The surgeries that belong to the partnership in some of the months, each with its own of them.

    Where one practice has a contract for all, they are its sites.
    """
    found: list[Place] = []
    for surgery in fact.surgeries:
        own = tuple(
            month
            for month in months
            if any(month.first in period and month.last in period for period in surgery.memberships)
        )
        if own and surgery.code in invented:
            found.append(
                Place(surgery, invented[surgery.code], ids.surgeries[surgery.code], own, fact, ids, seed)
            )
    return _sites(found) if fact.model is Model.CENTRALISED else found


def _sites(whole: list[Place]) -> list[Place]:
    """Each as a site of the one that holds the contract: its sizes are whom it sees, which no list says."""
    practice = next(place for place in whole if place.fact.contracts)
    seen = sizes(practice.seed, practice.partnership.model)
    return [
        replace(
            place,
            fact=replace(
                place.fact,
                sizes=tuple(
                    replace(row, registered=Decimal(counts.registered), weighted=counts.weighted)
                    for row, counts in zip(place.fact.sizes, seen[place.code], strict=True)
                ),
            ),
            of=practice,
        )
        for place in whole
    ]
