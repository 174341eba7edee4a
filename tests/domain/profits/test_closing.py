"""A month closed: each surgery signs its own, then income, charges, shares and locks, all or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.contracts import actions as contracts
from commonpractice.domain.contracts.facts.due import Claim, PatientList
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.partnership.rules.reach import NotAllowed
from commonpractice.domain.profits import actions
from commonpractice.foundations.dated import Period
from commonpractice.foundations.months import Month, months
from tests.domain.filled import charge, deed
from tests.domain.partnerships import FILE, TwoRivers, acting, two_rivers
from tests.domain.profits.closings import (
    APRIL,
    JUNE,
    MAY,
    after,
    close,
    everybody_signs,
    load,
    noon,
    sign,
    spend,
    with_lists,
)

pytestmark = pytest.mark.slow  # together: months are closed for each

BEGAN = date(2015, 11, 1)
JULY, AUGUST = Month(2025, 7), Month(2025, 8)


@pytest.fixture
def rivers(db):
    with with_lists() as rivers:
        yield rivers


def test_a_month_is_closed_whole(rivers):
    """
    8,400 × £121.79 ÷ 12 = £85,253.00 of income, less £50.00 charged: £85,203.00 to each surgery's partner
    """
    sign(rivers, rivers.a, rivers.b)
    closed = close(rivers)
    assert closed.estimated == ()
    assert closed.charges.by_surgery == {rivers.a: 50_00, rivers.b: 50_00}
    assert closed.shares.by_surgery == {rivers.a: 85_203_00, rivers.b: 85_203_00}
    kept = books.months_kept(scope=rivers.everything, surgeries=rivers.everything.surgeries)
    assert all(each.locked[APRIL] for each in kept.values())
    sums = books.by_surgery(scope=rivers.everything, surgeries=[rivers.a], spans=[Span.of_month(APRIL)])[
        rivers.a
    ]
    assert sums == {
        1010: (-85_253_00,),
        5810: (50_00,),
        8160: (85_253_00,),
        8610: (-50_00,),
        9030: (-85_203_00,),
        9080: (85_203_00,),
    }
    assert Entry.objects.filter(deed="profits.closed_month").count() == 1


def test_who_has_not_signed_is_named_and_nothing_is_posted(rivers):
    sign(rivers, rivers.a)
    with pytest.raises(actions.CannotClose, match=r"not been signed off by Brook Surgery\. Ask them"):
        close(rivers)
    spans = [Span.of_month(APRIL)]
    assert books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=spans) == {}


def test_what_was_posted_after_the_signature_was_not_signed(rivers):
    sign(rivers, rivers.a, rivers.b)
    spend(rivers, rivers.a, APRIL, "late")
    with pytest.raises(actions.CannotClose, match=r"Avon Surgery \(changed since it signed\)"):
        close(rivers)
    sign(rivers, rivers.a, at=after(APRIL, 3, seconds=1))
    assert close(rivers).estimated == ()


def test_where_the_deed_allows_the_last_is_closed_with_an_estimate_and_marked(rivers):
    rivers = load(estimate_unsigned=1)
    sign(rivers, rivers.a)
    closed = close(rivers)
    assert [one.name for one in closed.estimated] == ["Brook Surgery"]
    said = Entry.objects.filter(deed="profits.closed_month").get().subject
    assert "with 1 estimated" in said


def test_what_closing_would_post_is_foreseen_before_anybody_has_signed_and_nothing_is_kept(rivers):
    scope, spans = rivers.everything, [Span.of_month(APRIL)]
    found = actions.foresee_closing(of=rivers.partnership, month=APRIL, scope=scope, at=after(APRIL))
    assert [one.name for one in found.estimated] == ["Avon Surgery", "Brook Surgery"]
    assert books.movements(scope=scope, surgeries=[rivers.a, rivers.b], spans=spans) == {}
    assert not books.months_kept(scope=scope, surgeries=[rivers.a])[rivers.a].locked[APRIL]
    assert not Entry.objects.filter(deed__in=["profits.closed_month", "profits.sign_off"]).exists()
    sign(rivers, rivers.a, rivers.b)
    closed = close(rivers)
    assert (found.charges.by_surgery, found.shares.by_surgery, found.rents.by_surgery) == (
        closed.charges.by_surgery,
        closed.shares.by_surgery,
        closed.rents.by_surgery,
    )
    assert found.income.surgeries == closed.income.surgeries
    powers = scope.powers - {Power.CLOSE_MONTHS}
    with pytest.raises(NotAllowed):
        actions.foresee_closing(
            of=rivers.partnership, month=MAY, scope=replace(scope, powers=powers), at=after(MAY)
        )


@pytest.mark.parametrize(
    ("month", "at", "refused"),
    [
        (MAY, after(MAY), "April 2025 is still open: months close in order. Close April 2025 first"),
        (APRIL, noon(date(2025, 4, 30)), "April 2025 is not over yet"),
        (
            Month(2026, 4),
            after(Month(2026, 4)),
            "has not been opened for Avon Surgery, Brook",
        ),
    ],
)
def test_a_month_that_cannot_be_closed_now(rivers, month, at, refused):
    with pytest.raises(actions.CannotClose, match=refused):
        close(rivers, month, at)


def test_a_month_closes_once_and_reopens_with_a_reason(rivers):
    sign(rivers, rivers.a, rivers.b)
    close(rivers)
    with pytest.raises(actions.CannotClose, match="April 2025 is closed already"):
        close(rivers)
    again = {"of": rivers.partnership, "month": APRIL, "scope": rivers.everything}
    with pytest.raises(actions.CannotClose, match="Say why April 2025 is reopened"):
        actions.reopen_month(**again, why=" ", at=after(APRIL, 5))
    with transaction.atomic():
        actions.reopen_month(**again, why="A late invoice", at=after(APRIL, 5))
    spend(rivers, rivers.a, APRIL, "late")
    with pytest.raises(actions.CannotClose, match="changed since it signed"):
        close(rivers, at=after(APRIL, 6))
    sign(rivers, rivers.a, rivers.b, at=after(APRIL, 6))
    closed = close(rivers, at=after(APRIL, 7))
    assert closed.income.journals == ()
    assert closed.charges.journals == ()
    assert closed.shares.by_surgery == {rivers.a: -10_00}


def test_an_uplift_is_caught_up_in_the_open_month_and_shared_by_months_of_entitlement(rivers):
    """£123.34 from April, known on 7 August: £1,085.00 for each month before, and April's page stands."""
    for month in (APRIL, MAY, JUNE):
        sign(rivers, rivers.a, rivers.b, month=month)
        close(rivers, month)
    july = JUNE + 1
    sign(rivers, rivers.a, rivers.b, month=july, at=noon(date(2025, 8, 10)))
    closed = close(rivers, july, noon(date(2025, 8, 12)))
    assert closed.shares.by_surgery[rivers.a] == 85_203_00 + 4 * 1_085_00
    shares = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[9030])
    assert {place.concerns: -amount for place, amount in shares.items()} == dict.fromkeys(
        (APRIL, MAY, JUNE, july), 86_288_00
    )
    april = books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=[Span.of_month(APRIL)])
    assert april[9030] == (-85_203_00,)


