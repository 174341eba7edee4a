"""A deed that has the profit of all surgeries shared as one: read, checked, kept."""

from datetime import UTC, date, datetime

import pytest

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.partnership import actions, queries
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import read
from tests.domain.partnership.files import GONE, changed, problems
from tests.domain.partnership.test_deed_tables import FOUNDED, LATER, deed
from tests.domain.partnerships import acting

ONE = ("deed", [deed(one_profit_at="a81001")])
AT_AVON = (
    ("partner.1.membership", [{"surgery": "A81001", "from": FOUNDED}]),
    ("partner.1.share", [{"surgery": "A81001", "sessions": 6, "from": FOUNDED}]),
)
ONE_PROFIT = {"one_profit_at": "A81001"}
THE_DEED = "The deed from 1 November 2015 shares one profit at"


def test_it_is_read_in_capitals_and_empty_where_left_out():
    first, second = read(
        changed(("deed", [deed(), deed(**{"from": LATER}, one_profit_at="a81001")]), *AT_AVON)
    ).deeds
    assert (first.one_profit_at, second.one_profit_at) == ("", "A81001")


def test_what_is_no_code_is_refused():
    assert problems(changed(("deed", [deed(one_profit_at="the main one")]))) == [
        "In the file, deed 1: “THE MAIN ONE” is not a code: letters and digits, twelve at the most."
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            [*AT_AVON, ("deed", [deed(one_profit_at="C83003")])],
            f"{THE_DEED} C83003, which is not in this file.",
        ),
        (
            [],
            f"{THE_DEED} A81001, but Ms Birch is a partner elsewhere: give the membership at Avon "
            "Surgery (A81001).",
        ),
        (
            [*AT_AVON, ("surgery.1.property_share", [{"owner": "Dr Elm", "percent": 100, "from": LATER}])],
            f"{THE_DEED} A81001, but Brook Surgery (B81002) has property shares: give those of all premises "
            "at A81001.",
        ),
    ],
)
def test_what_does_not_go_with_one_profit_is_said(changes, sentence):
    assert agreement.problems(read(changed(ONE, *changes))) == [sentence]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, ONE_PROFIT, "shares one profit at A81001 from within a month"),
        (ONE_PROFIT, {}, "no longer shares one profit at A81001, from within a month"),
    ],
)
def test_where_profit_is_shared_changes_with_a_month(before, after, words):
    """A month is shared at one place, by the deed in force at its end. Other changes may be on any day."""
    within = {"from": date(2020, 5, 15)}
    rows = [deed(**before), deed(**within, **after)]
    assert agreement.problems(read(changed(("deed", rows), *AT_AVON))) == [
        f"The deed from 15 May 2020 {words}: let it begin on the first of a month, since a month's profit is "
        "shared at one place."
    ]
    rows = [deed(**ONE_PROFIT), deed(**within, **ONE_PROFIT)]
    assert agreement.problems(read(changed(("deed", rows), *AT_AVON))) == []


def test_the_surgery_that_shares_belongs_as_long_as_the_deed_holds():
    told = agreement.problems(
        read(changed(ONE, *AT_AVON, ("surgery.0.from", GONE), ("surgery.0.membership", [{"from": LATER}])))
    )
    assert f"{THE_DEED} A81001, which does not belong to the partnership on all of its days." in told


@pytest.mark.django_db
def test_it_is_kept_and_told():
    at = datetime(2025, 5, 1, 9, tzinfo=UTC)
    report = actions.load(read(changed(ONE, *AT_AVON)), actor=PROGRAM, at=at)
    scope = queries.whole(report.partnership, actor=PROGRAM)
    with acting(scope):
        assert queries.deed(scope=scope, on=date(2025, 5, 1)).one_profit_at == "A81001"
