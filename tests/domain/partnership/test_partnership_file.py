"""Reading a partnership file: a good one whole, and for each mistake a sentence that says what to mend."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from commonpractice.domain.partnership.facts import (
    Basis,
    ContractKind,
    KnownCodes,
    Model,
    NotAShare,
    PartnerKind,
    ProfitShareFact,
    Standing,
    SurgeryKind,
)
from commonpractice.domain.partnership.rules.partnership_file import FileRefused, read
from commonpractice.foundations.dated import Period
from tests.domain.partnership.files import GONE, changed, data, problems

BEGAN = date(2015, 11, 1)


def test_a_good_file_is_read_whole():
    fact = read(data())
    assert (fact.code, fact.name, fact.model) == ("two", "Two Rivers Partnership", Model.DECENTRALISED)
    assert (fact.founded, fact.year_starts, fact.demonstration) == (BEGAN, 4, False)
    avon, brook, centre = fact.surgeries
    assert (avon.code, avon.kind, avon.colour) == ("A81001", SurgeryKind.SURGERY, "#007f3b")
    assert avon.memberships == (Period(BEGAN),)
    assert [site.main for site in avon.sites] == [True, False]
    assert avon.sites[1].effective == Period(date(2016, 1, 1), date(2022, 7, 1))  # until 30 June, included
    assert [(c.kind, c.commissioner) for c in avon.contracts] == [
        (ContractKind.PMS, "North ICB"),
        (ContractKind.GMS, ""),
    ]
    assert avon.contracts[0].effective.end == avon.contracts[1].effective.start
    assert [network.code for network in avon.networks] == ["U00001", "U00002"]
    assert avon.locations[0].location_id == "1-123"
    assert (avon.sizes[0].registered, avon.sizes[0].weighted) == (8000, Decimal("8400.5"))
    assert brook.memberships == (Period(BEGAN, date(2018, 4, 1)), Period(date(2020, 4, 1)))
    assert brook.colour == "#005eb8"
    assert (centre.code, centre.kind, centre.memberships) == ("CENTRE", SurgeryKind.CENTRE, (Period(BEGAN),))
    assert centre.sizes[0].staff == 12
    ash, birch = fact.partners
    assert (ash.kind, birch.kind) == (PartnerKind.GP, PartnerKind.NON_GP)
    assert [share.sessions for share in ash.shares] == [Decimal(8), Decimal("6.5")]
    assert {share.basis for share in ash.shares} == {Basis.SESSIONS}
    [paid] = birch.shares
    assert (paid.basis, paid.a_year, paid.sessions, paid.ratio) == (Basis.FIXED, 6_250_050, 4, None)
    assert [(row.partner, row.owner, row.part) for row in avon.property_shares] == [
        ("P1", "", Fraction(3, 5)),
        ("", "Dr Alder, retired", Fraction(2, 5)),
    ]
    assert (ash.memberships[0].standing, birch.memberships[0].standing) == (
        Standing.EQUITY,
        Standing.FIXED_SHARE,
    )


def test_what_may_be_left_out_has_its_plain_value():
    fact = read({"code": "x", "name": "Small", "model": "centralised", "founded": BEGAN})
    assert [(surgery.code, surgery.name) for surgery in fact.surgeries] == [("CENTRE", "Small centre")]
    assert (fact.year_starts, fact.partners) == (4, ())


IN_A = "In surgery a81001"
LINE_BREAK = "has a line break in it: write it on one line."
UNSEEN = "has a character in it that cannot be seen: type it again."
WHICH = "give “sessions”, “ratio” or “pounds_a_year”; not the last two at once."
WHO = "give either “partner”, the owner's code in this file, or “owner”, a name."
NIL_OR_MORE = "should be a number of nil or more."
HEADS = "“staff” should be a whole number from 0 to 10,000,000."
MISTAKES = [
    # the partnership itself
    ([("year_starts", 13)], "In the file: “year_starts” should be a whole number from 1 to 12."),
    ([("year_starts", True)], "In the file: “year_starts” should be a whole number from 1 to 12."),
    ([("demonstration", "yes")], "In the file: “demonstration” should be true or false."),
    ([("modle", "x")], "In the file: “modle” is not known here. Did you mean “model”?"),
    ([("colour", "#fff")], "In the file: “colour” is not known here."),
    (
        [("surgery", {"ods_code": "A1"})],
        "In the file: write each “surgery” under [[surgery]], with two brackets.",
    ),
    ([("centre", "Head office")], "In the centre: this should be a table of its own, in [brackets]."),
    ([("centre.nmae", "x")], "In the centre: “nmae” is not known here. Did you mean “name”?"),
    ([("centre.colour", "green")], "In the centre: “colour” should be a colour like #005eb8."),
    # a surgery
    ([("surgery.0.ods_code", GONE)], "In surgery without a code: “ods_code” is missing."),
    (
        [("surgery.0.ods_code", "A-81")],
        "In surgery A-81: “A-81” is not a code: letters and digits, twelve at the most.",
    ),
    (
        [("surgery.0.ods_code", "A" * 13)],
        f"In surgery {'A' * 13}: “{'A' * 13}” is not a code: letters and digits, twelve at the most.",
    ),
    (
        [("surgery.0.ods_code", "centre")],
        "In surgery centre: “CENTRE” is not a code: letters and digits, twelve at the most.",
    ),
    ([("surgery.0.name", GONE)], f"{IN_A}: “name” is missing."),
    ([("surgery.0.from", GONE)], f"{IN_A}: “from” is missing."),
    ([("surgery.0.colour", "#00GG00")], f"{IN_A}: “colour” should be a colour like #005eb8."),
    ([("surgery.0.straplin", "x")], f"{IN_A}: “straplin” is not known here. Did you mean “strapline”?"),
    (
        [("surgery.0.until", date(2015, 10, 31))],
        f"{IN_A}: It starts on 1 November 2015 but ends before that, on 31 October 2015.",
    ),
    ([("surgery.0.until", "ever")], f"{IN_A}: “until” should be a date like 2015-11-01, without quotes."),
    ([("surgery.0.site.1.from", GONE)], f"{IN_A}, site 2: “from” is missing."),
    ([("surgery.0.site.0.main", 1)], f"{IN_A}, site 1: “main” should be true or false."),
    (
        [("surgery.0.contract.1.kind", "gms")],
        f"{IN_A}, contract 2: “kind” is “gms”; it should be one of “GMS”, “PMS”, “APMS”.",
    ),
    (
        [("surgery.0.contract.0.untill", date(2020, 1, 1))],
        f"{IN_A}, contract 1: “untill” is not known here. Did you mean “until”?",
    ),
    ([("surgery.0.network.0.code", "")], f"{IN_A}, network 1: “code” should be text in quotes."),
    ([("surgery.0.location.0.provider_name", GONE)], f"{IN_A}, location 1: “provider_name” is missing."),
    (
        [("surgery.0.size.0.registered", -1)],
        f"{IN_A}, size 1: “registered” {NIL_OR_MORE}",
    ),
    (
        [("surgery.0.size.0.staff", 20.5)],
        f"{IN_A}, size 1: {HEADS}",
    ),
    (
        [("surgery.0.size.0.staff", -1)],
        f"{IN_A}, size 1: {HEADS}",
    ),
    ([("surgery.0.size.0.weighted", -0.5)], f"{IN_A}, size 1: “weighted” should be a number of nil or more."),
    (
        [("surgery.0.size.0.weighted", float("nan"))],
        f"{IN_A}, size 1: “weighted” should be a number of nil or more.",
    ),
    ([("surgery.0.size.0.weighted", "many")], f"{IN_A}, size 1: “weighted” should be a number."),
    ([("surgery.0.size.0.weighted", True)], f"{IN_A}, size 1: “weighted” should be a number."),
    ([("surgery.0.size.0.source", GONE)], f"{IN_A}, size 1: “source” is missing."),
    ([("surgery.0.name", "Avon\nSurgery")], f"{IN_A}: “name” {LINE_BREAK}"),
    ([("surgery.0.name", "Avon\u2028Surgery")], f"{IN_A}: “name” {LINE_BREAK}"),
    ([("surgery.0.name", "Avon\x00Surgery")], f"{IN_A}: “name” {UNSEEN}"),
    ([("surgery.0.strapline", "By\tthe bridge")], f"{IN_A}: “strapline” {UNSEEN}"),
    ([("surgery.0.site.0.address", "1 Bridge Street\r\nAvon")], f"{IN_A}, site 1: “address” {LINE_BREAK}"),
    ([("partner.0.name", "Dr \u202ehsA")], f"In partner Dr \u202ehsA: “name” {UNSEEN}"),
    # who owns the premises
    (
        [("surgery.0.property_share.0.percent", GONE)],
        f'{IN_A}, property_share 1: give either “percent”, as 50, or “part”, as "1/3".',
    ),
    (
        [("surgery.0.property_share.0.part", "3/5")],
        f'{IN_A}, property_share 1: give either “percent”, as 50, or “part”, as "1/3".',
    ),
    (
        [("surgery.0.property_share.0.owner", "Dr Ash")],
        f"{IN_A}, property_share 1: {WHO}",
    ),
    (
        [("surgery.0.property_share.1.owner", GONE)],
        f"{IN_A}, property_share 2: {WHO}",
    ),
    (
        [("surgery.0.property_share.0.percent", 100.5)],
        f"{IN_A}, property_share 1: that is more than the whole.",
    ),
    (
        [("surgery.0.property_share.0.percent", 0)],
        f"{IN_A}, property_share 1: “percent” should be a number above nil.",
    ),
    *(
        (
            [("surgery.0.property_share.0.percent", GONE), ("surgery.0.property_share.0.part", part)],
            f'{IN_A}, property_share 1: write “part” as "1/3": two whole numbers above nil, in quotes.',
        )
        for part in ("a third", "0/3", "1/0", "-1/3", "1/3/3")
    ),
    # a partner
    ([("partner.0.code", GONE)], "In partner Dr Ash: “code” is missing."),
    ([("partner.0.name", GONE)], "In partner P1: “name” is missing."),
    (
        [("partner.0.kind", "GP")],
        "In partner Dr Ash: “kind” is “GP”; it should be one of “gp”, “non_gp”.",
    ),
    (
        [("partner.0.share.0.sessions", 0)],
        "In partner Dr Ash, share 1: “sessions” should be a number above nil.",
    ),
    (
        [("partner.0.share.1.sessions", -6)],
        "In partner Dr Ash, share 2: “sessions” should be a number above nil.",
    ),
    ([("partner.0.share.0.surgery", GONE)], "In partner Dr Ash, share 1: “surgery” is missing."),
    ([("partner.0.share.0.sessions", GONE)], f"In partner Dr Ash, share 1: {WHICH}"),
    (
        [("partner.1.share.0.ratio", 25)],
        f"In partner Ms Birch, share 1: {WHICH}",
    ),
    (
        [("partner.1.share.0.pounds_a_year", Decimal("62500.505"))],
        "In partner Ms Birch, share 1: “pounds_a_year” should have two decimal places at the most.",
    ),
    (
        [("partner.1.share.0.pounds_a_year", -1)],
        "In partner Ms Birch, share 1: “pounds_a_year” should be a number above nil.",
    ),
    (
        [("partner.1.membership.0.standing", "salaried")],
        "In partner Ms Birch, membership 1: “standing” is “salaried”; "
        "it should be one of “equity”, “fixed_share”.",
    ),
    (
        [("partner.1.membership.0.from", datetime(2020, 4, 1))],
        "In partner Ms Birch, membership 1: “from” should be a date like 2015-11-01, without quotes.",
    ),
]


@pytest.mark.parametrize(("changes", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_each_mistake_has_its_sentence_and_no_other(changes, sentence):
    assert problems(changed(*changes)) == [sentence]


def test_the_mistakes_of_every_table_are_told_at_once():
    """In the file's own order, so that it is mended in one go."""
    found = problems(
        changed(
            ("year_starts", 13),
            ("surgery.0.site.0.main", 1),
            ("surgery.0.contract.1.kind", "XYZ"),
            ("surgery.1.name", GONE),
            ("partner.0.share.0.sessions", 0),
            ("partner.1.kind", "locum"),
        )
    )
    assert [sentence.split(":")[0] for sentence in found] == [
        "In surgery a81001, site 1",
        "In surgery a81001, contract 2",
        "In surgery B81002",
        "In partner Dr Ash, share 1",
        "In partner Ms Birch",
        "In the file",
    ]


