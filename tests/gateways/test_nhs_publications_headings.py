"""Headings of every year are known, whoever wrote them."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.gateways.nhs_publications import payment_columns, payment_lines, recognising
from commonpractice.gateways.nhs_publications.headings import Headings, Wanted, squeezed, without_footnote
from commonpractice.gateways.nhs_publications.tables import Table

SEEN = tomllib.loads((Path(__file__).parent / "nhs_payment_headings.toml").read_text(encoding="utf-8"))[
    "year"
]


@pytest.mark.parametrize(
    ("heading", "plain"),
    [
        ("\ufeffNHS England (Region) code", "nhsenglandregioncode"),
        ("Sub ICB Loc \nODS code", "subicblocodscode"),
        ("GlobalSum_£", "globalsum"),
        ("Other Payments1", "otherpayments1"),
        ("Other Payments¹", "otherpayments1"),
        ("Other Payments [note 3]", "otherpayments"),
        ("65OV%", "65ovpercent"),
        ("16+", "16plus"),
        ("AGE_GROUP_5", "agegroup5"),
        ("Practice.Code", "practicecode"),
    ],
)
def test_a_heading_is_what_it_says(heading, plain):
    assert squeezed(heading) == plain


def test_footnotes_are_forgiven_and_numbers_are_not():
    assert without_footnote("otherpayments1") == "otherpayments"
    assert without_footnote("16ov") == "16ov"
    known = Headings(["Address1", "Address2", "Other Payments1"])
    assert Wanted(["Address2"]).find(known) == 1  # Address1 without its digit is no better
    assert Wanted(["Other Payments"]).find(known) == 2
    assert Wanted(["Achievement score (# max)"]).find(Headings(["x", "Achievement score (635 max)"])) == 1
    assert Wanted(["Close Date"]).find(known) is None


@given(st.text(alphabet="Global Sum_.-()\n\t£ ", max_size=30))
def test_nothing_but_letters_and_digits_counts(noise):
    letters = "".join(letter for letter in noise if letter.isalnum()).lower()
    assert squeezed(noise) == letters


def _recognised(headings):
    rows = ((1, list(headings)), (2, ["x"] * len(headings)))
    return recognising.recognise([Table(Path("p.csv"), None, ",", rows)])


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen['year']} {seen['how']}")
def test_every_heading_that_was_ever_seen_is_known(seen):
    """A money column of any year met so far has a stable key; none falls to its published name."""
    found = _recognised(seen["headings"])
    assert (found.layout.dataset, found.layout.name) == ("payments", "practice_lines")
    money = {column.place for column in payment_columns.known(found)}
    other = set(found.places.values())
    left = [
        heading
        for place, heading in enumerate(seen["headings"])
        if place not in money | other and not payment_lines.is_read_past(heading)
    ]
    assert left == []


@pytest.mark.parametrize("seen", SEEN, ids=lambda seen: f"{seen['year']} {seen['how']}")
def test_no_two_columns_share_a_key(seen):
    columns = payment_columns.known(_recognised(seen["headings"]))
    keys = [column.key for column in columns]
    assert len(keys) == len(set(keys))
    assert {"global_sum", "qof", "premises", "drugs", "other", "total", "deductions", "net"} <= set(keys)


def test_no_payment_is_older_than_the_rulebook_says():
    """Each year met is one in which its lines existed."""
    from commonpractice.foundations.months import FinancialYear

    first = {line.key: line.first for line in payment_lines.lines() if line.first}
    for seen in SEEN:
        for column in payment_columns.known(_recognised(seen["headings"])):
            if column.key in first:
                assert first[column.key] <= FinancialYear.parse(seen["year"]), (column.key, seen["year"])


def test_keys_and_headings_of_the_rulebook_are_not_ambiguous():
    lines = payment_lines.lines()
    assert len({line.key for line in lines}) == len(lines)
    owners: dict[str, str] = {}
    for one in (*lines, *payment_lines.totals()):
        for plain in one.wanted._plain:
            assert owners.setdefault(plain, one.key) == one.key
