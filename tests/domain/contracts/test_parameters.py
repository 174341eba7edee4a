"""What was known of a rate on a day, and refusals for what the rulebook does not have."""

from datetime import date
from decimal import Decimal

import pytest

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Trust, least
from commonpractice.domain.contracts.parameters import NotInRulebook
from commonpractice.foundations.months import FinancialYear

PRICES = """
of         | asked on   | price
2023-04-01 | 2023-10-30 | 102.28
2023-04-01 | 2023-10-31 | 104.73
2024-04-01 | 2024-04-30 | 107.57
2024-04-01 | 2024-08-31 | 112.50
2025-04-01 | 2025-04-30 | 121.79
2025-04-01 | 2025-08-06 | 121.79
2025-04-01 | 2025-08-07 | 123.34
2026-03-31 | 2025-08-07 | 123.34
2015-09-30 | 2026-01-01 | 75.77
2015-10-01 | 2026-01-01 | 76.51
2021-04-01 | 2021-03-31 | 97.28
2021-04-01 | 2021-04-01 | 96.78
2022-04-01 | 2026-01-01 | 99.70
"""


@pytest.mark.parametrize("row", [line.split("|") for line in PRICES.strip().splitlines()[1:]], ids=str)
def test_the_price_of_a_day_is_the_one_known_when_asked(row):
    on, known_on, price = (text.strip() for text in row)
    found = parameters.global_sum_rates(on=date.fromisoformat(on), known_on=date.fromisoformat(known_on))
    assert found.price.value == Decimal(price)


def test_a_year_takes_the_price_that_it_ended_with_as_known_now():
    assert parameters.global_sum_year(FinancialYear(2025)).price.value == Decimal("123.34")
    assert parameters.global_sum_year(FinancialYear(2018)).price.value == Decimal("88.96")
    in_june = parameters.global_sum_year(FinancialYear(2025), known_on=date(2025, 6, 30))
    assert in_june.price.value == Decimal("121.79")


def test_the_earlier_price_stays_in_the_book_when_it_is_put_up():
    of_2025 = [rate.value for rate in parameters.history("global_sum") if date(2025, 6, 1) in rate.effective]
    assert of_2025 == [Decimal("121.79"), Decimal("123.34")]


def test_before_a_price_was_known_it_is_refused_with_the_day_it_was():
    with pytest.raises(
        NotInRulebook, match=r"^On 13 April 2025 .* was not known: it was on 14 April 2025\.$"
    ):
        parameters.global_sum_rates(on=date(2025, 4, 1), known_on=date(2025, 4, 13))


@pytest.mark.parametrize("begins", [2003, 2011, 2012, 2027])
def test_a_year_without_a_price_is_refused_in_a_sentence(begins):
    year = FinancialYear(begins)
    with pytest.raises(NotInRulebook, match=rf"^The rulebook does not have a price .* for {year}\.$"):
        parameters.global_sum_year(year)


def test_a_year_without_indicators_is_refused_with_those_there_are():
    with pytest.raises(NotInRulebook, match=r"indicators of 2019/20; it has those of 2014/15, .*, 2026/27\."):
        parameters.qof_indicators(FinancialYear(2019))
    with pytest.raises(NotInRulebook, match="nothing on the QOF of 2003/04"):
        parameters.qof_year(FinancialYear(2003))


def test_a_year_may_be_known_in_part():
    of_2019 = parameters.qof_year(FinancialYear(2019))
    assert (of_2019.pounds_per_point.value, of_2019.indicators, of_2019.is_whole) == (
        Decimal("187.74"),
        {},
        False,
    )


def test_other_rates_and_scales_are_refused_for_days_they_are_not_of():
    with pytest.raises(NotInRulebook, match="“childhood_vaccination” for 1 April 2030"):
        parameters.rate("childhood_vaccination", on=date(2030, 4, 1))
    with pytest.raises(NotInRulebook, match="a scale of dispensing fees for 31 March 2021"):
        parameters.dispensing_scale(on=date(2021, 3, 31))
    assert parameters.rate_if_any("no such thing", on=date(2025, 4, 1)) is None


def test_a_rate_put_up_by_a_year_is_the_one_of_its_day():
    assert parameters.rate("childhood_vaccination", on=date(2025, 3, 31)).value == Decimal("10.06")
    assert parameters.rate("childhood_vaccination", on=date(2025, 4, 1)).value == Decimal("12.06")


def test_a_figure_is_no_surer_than_the_least_sure_in_it():
    assert least() is Trust.FOUND
    assert least(Trust.FOUND, Trust.MEMORY, Trust.DERIVED) is Trust.MEMORY
    assert [trust for trust in Trust if trust.is_doubtful] == [Trust.MEMORY, Trust.UNVERIFIED]
