"""Deeds, charges and prior shares in a partnership file: read whole, and each mistake told in a sentence."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commonpractice.domain.partnership.facts import (
    CentreResult,
    ChargeBasis,
    ChargeFact,
    Decider,
    DecisionFact,
    DeedFact,
    Electorate,
    NotACharge,
    Peers,
    PriorShareFact,
    ProfitSharing,
    Statements,
)
from commonpractice.domain.partnership.rules import agreement
from commonpractice.domain.partnership.rules.partnership_file import read
from commonpractice.foundations.dated import Period
from tests.domain.partnership.files import GONE, changed, problems

FOUNDED, LATER = date(2015, 11, 1), date(2024, 4, 1)
DECISION = {"name": "A new deed", "who": "all_partners", "at_least": 75, "of": "entitled"}


def deed(**more: Any) -> dict[str, Any]:
    """A [[deed]] with a decision; what is given as GONE is left out."""
    whole = {
        "from": FOUNDED,
        "profit_sharing": "time_apportioned",
        "centre_result": "per_weighted",
        "statements": "own_surgery",
        "peers": "named",
        "decision": [DECISION],
        **more,
    }
    return {key: value for key, value in whole.items() if value is not GONE}


def charge(**more: Any) -> dict[str, Any]:
    """A [[charge]] of £1.50 a registered patient; what is given as GONE is left out."""
    whole = {
        "code": "levy",
        "name": "Levy",
        "basis": "per_registered",
        "rate": Decimal("1.5"),
        "from": FOUNDED,
        **more,
    }
    return {key: value for key, value in whole.items() if value is not GONE}


def prior(**more: Any) -> dict[str, Any]:
    return {"surgery": "A81001", "name": "Lead partner", "pounds_a_year": 10_000, "from": LATER, **more}


def with_deeds(*deeds: Any) -> dict[str, Any]:
    return changed(("deed", list(deeds)))


def with_charges(*charges: Any) -> dict[str, Any]:
    return changed(("charge", list(charges)))


def test_deeds_follow_one_another_in_whatever_order_they_stand():
    later = deed(
        **{"from": LATER, "estimate_unsigned": 1, "small_numbers": 7, "cash_floor": Decimal("50000.50")},
        profit_sharing="month_earned",
        losses="as_profits",
        decision=[{"name": "Staff", "who": "surgery", "more_than": 50, "of": "voting"}],
    )
    first, second = read(with_deeds(later, deed(cash_floor_days=30))).deeds
    spell = Period(FOUNDED, LATER)
    assert first == DeedFact(
        profit_sharing=ProfitSharing.TIME_APPORTIONED,
        centre_result=CentreResult.PER_WEIGHTED,
        statements=Statements.OWN_SURGERY,
        peers=Peers.NAMED,
        effective=spell,
        cash_floor_days=30,
        decisions=(
            DecisionFact("A new deed", Decider.ALL_PARTNERS, Decimal(75), False, Electorate.ENTITLED, spell),
        ),
    )
    assert (first.estimate_unsigned, first.small_numbers, first.cash_floor) == (0, 5, None)
    assert (second.effective, second.cash_floor, second.small_numbers) == (Period(LATER), 50_000_50, 7)
    [decision] = second.decisions
    assert (decision.strictly, decision.percent, decision.effective) == (True, 50, Period(LATER))


def test_a_file_may_have_neither_deed_nor_charge():
    fact = read(changed())
    assert (fact.deeds, fact.charges) == ((), ())


@pytest.mark.parametrize(
    ("row", "terms"),
    [
        (charge(), {"rate": Decimal("1.5")}),
        (charge(rate=Decimal("0.0125"), cap=12_000, floor=500), {"cap": 12_000_00, "floor": 500_00}),
        (charge(basis="share_of_income", rate=GONE, percent=Decimal("2.5")), {"percent": Decimal("2.5")}),
        (charge(basis="per_head", rate=GONE, pool=300_000), {"pool": 300_000_00}),
        (charge(basis="direct", rate=GONE), {"rate": None, "percent": None, "pool": None}),
        (charge(basis="usage", surgeries=["a81001"], until=LATER), {"surgeries": ("A81001",)}),
    ],
)
def test_a_charge_is_read_whole(row, terms):
    [fact] = read(with_charges(row)).charges
    assert (fact.code, fact.name, fact.basis) == ("levy", "Levy", ChargeBasis(row["basis"]))
    assert {name: getattr(fact, name) for name in terms} == terms
    assert fact.effective == Period.until(FOUNDED, row.get("until"))


def test_a_prior_share_is_read_whole():
    ash = read(changed(("partner.0.prior_share", [prior()]))).partners[0]
    assert ash.prior_shares == (PriorShareFact("A81001", "Lead partner", 10_000_00, Period(LATER)),)


IN_DEED, IN_LEVY = "In the file, deed 1", "In charge levy"
BY_RATE = "a charge of basis “per_registered” goes by a “rate” or by a “pool”: give one of the two."
BY_PERCENT = "a charge of basis “share_of_income” goes by a “percent” or by a “pool”: give one of the two."
WHOLE = "a “pool” is charged whole: it has no “cap” and no “floor”."
CARRIES = "give the percentage that carries it as “at_least” or “more_than”, not both."
IN_DECISION = f"{IN_DEED}, decision 1"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (deed(**{"from": GONE}), "“from” is missing."),
        (deed(**{"from": datetime(2020, 1, 1)}), "“from” should be a date like 2015-11-01, without quotes."),
        (deed(until=LATER), "“until” is not known here."),
        (deed(profit_sharing=GONE), "“profit_sharing” is missing."),
        (
            deed(profit_sharing="fairly"),
            "“profit_sharing” is “fairly”; it should be one of “time_apportioned”, “month_earned”.",
        ),
        (deed(losses="nobody"), "“losses” is “nobody”; it should be one of “as_profits”."),
        (deed(peers="hidden"), "“peers” is “hidden”; it should be one of “lettered”, “named”."),
        (deed(estimate_unsigned=-1), "“estimate_unsigned” should be a whole number from 0 to 1,000."),
        (deed(small_numbers=0), "“small_numbers” should be a whole number from 1 to 100."),
        (
            deed(cash_floor=1, cash_floor_days=1),
            "give “cash_floor”, in pounds, or “cash_floor_days”, not both.",
        ),
        (deed(cash_floor=0), "“cash_floor” should be a number above nil."),
        (deed(cash_floor_days=0), "“cash_floor_days” should be a whole number from 1 to 366."),
        (deed(profit_share="x"), "“profit_share” is not known here. Did you mean “profit_sharing”?"),
    ],
)
def test_a_mistake_in_a_deed_is_told(row, told):
    assert problems(with_deeds(row))[0] in (f"{IN_DEED}: {told}", told)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"at_least": GONE}, CARRIES),
        ({"more_than": 50}, CARRIES),
        ({"at_least": 100.5}, "“at_least” should be 100 at the most."),
        ({"at_least": 175}, "“at_least” should be 100 at the most."),
        ({"at_least": 0}, "“at_least” should be a number above nil."),
        ({"who": "me"}, "“who” is “me”; it should be one of “surgery”, “board”, “all_partners”."),
        ({"of": GONE}, "“of” is missing."),
        ({"name": ""}, "“name” should be text in quotes."),
    ],
)
def test_a_mistake_in_a_decision_is_told(change, told):
    row = {key: value for key, value in {**DECISION, **change}.items() if value is not GONE}
    assert problems(with_deeds(deed(decision=[row]))) == [f"{IN_DECISION}: {told}"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (charge(rate=GONE), BY_RATE),
        (charge(pool=100), BY_RATE),
        (charge(percent=5), BY_RATE),
        (charge(basis="share_of_income"), BY_PERCENT),
        (charge(basis="share_of_income", percent=5), BY_PERCENT),
        (
            charge(basis="direct"),
            "a charge of basis “direct” is what was spent for a surgery: it has no “rate”, “percent” or "
            "“pool”.",
        ),
        (charge(rate=GONE, pool=100, cap=10), WHOLE),
        (charge(rate=GONE, pool=100, floor=10), WHOLE),
        (charge(cap=10, floor=11), "the “floor” is above the “cap”."),
        (charge(rate=0), "“rate” should be a number above nil."),
        (charge(rate=Decimal("0.00001")), "“rate” should have four decimal places at the most."),
        (charge(rate=10**6), "“rate” should be a number below 1,000,000."),
        (
            charge(basis="share_of_income", rate=GONE, percent=Decimal("100.01")),
            "“percent” should be 100 at the most.",
        ),
        (charge(cap=Decimal("0.001")), "“cap” should have two decimal places at the most."),
        (charge(surgeries="A81001"), 'write “surgeries” as a list of codes, as ["M85001", "M85002"].'),
        (charge(surgeries=[]), 'write “surgeries” as a list of codes, as ["M85001", "M85002"].'),
        (charge(surgeries=["A81001", "a81001"]), "a surgery stands twice under “surgeries”."),
        (
            charge(until=date(2015, 10, 31)),
            "It starts on 1 November 2015 but ends before that, on 31 October 2015.",
        ),
        (charge(rates=1), "“rates” is not known here. Did you mean “rate”?"),
    ],
)
def test_a_mistake_in_a_charge_is_told(row, told):
    assert problems(with_charges(row)) == [f"{IN_LEVY}: {told}"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("the levy", "“the levy” is not a code: letters, digits and “_”, 20 at the most."),
        ("x" * 21, "“code” is too long: 20 characters at the most."),
        ("", "“code” should be text in quotes."),
    ],
)
def test_a_charge_without_a_code_is_told(code, told):
    assert problems(with_charges(charge(code=code))) == [f"In the file, charge 1: {told}"]


def test_an_unknown_basis_is_told():
    [told] = problems(with_charges(charge(basis="per_chair")))
    assert told.startswith("In charge levy: “basis” is “per_chair”; it should be one of “per_registered”, ")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [charge(), charge(**{"from": LATER})],
            "The charge levy stands twice on the same days: from 1 November 2015, and from 1 April 2024.",
        ),
        (
            [charge(surgeries=["A81001"]), charge(surgeries=["B81002"])],
            "The charge levy stands twice on the same days: from 1 November 2015, and from 1 November 2015.",
        ),
        (
            [charge(surgeries=["A81001", "Z9"])],
            "The charge levy names the surgery Z9, which is not in this file.",
        ),
        (
            [charge(surgeries=["CENTRE"])],
            "The charge levy names the surgery CENTRE, which is not in this file.",
        ),
        (
            [charge(**{"from": date(2015, 10, 31)})],
            "The charge levy begins on 31 October 2015, before the partnership was founded.",
        ),
    ],
)
def test_charges_that_do_not_agree_are_told(rows, told):
    assert disagreements(with_charges(*rows)) == [told]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [deed(), deed(peers="lettered")],
            "There are two deeds on the same days: from 1 November 2015, and from 1 November 2015.",
        ),
        (
            [deed(**{"from": date(2015, 10, 31)})],
            "The deed from 31 October 2015 is older than the partnership, which was founded on "
            "1 November 2015.",
        ),
        (
            [deed(decision=[DECISION, DECISION])],
            "The deed from 1 November 2015 says twice who decides “A new deed”: it may stand once.",
        ),
    ],
)
def test_deeds_that_do_not_agree_are_told(rows, told):
    assert disagreements(with_deeds(*rows)) == [told]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            [prior(), prior(pounds_a_year=1)],
            "Dr Ash has two prior shares “Lead partner” at A81001 on the same days: from 1 April 2024, "
            "and from 1 April 2024.",
        ),
        (
            [prior(**{"from": date(2015, 10, 31)})],
            "Dr Ash has the prior share “Lead partner” at A81001 (from 31 October 2015), but is not a "
            "partner there on all of those days.",
        ),
        (
            [prior(surgery="B81002")],
            "Dr Ash has the prior share “Lead partner” at B81002 (from 1 April 2024), but is not a partner "
            "there on all of those days.",
        ),
        ([prior(surgery="Z9")], "Dr Ash is at the surgery Z9, which is not in this file."),
    ],
)
def test_prior_shares_that_do_not_agree_are_told(rows, told):
    assert disagreements(changed(("partner.0.prior_share", rows))) == [told]


def test_a_sum_that_is_none_is_told():
    told = problems(changed(("partner.0.prior_share", [prior(pounds_a_year=0)])))
    assert told == ["In partner Dr Ash, prior_share 1: “pounds_a_year” should be a number above nil."]


def test_every_fault_is_told_at_once():
    """A deed without its sharing, a charge without a rate, and another that begins too early."""
    whole = changed(
        ("deed", [deed(profit_sharing=GONE)]),
        ("charge", [charge(), charge(rate=GONE), charge(code="b", **{"from": date(2015, 1, 1)})]),
    )
    assert problems(whole) == [
        "In the file, deed 1: “profit_sharing” is missing.",
        f"In charge levy: {BY_RATE}",
        "The charge b begins on 1 January 2015, before the partnership was founded.",
    ]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({}, "goes by a “rate” or by a “pool”"),
        ({"rate": Decimal(1), "pool": 1}, "goes by a “rate” or by a “pool”"),
        ({"pool": 1, "cap": 1}, "is charged whole"),
        ({"rate": Decimal(1), "cap": 1, "floor": 2}, "above the “cap”"),
    ],
)
def test_a_charge_that_cannot_be_is_none(terms, told):
    with pytest.raises(NotACharge, match=told):
        ChargeFact("x", "X", ChargeBasis.FIXED, Period(FOUNDED), **terms)


def disagreements(whole: dict[str, Any]) -> list[str]:
    return agreement.problems(read(whole))
