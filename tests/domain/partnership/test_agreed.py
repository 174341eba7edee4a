"""Deeds, charges and prior shares as the database keeps them: dated, superseded, and seen by some or all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership import actions, models, queries
from commonpractice.domain.partnership.facts import (
    Basis,
    CentreResult,
    ChargeBasis,
    OwnerOverTime,
    PriorSum,
    ProfitSharing,
    Scope,
    SharePart,
    Spell,
    Standing,
)
from commonpractice.domain.partnership.rules.partnership_file import read
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.foundations.dated import Period
from tests.domain.partnership.files import GONE, changed
from tests.domain.partnership.test_deed_tables import FOUNDED, LATER, charge, deed, prior
from tests.domain.partnerships import acting

pytestmark = pytest.mark.django_db
MAY = datetime(2025, 5, 1, 9, tzinfo=UTC)
JUNE = datetime(2025, 6, 1, 9, tzinfo=UTC)
BEFORE, AFTER = date(2025, 5, 31), date(2025, 6, 1)
POOL = charge(code="pool", basis="per_head", rate=GONE, pool=300_000)
SOME = charge(code="some", basis="fixed", rate=1200, cap=900, surgeries=["A81001", "B81002"])
AGREED = (
    ("deed", [deed(), deed(**{"from": LATER}, centre_result="retained")]),
    ("charge", [charge(), POOL, SOME]),
    ("partner.0.prior_share", [prior()]),
)


def load(*changes: tuple, at: datetime = MAY):
    return actions.load(read(changed(*AGREED, *changes)), actor=PROGRAM, at=at)


def whole(report) -> Scope:
    return queries.whole(report.partnership, actor=PROGRAM)


def only(scope: Scope, *surgeries: int) -> Scope:
    return replace(scope, surgeries=surgeries)


def test_what_was_agreed_is_kept_and_told_as_the_file_says_it():
    fact = read(changed(*AGREED))
    scope = whole(load())
    avon, brook, _ = scope.surgeries
    with acting(scope):
        assert queries.deeds(scope=scope) == fact.deeds
        levy, pool, some = queries.charges(scope=scope)
        assert (levy.basis, levy.rate, levy.surgeries) == (ChargeBasis.PER_REGISTERED, Decimal("1.5"), ())
        assert (pool.pool, pool.rate, pool.effective) == (300_000_00, None, Period(FOUNDED))
        assert (some.code, some.cap, some.surgeries) == ("some", 900_00, (avon, brook))


def test_loading_it_again_changes_nothing():
    load()
    assert load(at=JUNE).nothing_changed


def test_the_deed_in_force_is_the_days():
    scope = whole(load())
    with acting(scope):
        early, late = (queries.deed(scope=scope, on=on) for on in (date(2024, 3, 31), LATER))
        assert (early.centre_result, late.centre_result) == (CentreResult.PER_WEIGHTED, CentreResult.RETAINED)
        assert [each.name for each in late.decisions] == ["A new deed"]
        with pytest.raises(queries.NoDeed, match="There is no deed for 31 October 2015: the"):
            queries.deed(scope=scope, on=date(2015, 10, 31))


def test_what_was_agreed_before_can_still_be_asked():
    """In June the second deed shares by the month, the levy is £2, and the prior share is gone."""
    load()
    months = deed(**{"from": LATER}, profit_sharing="month_earned")
    report = load(
        ("deed", [deed(), months]),
        ("charge", [charge(rate=2), POOL, {**SOME, "surgeries": ["A81001"]}]),
        ("partner.0.prior_share", []),
        at=JUNE,
    )
    assert (report.added, report.superseded) == (
        2,
        4,
    )  # a deed and the levy; those, Brook's charge, the prior
    scope = whole(report)
    avon = scope.surgeries[0]
    with acting(scope):
        for known, how, rate, number, priors in [
            (BEFORE, ProfitSharing.TIME_APPORTIONED, Decimal("1.5"), 2, 1),
            (AFTER, ProfitSharing.MONTH_EARNED, 2, 1, 0),
        ]:
            asked = {"scope": scope, "as_known_on": known}
            assert queries.deed(on=LATER, **asked).profit_sharing is how
            levy, _, some = queries.charges(**asked)
            assert (levy.rate, len(some.surgeries)) == (rate, number)
            [ash] = queries.partners_over_time(**asked)[avon]
            assert len(ash.prior_sums) == priors


def test_a_surgery_is_told_the_deed_and_what_it_is_charged_and_not_whom_else():
    scope = whole(load())
    avon, brook, _ = scope.surgeries
    for surgery in (avon, brook):
        mine = only(scope, surgery)
        with acting(mine):
            assert len(queries.deeds(scope=mine)) == 2
            assert [row.surgeries for row in queries.charges(scope=mine)] == [(), (), (surgery,)]


def test_the_log_tells_what_was_agreed_at_the_centre_and_some_surgeries_charges_there():
    load()
    scope = whole(load(("deed", [deed()]), ("charge", [charge(), POOL]), at=JUNE))
    avon, brook, centre = scope.surgeries
    with acting(scope), transaction.atomic():
        entries = Entry.objects.filter(deed="partnership.load", at=JUNE)
        told = {each.surgery_id: each.details for each in entries}
    assert set(told) == {avon, brook, centre}
    assert [row["what"] for row in told[centre]["superseded"]] == ["deed", "deed", "decision", "decision"]
    assert [row["what"] for row in told[centre]["added"]] == ["deed", "decision"]
    [row] = told[brook]["superseded"]
    assert (row["what"], row["code"], row["rate"], row["cap"]) == (
        "charge to some",
        "some",
        "1200.0000",
        90000,
    )


def test_a_partnership_is_told_nothing_of_anothers_deed():
    load()
    other = actions.load(
        read({"code": "x", "name": "X", "model": "centralised", "founded": FOUNDED, "surgery": [SURGERY]}),
        actor=PROGRAM,
        at=MAY,
    )
    scope = whole(other)
    with acting(scope):
        assert (queries.deeds(scope=scope), queries.charges(scope=scope)) == ((), ())
        assert not models.Deed.objects.exists()
        assert not models.Charge.objects.exists()


SURGERY = {"ods_code": "C1", "name": "Coln Surgery", "from": FOUNDED}


# Over all time.


def test_partners_are_told_with_every_spell_share_and_sum():
    scope = whole(load())
    avon, brook, centre = scope.surgeries
    change = date(2021, 4, 1)
    with acting(scope):
        found = queries.partners_over_time(scope=scope)
        assert set(found) == {avon, brook, centre}
        [ash], [birch] = found[avon], found[brook]
        assert (ash.code, ash.name, ash.spells) == (
            "P1",
            "Dr Ash",
            (Spell(Standing.EQUITY, Period(FOUNDED)),),
        )
        assert ash.shares == (
            SharePart(Basis.SESSIONS, Period(FOUNDED, change), Decimal(8)),
            SharePart(Basis.SESSIONS, Period(change), Decimal("6.5")),
        )
        assert [row.parts for row in ash.shares] == [8, Decimal("6.5")]
        assert ash.prior_sums == (PriorSum("Lead partner", 10_000_00, Period(LATER)),)
        [paid] = birch.shares
        assert (paid.basis, paid.a_year, paid.sessions, paid.parts) == (Basis.FIXED, 6_250_050, 4, 0)
        mine = only(scope, avon)
        with pytest.raises(OutOfScope):
            queries.partners_over_time(scope=mine, surgeries=[brook])


def test_partners_come_in_the_order_of_the_file():
    """Whoever is named first has the penny over."""
    both = ("partner.1.membership", [{"surgery": "A81001", "standing": "fixed_share", "from": LATER}])
    share = ("partner.1.share", [{"surgery": "A81001", "pounds_a_year": 50_000, "from": LATER}])
    scope = whole(load(both, share))
    avon = scope.surgeries[0]
    with acting(scope):
        assert [row.code for row in queries.partners_over_time(scope=scope)[avon]] == ["P1", "P2"]


def test_owners_and_sizes_are_told_over_time():
    scope = whole(load())
    avon, brook, _ = scope.surgeries
    with acting(scope):
        owners = queries.owners_over_time(scope=scope)
        ash = queries.partner_ids(scope=scope)["P1"]
        assert owners[avon] == (
            OwnerOverTime(ash, "Dr Ash", Fraction(3, 5), Period(FOUNDED)),
            OwnerOverTime(None, "Dr Alder, retired", Fraction(2, 5), Period(FOUNDED)),
        )
        assert owners[brook] == ()
        [size] = queries.sizes_over_time(scope=scope, surgeries=[avon])[avon]
        assert (size.size.registered, size.size.staff, size.effective) == (8000, 20, Period(LATER))
        for query in (queries.owners_over_time, queries.sizes_over_time):
            with pytest.raises(OutOfScope):
                query(scope=only(scope, avon), surgeries=[brook])
