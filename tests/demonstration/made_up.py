"""The demonstration made up without a database: facts, ids counted off, and sums of its books."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from commonpractice.demonstration import SEED
from commonpractice.demonstration.books import Entry, Ids, Made, Plan, books_of, plan
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.models import DECENTRALISED
from commonpractice.demonstration.partnership import partnership
from commonpractice.domain.contracts.facts.due import Contracted, Due
from commonpractice.domain.contracts.parameters.month_rates import month_rates
from commonpractice.domain.contracts.rules import entitled
from commonpractice.domain.contracts.rules.month_facts import KnownFacts
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.rules.posting import check_can_post
from commonpractice.domain.partnership.facts import Model, PartnershipFact
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.foundations.months import FinancialYear, Month

FIRST, LAST = Month(2024, 4), Month(2026, 3)
TODAY = date(2026, 11, 21)


def facts(seed: int = SEED, model: Model = DECENTRALISED) -> PartnershipFact:
    return partnership_file.read(partnership(seed, model))


def a_plan(*, seed: int = SEED, today: date = TODAY, model: Model = DECENTRALISED) -> Plan:
    fact = facts(seed, model)
    ids = Ids(
        surgeries={surgery.code: number for number, surgery in enumerate(fact.surgeries, start=1)},
        partners={partner.code: number for number, partner in enumerate(fact.partners, start=1)},
    )
    return plan(fact, ids=ids, seed=seed, first=FIRST, last=LAST, today=today)


def earned(place: Place, facts: Contracted) -> dict[tuple[str, Month], int]:
    """What a surgery's contracts come to by account and month, as known in the end, by contracts' rules."""
    known = KnownFacts(facts, TODAY)
    found: dict = defaultdict(int)
    for month in place.months:
        for one in entitled.of_month(known, month, month_rates(month, TODAY)):
            assert isinstance(one, Due), one
            found[parameters.nhs_items()[one.item].account, month] += one.worth.amount
    return found


@dataclass
class Sums:
    """What books come to: pence by (surgery's code, month, account), and how many postings by month.

    Of a surgery's contracts, what they earn (on 8160, as if all were payable and nothing paid); what the
    centre charges, about, as its books expect. Neither is in the books that are made up.
    """

    plan: Plan
    amounts: defaultdict[tuple[str, Month, int], int] = field(default_factory=lambda: defaultdict(int))
    postings: Counter[Month] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    documents: Counter[tuple[str, Month]] = field(default_factory=Counter)

    def add_entries(self, entries: Iterable[Entry]) -> "Sums":
        codes = {number: code for code, number in self.plan.ids.surgeries.items()}
        chart = parameters.chart()
        for document, journals in entries:
            assert document.details["invented"] is True
            assert document.details["what"].endswith("no real money.")
            self.keys[document.key] += 1
            for journal in journals:
                check_can_post(journal, chart)
                self.postings[journal.posted_to] += len(journal.lines)
                for line in journal.lines:
                    self.amounts[codes[line.surgery_id], journal.posted_to, line.account] += line.amount
            self.documents[codes[document.home_id], journals[0].posted_to] += 1
        return self

    def add(self, made: Iterable[Made]) -> "Sums":
        for each in made:
            self.add_entries(each.entries)
        return self

    def add_contracts(self, place: Place) -> "Sums":
        due = parameters.nhs_accounts().due
        for (account, month), amount in earned(place, self.plan.contracted(place)).items():
            self.amounts[place.code, month, account] -= amount
            self.amounts[place.code, month, due] += amount
        pair = parameters.central_charge_accounts()
        for month in place.months:
            charge = self.plan.central_charges(month)[place.code]
            for code, amount in ((place.code, charge), ("CENTRE", -charge)):
                self.amounts[code, month, pair.expense] += amount
                self.amounts[code, month, pair.settlement] -= amount
        return self

    def balance(self, code: str, account: int, at: Month) -> int:
        return sum(
            amount
            for (surgery, month, number), amount in self.amounts.items()
            if (surgery, number) == (code, account) and month <= at
        )

    @cached_property
    def _results(self) -> Counter[tuple[str, FinancialYear, AccountKind]]:
        chart = parameters.chart()
        found: Counter = Counter()
        for (code, month, account), amount in self.amounts.items():
            found[code, FinancialYear.of(month), chart[account].kind] -= amount
        return found

    def result(self, year: FinancialYear, *kinds: AccountKind, code: str | None = None) -> int:
        """What accounts of some kinds come to over a year, credits positive. For when all has been added."""
        return sum(
            amount
            for (surgery, when, kind), amount in self._results.items()
            if when == year and kind in kinds and code in (None, surgery)
        )

    def surplus(self, year: FinancialYear, code: str | None = None) -> int:
        return self.result(year, AccountKind.INCOME, AccountKind.EXPENSE, code=code)

    @property
    def banks(self) -> dict[tuple[str, Month], int]:
        """What the NHS's receipts bring each surgery's bank, less about what the centre is paid, by month."""
        found: dict[tuple[str, Month], int] = {}
        for place in self.plan.places:
            for made in books_of(self.plan, place.code):
                paid = (
                    self.plan.central_charges(made.month - 1)[place.code]
                    if place.belongs(made.month - 1)
                    else 0
                )
                found[place.code, made.month] = sum(each.amount for each in made.receipts) - paid
        return found


def everything(made: Plan) -> Sums:
    sums = Sums(made)
    for code in ["CENTRE", *(place.code for place in made.places)]:
        sums.add(books_of(made, code))
    for place in made.places:
        sums.add_contracts(place)
    return sums