def test_a_refusal_reads_as_lines():
    with pytest.raises(FileRefused) as refusal:
        read(changed(("partner.1.name", GONE), ("surgery.1.name", GONE)))
    assert str(refusal.value).splitlines() == refusal.value.problems
    assert len(refusal.value.problems) == 2


def test_reading_does_not_change_what_was_read():
    whole = data()
    read(whole)
    assert whole == data()


# Mistakes beside one another.

HIDING = [
    ([("code", GONE)], "In the file: “code” is missing."),
    ([("name", "  ")], "In the file: “name” should be text in quotes."),
    ([("name", 12)], "In the file: “name” should be text in quotes."),
    (
        [("model", "federated")],
        "In the file: “model” is “federated”; it should be one of “decentralised”, “centralised”.",
    ),
    ([("founded", GONE)], "In the file: “founded” is missing."),
    ([("founded", "2015-11-01")], "In the file: “founded” should be a date like 2015-11-01, without quotes."),
    (
        [("founded", datetime(2015, 11, 1, 9))],
        "In the file: “founded” should be a date like 2015-11-01, without quotes.",
    ),
    ([("surgery.0", "A81001")], "In the file, surgery 1: this should be a table of its own, in [brackets]."),
]


@pytest.mark.parametrize(("changes", "sentence"), HIDING, ids=[sentence for _, sentence in HIDING])
def test_a_mistake_of_the_whole_file_has_no_false_ones_after_it(changes, sentence):
    assert problems(changed(*changes)) == [sentence]


