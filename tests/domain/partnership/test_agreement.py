"""Whether a file's facts agree with one another: each disagreement has its sentence."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.partnership.facts import KnownCodes
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.agreement.sentences import Alone, first_gap, joined, within
from commonpractice.domain.partnership.rules.partnership_file import read
from commonpractice.foundations.dated import Period
from tests.domain.partnership.files import GONE, changed, data

BEGAN = date(2015, 11, 1)
JOINED_AGAIN = date(2020, 4, 1)
AVON, BROOK = "Avon Surgery (A81001)", "Brook Surgery (B81002)"


def disagreements(*changes: tuple, **known) -> list[str]:
    return agreement.problems(read(changed(*changes)), **known)


def test_a_good_file_agrees():
    assert disagreements() == []


DISAGREEMENTS = [
    # codes
    (
        [
            ("surgery.1", {"ods_code": "a81001", "name": "Again", "from": date(2015, 11, 1)}),
            ("partner.1.membership.0.surgery", "A81001"),
            ("partner.1.share.0.surgery", "A81001"),
        ],
        "The surgery code A81001 stands 2 times; each may stand once.",
    ),
    ([("partner.1.code", "p1")], "The partner code P1 stands 2 times; each may stand once."),
    (
        [("partner.1.membership.0.surgery", "C1"), ("partner.1.share.0.surgery", "C1")],
        "Ms Birch is at the surgery C1, which is not in this file.",
    ),
    (
        [("partner.1.share.1", {"surgery": "C1", "sessions": 1, "from": date(2020, 4, 1)})],
        "Ms Birch is at the surgery C1, which is not in this file.",
    ),
    # one at a time
    (
        [("surgery.1.membership.0.until", GONE)],
        f"{BROOK} belongs to the partnership twice on the same days: from 1 November 2015, and "
        "from 1 April 2020.",
    ),
    (
        [("surgery.0.contract.0.until", date(2020, 4, 1))],
        f"{AVON} holds two core contracts on the same days: 1 November 2015 to 1 April 2020, and "
        "from 1 April 2020.",
    ),
    (
        [("surgery.0.size.1", {"registered": 1, "source": "x", "from": date(2030, 1, 1)})],
        f"{AVON} has two sizes on the same days: from 1 April 2024, and from 1 January 2030.",
    ),
    (
        [("surgery.0.site.1.main", True)],
        f"{AVON} has two main sites on the same days: from 1 November 2015, and "
        "1 January 2016 to 30 June 2022.",
    ),
    (
        [("surgery.0.site.1.code", "A81001")],
        f"The site A81001 of {AVON} stands twice on the same days: from 1 November 2015, and "
        "1 January 2016 to 30 June 2022.",
    ),
    (
        [("surgery.0.network.1.code", "u00001"), ("surgery.0.network.1.name", "North network")],
        f"{AVON} is in the network U00001 twice on the same days: from 1 July 2019, and from 1 July 2021.",
    ),
    (
        [("partner.0.share.0.until", date(2021, 4, 30))],
        "Dr Ash has two shares at A81001 on the same days: 1 November 2015 to 30 April 2021, and "
        "from 1 April 2021.",
    ),
    (
        [("partner.0.membership.1", {"surgery": "A81001", "from": date(2019, 1, 1)})],
        "Dr Ash is a partner at A81001 twice on the same days: from 1 November 2015, and "
        "from 1 January 2019.",
    ),
    # within
    (
        [("surgery.0.from", date(2015, 10, 31))],
        f"{AVON} joins on 31 October 2015, before the partnership was founded.",
    ),
    (
        [("partner.0.share.0.from", date(2015, 10, 1))],
        "Dr Ash has a share at A81001 (1 October 2015 to 31 March 2021), but is not a partner there on all "
        "of those days.",
    ),
    (
        [("partner.0.share.2", {"surgery": "B81002", "sessions": 1, "from": date(2021, 4, 1)})],
        "Dr Ash has a share at B81002 (from 1 April 2021), but is not a partner there on all of those days.",
    ),
    (
        [("partner.1.membership.0.from", date(2017, 1, 1)), ("partner.1.share.0.from", date(2017, 1, 1))],
        "Ms Birch is a partner at B81002 (from 1 January 2017), but B81002 does not belong to the "
        "partnership on all of those days.",
    ),
    (
        [("partner.1.membership", []), ("partner.1.share", [])],
        "Ms Birch (P2) is at no surgery: give at least one [[partner.membership]].",
    ),
    # in the time of the surgery
    (
        [("surgery.1.contract", [{"kind": "GMS", "from": date(2018, 4, 1), "until": date(2020, 3, 31)}])],
        f"The GMS contract of {BROOK} (1 April 2018 to 31 March 2020) is of no day on which the surgery "
        "belongs to the partnership: leave it out.",
    ),
    (
        [
            ("surgery.1.membership.1.until", date(2023, 3, 31)),
            ("partner.1.membership.0.until", date(2023, 3, 31)),
            ("partner.1.share.0.until", date(2023, 3, 31)),
            ("surgery.1.contract", [{"kind": "GMS", "from": BEGAN}]),
        ],
        f"The GMS contract of {BROOK} (from 1 November 2015) runs on after the surgery left on 31 March "
        "2023: give it an “until” of that day.",
    ),
    (
        [
            ("surgery.1.membership.1", GONE),
            ("partner.1.membership.0", {"surgery": "A81001", "standing": "fixed_share", "from": BEGAN}),
            ("partner.1.share.0", {"surgery": "A81001", "pounds_a_year": 1, "from": BEGAN}),
            ("surgery.1.network", [{"code": "U00001", "name": "North network", "from": date(2019, 7, 1)}]),
        ],
        f"The network U00001 of {BROOK} (from 1 July 2019) is of no day on which the surgery belongs to the "
        "partnership: leave it out.",
    ),
    # between surgeries
    (
        [("surgery.1.site", [{"code": "a81001", "name": "Elsewhere", "from": JOINED_AGAIN}])],
        f"The site A81001 is at {AVON} and at {BROOK} on the same days: it can be at one of them.",
    ),
    (
        [
            (
                "surgery.1.location",
                [{"name": "B", "location_id": "1-123", "provider_name": "x", "from": JOINED_AGAIN}],
            )
        ],
        f"The CQC location 1-123 is at {AVON} and at {BROOK} on the same days: it can be at one of them.",
    ),
    (
        [("surgery.1.network", [{"code": "U00001", "name": "Northern", "from": JOINED_AGAIN}])],
        "The network U00001 is called “North network” and “Northern” on the same days: write its name alike "
        "everywhere.",
    ),
    # shares
    (
        [("partner.0.share.1.from", date(2021, 5, 1))],
        "Dr Ash is an equity partner at A81001 (from 1 November 2015), but has no share there on 1 April "
        "2021: give a [[partner.share]] for each day.",
    ),
    (
        [("partner.0.share.1.until", date(2024, 3, 31))],
        "Dr Ash is an equity partner at A81001 (from 1 November 2015), but has no share there on 1 April "
        "2024: give a [[partner.share]] for each day.",
    ),
    (
        [("partner.1.share", GONE)],
        "Ms Birch is a fixed-share partner at B81002 (from 1 April 2020), but has no share there on "
        "1 April 2020: give a [[partner.share]] for each day.",
    ),
    (
        [("partner.1.share.0.pounds_a_year", GONE)],
        "Ms Birch is at B81002 with a fixed share, but the share from 1 April 2020 is by sessions: give its "
        "sum as “pounds_a_year”.",
    ),
    (
        [("partner.1.membership.0.standing", "equity")],
        "Ms Birch is at B81002 as an equity partner, but the share from 1 April 2020 is a fixed sum: give "
        "“sessions” or a “ratio”, or make the standing “fixed_share”.",
    ),
    (
        [
            ("partner.2", {"code": "P3", "name": "Dr Cedar", "kind": "gp"}),
            ("partner.2.membership", [{"surgery": "A81001", "from": date(2020, 1, 1)}]),
            ("partner.2.share", [{"surgery": "A81001", "ratio": 40, "from": date(2020, 1, 1)}]),
        ],
        f"{AVON} shares its balance by sessions with Dr Ash (1 November 2015 to 31 March 2021) and by a "
        "ratio with Dr Cedar (from 1 January 2020), on the same days: it is one or the other.",
    ),
    # who owns the premises
    (
        [("surgery.0.property_share.0.percent", 59.99)],
        f"The property shares of {AVON} come to 99.99% on 1 November 2015, not to 100%.",
    ),
    (
        [("surgery.0.property_share.1.until", date(2020, 3, 31))],
        f"The property shares of {AVON} come to 60% on 1 April 2020, not to 100%.",
    ),
    (
        [("surgery.0.property_share.1.owner", GONE), ("surgery.0.property_share.1.partner", "P9")],
        f"The partner P9, who owns a part of {AVON}, is not in this file. An owner who is in it no more, or "
        "never was, is given as “owner”, by name.",
    ),
    (
        [("surgery.0.property_share.1.owner", GONE), ("surgery.0.property_share.1.partner", "P1")],
        f"P1 has two property shares of {AVON} on the same days: from 1 November 2015, and "
        "from 1 November 2015.",
    ),
    # the model
    (
        [("surgery", []), ("partner", [])],
        "There is no surgery: a partnership has at least one [[surgery]].",
    ),
    (
        [("model", "centralised"), ("surgery.1.contract", [{"kind": "GMS", "from": date(2020, 4, 1)}])],
        "A centralised partnership holds one contract, but 2 surgeries here hold one. Describe the others as "
        "[[surgery.site]] of the surgery that holds it, or make the model “decentralised”.",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), DISAGREEMENTS, ids=[words for _, words in DISAGREEMENTS])
def test_each_disagreement_has_its_sentence_and_no_other(changes, sentence):
    assert disagreements(*changes) == [sentence]


@pytest.mark.parametrize(
    "changes",
    [
        [("surgery.0.contract.0.until", date(2020, 3, 30))],  # a day without a contract is a gap, no overlap
        [("surgery.0.site.1.until", date(2015, 12, 31)), ("surgery.0.site.1.from", date(2015, 11, 1))],
        [("model", "centralised")],  # one contract after another is one at a time
        [
            ("surgery.1.membership.1.from", date(2018, 4, 1)),
            ("partner.1.membership.0.from", date(2015, 11, 1)),
            ("partner.1.share.0.from", date(2015, 11, 1)),
        ],
        [  # at two surgeries
            ("partner.0.membership.1", {"surgery": "B81002", "from": date(2021, 1, 1)}),
            ("partner.0.share.2", {"surgery": "B81002", "sessions": 2, "from": date(2021, 1, 1)}),
        ],
        [("partner.1.membership.0.until", date(2021, 1, 1)), ("partner.1.share.0.until", date(2021, 1, 1))],
        # what a surgery had before it joined, and still had
        [("surgery.0.contract.0.from", date(2004, 4, 1)), ("surgery.0.site.0.from", date(1974, 4, 1))],
        [("surgery.0.location.0.from", date(2013, 4, 1)), ("surgery.0.property_share", [])],
        # over a gap between two spells
        [("surgery.1.contract", [{"kind": "GMS", "from": BEGAN}])],
        # the same network at both, and a network that has changed its name
        [("surgery.1.network", [{"code": "U00001", "name": "North network", "from": JOINED_AGAIN}])],
        [
            ("surgery.0.network.0.until", date(2021, 3, 31)),
            ("surgery.1.network", [{"code": "U00001", "name": "New North", "from": date(2021, 4, 1)}]),
        ],
        # premises and a location that pass from one surgery to another
        [("surgery.1.site", [{"code": "A81001001", "name": "Mill Lane", "from": date(2022, 7, 1)}])],
        # sites without a code are told apart by their names
        [
            ("surgery.0.site.0.code", GONE),
            ("surgery.0.site.1.code", GONE),
            ("surgery.1.site", [{"name": "Avon House", "from": JOINED_AGAIN}]),
        ],
        # the balance by ratio from the day on which it is no longer by sessions
        [("partner.0.share.1", {"surgery": "A81001", "ratio": 25, "from": date(2021, 4, 1)})],
        # thirds are exact
        [
            (
                "surgery.0.property_share",
                [{"owner": f"Dr {number}", "part": "1/3", "from": BEGAN} for number in (1, 2, 3)],
            )
        ],
    ],
)
def test_what_touches_without_overlapping_agrees(changes):
    assert disagreements(*changes) == []


def test_every_disagreement_is_told_at_once():
    found = disagreements(
        ("surgery.1.membership.0.until", GONE),
        ("surgery.0.contract.0.until", GONE),
        ("partner.0.share.0.until", GONE),
        ("partner.1.membership.0.surgery", "C1"),
        ("partner.1.share.0.surgery", "C1"),
    )
    assert len(found) == 4


SURGERIES = frozenset({"A81001", "B81002"})
NOT_THERE = "is not in the ODS register that was imported. Put the code right, or import a newer register."


def test_codes_are_looked_up_where_a_register_has_been_imported():
    sites, networks = frozenset({"A81001", "A81001001"}), frozenset({"U00001", "U00002"})
    assert disagreements(known=KnownCodes(SURGERIES, sites, networks)) == []
    assert disagreements(known=KnownCodes()) == []
    assert disagreements(known=KnownCodes(surgeries=frozenset({"A81001"}))) == [
        f"B81002 (Brook Surgery) {NOT_THERE}"
    ]
    assert disagreements(known=KnownCodes(sites=SURGERIES)) == [
        f"The site A81001001 (Mill Lane branch) of Avon Surgery {NOT_THERE} "
        "A site without an ODS code has no “code”."
    ]
    assert disagreements(known=KnownCodes(networks=frozenset({"U00002"}))) == [
        f"The network U00001 (North network) {NOT_THERE}"
    ]
    assert len(disagreements(known=KnownCodes(frozenset(), frozenset(), frozenset()))) == 6


def test_a_site_without_a_code_is_not_looked_up():
    no_code = ("surgery.0.site.1.code", GONE)
    assert disagreements(no_code, known=KnownCodes(sites=SURGERIES)) == []


def test_a_network_of_many_surgeries_is_told_once():
    again = ("surgery.1.network", [{"code": "U00001", "name": "North network", "from": JOINED_AGAIN}])
    assert len(disagreements(again, known=KnownCodes(networks=frozenset({"U00002"})))) == 1


def test_a_demonstrations_codes_are_invented():
    nothing = KnownCodes(frozenset(), frozenset(), frozenset())
    assert disagreements(("demonstration", True), known=nothing) == []


def test_agreeing_does_not_depend_on_the_order_of_rows():
    whole = data()
    for rows in (whole["surgery"], whole["partner"], whole["surgery"][0]["contract"]):
        rows.reverse()
    assert agreement.problems(read(whole)) == []


def test_a_location_that_stands_twice_is_told():
    again = {"name": "x", "location_id": "1-123", "provider_name": "x", "from": date(2020, 1, 1)}
    assert disagreements(("surgery.0.location.1", again))


# The days that rows leave out, against counting them day by day.

FIRST = date(2020, 1, 1)


@st.composite
def periods(draw) -> Period:
    start = draw(st.integers(0, 30))
    length = draw(st.one_of(st.none(), st.integers(1, 20)))
    return Period(
        FIRST + timedelta(days=start),
        None if length is None else FIRST + timedelta(days=start + length),
    )


def days(rows: list[Period]) -> set[int]:
    """Which of the first hundred days are one of theirs."""
    return {at for at in range(100) if any(FIRST + timedelta(days=at) in period for period in rows)}


@given(periods(), st.lists(periods(), max_size=5))
def test_gaps_are_the_days_that_no_row_has(whole, rows):
    dated = [Alone(period) for period in rows]
    missing = sorted(days([whole]) - days(rows))
    gap = first_gap(whole, dated)
    assert gap == (FIRST + timedelta(days=missing[0]) if missing else None)
    assert within(whole, dated) == (not missing)
    assert days(joined(rows)) == days(rows)
    assert all(one.end is not None and one.end < other.start for one, other in pairwise(joined(rows)))


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=6), st.integers(0, 5))
def test_property_shares_come_to_the_whole_exactly_or_are_refused(weights, wrong):
    """Parts that come to one whatever they are; and the same with one of them changed."""
    parts = [Fraction(weight, sum(weights)) for weight in weights]
    rows = [
        {"owner": f"Dr {at}", "part": f"{part.numerator}/{part.denominator}", "from": BEGAN}
        for at, part in enumerate(parts)
    ]
    assert disagreements(("surgery.0.property_share", rows)) == []
    if len(rows) > 1:
        changed_row = rows[wrong % len(rows)] | {"part": "1/6001"}  # no part of any such sum
        rows[wrong % len(rows)] = changed_row
        assert len(disagreements(("surgery.0.property_share", rows))) == 1
