"""Whatever happens in whatever order, and however often it is closed: what is posted is what is due."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import ChargeBasis, ProfitSharing
from commonpractice.domain.profits.facts import MonthResult
from commonpractice.domain.profits.rules import charges, sharing
from commonpractice.domain.profits.rules.statements import FINAL, SHARE
from commonpractice.domain.profits.rules.still_due import still_due
from tests.domain.profits.agreements import YEAR
from tests.domain.profits.charged import A, B, C, charge, count, member
from tests.domain.profits.test_sharing_properties import agreements
from tests.examples import thorough

MONTHS = YEAR.months
PENCE = st.integers(-20_000_000, 20_000_000)


@st.composite
def events(draw, at_most: int = 14) -> list[tuple]:
    """Amounts that come in of some month, a close of the months up to one, the year made final; any order."""
    return draw(
        st.lists(
            st.one_of(
                st.tuples(st.just("came"), st.sampled_from(MONTHS), PENCE),
                st.tuples(st.just("closed"), st.sampled_from(MONTHS)),
                st.tuples(st.just("final")),
            ),
            max_size=at_most,
        )
    )


class Books:
    """Shares posted as closing posts them, without a database."""

    def __init__(self, agreed, how):
        self.agreed, self.how = agreed, how
        self.profit = dict.fromkeys(MONTHS, 0)
        self.posted: dict[tuple, int] = defaultdict(int)

    def results(self, last):
        return [MonthResult(7, month, self.profit[month]) for month in MONTHS if month <= last]

    def close(self, last) -> None:
        worth: dict[tuple, int] = {}
        for result in self.results(last):
            for row in sharing.share_month(result, self.agreed, year=YEAR):
                worth[row.partner, SHARE + row.step.value, result.month] = row.pence
        before = {
            place: pence
            for place, pence in self.posted.items()
            if not place[1].startswith(FINAL) and place[2] <= last
        }
        self._post(still_due(worth, before))
        for result in self.results(last):
            assert self.of(result.month) == result.profit, "each closed month's shares are its result"

    def make_final(self) -> None:
        self.close(MONTHS[-1])
        rows = sharing.share_year(self.results(MONTHS[-1]), self.agreed, year=YEAR, how=self.how)
        worth = {(row.partner, FINAL + row.step.value, MONTHS[-1]): row.pence for row in rows}
        provisional: dict[tuple, int] = defaultdict(int)
        for (partner, item, _), pence in self.posted.items():
            step = item.rpartition(".")[2]
            provisional[partner, FINAL + step, MONTHS[-1]] += pence
        left = still_due(worth, provisional)
        assert sum(left.values()) == 0, "what one partner gains, others give"
        self._post(left)

    def _post(self, left) -> None:
        for place, pence in left.items():
            self.posted[place] += pence

    def of(self, month) -> int:
        return sum(
            pence
            for (_, item, of), pence in self.posted.items()
            if of == month and not item.startswith(FINAL)
        )

    def by_partner(self) -> dict[int, int]:
        found: dict[int, int] = defaultdict(int)
        for (partner, _, _), pence in self.posted.items():
            found[partner] += pence
        return {partner: pence for partner, pence in found.items() if pence}


@given(agreements(), events(), st.sampled_from(ProfitSharing), st.randoms(use_true_random=False))
@thorough()
def test_shares_come_to_the_same_in_any_order_of_events(agreed, happened, how, rng):
    """What is posted in the end is the year's final shares: by what came in, not by when it came."""
    agreed = replace(agreed, owners=())
    ends: list[dict[int, int]] = []
    for order in (happened, rng.sample(happened, len(happened))):
        books = Books(agreed, how)
        for event in order:
            if event[0] == "came":
                books.profit[event[1]] += event[2]
            elif event[0] == "closed":
                books.close(event[1])
            else:
                books.make_final()
        books.make_final()
        ends.append(books.by_partner())
        assert sum(ends[-1].values()) == sum(books.profit.values())
        posted = dict(books.posted)
        books.make_final()
        assert {place: pence for place, pence in books.posted.items() if pence} == {
            place: pence for place, pence in posted.items() if pence
        }, "a second time posts nothing"
    assert ends[0] == ends[1]
    rows = sharing.share_year(books.results(MONTHS[-1]), agreed, year=YEAR, how=how)
    expected: dict[int, int] = defaultdict(int)
    for row in rows:
        expected[row.partner] += row.pence
    assert ends[0] == {partner: pence for partner, pence in expected.items() if pence}


@given(
    st.integers(1, 50_000_000),
    st.lists(
        st.tuples(st.sampled_from([A, B, C]), st.sampled_from(MONTHS[:4]), st.integers(0, 500)), max_size=12
    ),
    st.randoms(use_true_random=False),
)
@thorough()
def test_charges_come_to_their_pool_in_any_order_of_events(pool, told, rng):
    """Counts are told and corrected, each followed by a close: the latest word on each is what is charged."""
    row, there = charge(ChargeBasis.USAGE, pool=pool), [member(each) for each in (A, B, C)]
    latest = {(surgery, month): uses for surgery, month, uses in told}
    orders = [told, _last_words_last(told, rng)]
    ends = []
    for order in orders:
        known = {(surgery, month): 1 for surgery in (A, B, C) for month in MONTHS[:4]}
        posted: dict[tuple, int] = defaultdict(int)
        for surgery, month, uses in [(None, None, 0), *order]:
            if surgery is not None:
                known[surgery, month] = uses
            for one in MONTHS[:4]:
                if not any(known[each, one] for each in (A, B, C)):
                    continue  # refused: nobody could be charged
                of_month = {"it": {each: [_use(known[each, one], one)] for each in (A, B, C)}}
                found = charges.of_month(
                    [row],
                    members=there,
                    drivers={},
                    month=one,
                    year=YEAR,
                    told={ChargeBasis.USAGE: of_month},
                )
                worth = {(each.surgery, one): each.pence for each in found}
                left = still_due(worth, {place: sum_ for place, sum_ in posted.items() if place[1] == one})
                for place, amount in left.items():
                    posted[place] += amount
                whole = sum(amount for place, amount in posted.items() if place[1] == one)
                assert whole == sum(each.pence for each in found)
                assert abs(whole - Fraction(pool, 12)) < 1
        ends.append(posted if all(any(known[e, m] for e in (A, B, C)) for m in MONTHS[:4]) else None)
        assert all(known[place] == uses for place, uses in latest.items())
    if None not in ends:
        assert _none_of_nil(ends[0]) == _none_of_nil(ends[1])


def _use(uses: int, month):
    from commonpractice.domain.profits.rules.days import of_month

    return count(uses, of_month(month))


def _last_words_last(told: list[tuple], rng) -> list[tuple]:
    """Another order, in which the last word on each surgery's month is still the last."""
    last = {(surgery, month): place for place, (surgery, month, _) in enumerate(told)}
    final = set(last.values())
    early = [row for place, row in enumerate(told) if place not in final]
    late = [told[place] for place in final]
    return [*rng.sample(early, len(early)), *rng.sample(late, len(late))]


def _none_of_nil(posted: dict) -> dict:
    return {place: amount for place, amount in posted.items() if amount}