def test_two_mistakes_in_one_table_are_told_at_once():
    found = problems(changed(("partner.0.code", "?"), ("partner.0.kind", "?")))
    assert len(found) == 2


def test_a_key_that_is_missing_because_it_is_misspelt_says_so():
    found = problems(changed(("surgery.0.ods_code", GONE), ("surgery.0.ods_kode", "A81001")))
    assert any("“ods_kode” is not known here. Did you mean “ods_code”?" in sentence for sentence in found)


def test_a_bad_membership_is_one_mistake():
    late = ("surgery.1.membership.0.from", "soon"), ("surgery.1.membership.1.from", "later")
    assert problems(changed(*late)) == [
        "In surgery B81002, membership 1: “from” should be a date like 2015-11-01, without quotes.",
        "In surgery B81002, membership 2: “from” should be a date like 2015-11-01, without quotes.",
    ]


def test_until_the_end_of_time_is_met_with_a_sentence():
    assert problems(changed(("surgery.0.until", date.max)))


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("surgery.0.site.0.code", "A81001-WEST-WING"),  # 16 characters; the table keeps 12
        ("surgery.0.site.0.postcode", "somewhere in Avon"),
        ("surgery.0.location.0.location_id", "1-" + "9" * 30),
        ("surgery.0.name", "Avon\x00Surgery"),
        ("code", "two " * 20),
        ("partner.0.share.0.sessions", 100_000),
        ("partner.0.share.0.sessions", 6.333),
        ("surgery.0.size.0.weighted", 10**12),
        ("surgery.0.size.0.weighted", 8400.123),
    ],
)
def test_what_the_database_cannot_keep_is_refused_with_a_sentence(place, value):
    assert problems(changed((place, value)))


