"""A partner's statement from the books: opening and movements are closing, and every look is written down."""

from dataclasses import replace
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from commonpractice.domain.audit.facts import PROGRAM, Actor
from commonpractice.domain.audit.models import Entry
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.partnership import actions as partnership
from commonpractice.domain.partnership import queries as people
from commonpractice.domain.partnership.facts import Role
from commonpractice.domain.partnership.rules.reach import NotAllowed, OutOfScope
from commonpractice.domain.profits import actions, queries
from commonpractice.domain.profits.facts import FundsAccount
from commonpractice.foundations.months import FinancialYear, Month, months
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers
from tests.domain.profits.closings import (
    APRIL,
    MAY,
    after,
    close,
    everybody_signs,
    load,
    made,
    with_elm,
)

pytestmark = pytest.mark.slow  # together: months are closed for each

JUNE, MARCH = MAY + 1, Month(2026, 3)
CAPITAL, CURRENT, TAX = FundsAccount.CAPITAL, FundsAccount.CURRENT, FundsAccount.TAX


@pytest.fixture
def rivers(db):
    """Dr Ash and Dr Elm at Avon; Dr Birch at Brook, where Dr Ash has sessions too from May."""
    two_rivers(APRIL, MARCH + 2)
    rivers = load(charges=[], change=also_at_brook)
    with acting(rivers.everything):
        yield rivers


def also_at_brook(file: dict) -> None:
    with_elm(file)
    ash = file["partner"][0]
    ash["membership"].append({"surgery": "B1", "from": date(2025, 5, 1)})
    ash["share"].append({"surgery": "B1", "sessions": 2, "from": date(2025, 5, 1)})


def ids(rivers: TwoRivers) -> dict[str, int]:
    return people.partner_ids(scope=rivers.everything)


def put(rivers: TwoRivers, surgery: int, month: Month, words: str, *lines: tuple) -> int:
    journal = Journal(month.first, words, tuple(Line(surgery, *line) for line in lines), surgery, month=month)
    document = Document("paper", f"{surgery}/{month}/{words}", words, surgery)
    return ledger.post([(document, [journal])], scope=rivers.everything, at=after(month, 1)).journals[0]


def two_months(rivers: TwoRivers) -> None:
    """Capital in, £30,000 a month at Avon and £8,000 at Brook; Dr Ash draws. Two closed."""
    ash = ids(rivers)["P1"]
    put(rivers, rivers.a, APRIL, "Capital", (8010, 20_000_00), (9010, -20_000_00, ash))
    for month in (APRIL, MAY):
        made(rivers, rivers.a, month, 30_000)
        made(rivers, rivers.b, month, 8_000)
        put(rivers, rivers.a, month, "Drawings", (9040, 6_000_00, ash), (8010, -6_000_00))
        put(rivers, rivers.a, month, "For tax", (9030, 3_000_00, ash), (9050, -3_000_00, ash))
        put(rivers, rivers.a, month, "Pension", (7010, 1_000_00, ash), (8010, -1_000_00))
        everybody_signs(rivers, month)
        close(rivers, month)


def ask(rivers: TwoRivers, code: str = "P1", first: Month = APRIL, last: Month = MAY, **asked):
    scope = asked.pop("scope", rivers.everything)
    with transaction.atomic():
        return actions.look_at_statement(
            of=rivers.partnership, code=code, first=first, last=last, scope=scope, at=after(MAY, 10), **asked
        )


def test_a_statement_of_one_month(rivers):
    """
    May. Avon's £30,000.00 and its partners' own £1,000.00 of pension: £15,000.00 less £1,000.00 are Dr Ash's,
    and of Brook's £8,000.00 two sessions of eight.
    """
    two_months(rivers)
    found = ask(rivers, first=MAY)
    assert (found.name, found.surgeries) == (
        "Dr Ash",
        {rivers.a: "Avon Surgery", rivers.b: "Brook Surgery"},
    )
    current = found.of(CURRENT)
    assert list(current.by_kind)[:2] == ["Costs of the partner's own", "Share of the balance"]  # as shared
    assert current.by_kind == {
        "Drawings": -6_000_00,
        "Set aside for tax": -3_000_00,
        "Costs of the partner's own": -1_000_00,
        "Share of the balance": 15_000_00 + 2_000_00,
    }
    assert (current.opening, current.closing) == (5_000_00, 12_000_00)
    tax = found.of(TAX)
    assert (tax.opening, tax.by_kind, tax.closing) == (3_000_00, {"Set aside for tax": 3_000_00}, 6_000_00)
    capital = found.of(CAPITAL)
    assert (capital.opening, capital.movements, capital.closing) == (20_000_00, (), 20_000_00)
    assert (found.opening, found.closing) == (28_000_00, 38_000_00)
    assert found.provisional == {rivers.a: (MAY,), rivers.b: (MAY,)}
    assert {each.provisional for each in current.movements if each.kind.startswith("share.")} == {True}


