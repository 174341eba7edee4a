"""The centralised demonstration: one contract, one list, one profit over eleven sites; its books; closed."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import Client

from commonpractice.demonstration import SEED, build
from commonpractice.demonstration.books import accounts, books_of
from commonpractice.demonstration.books.surgery_books import SurgeryBooks, result_of
from commonpractice.demonstration.nhs.planted import planted
from commonpractice.demonstration.partnership import partnership
from commonpractice.demonstration.people import sign_ins
from commonpractice.demonstration.surgeries import invented
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import AccountKind
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.posting import check_can_post
from commonpractice.domain.partnership import actions as partnerships
from commonpractice.domain.partnership import models
from commonpractice.domain.partnership.facts import Model, Role
from commonpractice.domain.partnership.rules import agreement, partnership_file
from commonpractice.domain.profits import actions
from commonpractice.domain.profits import queries as profits
from commonpractice.foundations.dated import in_force
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.interfaces.commands.page_check import ask_every_page
from tests.demonstration.made_up import a_plan, facts
from tests.demonstration.test_build import Reader
from tests.demonstration.test_partnership import _plain, _real_names_and_codes
from tests.interfaces.house import static_files  # noqa: F401 (a fixture)

ONE = Model.CENTRALISED
FACT = facts(model=ONE)
NOW = date(2026, 11, 21)
SITES = [surgery for surgery in FACT.surgeries if surgery.code != "CENTRE"]
MAIN, *OTHERS = SITES
CODE = "centralised"
PASSED_ON = parameters.passing_on_accounts().expense


def on(day: date, rows) -> list:
    return in_force(rows, day)


# The file.


def test_it_is_eleven_sites_on_one_contract_and_list_with_23_partners_and_200_staff():
    assert agreement.problems(FACT) == []
    assert (FACT.model, len(SITES)) == (ONE, 11)
    assert [surgery.code for surgery in SITES if surgery.contracts] == [MAIN.code]
    assert [site.main for surgery in SITES for site in surgery.sites] == [True] * 11
    registered = {surgery.code: on(NOW, surgery.sizes)[0].registered for surgery in SITES}
    assert registered == {MAIN.code: 68_000} | dict.fromkeys((each.code for each in OTHERS), 0)
    assert sum(on(NOW, surgery.sizes)[0].staff for surgery in FACT.surgeries) == 200
    partners = [partner for partner in FACT.partners if on(NOW, partner.memberships)]
    assert len(partners) == 23
    assert {row.surgery for partner in FACT.partners for row in partner.memberships} == {MAIN.code}
    assert [deed.one_profit_at for deed in FACT.deeds] == [MAIN.code] * 2
    assert FACT.charges == ()


def test_there_is_one_location_of_the_cqc_one_network_and_owners_of_all_premises():
    located = [surgery.code for surgery in SITES if surgery.locations]
    in_networks = [surgery.code for surgery in SITES if surgery.networks]
    owned = [surgery.code for surgery in SITES if surgery.property_shares]
    assert located == in_networks == owned == [MAIN.code]


def test_some_partners_lead_and_some_came_went_and_changed():
    assert {row.name for partner in FACT.partners for row in partner.prior_shares} == {
        "Managing partner",
        "Clinical lead",
        "Training lead",
    }
    assert sum(len(partner.shares) > 1 for partner in FACT.partners) == 4
    gone = [p for p in FACT.partners if not on(NOW, p.memberships)]
    assert len(gone) == 3
    owners = {row.partner for row in MAIN.property_shares}
    assert owners & {partner.code for partner in gone}, "an owner who has left is due rent"


@pytest.mark.parametrize("surgery", SITES, ids=lambda surgery: surgery.code)
def test_a_site_can_be_shown(surgery):
    """As of the other demonstration: a colour that can be read on white, and a code that is no practice's."""
    parts = [int(surgery.colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5
    assert 0 < len(surgery.strapline) <= 80
    assert not re.fullmatch(r"[A-Z]\d{5}", surgery.code)
    for one, following in pairwise(surgery.sizes):
        assert one.effective.end == following.effective.start


def test_nothing_is_called_as_in_the_other_demonstration():
    other = facts()
    for what in (
        lambda fact: {fact.code, fact.name},
        lambda fact: {surgery.code for surgery in fact.surgeries} - {"CENTRE"},
        lambda fact: {surgery.name for surgery in fact.surgeries},
        lambda fact: {partner.code for partner in fact.partners},
        lambda fact: {row.code for surgery in fact.surgeries for row in (*surgery.sites, *surgery.networks)},
        lambda fact: {row.location_id for surgery in fact.surgeries for row in surgery.locations},
        lambda fact: {each.email for each in sign_ins(fact)},
    ):
        assert not what(FACT) & what(other)


@pytest.mark.slow
def test_no_code_or_name_is_a_real_practices(published_data):
    real = _real_names_and_codes(published_data)
    ours = {row.code for s in SITES for row in (s, *s.sites, *s.networks)}
    ours |= {row.name for s in SITES for row in (s, *s.sites, *s.networks)}
    ours |= {surgery.place for surgery in invented(ONE)} | {FACT.name}
    assert not {name for name in ours if _plain(name) in real}


def test_somebody_of_every_role_signs_in():
    people = sign_ins(FACT)
    assert {role for person in people for role, _ in person.roles} == set(Role)
    assert all(person.email.endswith("@centralised.example") for person in people)
    two = next(person for person in people if len(person.roles) == 2)
    assert max(SITES, key=lambda surgery: len(surgery.name)).code in {code for _, code in two.roles}


# Its books, without a database.


@cache
def made(today: date = date(2025, 4, 3)):
    """A year's books, by code of the site: each month's."""
    plan = a_plan(today=today, model=ONE)
    return plan, {code: list(books_of(plan, code)) for code in ("CENTRE", *(p.code for p in plan.places))}


def test_the_contracts_money_and_the_partners_are_in_the_main_sites_books_alone():
    plan, books = made()
    chart = parameters.chart()
    for place in plan.places:
        lines = [
            line
            for month in books[place.code]
            for _, journals in month.entries
            for journal in journals
            for line in journal.lines
            if line.surgery_id == place.id
        ]
        statements = [month.statement for month in books[place.code] if month.statement]
        groups = {
            chart[line.account].group for line in lines if chart[line.account].kind is AccountKind.INCOME
        }
        if place.code == MAIN.code:
            assert [statement.code for statement in statements] == [MAIN.code] * 12
            assert {line.partner_id for line in lines} - {None}
        else:
            assert statements == []
            assert groups == {"Other income"}
            assert {line.partner_id for line in lines} == {None}
            assert all(line.account not in (accounts.PREMISES, accounts.PROPERTY_LOAN) for line in lines)


def test_each_journal_can_be_posted_and_each_key_is_once():
    _, books = made()
    chart, keys = parameters.chart(), Counter()
    for each in books.values():
        for month in each:
            for document, journals in month.entries:
                keys[document.key] += 1
                for journal in journals:
                    check_can_post(journal, chart)
    assert set(keys.values()) == {1}


def test_a_year_is_plausible():
    """A full-time partner has £100,000 to £180,000, a site costs £70 to £140 a patient, 200 are paid."""
    plan, books = made()
    practice, year = plan.practices[0], FinancialYear(2024)
    profile = plan.profile(practice)
    sites = {
        place.code: sum(result_of(m.entries, place.id) for m in books[place.code]) for place in plan.places
    }
    assert all(result < 0 for code, result in sites.items() if code != MAIN.code)
    a_full_time_partner = profile.expected_surplus(2024) / 100 / float(practice.full_time(year.first))
    assert 100_000 < a_full_time_partner < 180_000
    a_site = {
        place.code: -sites[place.code] / 100 / plan.spends(place).patients
        for place in plan.places
        if place.code != MAIN.code
    }
    assert all(70 < cost < 140 for cost in a_site.values()), a_site
    paid = sum(len(plan.spends(place).payroll(year.last)) for place in plan.places)
    assert 190 <= paid + sum(each.works(year.last) for each in plan.centre_staff) <= 210


def test_what_the_main_site_expects_to_pay_the_others_is_what_they_cost():
    plan, books = made(date(2024, 7, 3))
    main = next(place for place in plan.places if place.code == MAIN.code)
    expected = SurgeryBooks(plan, main)._others  # what its bank's balance is planned by
    for place, month in enumerate(plan.months):
        told = [
            result_of(each[place].entries, plan.ids.surgeries[code])
            for code, each in books.items()
            if code != MAIN.code
        ]
        assert sorted(expected[month]) == sorted(told)


# Built.

SHORT = datetime(2024, 6, 3, 9, tzinfo=UTC)
APRIL, MAY = Month(2024, 4), Month(2024, 5)


def _results(reader: Reader, month: Month) -> dict[str, int]:
    """What each made in a month, before anything was passed on between them."""
    chart = parameters.chart()
    span = Span.of_month(month)
    sums = ledger.by_surgery(scope=reader.scope, surgeries=reader.ids, spans=[span])
    kinds = (AccountKind.INCOME, AccountKind.EXPENSE, AccountKind.PARTNERS)
    return {
        reader.codes[surgery]: -sum(
            amount for code, (amount,) in of.items() if chart[code].kind in kinds and not chart[code].internal
        )
        for surgery, of in sums.items()
    }


def _shared(reader: Reader, month: Month) -> dict[str, int]:
    sums = ledger.sums_by_item(
        scope=reader.scope,
        surgeries=reader.ids,
        accounts=[parameters.share_accounts().shared],
        concerns=(month, month),
    )
    found: Counter = Counter()
    for place, amount in sums.items():
        if place.item.startswith("share."):
            found[reader.codes[place.surgery_id]] += amount
    return dict(found)


@pytest.mark.slow
def test_two_months_are_built_beside_the_other_demonstration_and_the_open_one_closes(
    fresh_database,
    static_files,  # noqa: F811 (the fixture)
):
    """All results, whoever made them, are the main site's partners', to the penny; others keep nothing."""
    beside = partnerships.load(partnership_file.read(partnership(SEED)), actor=PROGRAM, at=SHORT)
    built = build.build(at=SHORT, password="a password for tests", model=ONE)
    assert (built.months, built.statements, built.users, built.recharges) == (2, 2, 9, 0)
    again = build.build(at=SHORT, password=None, model=ONE)
    assert (again.months, again.documents, again.users, again.months_opened) == (0, 0, 0, 0)
    reader = Reader(CODE)
    assert not set(reader.ids) & {surgery.id for surgery in beside.partnership.surgeries}
    with reader.acting(), transaction.atomic():
        waits = profits.closing_state(scope=reader.scope, of=reader.partnership, month=MAY, ended=True)
        assert len(waits.rows) == 12
        assert "The deed lets 2 be estimated" in waits.why_not
        for row in waits.rows:
            if row.signed and not row.signed.holds:
                actions.sign_off(surgery_id=row.surgery, month=MAY, words="", scope=reader.scope, at=SHORT)
    with reader.acting(), transaction.atomic():
        closed = actions.close_month(of=reader.partnership, month=MAY, scope=reader.scope, at=SHORT)
    assert {reader.codes[surgery] for surgery in closed.passed_on} == {surgery.code for surgery in OTHERS}
    assert [reader.codes[surgery] for surgery in closed.shares.by_surgery] == [MAIN.code]
    with reader.acting(), transaction.atomic():
        for month in (APRIL, MAY):
            whole = sum(_results(reader, month).values())
            assert _shared(reader, month) == {MAIN.code: whole}
            results = profits.month_results(scope=reader.scope, surgeries=reader.ids, first=month, last=month)
            left = {reader.codes[one]: rows[0].profit for one, rows in results.items()}
            assert left == {MAIN.code: whole} | dict.fromkeys(
                ["CENTRE", *(surgery.code for surgery in OTHERS)], 0
            )
            proof = profits.consolidation(scope=reader.scope, of=reader.partnership, month=month)
            assert proof.holds
    _every_page_is_answered()
    _a_sites_pages_say_where_the_contract_is()


def _every_page_is_answered() -> None:
    wanted = ("manager@", "finance@", "partner@")
    people = [(each.email, each.email) for each in sign_ins(FACT) if each.email.startswith(wanted)]
    asked = list(ask_every_page(people, "a password for tests"))
    assert len(people) == 3
    assert len(asked) > 100
    assert [each for each in asked if not each.well] == []


def _a_sites_pages_say_where_the_contract_is() -> None:
    site = next(surgery for surgery in OTHERS if surgery.name == "Skelbrook Surgery")
    client = Client(headers={"host": "localhost"})
    client.force_login(
        models.User.objects.get(email="manager@centralised.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    of_april = f"/accounts/{site.code}/of/2024-04/passed_on.{MAIN.code}/"
    for path, sentence in (
        (f"/surgery/{site.code}/", f"This is a site of {MAIN.name}, which holds the contract"),
        (f"/income/{site.code}/", f"{MAIN.name} holds the contract for this site"),
        (f"/surgery/{site.code}/month-end/2024-04/", f"Passed on to {MAIN.name}"),
        (of_april, f"shared between the partners of {MAIN.name}"),
    ):
        page = client.get(path).content.decode()
        assert sentence in " ".join(re.sub("<[^>]+>", "", page).split()), path


AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
OPEN, CLOSED = Month(2026, 10), Month(2026, 9)


@pytest.mark.slow
def test_the_whole_of_it(fresh_database):
    built = build.build(at=AT, password=None, model=ONE)
    reader = Reader(CODE)
    assert (built.months, built.statements) == (31, 31)
    with reader.acting(), transaction.atomic():
        _every_month_but_the_last_is_closed(reader)
        _what_is_planted_shows_and_nothing_else(reader)
        _the_one_profit_is_plausible(reader)
        _nobody_runs_out_of_money(reader)


def _every_month_but_the_last_is_closed(reader: Reader) -> None:
    closed, waits = reader.state(CLOSED), reader.state(OPEN)
    assert closed.closed
    assert [row.name for row in closed.rows if row.estimated] == ["Ferrow Green Surgery"]
    assert not waits.closed
    assert waits.first_open == OPEN
    years = profits.final_years(scope=reader.scope, of=reader.partnership, surgeries=reader.ids)
    main = next(number for number, code in reader.codes.items() if code == MAIN.code)
    assert set(years[main]) == {FinancialYear(2024), FinancialYear(2025)}


def _what_is_planted_shows_and_nothing_else(reader: Reader) -> None:
    everything = planted(a_plan(model=ONE).months, ONE)
    found = contracts.differences(
        scope=reader.scope,
        surgeries=reader.surgeries,
        paid_for=dict.fromkeys(reader.surgeries, OPEN),
        known_on=AT.date(),
        tolerance=100,
    )
    left: Counter = Counter()
    for one in found:
        left[reader.names[one.surgery_id], one.item] += one.amount
    assert set(left) == {(one.surgery, one.item) for one in everything if one.kind in ("paid", "unknown")}
    assert left[MAIN.name, "local_schemes"] == -76_000_00
    assert left[MAIN.name, "qof_achievement"] > 50_000_00
    for one in banking.control(scope=reader.scope, surgeries=reader.surgeries):
        assert bool(one.balance) == (reader.codes[one.surgery_id] == MAIN.code)
    unsigned = {row.name for row in reader.state(OPEN).rows if row.signed and not row.signed.holds}
    assert unsigned == {
        one.surgery for one in everything if one.kind in ("unsigned", "stale") and one.month == OPEN
    }


def _the_one_profit_is_plausible(reader: Reader) -> None:
    plan = a_plan(model=ONE)
    for year in (FinancialYear(2024), FinancialYear(2025)):
        span = Span(year.first.first, year.last.last)
        whole = ledger.consolidation(scope=reader.scope, surgeries=reader.ids, span=span).whole
        patients = float(plan.practices[0].registered(year.first))
        full_time = float(plan.practices[0].full_time(year.first))
        assert 165 < whole.income / 100 / patients < 215
        assert 100_000 < whole.surplus / 100 / full_time < 180_000


def _nobody_runs_out_of_money(reader: Reader) -> None:
    """At any month's end, of any site: what the practice pays them for the month before keeps them going."""
    plan = a_plan(model=ONE)
    spans = [Span.ever_to(month.last) for month in plan.months]
    stands = ledger.by_surgery(scope=reader.scope, surgeries=reader.surgeries, spans=spans)
    for surgery in reader.surgeries:
        assert min(stands[surgery][accounts.BANK]) > 10_000_00, reader.codes[surgery]
