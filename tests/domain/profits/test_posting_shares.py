"""Partners' shares in the books: provisional by the month, caught up when a month's result changes."""

from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries as books
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.rules import partnership_file
from commonpractice.domain.profits import actions
from commonpractice.domain.profits.facts import PostedBySurgery
from commonpractice.foundations.months import Month, months
from tests.domain.partnerships import FILE, NOON, TwoRivers, acting, two_rivers

APRIL, MARCH = Month(2025, 4), Month(2026, 3)
BEGAN, LEFT = date(2015, 11, 1), date(2025, 9, 30)


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=UTC)


@pytest.fixture
def rivers(db):
    """Avon's Dr Ash, and Dr Elm who leaves on 30 September, in equal parts; Brook's Dr Birch alone."""
    two_rivers()
    file = deepcopy(FILE)
    elm = deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"}
    elm["membership"][0]["until"] = elm["share"][0]["until"] = LEFT
    file["partner"].append(elm)
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
    where = people.partnership(code="two")
    rivers = TwoRivers(where, people.whole(where, actor=PROGRAM))
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def made(rivers: TwoRivers, surgery: int, month: Month, pounds: int, *, of: Month | None = None) -> None:
    """Income banked in a month, of that month or another."""
    amount = pounds * 100
    line = Line(surgery, 1010, -amount, None, "global_sum" if of else "", of)
    journal = Journal(month.first, "Income", (line, Line(surgery, 8010, amount)), surgery, month=month)
    document = Document("paper", f"{surgery}/{month}/{pounds}/{of}", "A paper", surgery)
    ledger.post([(document, [journal])], scope=rivers.everything, at=noon(month.last))


def close(rivers: TwoRivers, month: Month, *, seconds: int = 0) -> PostedBySurgery:
    at = noon(month.last).replace(second=seconds)
    with transaction.atomic():
        return actions.post_shares(
            of=rivers.partnership,
            surgeries=[rivers.a, rivers.b],
            first=APRIL,
            since=APRIL,
            month=month,
            scope=rivers.everything,
            at=at,
        )


def had(rivers: TwoRivers, *, of: Month | None = None) -> dict[str, int]:
    """What each partner's current account was credited with, in pounds where whole: of a month, or ever."""
    sums = books.sums_by_item(
        scope=rivers.everything,
        surgeries=[rivers.a, rivers.b],
        accounts=[9030],
        concerns=(of, of) if of else None,
    )
    names = people.partner_names(ids={place.partner_id for place in sums})
    found: dict[str, int] = {}
    for place, amount in sums.items():
        name = names[place.partner_id]
        found[name] = found.get(name, 0) - amount
    return found


def test_a_month_is_shared_once_and_its_result_leaves_the_accounts(rivers):
    made(rivers, rivers.a, APRIL, 30_000)
    made(rivers, rivers.b, APRIL, 7_000)
    posted = close(rivers, APRIL)
    assert posted.by_surgery == {rivers.a: 30_000_00, rivers.b: 7_000_00}
    assert had(rivers) == {"Dr Ash": 15_000_00, "Dr Elm": 15_000_00, "Dr Birch": 7_000_00}
    assert close(rivers, APRIL, seconds=1).journals == ()
    spans = [Span.ever_to(APRIL.last)]
    sums = books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=spans)
    assert (sums[9030], sums[9080]) == ((-30_000_00,), (30_000_00,))


def test_the_leavers_year_month_by_month(rivers):
    """£30,000 a month April to September, £50,000 October to March: the leaver has £90,000.00 by month."""
    for month in months(APRIL, MARCH):
        made(rivers, rivers.a, month, 30_000 if month < Month(2025, 10) else 50_000)
        close(rivers, month)
    assert had(rivers) == {"Dr Ash": 390_000_00, "Dr Elm": 90_000_00}


def test_a_claw_back_in_november_reaches_mays_partners_and_nobody_elses(rivers):
    may, november = Month(2025, 5), Month(2025, 11)
    for month in months(APRIL, november):
        made(rivers, rivers.a, month, 30_000)
        made(rivers, rivers.b, month, 7_000)
        close(rivers, month)
    before, of_may = had(rivers), had(rivers, of=may)
    made(rivers, rivers.a, november, -1_000, of=may)
    posted = close(rivers, november, seconds=1)
    assert posted.by_surgery == {rivers.a: -1_000_00}
    after = had(rivers)
    assert {name: after[name] - before[name] for name in after} == {
        "Dr Ash": -500_00,
        "Dr Elm": -500_00,  # who left in September
        "Dr Birch": 0,
    }
    assert had(rivers, of=may) == {**of_may, "Dr Ash": 14_500_00, "Dr Elm": 14_500_00}
    then = books.movements(
        scope=rivers.everything,
        surgeries=[rivers.a],
        spans=[Span.of_month(may)],
        known_at=noon(may.last),
    )
    now = books.movements(scope=rivers.everything, surgeries=[rivers.a], spans=[Span.of_month(may)])
    assert then == now, "May's own page is as it was closed"