@pytest.mark.parametrize(("first", "last"), [(APRIL, APRIL), (APRIL, MAY), (MAY, JUNE), (JUNE, MARCH)])
def test_opening_and_movements_are_closing_exactly(rivers, first, last):
    two_months(rivers)
    for code in ("P1", "P2", "P3"):
        found = ask(rivers, code, first, last)
        assert all(account.adds_up for account in found.accounts)
    before = ask(rivers, "P1", first - 2, first - 1)
    assert before.closing == ask(rivers, "P1", first, last).opening


def test_each_movement_leads_to_its_journal_and_a_share_to_its_steps(rivers):
    two_months(rivers)
    found = ask(rivers, first=MAY, surgery=rivers.b)
    assert list(found.surgeries) == [rivers.b]
    [share] = found.of(CURRENT).movements
    looked = {"scope": rivers.everything, "at": after(MAY, 11)}
    view = ledger.look_at_journal(journal_id=share.journal, **looked)
    assert view.document_id == share.document
    steps = queries.share_steps(scope=rivers.everything, partner=found.partner, documents=[share.document])
    assert list(steps) == [(share.document, "share.balance", MAY)]
    told = steps[share.document, "share.balance", MAY]
    assert [(each["words"], each["value"]) for each in told][-2:] == [
        ("Shared: 2 of 8", "0.25"),
        ("Share of the balance", "2000"),
    ]


def test_shares_of_a_year_that_is_final_are_provisional_no_more(rivers):
    for month in months(APRIL, MARCH):
        made(rivers, rivers.a, month, 30_000 if month < Month(2025, 10) else 50_000)
        everybody_signs(rivers, month)
        close(rivers, month)
    first = {"first": Month(2025, 9), "last": MARCH + 1}
    assert all(each.provisional for each in ask(rivers, "P3", **first).of(CURRENT).movements)
    year = FinancialYear(2025)
    actions.post_year(of=rivers.partnership, year=year, scope=rivers.everything, at=after(MARCH, 10))
    found = ask(rivers, "P3", **first)
    assert [(each.words, each.pence, each.provisional) for each in found.of(CURRENT).movements] == [
        ("Share of the balance", 15_000_00, False),
        ("Final for the year: share of the balance", 30_328_77, False),
    ]
    assert found.provisional == {rivers.a: (MARCH + 1,)}
    assert found.of(CURRENT).closing == 120_328_77


def test_peers_are_lettered_and_the_letters_tell_nothing(rivers):
    two_months(rivers)
    found = ask(rivers, first=MAY)
    avon, brook = found.peers
    assert [peer.called for peer in avon.peers] == ["A"]
    assert avon.peers[0].partner is None
    assert avon.peers[0].closing[CURRENT] == 30_000_00  # Dr Elm's
    assert (brook.name, brook.peers[0].closing[CURRENT]) == ("Brook Surgery", 8_000_00 + 6_000_00)
    [entry] = Entry.objects.filter(deed="profits.see_statement", surgery_id=rivers.a)
    assert entry.subject == "the statement of Dr Ash, May 2025, beside 1 by letters"


def test_peers_are_named_where_the_deed_says_so(rivers):
    rivers = load(charges=[], change=also_at_brook, peers="named")
    two_months(rivers)
    found = ask(rivers, "P3")
    [avon] = found.peers
    assert [(peer.called, peer.partner) for peer in avon.peers] == [("Dr Ash", ids(rivers)["P1"])]
    subjects = list(Entry.objects.filter(deed="profits.see_statement").values_list("subject", flat=True))
    assert subjects == ["the statement of Dr Elm, April 2025 to May 2025, beside Dr Ash"]


# Who sees what, through the wall: a GP partner's role reaches one surgery.


def signs_in(rivers: TwoRivers, code: str | None, surgery: int, role: Role = Role.GP_PARTNER):
    """Somebody with a role at a surgery who is, or is not, a partner; and their scope."""
    email = f"{code or 'nobody'}@example.org"
    number = partnership.add_user(email=email, name=email, password=None, actor=PROGRAM, at=NOON)
    partnership.give_role(
        email=email,
        role=role,
        surgery_id=surgery,
        start=date(2025, 4, 1),
        last_day=None,
        actor=PROGRAM,
        at=NOON,
    )
    if code:
        partnership.say_is_partner(email=email, code=code, scope=rivers.everything, actor=PROGRAM, at=NOON)
    return people.scope_of(user_id=number, name=email, on=date(2025, 6, 1))


