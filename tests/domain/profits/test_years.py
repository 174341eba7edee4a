"""A year's final shares in the books: what the deed says they are, less what was shared month by month."""

from datetime import date

import pytest
from django.db import transaction

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership.rules.reach import NotAllowed
from commonpractice.domain.profits import actions, queries
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.partnerships import TwoRivers, acting, two_rivers
from tests.domain.profits.closings import (
    APRIL,
    MAY,
    after,
    close,
    everybody_signs,
    had,
    load,
    made,
    noon,
    sign,
    with_elm,
)

pytestmark = pytest.mark.slow  # together: months are closed for each

MARCH, NEXT = Month(2026, 3), Month(2026, 4)
YEAR = FinancialYear(2025)


@pytest.fixture
def rivers(db):
    """Avon's Dr Ash, and Dr Elm who leaves on 30 September, in equal parts; Brook's Dr Birch alone."""
    two_rivers(APRIL, NEXT + 2)
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        yield rivers


def a_year(rivers: TwoRivers) -> None:
    """£30,000 a month to September and £50,000 from October at Avon; £7,000 a month at Brook. All closed."""
    for month in months(APRIL, MARCH):
        made(rivers, rivers.a, month, 30_000 if month < Month(2025, 10) else 50_000)
        made(rivers, rivers.b, month, 7_000)
        everybody_signs(rivers, month)
        close(rivers, month)


def post_year(rivers: TwoRivers, days: int = 10) -> actions.years.YearPosted:
    with transaction.atomic():
        return actions.post_year(
            of=rivers.partnership, year=YEAR, scope=rivers.everything, at=after(MARCH, days)
        )


def page(rivers: TwoRivers, month: Month) -> dict:
    return books.movements(
        scope=rivers.everything, surgeries=[rivers.a, rivers.b], spans=[Span.of_month(month)]
    )


def test_the_leavers_year_by_time_in_the_books(rivers):
    """
    £480,000 over 365 days, 183 of them half Dr Elm's: £120,328.77, of which £90,000.00 was shared by month.
    """
    a_year(rivers)
    assert had(rivers) == {"Dr Ash": 390_000_00, "Dr Elm": 90_000_00, "Dr Birch": 84_000_00}
    pages = {month: page(rivers, month) for month in months(APRIL, MARCH)}
    posted = post_year(rivers)
    assert had(rivers) == {"Dr Ash": 359_671_23, "Dr Elm": 120_328_77, "Dr Birch": 84_000_00}
    assert posted.month == NEXT
    assert list(posted.by_surgery) == [rivers.a]
    assert sorted(posted.by_surgery[rivers.a].values()) == [-30_328_77, 30_328_77]
    assert {month: page(rivers, month) for month in months(APRIL, MARCH)} == pages, "closed pages stand"
    [journal] = posted.journals
    view = books.journal(scope=rivers.everything, journal_id=journal)
    assert {(line.account, line.item, line.concerns) for line in view.lines} == {
        (9030, "share.final.balance", MARCH)
    }
    assert sum(line.amount for line in view.lines) == 0
    told = view.document_details["shares"]
    assert [step["value"] for step in told[-1]["steps"]][-2:] == ["90000", "30328.77"]
    assert Entry.objects.filter(deed="profits.closed_year").count() == 1


def test_a_second_time_posts_nothing(rivers):
    a_year(rivers)
    post_year(rivers)
    before = had(rivers)
    assert post_year(rivers, days=11).journals == ()
    assert had(rivers) == before
    assert queries.final_years(scope=rivers.everything, of=rivers.partnership, surgeries=[rivers.a]) == {
        rivers.a: (YEAR,)
    }


def test_by_month_the_year_is_what_its_months_were(rivers):
    rivers = load(charges=[], change=with_elm, profit_sharing="month_earned")
    with acting(rivers.everything):
        a_year(rivers)
        assert post_year(rivers).journals == ()
        assert had(rivers) == {"Dr Ash": 390_000_00, "Dr Elm": 90_000_00, "Dr Birch": 84_000_00}


def test_a_later_claw_back_moves_the_final_shares_again(rivers):
    """£1,000 of May's taken back next April: £479,000 × 183 ÷ 365 ÷ 2 = £120,078.08 of it is Dr Elm's."""
    a_year(rivers)
    post_year(rivers)
    pages = {month: page(rivers, month) for month in months(APRIL, MARCH)}
    made(rivers, rivers.a, NEXT, -1_000, of=MAY)
    everybody_signs(rivers, NEXT)
    closed = close(rivers, NEXT)
    assert had(rivers) == {"Dr Ash": 358_921_92, "Dr Elm": 120_078_08, "Dr Birch": 84_000_00}
    assert had(rivers, of=MAY) == {"Dr Ash": 14_500_00, "Dr Elm": 14_500_00, "Dr Birch": 7_000_00}
    [final] = closed.final
    assert sum(final.by_surgery[rivers.a].values()) == 0
    assert {month: page(rivers, month) for month in months(APRIL, MARCH)} == pages
    assert post_year(rivers, days=30).journals == ()


