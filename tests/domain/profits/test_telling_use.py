"""Charges by use and direct ones: told, corrected, and charged; refused where nobody has told."""

from datetime import date

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.partnership.rules.reach import OutOfScope
from commonpractice.domain.profits import actions
from commonpractice.domain.profits.facts import UseTold
from commonpractice.foundations.months import Month
from tests.domain.partnerships import TwoRivers
from tests.domain.profits.closings import APRIL, MAY, after, close, everybody_signs, load, with_lists

JUNE = MAY + 1
SINCE = date(2015, 11, 1)
BANK = {"code": "bank", "name": "Bank shifts", "basis": "usage", "rate": 12.5, "from": SINCE}
LOCUM = {"code": "locum", "name": "Locum cover", "basis": "usage", "pool": 1200, "from": SINCE}
LEGAL = {"code": "legal", "name": "Solicitors", "basis": "direct", "from": SINCE}


@pytest.fixture
def rivers(db):
    with with_lists():
        yield load(charges=[BANK, LOCUM, LEGAL])


def tell(rivers: TwoRivers, told: dict[int, list[UseTold]], days: int = 1) -> int:
    return actions.tell_use(told, source="told.csv", scope=rivers.everything, at=after(APRIL, days))


def all_told(rivers: TwoRivers) -> None:
    """Avon: 4 shifts, 1 locum, £300.00 of solicitors. Brook: no shift, 3 locums."""
    assert (
        tell(
            rivers,
            {
                rivers.a: [
                    UseTold("bank", APRIL, uses=4),
                    UseTold("locum", APRIL, uses=1),
                    UseTold("legal", APRIL, pence=300_00),
                ],
                rivers.b: [UseTold("bank", APRIL, uses=0), UseTold("locum", APRIL, uses=3)],
            },
        )
        == 5
    )


def charged(rivers: TwoRivers) -> dict[tuple[int, str, Month], int]:
    sums = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a, rivers.b], accounts=[5810])
    return {(place.surgery_id, place.item, place.concerns): amount for place, amount in sums.items()}


def end(rivers: TwoRivers, month: Month) -> actions.Closed:
    everybody_signs(rivers, month)
    return close(rivers, month)


def test_each_charge_goes_by_what_was_told_of_it(rivers):
    """4 × £12.50; a twelfth of £1,200.00 by 1 and 3 locums; what was spent, as it is."""
    all_told(rivers)
    end(rivers, APRIL)
    assert charged(rivers) == {
        (rivers.a, "charge.bank", APRIL): 50_00,
        (rivers.a, "charge.locum", APRIL): 25_00,
        (rivers.a, "charge.legal", APRIL): 300_00,
        (rivers.b, "charge.locum", APRIL): 75_00,
    }


@pytest.mark.parametrize(
    ("left_out", "refused"),
    [
        (
            "bank",
            r"Bank shifts \(bank\) is charged by use, and nobody has told how often it was used",
        ),
        ("legal", r"Solicitors \(legal\) is charged what was spent .* told what was spent in April 2025"),
    ],
)
def test_a_month_is_not_closed_before_it_was_told(rivers, left_out, refused):
    told = [UseTold("bank", APRIL, uses=4), UseTold("locum", APRIL, 1), UseTold("legal", APRIL, None, 1)]
    tell(rivers, {rivers.a: [row for row in told if row.charge != left_out]})
    everybody_signs(rivers, APRIL)
    with pytest.raises(actions.CannotCharge, match=refused):
        close(rivers)
    assert charged(rivers) == {}


def test_a_correction_is_caught_up_in_the_open_month(rivers):
    """Two shifts and not four: £25.00 back in May, as April's."""
    all_told(rivers)
    end(rivers, APRIL)
    told = [UseTold("bank", MAY, uses=1), UseTold("locum", MAY, uses=1), UseTold("legal", MAY, pence=0)]
    tell(rivers, {rivers.a: [UseTold("bank", APRIL, uses=2), *told]}, days=20)
    closed = end(rivers, MAY)
    assert closed.charges.by_surgery[rivers.a] == -25_00 + 12_50 + 100_00
    assert charged(rivers)[rivers.a, "charge.bank", APRIL] == 25_00


def test_what_is_known_already_adds_nothing(rivers):
    all_told(rivers)
    again = {rivers.a: [UseTold("bank", APRIL, uses=4)], rivers.b: [UseTold("bank", APRIL, uses=1)]}
    assert tell(rivers, again, days=2) == 1
    assert tell(rivers, again, days=3) == 0
    assert Entry.objects.filter(deed="profits.tell_use").count() == 3


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (UseTold("bnak", APRIL, uses=1), "“bnak” is not the code of a charge that this surgery pays"),
        (UseTold("bank", APRIL, pence=1), r"Bank shifts \(bank\) is charged by use: it goes by a count"),
        (UseTold("legal", APRIL, uses=1), "charged what was spent for the surgery: it goes by pounds"),
        (UseTold("bank", Month(2015, 1), uses=1), "Bank shifts .* is not charged in January 2015"),
        (UseTold("bank", APRIL, uses=-1), "not so many as could be told"),
        (UseTold("bank", APRIL, uses=10**13), "not so many as could be told"),
    ],
)
def test_what_cannot_be_told_is_refused_and_nothing_is_kept(rivers, told, refused):
    with pytest.raises(actions.CannotTell, match=refused):
        tell(rivers, {rivers.a: [UseTold("locum", APRIL, uses=1), told]})
    assert tell(rivers, {rivers.a: [UseTold("locum", APRIL, uses=1)]}) == 1


def test_only_ones_own_surgeries_are_told_of(rivers):
    with pytest.raises(OutOfScope):
        actions.tell_use(
            {rivers.b: [UseTold("bank", APRIL, uses=1)]},
            source="told.csv",
            scope=rivers.only(rivers.a),
            at=after(APRIL),
        )
