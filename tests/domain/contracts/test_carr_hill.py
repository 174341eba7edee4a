"""The Carr-Hill formula: a printed statement explained, and a nation of three practices reckoned whole."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import rounded
from commonpractice.domain.contracts.rules.amounts import CannotReckon
from commonpractice.domain.contracts.rules.carr_hill import Practice, Printed, agrees, explain, scores, weigh
from commonpractice.domain.contracts.rules.global_sum import global_sum
from commonpractice.foundations.money import pence
from tests.examples import thorough

RATES = parameters.carr_hill()
AGES = ("0-4", "5-14", "15-44", "45-64", "65-74", "75-84", "85+")

PRINTED = Printed(
    raw_list=4220,
    commissioner_raw=Decimal(234_276),
    commissioner_weighted=Decimal("213831.88727"),
    commissioner_lists=Decimal("213193.32979"),
    indices={
        "age and sex": Decimal("0.98334"),
        "additional needs": Decimal("1.02772"),
        "list turnover": Decimal("1.02537"),
        "market forces": Decimal("0.99995"),
        "rurality": Decimal("1.02181"),
        "residential and nursing home": Decimal("0.99991"),
    },
)


def test_a_printed_statement_is_explained_within_the_rounding_of_its_indices():
    found = explain(PRINTED, source="payment statement of November 2023")
    assert rounded(found.normalised, 5) == Decimal("3851.74138")  # as printed: no index in it yet
    tolerance = RATES.tolerance.value
    assert tolerance == Decimal("0.03")
    assert agrees(found.weighted, Decimal("4077.76697"), tolerance)
    assert agrees(found.normalised_weighted, Decimal("4089.98071"), tolerance)
    assert rounded(found.weighted, 3) == Decimal("4077.797")
    assert [step.value for step in found.steps if step.unit == "index"] == [
        Fraction(index) for index in PRINTED.indices.values()
    ]


def test_from_the_printed_weighted_list_the_last_step_is_exact():
    last = Fraction("4077.76697") * Fraction("213831.88727") / Fraction("213193.32979")
    assert rounded(last, 5) == Decimal("4089.98071")


def test_a_statement_with_one_index_changed_is_told_from_the_printed_one():
    wrong = Printed(**{**vars(PRINTED), "indices": {**PRINTED.indices, "rurality": Decimal("1.02191")}})
    assert not agrees(explain(wrong).weighted, Decimal("4077.76697"), RATES.tolerance.value)


def test_nothing_can_be_divided_by_an_empty_commissioner():
    for part in ("commissioner_raw", "commissioner_lists"):
        with pytest.raises(CannotReckon, match="above nil"):
            explain(Printed(**{**vars(PRINTED), part: Decimal(0)}))


# men and women by age; in homes; new; limiting illness; mortality; market forces; rurality
NATION = """
A | 300 550 2300 1200 350 200  80 | 290 520 2250 1150 380 250 140 |  60 |  500 | 110 | 120 | 1.02 | 0.99
B | 150 320 1500 1250 700 420 130 | 145 310 1450 1300 740 520 215 | 120 |  250 |  90 |  85 | 0.98 | 1.05
C | 260 400 3800  900 220 120  40 | 250 380 3600  850 240 160  70 |  10 | 1800 | 100 | 100 | 1.05 | 0.97
"""
# list; product of indices; weighted; at 123.34 a year; less 4.75%; a month
COMES_TO = """
A |  9960 | 1.0222 | 10267.40 | 1,266,381.06 | 1,206,227.96 | 100,519.00
B |  9150 | 1.1233 | 10365.47 | 1,278,477.23 | 1,217,749.56 | 101,479.13
C | 11290 | 0.8578 |  9767.13 | 1,204,677.71 | 1,147,455.51 |  95,621.29
"""


def nation() -> list[Practice]:
    practices = []
    for line in NATION.strip().splitlines():
        _, men, women, homes, new, illness, mortality, market, rurality = line.split("|")
        ages = {("M", age): int(many) for age, many in zip(AGES, men.split(), strict=True)}
        ages |= {("F", age): int(many) for age, many in zip(AGES, women.split(), strict=True)}
        practices.append(
            Practice(
                ages,
                int(homes),
                int(new),
                *(Decimal(x.strip()) for x in (illness, mortality, market, rurality)),
            )
        )
    return practices


def weighed():
    practices = nation()
    lists = [practice.patients for practice in practices]
    return practices, lists, weigh(lists, [scores(practice, RATES) for practice in practices])


def test_three_practices_weigh_what_they_should_and_their_lists_add_up_exactly():
    _, lists, found = weighed()
    assert sum(one.patients for one in found) == sum(lists) == 30_400
    for line, size, one in zip(COMES_TO.strip().splitlines(), lists, found, strict=True):
        _, heads, product, weighted, *_ = (text.strip() for text in line.split("|"))
        assert size == int(heads)
        assert rounded(one.product, 4) == Decimal(product)
        assert rounded(one.patients, 2) == Decimal(weighted)


def test_their_global_sums_are_right_to_the_penny():
    rates = parameters.global_sum_rates(on=date(2025, 4, 1))
    _, lists, found = weighed()
    for line, size, one in zip(COMES_TO.strip().splitlines(), lists, found, strict=True):
        before, after, month = (pence(text) for text in line.split("|")[4:])
        provides, opted_out = (
            global_sum(rates=rates, weighted=one.patients, registered=size, opted_out_of_hours=out)
            for out in (False, True)
        )
        assert (provides.annual, opted_out.annual, opted_out.monthly) == (before, after, month)


def test_national_averages_are_weighted_by_patients():
    practices, lists, found = weighed()
    average = {name: score / found[0].indices[name] for name, score in scores(practices[0], RATES).items()}
    assert {name: rounded(value, 4) for name, value in average.items()} == {
        "age and sex": Decimal("2.5223"),
        "nursing and residential homes": Decimal("1.0027"),
        "list turnover": Decimal("1.0386"),
        "additional needs": Decimal("98.4629"),
        "market forces": Decimal("1.0191"),
        "rurality": Decimal("1.0006"),
    }
    scale = found[0].patients / (lists[0] * found[0].product)
    assert rounded(scale, 6) == Decimal("1.008517")


SCORE = st.fractions(Fraction(1, 100), 100, max_denominator=500)
SOME = st.lists(st.tuples(st.integers(1, 50_000), SCORE, SCORE, SCORE), min_size=1, max_size=12)


@thorough()
@given(SOME)
def test_weighted_lists_always_add_up_to_those_registered(practices):
    lists = [heads for heads, *_ in practices]
    raw = [dict(zip("abc", each, strict=True)) for _, *each in practices]
    assert sum(one.patients for one in weigh(lists, raw)) == sum(lists)


@thorough()
@given(SOME, st.sampled_from("abc"), SCORE)
def test_scaling_a_score_for_all_practices_changes_nothing(practices, name, by):
    lists = [heads for heads, *_ in practices]
    raw = [dict(zip("abc", each, strict=True)) for _, *each in practices]
    scaled = [{**each, name: each[name] * by} for each in raw]
    assert weigh(lists, raw) == weigh(lists, scaled)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ages": {("M", "0-4"): 0}}, "without patients"),
        ({"residential": 9961}, "cannot be more than all"),
        ({"new_patients": -1}, "cannot be more than all"),
    ],
)
def test_a_practice_that_cannot_be_is_refused(changed, sentence):
    with pytest.raises(CannotReckon, match=sentence):
        scores(Practice(**{**vars(nation()[0]), **changed}), RATES)


def test_lists_and_scores_must_be_above_nil():
    for lists, raw in (([], []), ([0], [{"a": Fraction(1)}]), ([1], [{"a": Fraction(0)}])):
        with pytest.raises(CannotReckon):
            weigh(lists, raw)