def test_what_a_partner_bears_by_name_is_theirs_alone(rivers):
    made(rivers, rivers.a, APRIL, 30_000)
    ash = next(
        one.id
        for one in people.partners(scope=rivers.everything, on=APRIL.first, surgery_id=rivers.a)
        if one.name == "Dr Ash"
    )
    pension = Journal(
        APRIL.first,
        "Pension",
        (Line(rivers.a, 7010, 2_000_00, ash), Line(rivers.a, 8010, -2_000_00)),
        rivers.a,
    )
    ledger.post(
        [(Document("paper", "pension", "Pension", rivers.a), [pension])],
        scope=rivers.everything,
        at=noon(APRIL.last),
    )
    close(rivers, APRIL)
    assert had(rivers) == {"Dr Ash": 13_000_00, "Dr Elm": 15_000_00}


def test_a_loss_is_borne_as_a_profit_would_be_shared(rivers):
    made(rivers, rivers.a, APRIL, -10_001)
    made(rivers, rivers.b, APRIL, 7_000)
    close(rivers, APRIL)
    assert had(rivers) == {"Dr Ash": -5_000_50, "Dr Elm": -5_000_50, "Dr Birch": 7_000_00}


def test_a_month_that_is_nobodys_is_said_and_nothing_is_posted(rivers):
    made(rivers, rivers.centre, APRIL, 5)
    with pytest.raises(actions.NobodyShares, match="Nobody shares the balance of Two Rivers centre"):
        actions.post_shares(
            of=rivers.partnership,
            surgeries=[rivers.a, rivers.centre],
            first=APRIL,
            since=APRIL,
            month=APRIL,
            scope=rivers.everything,
            at=noon(APRIL.last),
        )


def test_rent_to_an_owner_who_has_left_is_an_expense_and_no_share(rivers):
    """£1,000 of rent a month, half owned by Dr Elm: a property share until September, an expense after."""
    file = deepcopy(FILE)
    elm = deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"}
    elm["membership"][0]["until"] = elm["share"][0]["until"] = LEFT
    file["partner"].append(elm)
    file["surgery"][0]["property_share"] = [
        {"partner": code, "percent": 50, "from": BEGAN} for code in ("P1", "P3")
    ]
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=noon(date(2025, 5, 1)))
    september, october = Month(2025, 9), Month(2025, 10)
    for month in (september, october):
        line = Line(rivers.a, 1410, -1_000_00)
        journal = Journal(month.first, "Rent", (line, Line(rivers.a, 8010, 1_000_00)), rivers.a, month=month)
        ledger.post(
            [(Document("paper", f"rent/{month}", "Rent", rivers.a), [journal])],
            scope=rivers.everything,
            at=noon(month.last),
        )
        whole = {
            "of": rivers.partnership,
            "surgeries": [rivers.a],
            "first": APRIL,
            "since": APRIL,
            "month": month,
        }
        actions.post_rents(**whole, scope=rivers.everything, at=noon(month.last))
        actions.post_shares(**whole, scope=rivers.everything, at=noon(month.last))
    assert had(rivers, of=september) == {"Dr Ash": 500_00, "Dr Elm": 500_00}
    assert had(rivers, of=october) == {"Dr Ash": 500_00}
    rent = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], accounts=[4010, 8310])
    assert {(place.item, place.concerns, place.account): amount for place, amount in rent.items()} == {
        ("landlord.Dr Elm", october, 4010): 500_00,
        ("landlord.Dr Elm", october, 8310): -500_00,
    }
    assert actions.post_rents(**whole, scope=rivers.everything, at=noon(date(2025, 12, 1))).journals == ()