def test_a_partner_sees_all_of_ones_own_and_nothing_of_anybody_elses(rivers):
    two_months(rivers)
    scope = signs_in(rivers, "P1", rivers.a)
    assert scope.surgeries == (rivers.a,)
    with acting(scope):
        found = ask(rivers, "P1", scope=scope)
        assert set(found.surgeries) == {rivers.a, rivers.b}, "Brook's part too, where no role reaches"
        for code in ("P2", "P3"):
            with pytest.raises(NotAllowed, match="The deed shows a statement to the partner alone"):
                ask(rivers, code, scope=scope)
        seen = actions.statements_to_see(of=rivers.partnership, scope=scope, at=after(MAY, 10))
        assert [(each.code, each.own) for each in seen] == [("P1", True)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT surgery_id FROM ledger_posting")
            assert cursor.fetchall() == [(rivers.a,)], "the wall is as it was when the look is over"


@pytest.mark.parametrize(
    ("statements", "seen"),
    [("own", {}), ("own_surgery", {"P1": ["B1"]}), ("all_partners", {"P1": ["A1", "B1"], "P3": ["A1"]})],
)
def test_what_the_deed_shows_to_a_partner_of_brook(rivers, statements, seen):
    rivers = load(charges=[], change=also_at_brook, statements=statements)
    two_months(rivers)
    scope = signs_in(rivers, "P2", rivers.b)
    codes = {one.id: one.code for one in rivers.partnership.surgeries}
    with acting(scope):
        listed = actions.statements_to_see(of=rivers.partnership, scope=scope, at=after(MAY, 10))
        assert listed[0].code == "P2"
        assert {each.code: sorted(codes[one] for one in each.surgeries) for each in listed[1:]} == seen
        for code in ("P1", "P3"):
            if code in seen:
                assert sorted(codes[one] for one in ask(rivers, code, scope=scope).surgeries) == seen[code]
            else:
                with pytest.raises(NotAllowed):
                    ask(rivers, code, scope=scope)


@pytest.mark.parametrize("role", [Role.SURGERY_MANAGER, Role.GP_PARTNER, Role.STAFF])
def test_a_role_at_a_surgery_shows_no_statement(rivers, role):
    scope = signs_in(rivers, None, rivers.a, role)
    with acting(scope):
        assert actions.statements_to_see(of=rivers.partnership, scope=scope, at=after(MAY)) == ()
        with pytest.raises(NotAllowed):
            ask(rivers, "P1", scope=scope)


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.PARTNERSHIP_FINANCE, 3), (Role.AUDITOR, 3), (Role.BOARD_MEMBER, 0)]
)
def test_finance_and_auditors_see_all_and_the_board_what_the_deed_shows(rivers, role, sees):
    scope = signs_in(rivers, None, rivers.centre, role)
    with acting(scope):
        assert len(actions.statements_to_see(of=rivers.partnership, scope=scope, at=after(MAY))) == sees


def test_nobody_of_another_partnership_sees_any(rivers):
    there = rivers.partnership.id + 1
    elsewhere = replace(rivers.everything, actor=Actor(99, "Somebody"), partnership_id=there)
    with pytest.raises(OutOfScope):
        ask(rivers, scope=elsewhere)


def test_who_is_no_partner_here_has_no_statement(rivers):
    with pytest.raises(actions.NoSuchPartner, match="“P9” is not the code of a partner here"):
        ask(rivers, "P9")
    with pytest.raises(actions.NoSuchPartner):
        ask(rivers, "P3", surgery=rivers.b)


# As whom a partner signs in.


def test_somebody_is_a_partner_until_that_is_ended(rivers):
    number = signs_in(rivers, "P1", rivers.a).actor.id
    assert people.partners_of_user(user_id=number) == [ids(rivers)["P1"]]
    told = {"email": "p1@example.org", "scope": rivers.everything, "actor": PROGRAM, "at": NOON}
    with pytest.raises(partnership.AlreadyThere, match=r"is Dr Ash \(P1\) already"):
        partnership.say_is_partner(code="p1", **told)
    with pytest.raises(partnership.NoSuchPartner, match="“P9” is not the code"):
        partnership.say_is_partner(code="P9", **told)
    partnership.add_user(email="two@example.org", name="Two", password=None, actor=PROGRAM, at=NOON)
    with pytest.raises(partnership.AlreadyThere, match=r"signs in as p1@example\.org\. End that first"):
        partnership.say_is_partner(code="P1", **{**told, "email": "two@example.org"})
    partnership.say_is_no_partner(code="P1", **told)
    assert people.partners_of_user(user_id=number) == []
    with pytest.raises(partnership.AlreadyThere, match=r"is not Dr Ash \(P1\) as it is"):
        partnership.say_is_no_partner(code="P1", **told)
    deeds = Entry.objects.filter(deed__endswith="_partner", surgery_id=rivers.b).order_by("id")
    assert list(deeds.values_list("deed", "subject")) == [
        ("partnership.is_partner", "P1@example.org (p1@example.org) is Dr Ash"),
        ("partnership.is_no_partner", "P1@example.org (p1@example.org) is not Dr Ash"),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE partnership_partner SET user_id = (SELECT min(id) FROM partnership_user) WHERE code = 'P1'",
        "INSERT INTO partnership_partner (partnership_id, code, name, kind, user_id) SELECT partnership_id, "
        "'P8', 'Me', 'gp', (SELECT min(id) FROM partnership_user) FROM partnership_partner LIMIT 1",
    ],
)
def test_nobody_makes_themselves_a_partner_by_raw_sql(rivers, sql):
    scope = signs_in(rivers, None, rivers.a, Role.SURGERY_MANAGER)
    with (
        acting(scope),
        pytest.raises(DatabaseError, match="As whom a partner signs in is said by commands alone") as raised,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert isinstance(raised.value.__cause__, psycopg.errors.InsufficientPrivilege)