def test_only_those_whose_role_it_is_sign_and_close(rivers):
    powers = rivers.everything.powers - {Power.SIGN_OFF, Power.CLOSE_MONTHS}
    without = TwoRivers(rivers.partnership, replace(rivers.everything, powers=powers))
    with pytest.raises(NotAllowed):
        sign(without, rivers.a)
    with pytest.raises(NotAllowed):
        close(without)


def test_a_surgery_that_has_left_signs_nothing_is_due_nothing_and_still_has_its_claw_back(rivers):
    """Brook leaves on 31 July; in August £1,000 of its May is taken back: Dr Birch's, and nobody else's."""
    july, august = Month(2025, 7), Month(2025, 8)
    for month in (APRIL, MAY, JUNE, july):
        sign(rivers, rivers.a, rivers.b, month=month)
        close(rivers, month)
    file = deepcopy(FILE)
    file["deed"], file["charge"] = [deed()], [charge("all")]
    for surgery in file["surgery"]:
        size = {"registered": 8000, "weighted": 8400, "staff": 20, "source": "test"}
        surgery["size"] = [{**size, "from": date(2024, 4, 1)}]
    left = date(2025, 7, 31)
    brook, birch = file["surgery"][1], file["partner"][1]
    for row in (brook, brook["contract"][0], brook["size"][0], birch["membership"][0], birch["share"][0]):
        row["until"] = left
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=noon(date(2025, 8, 1)))
    lines = (Line(rivers.b, 1010, 1000_00, None, "by_hand", MAY), Line(rivers.b, 8010, -1000_00))
    journal = Journal(august.first, "Claw-back of May", lines, rivers.b, month=august)
    paper = Document("paper", "claw-back", "A letter", rivers.b)
    ledger.post([(paper, [journal])], scope=rivers.everything, at=after(august, 1))
    sign(rivers, rivers.a, month=august)
    closed = close(rivers, august)
    may = {"scope": rivers.everything, "surgeries": [rivers.b], "accounts": [9030], "concerns": (MAY, MAY)}
    assert sum(books.sums_by_item(**may).values()) == -(86_288_00 - 1000_00)  # with its uplift of May
    own = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.b], accounts=[1010])
    assert max(place.concerns for place in own) == july
    assert closed.estimated == ()


