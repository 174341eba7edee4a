"""The stored chart of accounts: what a release may change of it, and that every change is written down."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import models, parameters, queries
from commonpractice.domain.ledger.facts import AccountFact, AccountKind, Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.chart import ChartRefused, changes, check_can_change, in_words
from commonpractice.foundations.months import Month
from commonpractice.interfaces.commands import migrate
from tests.domain.partnerships import NOON, acting, two_rivers

RENT = AccountFact(4010, "Rent", AccountKind.EXPENSE, "Premises")
BANK = AccountFact(8010, "Bank", AccountKind.ASSET, "Cash")
STOCK = AccountFact(8140, "Stock", AccountKind.ASSET, "Debtors and stock", purpose="stock")


def chart(*accounts: AccountFact) -> dict[int, AccountFact]:
    return {account.code: account for account in accounts}


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([RENT, BANK], []),
        ([BANK, RENT], []),
        ([RENT, BANK, STOCK], ["8140 Stock added (Assets, Debtors and stock)"]),
        ([BANK], ["4010 Rent removed: nothing was ever posted to it"]),
        (
            [replace(RENT, name="Rent paid"), BANK],
            ["4010 Rent paid changed: its name from “Rent” to “Rent paid”"],
        ),
        (
            [replace(RENT, kind=AccountKind.INCOME, internal=True), BANK],
            [
                "4010 Rent changed: its kind from “expense” to “income”, "
                "whether it is internal from “no” to “yes”"
            ],
        ),
    ],
)
def test_what_changes_is_said(after, said):
    before = chart(RENT, BANK)
    changed = changes(before, chart(*after))
    assert in_words(changed, before) == said
    assert bool(changed) is bool(said)
    check_can_change(changed, before, used=[])


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        ([replace(RENT, kind=AccountKind.INCOME)], "changes its kind for 4010 Rent, which has postings"),
        ([replace(RENT, internal=True)], "changes whether it is internal for 4010 Rent"),
        ([], "no longer has 4010 Rent, which has postings. Put it back"),
    ],
)
def test_an_account_with_postings_stays_what_it_is(after, sentence):
    before = chart(RENT)
    changed = changes(before, chart(*after))
    with pytest.raises(ChartRefused, match=sentence):
        check_can_change(changed, before, used=[4010])
    check_can_change(changed, before, used=[8010])


@pytest.mark.parametrize("changed", [{"name": "Rents"}, {"group": "Places"}, {"purpose": "rent"}])
def test_an_account_with_postings_may_be_called_something_else(changed):
    before = chart(RENT)
    check_can_change(changes(before, chart(replace(RENT, **changed))), before, used=[4010])


# In a database of the test's own: the chart is the owner's.


@pytest.fixture
def release(monkeypatch):
    """Have the rulebook say another chart: release(_4010=None) takes one away."""

    def make(**accounts):
        there = dict(parameters.chart())
        for code, values in accounts.items():
            number = int(code[1:])
            if values is None:
                del there[number]
            elif number in there:
                there[number] = replace(there[number], **values)
            else:
                there[number] = AccountFact(number, **values)
        monkeypatch.setattr(parameters, "chart", lambda: there)

    return make


@pytest.fixture
def rivers(fresh_database):
    """With £12.50 of consumables posted."""
    rivers = two_rivers()
    lines = (Line(rivers.a, 2030, 1250), Line(rivers.a, 8310, -1250))
    journal = Journal(date(2025, 4, 10), "Cotton", lines, rivers.a)
    with acting(rivers.everything), transaction.atomic():
        ledger.post(
            [(Document("invoice", "1", "An invoice", rivers.a), [journal])], scope=rivers.everything, at=NOON
        )
    return rivers


def told(owner) -> list[tuple]:
    query = "SELECT surgery_id, actor_id, subject FROM audit_entry WHERE deed = 'ledger.change_chart'"
    return owner.execute(f"{query} ORDER BY id").fetchall()


def test_a_release_that_changes_the_chart_alone_brings_the_database_up_to_date(rivers, release, owner):
    assert not migrate.is_behind()
    release(_2061={"name": "Oxygen", "kind": AccountKind.EXPENSE, "group": "Drugs and clinical"})
    assert migrate.is_behind()
    migrate.bring_up_to_date()
    assert not migrate.is_behind()
    lines = (Line(rivers.a, 2061, 5), Line(rivers.a, 8310, -5))
    with acting(rivers.everything), transaction.atomic():
        ledger.post(
            [(Document("x", "2", "x", rivers.a), [Journal(date(2025, 4, 10), "x", lines, rivers.a)])],
            scope=rivers.everything,
            at=NOON,
        )
        sums = queries.movements(
            scope=rivers.everything, surgeries=[rivers.a], spans=[Span.of_month(Month(2025, 4))]
        )
    assert sums[2061] == (5,)
    said = "Chart of accounts: 2061 Oxygen added (Expenses, Drugs and clinical)"
    assert told(owner) == [(rivers.centre, PROGRAM.id, said)]


def test_the_first_chart_of_all_is_no_change(owner):
    assert told(owner) == []


def test_names_change_and_unused_accounts_go_and_all_is_written_down(rivers, release, owner):
    release(
        _2030={"name": "Dressings"}, _2040=None, _8130={"purpose": ""}, _8120={"purpose": "accrued_income"}
    )
    migrate.bring_up_to_date()
    rows = owner.execute(
        "SELECT code, name, purpose FROM ledger_account WHERE code IN (2030, 2040, 8120, 8130) ORDER BY code"
    )
    assert rows.fetchall() == [
        (2030, "Dressings", None),
        (8120, "Prepayments", "accrued_income"),
        (8130, "Accrued income", None),
    ]
    [(centre, _, subject)] = told(owner)
    assert centre == rivers.centre
    assert "2030 Dressings changed: its name from “Clinical consumables” to “Dressings”" in subject
    assert "2040 Clinical waste removed" in subject
    migrate.bring_up_to_date()
    assert len(told(owner)) == 1  # nothing more to change


def test_an_account_with_postings_neither_changes_its_kind_nor_goes(rivers, release, owner):
    before = list(models.Account.objects.using("owner").values_list("code", "name", "kind", "internal"))
    for changed in ({"kind": AccountKind.INCOME}, {"internal": True}, None):
        release(_2030=changed, _2040={"name": "Waste"})
        with pytest.raises(Exception, match="2030 Clinical consumables, which has postings") as refusal:
            migrate.bring_up_to_date()
        assert type(refusal.value).__name__ == "ClickException"  # as a command says it
        after = list(models.Account.objects.using("owner").values_list("code", "name", "kind", "internal"))
        assert after == before
        assert told(owner) == []
