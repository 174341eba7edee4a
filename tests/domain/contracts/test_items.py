"""Claims, payments by population, twelfths and dispensing: worked by hand, and what always holds."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Trust
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.dispensing import band, fees
from commonpractice.domain.contracts.rules.items import a_twelfth, by_population, claimed, twelfths
from commonpractice.foundations.money import pence
from tests.examples import thorough

# what | claimed | on | pounds
CLAIMS = """
childhood_vaccination  | 48 | 2025-03-31 |   482.88  # 48 × 10.06
childhood_vaccination  | 48 | 2025-04-01 |   578.88  # 48 × 12.06
pneumococcal           |  3 | 2023-11-20 |    30.18  # as a statement prints it
learning_disability    | 21 | 2024-10-01 | 2,940.00
minor_surgery.excision |  4 | 2025-05-01 |   348.32
weight_management      |  0 | 2023-05-01 |     0.00
"""


@pytest.mark.parametrize("row", CLAIMS.strip().splitlines())
def test_claims_are_so_many_at_so_much(row):
    key, many, on, worth = (text.strip() for text in row.partition("#")[0].split("|"))
    found = claimed(count=int(many), rate=parameters.rate(key, on=date.fromisoformat(on)))
    assert found.amount == pence(worth)


def test_a_claim_shows_its_rate_with_its_source_and_trust():
    flu = claimed(
        count=156, rate=parameters.rate("influenza", on=date(2023, 11, 1)), words="Doses in November"
    )
    assert flu.amount == pence("1,569.36")  # as a statement of that month prints it
    assert [(step.words, step.trust) for step in flu.steps] == [
        ("Doses in November", Trust.FOUND),
        ("× the rate for each", Trust.MEMORY),
        ("In all", Trust.MEMORY),
    ]


@pytest.mark.parametrize("many", [-1, 1.5, True])
def test_claims_are_whole_and_not_below_nil(many):
    with pytest.raises(CannotReckon):
        claimed(count=many, rate=parameters.rate("learning_disability", on=date(2024, 5, 1)))


def test_network_participation_is_by_the_weighted_list():
    rate = parameters.rate("participation", on=date(2023, 11, 1))
    year = by_population(parts=[(Decimal("4037.55"), rate)])
    assert year.amount == pence("7,110.13")  # 4,037.55 × 1.761 = 7,110.12555
    assert a_twelfth(year).amount == pence("592.51")  # as a statement of November 2023 prints it


def test_core_funding_of_2024_25_is_by_two_populations_and_rounded_once():
    on = date(2024, 4, 1)
    core = by_population(
        parts=[
            (47_111, parameters.rate("network.core.registered", on=on)),
            (47_312, parameters.rate("network.core.adjusted", on=on)),
        ]
    )
    assert core.amount == pence("137,515.97")  # 47,111 × 2.218 + 47,312 × 0.698 = 104,492.198 + 33,023.776


def test_a_population_below_nil_is_refused():
    with pytest.raises(CannotReckon, match="A population cannot be below nil"):
        by_population(parts=[(-1, parameters.rate("participation", on=date(2023, 11, 1)))])


def test_twelfths_of_a_rent_make_the_year():
    # 106,150.00 ÷ 12 = 8,845.8333: four months have the penny more
    assert twelfths(pence("106,150.00")) == [884_584] * 4 + [884_583] * 8


@thorough()
@given(st.integers(-(10**10), 10**10))
def test_twelve_twelfths_always_make_the_year(annual):
    parts = twelfths(annual)
    assert (len(parts), sum(parts)) == (12, annual)
    assert max(parts) - min(parts) <= 1


OCTOBER_2024 = parameters.dispensing_scale(on=date(2024, 10, 1))

# items of each practitioner | pounds
FEES = """
1200          | 2,617.20  # all 1,200 at 218.1p
600, 600      | 2,740.80  # all at 228.4p: two practitioners earn more
472           | 1,108.26  # the last of its band: 234.8p
473           | 1,094.52  # 231.4p for every one of them
5000          | 10,395.00 # and over: 207.9p
1             | 2.35      # 2.348
1, 1          | 4.70      # 4.696, rounded once
0             | 0.00
"""


@pytest.mark.parametrize("row", FEES.strip().splitlines())
def test_the_price_of_the_band_holds_for_all_the_items_of_a_practitioner(row):
    items, worth = row.partition("#")[0].split("|")
    each = {f"Dr {place}": int(many) for place, many in enumerate(items.split(","))}
    found = fees(items=each, scale=OCTOBER_2024)
    assert found.amount == pence(worth)
    assert found.steps[1].source == OCTOBER_2024.source


@pytest.mark.parametrize("many", [-1, 1.5, None])
def test_items_are_whole_and_not_below_nil(many):
    with pytest.raises(CannotReckon, match="is not a number of items"):
        fees(items={"Dr 1": many}, scale=OCTOBER_2024)


@thorough()
@given(st.sampled_from(parameters.dispensing_scales()), st.integers(0, 10_000))
def test_every_number_of_items_has_the_one_band_it_falls_in(scale, many):
    found = band(scale, many)
    below = [one for one in scale.bands if one.up_to is not None and one.up_to < many]
    assert found == scale.bands[len(below)]


@thorough()
@given(st.integers(0, 6000), st.integers(0, 6000))
def test_two_practitioners_never_earn_less_than_one_with_all_their_items(one, other):
    together = fees(items={"a": one + other}, scale=OCTOBER_2024).amount
    assert fees(items={"a": one, "b": other}, scale=OCTOBER_2024).amount >= together
