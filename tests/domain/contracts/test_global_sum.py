"""The global sum from stated lists: a real statement, the constructed nation, and what always holds."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Trust
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.global_sum import global_sum
from commonpractice.foundations.money import pence
from commonpractice.foundations.months import FinancialYear
from tests.examples import thorough

NOVEMBER_2023 = parameters.global_sum_rates(on=date(2023, 11, 20), known_on=date(2023, 11, 20))
OF_2025 = parameters.global_sum_year(FinancialYear(2025))
OF_2022 = parameters.global_sum_year(FinancialYear(2022))

WEIGHTED = st.decimals(0, 100_000, places=5)
REGISTERED = st.integers(0, 100_000)


def test_a_real_statement_of_november_2023_to_the_penny():
    """The statement prints 428,343.68 + 2,107.77 + 9,134.20 = 439,585.65, a twelfth of which is 36,632.14."""
    found = global_sum(
        rates=NOVEMBER_2023,
        weighted=Decimal("4089.98071"),
        registered=4190,
        in_london=True,
        opted_out_of_hours=False,
        temporary_residents=pence("2,107.77"),
        list_source="payment statement of November 2023",
    )
    assert found.annual == pence("439,585.65")
    assert found.monthly == pence("36,632.14")
    assert found.by_item == {
        "global_sum": pence("35,695.31"),  # 428,343.68 ÷ 12 = 35,695.3067
        "temporary_residents": pence("175.65"),  # 2,107.77 ÷ 12 = 175.6475
        "london": pence("761.18"),  # 9,134.20 ÷ 12 = 761.1833
    }
    printed = {step.words: step for step in found.steps}
    assert round(printed["Global sum: price × weighted list"].value, 2) == Fraction("428343.68")
    assert printed["London adjustment"].value == Fraction("9134.20")
    assert printed["Price"].value == Fraction("104.73")
    assert printed["Price"].source
    assert printed["A twelfth"].trust is Trust.FOUND
    assert printed["Weighted list"].source == "payment statement of November 2023"


def test_steps_show_each_rate_and_what_it_takes_off():
    # 1,000 × 99.70 = 99,700.00; 4.75% of it 4,735.75; 94,964.25; a twelfth 7,913.6875
    found = global_sum(rates=OF_2022, weighted=1000, registered=900)
    assert [(step.words, step.value) for step in found.steps] == [
        ("Weighted list", 1000),
        ("Price", Fraction("99.70")),
        ("Global sum: price × weighted list", 99_700),
        ("Out-of-hours opt-out", Fraction("4.75")),
        ("Less: Out-of-hours opt-out", Fraction("-4735.75")),
        ("In all", Fraction("94964.25")),
        ("A twelfth", Fraction("7913.69")),
    ]
    assert found.by_item == {"global_sum": 830_834, "out_of_hours": -39_465}
    assert found.steps[-1].trust is Trust.MEMORY  # the percentage of 2022/23 was not found


def test_the_steps_of_an_item_end_in_what_it_is_worth():
    # a twelfth of 99,700.00 and of 4,735.75; with no opt-out the whole is the item
    found = global_sum(rates=OF_2022, weighted=1000, registered=900)
    for item, amount in found.by_item.items():
        last = found.steps_of(item)[-1]
        assert (found.steps_of(item)[:-1], last.value) == (found.steps, Fraction(amount, 100))
    assert found.steps_of("out_of_hours")[-1].words == "Of it: the out-of-hours opt-out"
    assert found.steps_of("out_of_hours")[-1].trust is Trust.MEMORY
    whole = global_sum(rates=OF_2022, weighted=1000, registered=900, opted_out_of_hours=False)
    assert whole.steps_of("global_sum") == whole.steps
    assert whole.steps[-1].value == Fraction("8308.33")


def test_another_opt_out_takes_its_part_of_the_initial_payment_london_and_all():
    # 100,000 × 123.34 = 12,334,000; London 2.18 × 90,000 = 196,200; 0.6% of 12,530,200 = 75,181.20
    found = global_sum(
        rates=OF_2025, weighted=100_000, registered=90_000, in_london=True, opt_outs=["minor_surgery"]
    )
    out_of_hours = pence("585,865.00")  # 4.75% of 12,334,000
    assert found.annual == pence("12,530,200.00") - out_of_hours - pence("75,181.20")
    assert found.by_item["opt_outs"] == -pence("6,265.10")
    assert sum(found.by_item.values()) == found.monthly


def test_two_more_opt_outs_are_one_item():
    found = global_sum(
        rates=OF_2022, weighted=1200, registered=0, opted_out_of_hours=False, opt_outs=["minor_surgery"] * 2
    )
    assert found.by_item["opt_outs"] == -pence("119.64")  # 2 × 0.6% of 9,970.00


REFUSED = [
    ({"weighted": -1}, "A weighted list cannot be below nil: it is -1."),
    ({"registered": Decimal("-0.5")}, "A registered list cannot be below nil"),
    ({"opt_outs": ["dentistry"]}, "does not have an opt-out from “dentistry”"),
    ({"rates": parameters.global_sum_year(FinancialYear(2010))}, "does not have the out-of-hours deduction"),
]


@pytest.mark.parametrize(("changed", "sentence"), REFUSED)
def test_what_cannot_be_reckoned_is_refused(changed, sentence):
    with pytest.raises(CannotReckon, match=sentence):
        global_sum(**{"rates": OF_2025, "weighted": 1, "registered": 1, **changed})


@thorough()
@given(
    WEIGHTED, REGISTERED, st.booleans(), st.booleans(), st.integers(0, 10**7), st.integers(-(10**6), 10**6)
)
def test_items_add_up_to_the_month_and_the_year_to_twelve_of_it(
    weighted, registered, london, opted_out, temporary, adjustment
):
    found = global_sum(
        rates=OF_2025,
        weighted=weighted,
        registered=registered,
        in_london=london,
        opted_out_of_hours=opted_out,
        temporary_residents=temporary,
        adjustment=adjustment,
        opt_outs=["minor_surgery"],
    )
    assert sum(found.by_item.values()) == found.monthly
    assert abs(found.annual - 12 * found.monthly) <= 6
    assert ("london" in found.by_item) == london
    assert found.by_item.get("out_of_hours", 0) <= 0


@thorough()
@given(WEIGHTED, st.decimals(0, 1000, places=5), REGISTERED, st.booleans())
def test_a_longer_list_is_never_worth_less(weighted, more, registered, opted_out):
    few, many = (
        global_sum(rates=OF_2025, weighted=size, registered=registered, opted_out_of_hours=opted_out)
        for size in (weighted, weighted + more)
    )
    assert few.annual <= many.annual
    assert few.monthly <= many.monthly