def test_what_changes_of_a_surgery_that_has_left_needs_its_month_opened(db):
    """Avon leaves on 31 May. In June the file says that its charge was twice what it was, all along."""

    def left(file: dict) -> None:
        avon, ash = file["surgery"][0], file["partner"][0]
        for row in (avon, avon["contract"][0], avon["size"][0], ash["membership"][0], ash["share"][0]):
            row["until"] = date(2025, 5, 31)

    two_rivers(None)
    rivers = load(change=left)
    with acting(rivers.everything):
        opening = {"scope": rivers.everything, "at": after(APRIL)}
        ledger.open_months(surgeries=rivers.everything.surgeries, months=[APRIL, MAY], **opening)
        ledger.open_months(surgeries=[rivers.b, rivers.centre], months=[JUNE], **opening)
        for month in (APRIL, MAY):
            sign(rivers, rivers.a, rivers.b, month=month)
            close(rivers, month)
        rivers = load(charges=[{**charge("all"), "rate": 1200}], change=left)
        sign(rivers, rivers.b, month=JUNE)
        with pytest.raises(actions.CannotClose, match="June 2025 of Avon Surgery is not open"):
            close(rivers, JUNE)
        ledger.open_months(surgeries=[rivers.a], months=[JUNE], after_leaving=True, **opening)
        assert close(rivers, JUNE).charges.by_surgery == {rivers.a: 100_00, rivers.b: 50_00 * 4}


@contextmanager
def until_july(*, claim: Claim | None = None) -> Iterator[TwoRivers]:
    """Brook leaves on 31 July, its months closed until then; August is open for Avon and the centre alone."""

    def left(file: dict) -> None:
        brook, birch = file["surgery"][1], file["partner"][1]
        for row in (brook, brook["contract"][0], brook["size"][0], birch["membership"][0], birch["share"][0]):
            row["until"] = JULY.last

    two_rivers(APRIL, JULY)
    rivers = load(charges=[], change=left)
    with acting(rivers.everything):
        opening = {"scope": rivers.everything, "at": after(JULY)}
        one = PatientList(Period(APRIL.first), Decimal(8000), Decimal(8400), APRIL.first, "x")
        telling = {"scope": rivers.everything, "at": noon(date(2025, 4, 30))}
        if claim:
            contracts.tell_claims({rivers.b: [claim]}, **telling)
        else:
            contracts.tell_lists({rivers.a: [one], rivers.b: [one]}, **telling)
        for month in months(APRIL, JULY):
            everybody_signs(rivers, month)
            close(rivers, month)
        ledger.open_months(surgeries=[rivers.a, rivers.centre], months=[AUGUST], **opening)
        yield rivers


def open_brook(rivers: TwoRivers) -> None:
    ledger.open_months(
        surgeries=[rivers.b], months=[AUGUST], after_leaving=True, scope=rivers.everything, at=after(JULY)
    )


def test_an_uplift_of_when_a_surgery_belonged_needs_its_month_opened(db):
    """£123.34 in place of £121.79 is announced on 7 August: 8,400 × £1.55 ÷ 12 = £1,085.00 a month, four
    months of which are Brook's too."""
    with until_july() as rivers:
        sign(rivers, rivers.a, month=AUGUST)
        with pytest.raises(actions.CannotClose, match="August 2025 of Brook Surgery is not open"):
            close(rivers, AUGUST)
        open_brook(rivers)
        assert close(rivers, AUGUST).shares.by_surgery[rivers.b] == 4 * 1_085_00


def test_what_only_falls_due_after_it_left_waits_for_an_open_month(db):
    """A hundred vaccinations of July at £12.06 are earned then, and payable in a later month: nobody's share
    changes, and nobody is kept from closing."""
    claim = Claim("childhood_vaccination", "childhood_vaccination", JULY, 100, APRIL.first, "x")
    with until_july(claim=claim) as rivers:
        stood = {8130: 1_206_00, 8160: 0}
        assert stands(rivers) == stood
        sign(rivers, rivers.a, month=AUGUST)
        close(rivers, AUGUST)
        assert stands(rivers) == stood
        september = AUGUST + 1
        ledger.open_months(
            surgeries=rivers.everything.surgeries,
            months=[september],
            after_leaving=True,
            scope=rivers.everything,
            at=after(AUGUST),
        )
        sign(rivers, rivers.a, month=september)
        close(rivers, september)
        assert stands(rivers) == {8130: 0, 8160: 1_206_00}


def stands(rivers: TwoRivers) -> dict[int, int]:
    """Brook's accrued income and income due, by now."""
    spans = [Span.ever_to(date(2030, 1, 1))]
    sums = books.movements(scope=rivers.everything, surgeries=[rivers.b], spans=spans)
    return {account: sums.get(account, (0,))[0] for account in (8130, 8160)}
