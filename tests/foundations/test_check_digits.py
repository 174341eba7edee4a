"""Check digits, against numbers that others published and a second way of reckoning them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations import check_digits

DIGITS = st.text("0123456789", min_size=1, max_size=18)


@pytest.mark.parametrize(
    ("number", "right"),
    [
        # 9*10 + 4*9 + 3*8 + 4*7 + 7*6 + 6*5 + 5*4 + 9*3 + 1*2 = 299; 299 % 11 = 2; 11 - 2 = 9
        ("9434765919", True),
        ("9434765918", False),
        ("4010232137", True),  # the NHS Data Dictionary's own example
        ("9990000018", True),  # of the range kept for tests
        ("9990000019", False),
        ("943476591", False),
        ("94347659190", False),
        ("943 476 5919", False),
        ("0000000000", False),
        ("1111111111", False),
        ("٩٤٣٤٧٦٥٩١٩", False),
        ("943476591A", False),
        ("", False),
    ],
)
def test_nhs_numbers(number, right):
    assert check_digits.is_nhs_number(number) is right


@given(st.text("0123456789", min_size=9, max_size=9))
def test_of_ten_last_digits_one_is_right_at_most(nine):
    right = [digit for digit in range(10) if check_digits.is_nhs_number(f"{nine}{digit}")]
    total = sum((10 - place) * int(digit) for place, digit in enumerate(nine))
    expected = [digit for digit in range(10) if (total + digit) % 11 == 0]
    assert right == (expected if len(set(nine)) > 1 or expected != [int(nine[0])] else [])


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 8), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(nine, place, other):
    for digit in "0123456789":
        number = nine + digit
        changed = number[:place] + other + number[place + 1 :]
        if check_digits.is_nhs_number(number) and changed != number:
            assert not check_digits.is_nhs_number(changed)


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("44054006", True),  # type 2 diabetes
        ("38341003", True),  # hypertension
        ("1025041000000100", True),  # of the UK's extension
        ("39720311000001101", True),  # a medicine of dm+d
        ("44054007", False),
        ("44050406", False),  # two digits changed places
        ("197761014", False),  # a description, not a concept
        ("04405400", False),
        ("12345", False),
        ("", False),
        ("44054006 ", False),
        ("E11", False),
    ],
)
def test_snomed_concepts(code, right):
    assert check_digits.is_snomed_concept(code) is right


@given(DIGITS)
def test_verhoeff_gives_every_number_one_check_digit(text):
    assert sum(check_digits.verhoeff_holds(text + digit) for digit in "0123456789") == 1


@given(DIGITS, st.data())
def test_verhoeff_finds_a_wrong_digit_and_two_that_changed_places(text, data):
    good = next(text + digit for digit in "0123456789" if check_digits.verhoeff_holds(text + digit))
    place = data.draw(st.integers(0, len(good) - 1))
    other = data.draw(st.sampled_from("0123456789"))
    assert not check_digits.verhoeff_holds(good[:place] + other + good[place + 1 :]) or good[place] == other
    if place:
        swapped = good[: place - 1] + good[place] + good[place - 1] + good[place + 1 :]
        assert not check_digits.verhoeff_holds(swapped) or swapped == good


def test_verhoeffs_tables_are_a_group_and_its_permutation():
    """Built a second way: the dihedral group of a pentagon, and the powers of one permutation."""
    times = [
        [
            (one % 5 + (other % 5) * (-1 if one >= 5 else 1)) % 5 + 5 * ((one >= 5) ^ (other >= 5))
            for other in range(10)
        ]
        for one in range(10)
    ]
    assert [list(row) for row in check_digits.TIMES] == times
    power = list(range(10))
    for row in check_digits.PERMUTED:
        assert list(row) == power
        power = [check_digits.PERMUTED[1][digit] for digit in power]


def test_every_published_code_is_a_concept(published_data):
    codes = [
        row["code"]
        for path in sorted((published_data / "codelists_snomed").glob("*.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8-sig"))
    ]
    assert len(codes) > 7000
    assert [code for code in codes if not check_digits.is_snomed_concept(code)] == []
