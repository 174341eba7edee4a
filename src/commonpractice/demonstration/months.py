"""A month of the demonstration, done as it would have been: recharges, the NHS's papers, the books, the
signatures, what is told of contracts, and the closing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from commonpractice.demonstration import books as made
from commonpractice.demonstration import calendar
from commonpractice.demonstration.books import accounts
from commonpractice.demonstration.books.places import Place
from commonpractice.demonstration.nhs import facts, planted, printed
from commonpractice.demonstration.owing import settled
from commonpractice.demonstration.recharges import Planned
from commonpractice.demonstration.working import Working, noon
from commonpractice.domain.banking import actions as banking
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.profits import actions as profits
from commonpractice.foundations.months import FinancialYear


@dataclass(frozen=True)
class Done:
    """What a month's papers came to."""

    documents: int
    statements: int
    recharges: int


class MonthOf(Working):
    """One month of the partnership. Nothing of it is kept unless all of it is: see `build`."""

    def do(
        self, papers: Sequence[made.Made], recharges: Sequence[Planned], paid: Sequence[made.Entry]
    ) -> Done:
        """Everything of the month: `papers` are what was made up, `paid` the recharges paid in it."""
        for each in recharges:
            self._recharge(each)
        statements = self._take_in(papers)
        entries = [entry for each in papers for entry in each.entries]
        entries += [*paid, *settled(self)]
        ledger.post(entries, scope=self.scope, at=self.after("posted"))
        self._sign_off()
        self._tell()
        if self.is_open:
            self._post_late()
        else:
            self._close()
        return Done(len(entries), statements, len(recharges))

    # Recharges between surgeries.

    def _recharge(self, each: Planned) -> None:
        home, host = self.plan.ids.surgeries[each.home], self.plan.ids.surgeries[each.host]
        with self.as_manager(each.host) as scope:
            number = ledger.raise_recharge(
                host_id=host,
                home_id=home,
                amount=each.amount,
                reason=each.reason,
                month=each.month,
                scope=scope,
                at=noon(each.raised),
            )
        if each.answered is None:
            return
        with self.as_manager(each.home) as scope:
            ledger.answer_recharge(
                recharge_id=number,
                agree=each.agreed,
                words=each.words,
                dated=each.answered,
                month=each.month,
                scope=scope,
                at=noon(each.answered),
            )

    # What the NHS sent, and what the bank says.

    def _take_in(self, papers: Iterable[made.Made]) -> int:
        statements = [each.statement for each in papers if each.statement]
        banking.take_in_statements(
            files=[(each.content, each.file_name) for each in statements],
            scope=self.scope,
            at=self.no_later(calendar.day_of(self.month, "statement")),
        )
        receipts = [receipt for each in papers for receipt in each.receipts]
        if receipts:
            banking.take_in_receipts(
                content=printed.bank_file(receipts),
                name=f"bank-{self.month}.csv",
                scope=self.scope,
                at=self.no_later(max(receipt.dated for receipt in receipts)),
            )
        return len(statements)

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
                    scope=self.manager(place.code),
                    at=self.no_later(days[number % len(days)]),
                )

    def _tell(self) -> None:
        """What has become known of contracts since the month before was closed."""
        at = self.now if self.is_open else self.after("closed")
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
        scope = self.director
        at = self.after("closed")
        profits.close_month(of=self.partnership, month=self.month, scope=scope, at=at)
        for place in self.plan.places:
            if place.months[-1] == self.month:
                self.open_after_leaving(place, self.month + 1, at)
        year = FinancialYear.of(self.month + 1) - 1
        final = year.first + calendar.settings()["year"]["final_shares"]
        if year.first >= self.plan.first and final == self.month + 1 and self._everybody_is_here_since(year):
            profits.post_year(of=self.partnership, year=year, scope=scope, at=at)

    def _everybody_is_here_since(self, year: FinancialYear) -> bool:
        """Whether no surgery of a year has left: its year's shares wait for the accountants' word on it."""
        there = [place for place in self.plan.places if any(place.belongs(month) for month in year.months)]
        return all(place.belongs(self.month) for place in there)

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

    @property
    def _planted(self) -> tuple[planted.Planted, ...]:
        return planted.planted(self.plan.months, self.plan.fact.model)

    def _is(self, one: planted.Planted, kind: str) -> bool:
        return (one.kind, one.month) == (kind, self.month)
