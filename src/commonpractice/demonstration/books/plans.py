"""The whole partnership's plan, worked out once: the centre's charges, networks' payments, each profile."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.places import Ids, Place, places
from commonpractice.demonstration.books.profiles import Profile, Site
from commonpractice.demonstration.books.staffing import Employee, employees, payslip
from commonpractice.demonstration.books.streams import Spending
from commonpractice.demonstration.nhs import facts
from commonpractice.demonstration.nhs.payer import Payer
from commonpractice.demonstration.sampling import chance
from commonpractice.demonstration.surgeries import Invented
from commonpractice.domain.contracts.facts.due import Contracted
from commonpractice.domain.partnership.facts import PartnershipFact
from commonpractice.domain.partnership.rules.partnership_file import CENTRE
from commonpractice.foundations.dated import in_force
from commonpractice.foundations.money import Pence, share
from commonpractice.foundations.months import FinancialYear, Month, months


class TooEarly(ValueError):
    """A day before the first month of the books is over."""


def months_with_books(first: Month, last: Month, today: date) -> tuple[Month, ...]:
    """The months of the two years, and those since, that are over by today.

    The month of today is left to whoever tries the demonstration. Raises TooEarly where none is over.
    """
    furthest = last + tables.settings()["continued_months"]
    over = Month.of(today + timedelta(days=1)) - 1
    found = tuple(months(first, min(over, furthest)))
    if not found:
        raise TooEarly(f"The demonstration's books begin in {first.words}, which is not over yet.")
    return found


@dataclass
class Plan:
    """What the books of every surgery and of the centre have in common."""

    fact: PartnershipFact
    invented: Mapping[str, Invented]
    ids: Ids
    seed: int
    first: Month
    last: Month
    today: date

    @cached_property
    def months(self) -> tuple[Month, ...]:
        """The months with postings."""
        return months_with_books(self.first, self.last, self.today)

    @cached_property
    def places(self) -> list[Place]:
        return places(self.fact, self.invented, ids=self.ids, seed=self.seed, months=self.months)

    @cached_property
    def practices(self) -> list[Place]:
        """Those of the places that hold contracts, or whose sites the places are; each once."""
        return list({place.practice.code: place.practice for place in self.places}.values())

    def members(self, month: Month) -> list[Place]:
        """The surgeries that belong to the partnership in a month."""
        return [place for place in self.places if place.belongs(month)]

    def brief(self, month: Month) -> bool:
        """Whether a month is carried on in summary: it is later than the two years."""
        return month > self.last

    @property
    def prefix(self) -> str:
        """How the keys of the demonstration's documents begin."""
        return self.fact.code

    # The centre.

    @property
    def centre_id(self) -> int:
        return self.ids.surgeries[CENTRE]

    def centre_rng(self, subject: str) -> random.Random:
        return chance(self.seed, CENTRE, subject)

    @cached_property
    def centre_staff(self) -> tuple[Employee, ...]:
        centre = next(surgery for surgery in self.fact.surgeries if surgery.code == CENTRE)
        heads = {
            month: (in_force(centre.sizes, month.first) or [centre.sizes[0]])[0].staff
            for month in self.months
        }
        groups = tables.staff_groups(where="centre", dispensing=False)
        return employees(groups, heads, self.centre_rng("staff"))

    @cached_property
    def centre_spending(self) -> tuple[Spending, ...]:
        rng = self.centre_rng("profile")
        return tuple(
            Spending(line, rng.randint(line.low, line.high))
            for line in tables.centre_cost_lines(self.fact.model)
        )

    def centre_budget(self, year: int) -> Pence:
        """What the centre expects to spend in a year, in whole thousands of pounds: what it charges out."""
        begins = FinancialYear(year).first
        pay = 12 * sum(
            payslip(each, year).cost for each in self.centre_staff if each.works(max(begins, self.first))
        )
        spending = sum(each.annual(year) for each in self.centre_spending)
        thousand_pounds = 100_000
        return -(-(pay + spending) // thousand_pounds) * thousand_pounds

    def central_charges(self, month: Month) -> dict[str, Pence]:
        """About what the centre will charge in a month, by surgery: its budget shared by registered patients.

        What drawings and hours are planned by; what is charged is found when the month is closed.
        """
        if month not in self._charges:
            self._charges[month] = self._charge(month)
        return self._charges[month]

    @cached_property
    def _charges(self) -> dict[Month, dict[str, Pence]]:
        return {}

    def _charge(self, month: Month) -> dict[str, Pence]:
        total = tables.in_month(self.centre_budget(tables.year_of(month)), "even", month)
        members = self.members(month)
        parts = share(total, [place.registered(month) for place in members])
        return {place.code: part for place, part in zip(members, parts, strict=True)}

    # Networks.

    @cached_property
    def networks(self) -> dict[str, list[Place]]:
        """The surgeries of each network, by its code."""
        found: dict[str, list[Place]] = {}
        for place in self.practices:
            for row in place.fact.networks:
                found.setdefault(row.code, []).append(place)
        return dict(sorted(found.items()))

    def network_patients(self, code: str, month: Month) -> int:
        """The patients of a network; a surgery in two counts half in each."""
        return sum(
            place.registered(month) // len(place.fact.networks)
            for place in self.networks[code]
            if place.belongs(month)
        )

    def leads(self, place: Place) -> list[str]:
        """The networks that a surgery's partner leads: those in which it has the longest list and stays."""
        last = self.months[-1]
        return [
            code
            for code, members in self.networks.items()
            if max(members, key=lambda each: (each.belongs(last), each.registered(self.first))) is place
        ]

    def network_payments(self, place: Place, month: Month) -> dict[str, Pence]:
        """What a surgery's networks pass on to it in a month, by item of NHS money; roles apart."""
        told = tables.settings()["networks"]
        registered = place.registered(month)
        passed_on = Fraction(told["enhanced_access_passed_on"], tables.THOUSAND)
        led = sum(self.network_patients(code, month) for code in self.leads(place))
        return {
            "pcn_capacity": _monthly(told["capacity"], registered),
            "enhanced_access": int(_monthly(told["enhanced_access"], registered) * passed_on),
            "pcn_leadership": _monthly(told["leadership"], led),
        }

    def participation(self, place: Place, month: Month) -> Pence:
        """The national payment for belonging to a network, by weighted patients."""
        known = facts.participation_rate(month) or tables.settings()["networks"]["participation"]
        return int(tables.fraction(known) * 100 * place.weighted(month) / 12)

    # Surgeries.

    @cached_property
    def _profiles(self) -> dict[str, Profile]:
        found: dict[str, Profile] = {}
        for place in self.practices:
            month = place.months[0]
            networks = sum(self.network_payments(place, month).values()) + self.participation(place, month)
            found[place.code] = Profile(
                place,
                central_charge=12 * self.central_charge(place, month),
                network_income=12 * networks,
                sites=[site for site in self.places if site.of is place],
            )
        return found

    def profile(self, place: Place) -> Profile:
        """What a surgery's money is made of; a site's practice's."""
        return self._profiles[place.practice.code]

    def spends(self, place: Place) -> Profile | Site:
        """What a surgery spends, and whom it employs; or a site, for itself."""
        profile = self.profile(place)
        return next((site for site in profile.sites if site.place is place), profile)

    def central_charge(self, practice: Place, month: Month) -> Pence:
        """About what the centre will cost a surgery in a month, or all the sites of a practice."""
        charges = self.central_charges(month)
        return sum(charges.get(place.code, 0) for place in self.places if place.practice is practice)

    @cached_property
    def _contracted(self) -> dict[str, Contracted]:
        return {}

    def contracted(self, place: Place) -> Contracted:
        """Everything that a surgery's NHS income is reckoned from, over all its months."""
        if place.code not in self._contracted:
            profile = self.profile(place)
            networks = {
                month: facts.FromNetworks(
                    self.network_payments(place, month),
                    profile.roles_cost(month),
                    self.participation(place, month),
                )
                for month in place.months
            }
            self._contracted[place.code] = facts.contracted(place, profile, networks)
        return self._contracted[place.code]

    def payer(self, place: Place) -> Payer:
        return Payer(place, self.profile(place), self.contracted(place), self.months)


def _monthly(pounds_a_year: float, patients: int) -> Pence:
    return int(tables.fraction(pounds_a_year) * 100 * patients / 12)