def test_what_was_taken_back_since_the_last_close_is_shared_first_and_then_made_final(rivers):
    """The claw-back stands in April, which is open: the year's shares are those of £479,000 all the same."""
    a_year(rivers)
    made(rivers, rivers.a, NEXT, -1_000, of=MAY)
    posted = post_year(rivers)
    assert had(rivers) == {"Dr Ash": 358_921_92, "Dr Elm": 120_078_08, "Dr Birch": 84_000_00}
    assert sum(posted.by_surgery[rivers.a].values()) == 0


def test_a_year_is_made_final_when_all_its_months_are_closed(rivers):
    with pytest.raises(actions.CannotClose, match=r"April 2025 is not closed yet\. The final shares of 2025"):
        post_year(rivers)


def test_final_shares_need_an_open_month(rivers):
    a_year(rivers)
    for month in months(NEXT, NEXT + 2):
        ledger.lock_months(
            surgeries=rivers.everything.surgeries, month=month, scope=rivers.everything, at=after(month)
        )
    with pytest.raises(actions.CannotClose, match="No month is open after March 2026"):
        post_year(rivers, days=20)


def test_a_year_before_the_books_has_nothing_to_make_final(rivers):
    with pytest.raises(actions.CannotClose, match=r"2023/24 is before April 2025, when shares begin"):
        actions.post_year(
            of=rivers.partnership, year=FinancialYear(2023), scope=rivers.everything, at=after(MARCH)
        )


def test_only_those_whose_role_it_is_make_a_year_final(rivers):
    from dataclasses import replace

    powers = rivers.everything.powers - {actions.closing.Power.CLOSE_MONTHS}
    with pytest.raises(NotAllowed):
        actions.post_year(
            of=rivers.partnership,
            year=YEAR,
            scope=replace(rivers.everything, powers=powers),
            at=noon(NEXT.first),
        )


def test_books_that_begin_within_the_year_are_shared_from_there(db):
    """From 1 December: £200,000 over 121 days, of which Dr Elm, who left before, has none."""
    december = Month(2025, 12)
    two_rivers(december, NEXT)
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        for month in months(december, MARCH):
            made(rivers, rivers.a, month, 50_000)
            everybody_signs(rivers, month)
            close(rivers, month)
        assert post_year(rivers).journals == ()
        assert had(rivers) == {"Dr Ash": 200_000_00}


def test_what_is_taken_back_of_a_month_long_ago_reaches_who_shared_it(db):
    """£1,000 of March 2025 taken back in April 2026: the year before last by then, and Dr Elm's by half."""
    before = APRIL - 1
    two_rivers(before, NEXT)
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        made(rivers, rivers.a, before, 30_000)
        everybody_signs(rivers, before)
        close(rivers, before)
        for month in months(APRIL, MARCH):
            ledger.lock_months(
                surgeries=rivers.everything.surgeries, month=month, scope=rivers.everything, at=after(month)
            )
        made(rivers, rivers.a, NEXT, -1_000, of=before)
        everybody_signs(rivers, NEXT)
        assert close(rivers, NEXT).shares.by_surgery == {rivers.a: -1_000_00}
        assert had(rivers, of=before) == {"Dr Ash": 14_500_00, "Dr Elm": 14_500_00}


def avon_leaves(file: dict) -> None:
    """On 31 December, with its partners; Dr Elm in September."""
    with_elm(file)
    avon, ash = file["surgery"][0], file["partner"][0]
    for row in (avon, avon["contract"][0], avon["size"][0], ash["membership"][0], ash["share"][0]):
        row["until"] = date(2025, 12, 31)


def test_a_surgery_that_has_left_has_final_shares_too_and_needs_a_month_to_post_them_to(db):
    """£330,000 by Avon's 275 days, 183 of them half Dr Elm's: £109,800.00, of which £90,000.00 by month."""
    two_rivers(None)
    rivers = load(charges=[], change=avon_leaves)
    december = Month(2025, 12)
    with acting(rivers.everything):
        opening = {"scope": rivers.everything, "at": after(APRIL)}
        ledger.open_months(surgeries=[rivers.b, rivers.centre], months=list(months(APRIL, NEXT)), **opening)
        ledger.open_months(surgeries=[rivers.a], months=list(months(APRIL, december)), **opening)
        for month in months(APRIL, MARCH):
            if month <= december:
                made(rivers, rivers.a, month, 30_000 if month < Month(2025, 10) else 50_000)
            sign(rivers, *([rivers.a] if month <= december else []), rivers.b, month=month)
            close(rivers, month)
        with pytest.raises(actions.CannotClose, match=r"April 2026 of Avon Surgery is not open"):
            post_year(rivers)
        ledger.open_months(surgeries=[rivers.a], months=[NEXT], after_leaving=True, **opening)
        post_year(rivers)
        assert had(rivers) == {"Dr Ash": 220_200_00, "Dr Elm": 109_800_00}


