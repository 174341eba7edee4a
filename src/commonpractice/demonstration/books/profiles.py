"""What a surgery's money is made of: the rates it is paid at, what it spends, and what that leaves."""

import random
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from commonpractice.demonstration.books import tables
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.books.staffing import ROLES, Employee, at_hours, payslip
from commonpractice.demonstration.books.streams import PENCE_OF_PARTS, Spending, Stream
from commonpractice.demonstration.books.tables import fraction
from commonpractice.demonstration.nhs.qof import Quality
from commonpractice.demonstration.sampling import published
from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.rules.global_sum import global_sum
from commonpractice.domain.partnership.facts import ContractKind
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month


class Profile:
    """One surgery's rates and levels, drawn once; every figure of its books follows from them."""

    def __init__(
        self, place: Place, *, central_charge: Pence, network_income: Pence, sites: Sequence[Place] = ()
    ):
        self.place = place
        rng = place.rng("profile")
        kind = next(row.kind for row in place.fact.contracts)
        self.pms = kind is ContractKind.PMS
        self.pms_rate = published("pms_balance", "PMS").draw(rng)
        self.quality = Quality(place, published("qof").draw(rng))
        drawn = {
            (line.measure, line.group): published(line.measure, line.group).draw_any(rng)
            for line in tables.income_lines(place.invented.dispensing)
        }
        self.income = tuple(
            Stream(line, drawn[line.measure, line.group])
            for line in tables.income_lines(place.invented.dispensing)
            if drawn[line.measure, line.group] > 0
        )
        told = tables.settings()["surgeries"]
        self.teaches = rng.randrange(100) < told["teaching"]
        self.private_level = rng.randint(*told["private_fees"])
        self.loan = rng.randrange(100) < tables.settings()["loans"]["practice_share"]
        self.first_year = tables.year_of(place.months[0])
        self.patients = place.registered(place.months[0])
        self.target = self._target(rng)
        self.sites = tuple(Site(self, site) for site in sites)
        self.spending = tuple(each for site in self.sites for each in site.spending) or tuple(
            self.spending_at(place, rng)
        )
        self.locum_drift = self._drift(rng)
        self.usual_locums = rng.randint(*tables.settings()["surplus"]["usual_locums"])
        self._central_charge = central_charge
        self._network_income = network_income

    def annual_income(self, stream: Stream, year: int) -> Pence:
        """A line's amount in a financial year, by the list at its start."""
        return stream.annual(self.place.registered(FinancialYear(year).first), year)

    def pms_payment(self, month: Month, price: Decimal) -> Pence:
        """A month of a PMS contract, which moves with the price of the global sum."""
        then = self.place.registered(month) * self.pms_rate // PENCE_OF_PARTS
        return int(then * Fraction(price) / fraction(tables.settings()["surgeries"]["published_price"]) / 12)

    @property
    def trainers_grant(self) -> Pence:
        """A year's, where the surgery teaches."""
        return sum(12 * (fee.low + fee.high) // 2 for fee in tables.private_fees() if fee.paid == "statement")

    def _core(self, month: Month) -> Pence:
        """A month of the core contract, at the year's last price."""
        year = FinancialYear.of(month)
        rates = parameters.global_sum_year(year)
        if self.pms:
            return self.pms_payment(month, rates.price.value)
        found = global_sum(
            rates=rates, weighted=self.place.weighted(month), registered=self.place.registered(month)
        )
        return found.monthly

    @property
    def property_value(self) -> Pence:
        return self.patients * tables.settings()["loans"]["property_a_patient"] * 100

    def locums(self, year: int) -> Pence:
        """A year's locum doctors."""
        amount = self.first_locums
        for each in range(self.first_year + 1, year + 1):
            amount = amount * self.locum_drift.get(each, tables.THOUSAND) // tables.THOUSAND
        return amount

    @cached_property
    def first_locums(self) -> Pence:
        """The first year's locums: what brings the surplus to its target, within what is plausible."""
        told = tables.settings()["surplus"]
        least = int(fraction(told["least_locums"]) * 100 * self.patients)
        most = int(fraction(told["most_locums"]) * 100 * self.patients)
        left = self._before_locums(self.first_year) - self._target_of_all
        return min(max(left, least), most)

    @cached_property
    def drawn_staff(self) -> tuple[Employee, ...]:
        """Everybody employed, at all sites, before their hours are fitted to what can be afforded."""
        there = [site.place for site in self.sites] or [self.place]
        return tuple(employee for place in there for employee in place.drawn_staff)

    @cached_property
    def staff(self) -> tuple[Employee, ...]:
        """Everybody employed, at those hours."""
        return at_hours(self.drawn_staff, self.hours)

    @cached_property
    def hours(self) -> int:
        """Thousandths of the drawn hours that leave the target and a usual amount for locums."""
        told = tables.settings()["surplus"]
        drawn = self.drawn_staff
        usual = self.usual_locums * 100 * self.patients
        pay = 12 * _pay(drawn, self.place.months[0], self.first_year)
        spare = self._before_pay(self.first_year) - pay - usual - self._target_of_all
        hours = tables.THOUSAND + tables.THOUSAND * spare // pay
        return min(max(hours, told["hours"][0]), told["hours"][1])

    def payroll(self, month: Month) -> list[Employee]:
        return [employee for employee in self.staff if employee.works(month)]

    def roles_cost(self, month: Month) -> Pence:
        """What the staff whom networks reimburse cost in a month."""
        year = tables.year_of(month)
        return sum(payslip(each, year).cost for each in self.payroll(month) if each.group.name == ROLES)

    @property
    def _target_of_all(self) -> Pence:
        return int(self.target * self.place.full_time(self.place.months[0]))

    def expected_surplus(self, year: int) -> Pence:
        """What a year should leave for the partners, before what they bear themselves."""
        return self._before_locums(year) - self.locums(year)

    def bearable(self, year: int) -> Pence:
        """The surplus that partners' drawings, tax and pensions go by: never below a living."""
        least = tables.settings()["partners"]["least"] * 100 * self.place.full_time(self.place.months[0])
        return max(self.expected_surplus(year), int(least))

    def _before_locums(self, year: int) -> Pence:
        begins = max(FinancialYear(year).first, self.place.months[0])
        return self._before_pay(year) - 12 * _pay(self.staff, begins, year)

    def _before_pay(self, year: int) -> Pence:
        if year not in self._years:
            self._years[year] = self._income_less_costs(year)
        return self._years[year]

    @cached_property
    def _years(self) -> dict[int, Pence]:
        return {}

    def _income_less_costs(self, year: int) -> Pence:
        """A year's income less all costs but pay and locums; staff whom networks reimburse are left out."""
        begins = max(FinancialYear(year).first, self.place.months[0])
        income = 12 * self._core(begins) + self.quality.earned(FinancialYear(year))
        income += sum(self.annual_income(stream, year) for stream in self.income)
        income += self.private_income() + self._network_income
        spending = sum(each.annual(year) for each in self.spending)
        return income - spending - self.financing() - self._central_charge

    def private_income(self) -> Pence:
        """A year's fees from others, as expected."""
        return sum(
            int(fee.a_year * self.patients * (fee.low + fee.high) / 2000) * self.private_level // 100
            for fee in tables.private_fees()
            if self.teaches or not fee.teaching
        )

    def financing(self) -> Pence:
        """A year's depreciation and loan interest, as expected."""
        loans, equipment = tables.settings()["loans"], tables.settings()["equipment"]
        cost = self.patients * equipment["at_cost_a_patient"] * 100 * 12 // equipment["life_months"]
        if self.place.invented.owned:
            lent = self.property_value * loans["property_lent"] // tables.THOUSAND
            cost += lent * loans["property_interest"] // tables.THOUSAND
        if self.loan:
            lent = self.patients * loans["practice_a_patient"] * 100
            cost += lent * loans["practice_interest"] // tables.THOUSAND
        return cost

    def _target(self, rng) -> Pence:
        told = tables.settings()["surplus"]
        drawn = (rng.randint(told["from"], told["to"]) + rng.randint(told["from"], told["to"])) // 2
        return told.get(self.place.invented.character, drawn) * 100

    def _drift(self, rng) -> dict[int, int]:
        """Thousandths of the year before's locums, by year."""
        told = tables.settings()["surplus"]
        drawn = {2025: rng.randint(*told["locums_2025"]), 2026: rng.randint(*told["locums_2026"])}
        if self.place.invented.character == "struggling":
            drawn |= {2025: told["struggling_locums_2025"], 2026: told["struggling_locums_2026"]}
        return drawn

    def spending_at(self, place: Place, rng: random.Random) -> Iterator[Spending]:
        """The lines of spending of the surgery, or of a site of it, by those who are seen there."""
        month = place.months[0]
        registered = place.registered(month)
        bases = {
            "patient": registered,
            "head": place.size(month).staff,
            "site": len(place.fact.sites),
            "surgery": 1,
            "partner": len(place.partners(month.first)),
        }
        reimbursed = {
            "drugs": self._reimbursed(registered, "drugs", "administered_drugs"),
            "rent": self._reimbursed(registered, "rent"),
            "rates": self._reimbursed(registered, "rates"),
        }
        tenure = "owned" if place.invented.owned else "leased"
        for line in tables.cost_lines():
            level = rng.randint(line.low, line.high)
            if line.where not in ("all", tenure):
                continue
            if line.unit in reimbursed:
                yield Spending(line, reimbursed[line.unit] * level // tables.THOUSAND)
            else:
                yield Spending(line, bases[line.unit] * level)

    def _reimbursed(self, patients: int, *keys: str) -> Pence:
        return sum(
            stream.annual(patients, self.first_year) for stream in self.income if stream.line.key in keys
        )


class Site:
    """What a site of a practice spends, and whom it employs: by the rates of the practice, at its hours."""

    def __init__(self, practice: Profile, place: Place):
        self.practice = practice
        self.place = place
        self.patients = place.registered(place.months[0])
        self.private_level = practice.private_level
        self.teaches = practice.teaches
        self.spending = tuple(practice.spending_at(place, place.rng("site")))

    def locums(self, year: int) -> Pence:
        """A year's locum doctors: its patients' part of the practice's."""
        return self.practice.locums(year) * self.patients // self.practice.patients

    @cached_property
    def staff(self) -> tuple[Employee, ...]:
        return at_hours(self.place.drawn_staff, self.practice.hours)

    def payroll(self, month: Month) -> list[Employee]:
        return [employee for employee in self.staff if employee.works(month)]


def _pay(staff: tuple[Employee, ...], month: Month, year: int) -> Pence:
    """What a month's staff cost, but those whom networks reimburse."""
    return sum(payslip(each, year).cost for each in staff if each.works(month) and each.group.name != ROLES)
