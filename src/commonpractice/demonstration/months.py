"""A month of the demonstration, done as it would have been: recharges, the NHS's papers, the books, the
signatures, what is told of contracts, and the closing."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as time_of_day

from django.utils import timezone

from commonpractice.demonstration import books as made
from commonpractice.demonstration import calendar, settling
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.nhs import facts, planted, printed
from commonpractice.demonstration.recharges import Planned
from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.banking import actions as banking
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters as ledger_parameters
from commonpractice.domain.ledger import queries as ledger_queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership.facts import PartnershipSummary, Scope
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.scoped_postgres import tickets

RENT = "landlord."
"""How the items of rents to owners begin, in the month's closing."""


@dataclass(frozen=True)
class Done:
    """What a month's papers came to."""

    documents: int
    statements: int
    recharges: int


@dataclass
class MonthOf:
    """One month of the partnership. Nothing of it is kept unless all of it is: see `build`."""

    plan: made.Plan
    partnership: PartnershipSummary
    scope: Scope
    month: Month
    now: datetime

    def do(
        self, papers: Sequence[made.Made], recharges: Sequence[Planned], paid: Sequence[made.Entry]
    ) -> Done:
        """Everything of the month: `papers` are what was made up, `paid` the recharges paid in it."""
        for each in recharges:
            self._recharge(each)
        statements = self._take_in(papers)
        entries = [entry for each in papers for entry in each.entries]
        entries += [*paid, *self._settled()]
        ledger.post(entries, scope=self.scope, at=self._after("posted"))
        self._sign_off()
        self._tell()
        if self._is_open:
            self._post_late()
        else:
            self._close()
        return Done(len(entries), statements, len(recharges))

    @property
    def _is_open(self) -> bool:
        """Whether this is the last month, which is left to whoever tries the demonstration."""
        return self.month == self.plan.months[-1]

    # Recharges between surgeries.

    def _recharge(self, each: Planned) -> None:
        home, host = self.plan.ids.surgeries[each.home], self.plan.ids.surgeries[each.host]
        with self._as_manager(each.host) as scope:
            number = ledger.raise_recharge(
                host_id=host,
                home_id=home,
                amount=each.amount,
                reason=each.reason,
                month=each.month,
                scope=scope,
                at=_at(each.raised),
            )
        if each.answered is None:
            return
        with self._as_manager(each.home) as scope:
            ledger.answer_recharge(
                recharge_id=number,
                agree=each.agreed,
                words=each.words,
                dated=each.answered,
                month=each.month,
                scope=scope,
                at=_at(each.answered),
            )

    @contextmanager
    def _as_manager(self, code: str) -> Iterator[Scope]:
        """Act within one surgery, as its invented manager: neither side can act in the other's books."""
        surgery_id = self.plan.ids.surgeries[code]
        actor = self._manager(code)
        with tickets.acting(actor_id=actor.id, surgeries=[surgery_id]):
            yield replace(self.scope, actor=actor, surgeries=(surgery_id,))

    def _manager(self, code: str) -> Actor:
        name = next(surgery.name for surgery in self.plan.fact.surgeries if surgery.code == code)
        return Actor(PROGRAM.id, f"Manager of {name}")

    # What the NHS sent, and what the bank says.

    def _take_in(self, papers: Iterable[made.Made]) -> int:
        statements = [each.statement for each in papers if each.statement]
        banking.take_in_statements(
            files=[(each.content, each.file_name) for each in statements],
            scope=self.scope,
            at=self._no_later(calendar.day_of(self.month, "statement")),
        )
        receipts = [receipt for each in papers for receipt in each.receipts]
        if receipts:
            banking.take_in_receipts(
                content=printed.bank_file(receipts),
                name=f"bank-{self.month}.csv",
                scope=self.scope,
                at=self._no_later(max(receipt.dated for receipt in receipts)),
            )
        return len(statements)

    # What the month before left owing.

    def _settled(self) -> Iterator[made.Entry]:
        before = self.month - 1
        if before < self.plan.first:
            return
        places = {place.id: place for place in self.plan.places if place.belongs(before)}
        span = Span.ever_to(before.last)
        stands = ledger_queries.by_surgery(scope=self.scope, surgeries=list(places), spans=[span])
        settlement = ledger_parameters.central_charge_accounts().settlement
        owed = self._rents(list(places))
        for number, place in places.items():
            if charge := -stands[number].get(settlement, (0,))[0]:
                yield settling.charge_paid(self.plan, place, charge, self.month)
            if not place.holds_contract and (lost := stands[number].get(accounts.WITH_OTHERS, (0,))[0]):
                yield settling.passed_on_paid(self.plan, place, lost, self.month)
            if rents := owed.get(number):
                yield settling.rents_paid(self.plan, place, rents, self.month)
            if place.months[-1] == before:
                left = self._left(place, stands[number], owed)
                yield settling.wound_up(self.plan, place, left, self._of_the_nhs(number), self.month)
        yield from self._settled_since_leaving(
            [each for each in self.plan.places if each.months[-1] < before]
        )

    def _settled_since_leaving(self, left: list[Place]) -> Iterator[made.Entry]:
        """Books of a surgery that has left stay open for as long as the NHS owes something, or will."""
        nhs = ledger_parameters.nhs_accounts()
        spans = [Span.ever_to((self.month - 1).last)]
        stands = ledger_queries.by_surgery(
            scope=self.scope, surgeries=[place.id for place in left], spans=spans
        )
        for place in left:
            if any(stands[place.id].get(account, (0,))[0] for account in (nhs.due, nhs.accrued)):
                self._open_after_leaving(place, self.month, self._after("posted"))
                if due := self._of_the_nhs(place.id):
                    yield settling.taken_over(self.plan, place, due, self.month)

    def _rents(self, surgeries: list[int]) -> dict[int, list[settling.Rent]]:
        sums = ledger_queries.sums_by_item(
            scope=self.scope, surgeries=surgeries, accounts=[ledger_parameters.rent_accounts().owed]
        )
        found: dict[int, list[settling.Rent]] = {}
        for place, amount in sorted(sums.items()):
            if place.item.startswith(RENT) and amount < 0:
                found.setdefault(place.surgery_id, []).append(
                    settling.Rent(place.item, place.concerns, -amount)
                )
        return found

    def _of_the_nhs(self, surgery_id: int) -> list[settling.Due]:
        """What the NHS owes a surgery, item by item."""
        due = ledger_parameters.nhs_accounts().due
        sums = ledger_queries.sums_by_item(scope=self.scope, surgeries=[surgery_id], accounts=[due])
        return [
            settling.Due(place.item, place.concerns, amount)
            for place, amount in sorted(sums.items())
            if amount
        ]

    @staticmethod
    def _left(place: Place, stands, owed) -> dict[int, int]:
        """What a surgery that has left is left with, once it has paid what it owes inside the partnership."""
        left = {account: amount for account, (amount,) in stands.items()}
        charge = -left.pop(ledger_parameters.central_charge_accounts().settlement, 0)
        rents = sum(rent.amount for rent in owed.get(place.id, []))
        left[accounts.BANK] -= charge + rents
        left[accounts.CREDITORS] += rents
        return left

    # The month's end.

    def _sign_off(self) -> None:
        """Each surgery by its own manager, but for whom it is planted that they do not."""
        missing = {one.surgery for one in self._planted if self._is(one, "unsigned")}
        days = calendar.signing_days(self.month)
        for number, place in enumerate(self.plan.members(self.month)):
            if place.fact.name not in missing:
                profits.sign_off(
                    surgery_id=place.id,
                    month=self.month,
                    words="",
                    scope=replace(self.scope, actor=self._manager(place.code)),
                    at=self._no_later(days[number % len(days)]),
                )

    @property
    def _planted(self) -> tuple[planted.Planted, ...]:
        return planted.planted(self.plan.months, self.plan.fact.model)

    def _is(self, one: planted.Planted, kind: str) -> bool:
        return (one.kind, one.month) == (kind, self.month)

    def _tell(self) -> None:
        """What has become known of contracts since the month before was closed."""
        at = self.now if self._is_open else self._after("closed")
        by = timezone.localtime(at).date()
        since = calendar.after(self.month - 1, "closed") if self.month > self.plan.first else None
        new = [
            facts.known_between(self.plan.contracted(place), None if self._is_new(place) else since, by)
            for place in self.plan.practices
            if place.belongs(self.month)
        ]
        for tell, rows in (
            (contracts.tell_lists, {one.surgery_id: one.lists for one in new if one.lists}),
            (contracts.tell_terms, {one.surgery_id: one.terms for one in new if one.terms}),
            (contracts.tell_claims, {one.surgery_id: one.claims for one in new if one.claims}),
            (contracts.tell_qof_counts, {one.surgery_id: one.counts for one in new if one.counts}),
            (contracts.tell_qof_registers, {one.surgery_id: one.registers for one in new if one.registers}),
        ):
            if rows:
                tell(rows, scope=self.scope, at=at)

    def _is_new(self, place: Place) -> bool:
        return self.month == place.months[0]

    def _close(self) -> None:
        scope = replace(self.scope, actor=self._director)
        at = self._after("closed")
        profits.close_month(of=self.partnership, month=self.month, scope=scope, at=at)
        for place in self.plan.places:
            if place.months[-1] == self.month:
                self._open_after_leaving(place, self.month + 1, at)
        year = FinancialYear.of(self.month + 1) - 1
        final = year.first + calendar.settings()["year"]["final_shares"]
        if year.first >= self.plan.first and final == self.month + 1 and self._everybody_is_here_since(year):
            profits.post_year(of=self.partnership, year=year, scope=scope, at=at)

    def _everybody_is_here_since(self, year: FinancialYear) -> bool:
        """Whether no surgery of a year has left: its year's shares wait for the accountants' word on it."""
        there = [place for place in self.plan.places if any(place.belongs(month) for month in year.months)]
        return all(place.belongs(self.month) for place in there)

    def _open_after_leaving(self, place: Place, month: Month, at: datetime) -> None:
        ledger.open_months(surgeries=[place.id], months=[month], scope=self.scope, at=at, after_leaving=True)

    @property
    def _director(self) -> Actor:
        return Actor(PROGRAM.id, f"Finance director of {self.partnership.name}")

    def _post_late(self) -> None:
        """What is planted to be posted after its surgery has signed."""
        for one in self._planted:
            if self._is(one, "stale"):
                place = next(each for each in self.plan.places if each.fact.name == one.surgery)
                self._post_one(place, one)

    def _post_one(self, place: Place, one: planted.Planted) -> None:
        amount, words = one.pence("pounds"), one.told["narrative"]
        lines = (
            Line(place.id, one.told["account"], amount),
            Line(place.id, accounts.CREDITORS, -amount),
        )
        document = Document(
            kind="purchases",
            key=f"{self.plan.prefix}/{place.code}/{self.month}/late",
            title=words,
            home_id=place.id,
            details={**made.made_up("purchases"), "surgery": place.code, "month": str(self.month)},
        )
        journal = Journal(self.month.last, words, lines, place.id, month=self.month)
        ledger.post([(document, [journal])], scope=self.scope, at=self.now)

    # When.

    def _after(self, what: str) -> datetime:
        return self._no_later(calendar.after(self.month, what))

    def _no_later(self, on: date) -> datetime:
        """Noon of a day, or now where that is still to come."""
        return min(_at(on), self.now)


def _at(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time_of_day(12)))