def test_two_late_corrections_of_a_final_year_when_the_later_is_not_closed_yet(db):
    """Closing April 2027: £1,000 of February 2026 taken back in April; and in May, which is open already,
    £600 of June 2025. Of £359,000 by 183 of 365 days, Dr Elm has half: £89,995.89; closing May, of £358,400:
    £89,845.48."""
    april = Month(2027, 4)
    two_rivers(APRIL, Month(2027, 3))
    rivers = load(charges=[], change=with_elm)
    with acting(rivers.everything):
        ledger.open_months(
            surgeries=rivers.everything.surgeries,
            months=[april, april + 1],
            scope=rivers.everything,
            at=noon(date(2027, 3, 1)),
        )
        for month in months(APRIL, Month(2027, 3)):
            if month <= MARCH:
                made(rivers, rivers.a, month, 30_000)
            everybody_signs(rivers, month)
            close(rivers, month)
            if month == MARCH:
                post_year(rivers)
        made(rivers, rivers.a, april, -1_000, of=Month(2026, 2))
        made(rivers, rivers.a, april + 1, -600, of=Month(2025, 6))
        everybody_signs(rivers, april)
        [final] = close(rivers, april).final
        assert sum(final.by_surgery[rivers.a].values()) == 0
        assert had(rivers)["Dr Elm"] == 89_995_89
        everybody_signs(rivers, april + 1)
        closed = close(rivers, april + 1)
        assert closed.shares.by_surgery == {rivers.a: -600_00}
        assert sum(closed.final[0].by_surgery[rivers.a].values()) == 0
        assert had(rivers)["Dr Elm"] == 89_845_48


def test_months_of_a_final_year_that_are_reopened_and_changed_move_it_when_its_own_is_closed(rivers):
    """£1,000 of February and £600 of March taken back while both are open: £478,400 by 183 of 365 days."""
    a_year(rivers)
    post_year(rivers)
    again = {"of": rivers.partnership, "why": "a late invoice", "scope": rivers.everything}
    for month in (MARCH, MARCH - 1):
        actions.reopen_month(**again, month=month, at=after(MARCH, 12))
    made(rivers, rivers.a, MARCH - 1, -1_000)
    made(rivers, rivers.a, MARCH, -600)
    for month in (MARCH - 1, MARCH):
        everybody_signs(rivers, month, at=after(MARCH, 13))
    for month in (MARCH - 1, MARCH):
        assert close(rivers, month, at=after(MARCH, 15)).final == (), "they stand in April"
    everybody_signs(rivers, NEXT)
    [final] = close(rivers, NEXT).final
    assert sum(final.by_surgery[rivers.a].values()) == 0
    assert had(rivers) == {"Dr Ash": 358_472_33, "Dr Elm": 119_927_67, "Dr Birch": 84_000_00}


def closed_again(rivers: TwoRivers, *reopened: Month) -> list[dict]:
    """What moved of final shares as months were reopened, from the last back, and closed again."""
    moved: list[dict] = []
    for month in reversed(reopened):
        actions.reopen_month(
            of=rivers.partnership,
            month=month,
            why="again",
            scope=rivers.everything,
            at=after(reopened[-1], 12),
        )
    for place, month in enumerate(reopened):
        everybody_signs(rivers, month, at=after(reopened[-1], 13, seconds=place))
        closed = close(rivers, month, at=after(reopened[-1], 14 + place))
        moved += [final.by_surgery for final in closed.final]
        assert closed.shares.by_surgery == {}
    return moved


def test_months_closed_again_leave_final_shares_where_they_stand(rivers):
    """£6,000 of May 2025 taken back in May 2026, after the year was final. April and May are closed again."""
    a_year(rivers)
    post_year(rivers)
    for month in (NEXT, NEXT + 1):
        if month > NEXT:
            made(rivers, rivers.a, month, -6_000, of=MAY)
        everybody_signs(rivers, month)
        close(rivers, month)
    before = had(rivers)
    assert closed_again(rivers, NEXT, NEXT + 1) == []
    assert had(rivers) == before


def test_a_month_before_final_shares_were_posted_gets_none_when_it_is_closed_again(rivers):
    """The year is made final in April, with a late bill in it already; then March is reopened."""
    a_year(rivers)
    made(rivers, rivers.a, NEXT, -6_000, of=MAY)
    post_year(rivers)
    before = had(rivers)
    assert closed_again(rivers, MARCH) == []
    everybody_signs(rivers, NEXT)
    assert close(rivers, NEXT).final == ()
    assert had(rivers) == before
