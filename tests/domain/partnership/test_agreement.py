"""Whether a file's facts agree with one another: each disagreement has its sentence."""

from datetime import date

import pytest

from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import read
from tests.domain.partnership.files import GONE, changed, data

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
        ],
        "The surgery code A81001 stands 2 times; each may stand once.",
    ),
    ([("partner.1.code", "p1")], "The partner code P1 stands 2 times; each may stand once."),
    (
        [("partner.1.membership.0.surgery", "C1")],
        "Ms Birch is at the surgery C1, which is not in this file.",
    ),
    (
        [("partner.1.share", [{"surgery": "C1", "sessions": 1, "from": date(2020, 4, 1)}])],
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
        [("surgery.0.network.1.code", "u00001")],
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
        f"{AVON} joins from 31 October 2015, before the partnership was founded.",
    ),
    (
        [("partner.0.share.0.from", date(2015, 10, 1))],
        "Dr Ash has a share at A81001 1 October 2015 to 31 March 2021, but not on all of those days "
        "is a partner there.",
    ),
    (
        [("partner.0.share.1.surgery", "B81002")],
        "Dr Ash has a share at B81002 from 1 April 2021, but not on all of those days is a partner there.",
    ),
    (
        [("partner.1.membership.0.from", date(2017, 1, 1))],
        "Ms Birch is a partner at B81002 from 1 January 2017, but not on all of those days "
        "it belongs to the partnership.",
    ),
    (
        [("partner.1.membership", [])],
        "Ms Birch (P2) is at no surgery: give at least one [[partner.membership]].",
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
        ],
        [("partner.0.membership.1", {"surgery": "B81002", "from": date(2021, 1, 1)})],  # at two surgeries
        [("partner.1.membership.0.until", date(2021, 1, 1))],
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
    )
    assert len(found) == 4


def test_codes_are_looked_up_where_a_register_has_been_imported():
    assert disagreements(known_codes=frozenset({"A81001", "B81002"})) == []
    assert disagreements(known_codes=frozenset({"A81001"})) == [
        "B81002 (Brook Surgery) is not in the ODS register that was imported."
    ]
    assert len(disagreements(known_codes=frozenset())) == 2


def test_a_demonstrations_codes_are_invented():
    assert disagreements(("demonstration", True), known_codes=frozenset()) == []


def test_agreeing_does_not_depend_on_the_order_of_rows():
    whole = data()
    for rows in (whole["surgery"], whole["partner"], whole["surgery"][0]["contract"]):
        rows.reverse()
    assert agreement.problems(read(whole)) == []


def test_a_location_that_stands_twice_is_told():
    again = {"name": "x", "location_id": "1-123", "provider_name": "x", "from": date(2020, 1, 1)}
    assert disagreements(("surgery.0.location.1", again))