# A fault of form hides no disagreement, and makes none.

OVERLAP = ("surgery.0.contract.0.until", date(2020, 4, 1))
TWO_CONTRACTS = (
    "Avon Surgery (A81001) holds two core contracts on the same days: 1 November 2015 to 1 April 2020, and "
    "from 1 April 2020."
)


@pytest.mark.parametrize(("changes", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_a_mistake_hides_no_disagreement_elsewhere(changes, sentence):
    there = ("surgery.1.contract", [{"kind": "GMS", "from": BEGAN}, {"kind": "PMS", "from": BEGAN}])
    if any(place == "surgery" for place, _ in changes):
        return  # then there is no second surgery
    assert problems(changed(*changes, there)) == [
        sentence,
        "Brook Surgery (B81002) holds two core contracts on the same days: from 1 November 2015, and "
        "from 1 November 2015.",
    ]


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ([("strapline", 3), ("founded", date(2016, 1, 1))], 3),  # each joined before it was founded
        ([("founded", "2016"), ("surgery.0.name", GONE)], 2),
        ([("surgery.0.ods_code", "A-81")], 1),  # and not: Dr Ash is at a surgery that is not in this file
        ([("surgery.0.from", GONE)], 1),  # and not: Dr Ash is there while it does not belong
        ([("surgery.0.untill", date(2020, 1, 1)), OVERLAP], 2),
        ([("partner.0.code", "?")], 1),  # and not: P1, who owns a part, is not in this file
        ([("partner.0.membership.0.standing", "?")], 1),  # and not: is at no surgery, has a share outside
        ([("partner.0.share.0.sessions", "?")], 1),  # and not: has no share on some days
        ([("surgery.0.property_share.0.percent", "?")], 1),  # and not: come to 40%
        ([("partner.0.memberhsip", [])], 1),
        ([("surgeries", [])], 1),
        ([("surgery.0.contract.0.until", "?")], 1),  # and not: overlaps the next
        ([("surgery.0.contract.0.until", GONE), ("surgery.0.contract.0.untill", date(2020, 3, 31))], 1),
    ],
)
def test_what_hangs_on_a_mistake_is_not_told_before_it_is_mended(changes, number):
    found = problems(changed(*changes))
    assert len(found) == number, found


def test_codes_are_looked_up_in_a_file_with_a_mistake_too():
    with pytest.raises(FileRefused) as refusal:
        read(changed(("surgery.1.name", GONE)), known=KnownCodes(surgeries=frozenset({"A81001"})))
    assert refusal.value.problems[1].startswith("B81002 (B81002) is not in the ODS register")


def test_a_day_with_a_time_is_one_mistake_wherever_it_stands():
    times = [("founded", datetime(2015, 11, 1, 10)), ("surgery.0.from", datetime(2015, 11, 1, 10))]
    assert len(problems(changed(*times))) == 2


def test_a_share_of_no_basis_or_of_two_cannot_be_built():
    for values in ((None, None, None), (None, 25, 1), (8, 25, 1)):
        sessions, ratio, a_year = values
        with pytest.raises(NotAShare):
            ProfitShareFact("A1", sessions, Period(BEGAN), ratio, a_year)