def test_an_owner_whose_part_changes_within_a_month_is_due_both(rivers):
    """£12,000 of April's rent. Dr Alder, who has retired, owns half to the 15th and a quarter from the 16th:
    3,000 + 1,500; Dr Ash the rest: 3,000 + 4,500."""
    file = deepcopy(FILE)
    elm = deepcopy(file["partner"][0]) | {"code": "P3", "name": "Dr Elm"}
    elm["membership"][0]["until"] = elm["share"][0]["until"] = LEFT
    file["partner"].append(elm)
    middle = date(2025, 4, 16)
    file["surgery"][0]["property_share"] = [
        {"owner": "Dr Alder", "percent": 50, "from": BEGAN, "until": date(2025, 4, 15)},
        {"partner": "P1", "percent": 50, "from": BEGAN, "until": date(2025, 4, 15)},
        {"owner": "Dr Alder", "percent": 25, "from": middle},
        {"partner": "P1", "percent": 75, "from": middle},
    ]
    partnership.load(partnership_file.read(file), actor=PROGRAM, at=noon(date(2025, 5, 1)))
    journal = Journal(
        APRIL.first, "Rent", (Line(rivers.a, 1410, -12_000_00), Line(rivers.a, 8010, 12_000_00)), rivers.a
    )
    ledger.post(
        [(Document("paper", "rent", "Rent", rivers.a), [journal])],
        scope=rivers.everything,
        at=noon(APRIL.last),
    )
    whole = {"of": rivers.partnership, "surgeries": [rivers.a], "first": APRIL, "since": APRIL}
    whole |= {"month": APRIL, "scope": rivers.everything}
    actions.post_rents(**whole, at=noon(APRIL.last))
    actions.post_shares(**whole, at=noon(APRIL.last))
    sums = books.sums_by_item(scope=rivers.everything, surgeries=[rivers.a], items=["landlord.Dr Alder"])
    assert sorted(sums.values()) == [-4_500_00, 4_500_00]
    assert had(rivers) == {"Dr Ash": 7_500_00}
    assert actions.post_rents(**whole, at=noon(APRIL.last).replace(second=1)).journals == ()


def test_what_is_borne_by_name_is_not_put_to_another_surgerys_partner(rivers):
    """Refused as it is posted, and not for the first time when the month is closed."""
    birch = people.partner_ids(scope=rivers.everything)["P2"]
    lines = (Line(rivers.a, 7010, 100_00, birch), Line(rivers.a, 8010, -100_00))
    journal = Journal(APRIL.first, "Pension", lines, rivers.a)
    with pytest.raises(
        ledger.CannotPost,
        match=r"“Pension” puts £100\.00 on 7010 .* to Dr Birch, who is no partner of Avon Surgery: put it "
        "to one who is, or in the books of the surgery where they are",
    ):
        ledger.post(
            [(Document("paper", "p", "Paper", rivers.a), [journal])],
            scope=rivers.everything,
            at=noon(APRIL.first),
        )


def test_what_stands_by_the_name_of_somebody_who_is_no_partner_by_now_can_be_taken_away(db):
    """A pension of Dr Ash's at Avon; then the file is corrected: Ash is Brook's, and Birch Avon's."""
    two_rivers()
    where = people.partnership(code="two")
    rivers = TwoRivers(where, people.whole(where, actor=PROGRAM))
    with acting(rivers.everything):
        ids = people.partner_ids(scope=rivers.everything)

    def pension(key: str, *amounts: tuple[str, int]) -> None:
        rows = tuple(Line(rivers.a, 7010, pence, ids[code]) for code, pence in amounts)
        total = sum(pence for _, pence in amounts)
        bank = (Line(rivers.a, 8010, -total),) if total else ()
        entry = (
            Document("paper", key, "Paper", rivers.a),
            [Journal(APRIL.first, "Pension", rows + bank, rivers.a)],
        )
        ledger.post([entry], scope=rivers.everything, at=noon(APRIL.first))

    with acting(rivers.everything):
        pension("first", ("P1", 77_00))
        file = deepcopy(FILE)
        for name in ("membership", "share"):
            for partner, code in zip(file["partner"], ("B1", "A1"), strict=True):
                partner[name][0]["surgery"] = code
        partnership.load(partnership_file.read(file), actor=PROGRAM, at=NOON)
        with pytest.raises(ledger.CannotPost, match="to Dr Ash, who is no partner of Avon Surgery"):
            pension("more of it", ("P1", 1_00))
        with pytest.raises(ledger.CannotPost, match="to Dr Ash, who is no partner of Avon Surgery"):
            pension("beyond nil", ("P1", -154_01), ("P2", 154_01))
        pension("moved", ("P1", -77_00), ("P2", 77_00))
        sums = books.results_by_partner(
            scope=rivers.everything, surgeries=[rivers.a], first=APRIL, last=APRIL
        )
        assert sums == {(rivers.a, APRIL, ids["P2"]): {7010: 77_00}}
