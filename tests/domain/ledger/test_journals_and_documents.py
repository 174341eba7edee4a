"""From a figure down to its postings, and from a journal up to its document: what each side sees of both."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.rules.reach import NotAllowed, OutOfScope
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, acting, two_rivers

pytestmark = pytest.mark.django_db
APRIL, MAY = Month(2025, 4), Month(2025, 5)
SPRING = Span(date(2025, 4, 1), date(2025, 5, 31))


@pytest.fixture
def rivers():
    return two_rivers()


def paper(home: int, key: str, host: int | None = None, **details) -> Document:
    title = f"Invoice {key}"
    return Document(kind="invoice", key=key, title=title, home_id=home, host_id=host, details=details)


def bought(home: int, amount: int, on: date, partner: int | None = None) -> Journal:
    lines = (Line(home, 2030, amount), Line(home, 9020, -amount, partner))
    return Journal(dated=on, narrative=f"Bought {on}", lines=lines, home_id=home)


def lent(home: int, host: int, amount: int) -> Journal:
    """
    The host lends the home a locum.
        home   5820   amount      host   8620   amount
               8620  -amount             5820  -amount
    """
    return Journal(
        dated=APRIL.first,
        narrative="A locum lent",
        lines=(
            Line(home, 5820, amount),
            Line(home, 8620, -amount),
            Line(host, 8620, amount),
            Line(host, 5820, -amount),
        ),
        home_id=home,
        host_id=host,
    )


def test_a_journal_is_shown_with_its_document_and_who_posted_it(rivers):
    with acting(rivers.everything):
        partner = partnership.partners(scope=rivers.everything, on=APRIL.first, surgery_id=rivers.a)[0]
        posted = ledger.post(
            [
                (
                    paper(rivers.a, "7", file="payments.csv", line=12),
                    [bought(rivers.a, 1250, date(2025, 4, 10), partner.id)],
                )
            ],
            scope=rivers.everything,
            at=NOON,
        )
        view = queries.journal(scope=rivers.everything, journal_id=posted.journals[0])
    assert (view.home_id, view.host_id, view.month, view.dated) == (rivers.a, None, APRIL, date(2025, 4, 10))
    assert (view.narrative, view.posted_by, view.posted_at) == (
        "Bought 2025-04-10",
        "Common Practice",
        NOON,
    )
    assert (view.document_kind, view.document_title) == ("invoice", "Invoice 7")
    assert view.document_details == {"file": "payments.csv", "line": 12}
    assert [(line.account, line.amount, line.partner_name) for line in view.lines] == [
        (2030, 1250, None),
        (9020, -1250, "Dr Ash"),
    ]
    assert view.names_a_person
    assert (view.reverses_id, view.reversed_by_id) == (None, None)


def test_a_journal_between_two_shows_each_its_own_postings(rivers):
    with acting(rivers.everything):
        entry = (paper(rivers.a, "7", rivers.b), [lent(rivers.a, rivers.b, 500)])
        number = ledger.post([entry], scope=rivers.everything, at=NOON).journals[0]
        whole = queries.journal(scope=rivers.everything, journal_id=number)
        assert len(whole.lines) == 4
        assert not whole.names_a_person
    for own, lines in [
        (rivers.a, [(5820, 500), (8620, -500)]),
        (rivers.b, [(8620, 500), (5820, -500)]),
    ]:
        scope = rivers.only(own)
        with acting(scope):
            view = queries.journal(scope=scope, journal_id=number)
            assert (view.home_id, view.host_id) == (rivers.a, rivers.b)
            assert [(line.account, line.amount) for line in view.lines] == lines
            document = queries.document(scope=scope, document_id=view.document_id)
            assert document.journals == ((number, APRIL.first, "A locum lent", 500),)
    outside = rivers.only(rivers.centre)
    with acting(outside):
        with pytest.raises(queries.NoSuchJournal, match=f"There is no journal {number} among those that"):
            queries.journal(scope=outside, journal_id=number)
        with pytest.raises(queries.NoSuchJournal, match="There is no document"):
            queries.document(scope=outside, document_id=whole.document_id)


def test_a_scope_is_a_limit_even_where_the_ticket_is_wider(rivers):
    """Two walls: the question's own, and the database's."""
    with acting(rivers.everything):
        entry = (paper(rivers.b, "7"), [bought(rivers.b, 5, APRIL.first)])
        number = ledger.post([entry], scope=rivers.everything, at=NOON).journals[0]
        narrow = rivers.only(rivers.a)
        with pytest.raises(queries.NoSuchJournal):
            queries.journal(scope=narrow, journal_id=number)
        for ask in (
            lambda: queries.postings(scope=narrow, surgeries=[rivers.b], account=2030, span=SPRING),
            lambda: queries.movements(scope=narrow, surgeries=[rivers.a, rivers.b], spans=[SPRING]),
            lambda: queries.month_states(scope=narrow, surgeries=[rivers.b]),
            lambda: queries.recharges(scope=narrow, surgeries=[rivers.b]),
            lambda: queries.months_with_postings(scope=narrow, surgeries=[rivers.b]),
            lambda: queries.monthly_results(scope=narrow, surgeries=[rivers.b], first=APRIL, last=MAY),
        ):
            with pytest.raises(OutOfScope, match="not one of yours"):
                ask()


def test_a_ticket_is_a_limit_even_where_the_scope_is_wider(rivers):
    with acting(rivers.everything):
        entries = [(paper(home, f"{home}"), [bought(home, 5, APRIL.first)]) for home in (rivers.a, rivers.b)]
        ledger.post(entries, scope=rivers.everything, at=NOON)
    with acting(rivers.only(rivers.a)):
        both = [rivers.a, rivers.b]
        found = queries.movements(scope=rivers.everything, surgeries=both, spans=[SPRING])
        assert found == {2030: (5,), 9020: (-5,)}


def test_postings_of_an_account_come_newest_first_a_hundred_at_a_time(rivers):
    days = [date(2025, 4, 1 + number % 30) for number in range(205)]
    with acting(rivers.everything):
        entries = [
            (paper(rivers.a, str(number)), [bought(rivers.a, number + 1, on)])
            for number, on in enumerate(days)
        ]
        ledger.post(entries, scope=rivers.everything, at=NOON)
        asked = {"scope": rivers.everything, "surgeries": [rivers.a], "account": 2030, "span": SPRING}
        pages = [queries.postings(**asked, page=page) for page in (1, 2, 3)]
        assert [len(page.rows) for page in pages] == [100, 100, 5]
        assert {(page.number, page.pages, page.total) for page in pages} == {(205, 3, 205 * 206 // 2)}
        rows = [row for page in pages for row in page.rows]
        assert sorted(row.amount for row in rows) == list(range(1, 206))
        assert [row.dated for row in rows] == sorted(days, reverse=True)
        assert queries.postings(**asked, page=99).page == 3
        assert queries.postings(**asked, page=-1).page == 1
        empty = queries.postings(**asked | {"account": 8010})
        assert (empty.rows, empty.page, empty.pages, empty.number, empty.total) == ((), 1, 1, 0, 0)


def test_a_span_cut_short_lists_what_its_figure_sums(rivers):
    """A late posting dated in March, posted to April, is in April's figures whatever day they end on."""
    with acting(rivers.everything):
        journals = [
            bought(rivers.a, 1, date(2025, 4, 10)),
            bought(rivers.a, 10, date(2025, 4, 20)),
            Journal(
                dated=date(2025, 3, 5),
                month=APRIL,
                narrative="Late",
                lines=bought(rivers.a, 100, APRIL.first).lines,
                home_id=rivers.a,
            ),
            bought(rivers.a, 1000, date(2025, 5, 2)),
        ]
        ledger.post([(paper(rivers.a, "7"), journals)], scope=rivers.everything, at=NOON)
        for span, total in [
            (Span(date(2025, 4, 1), date(2025, 4, 15)), 101),
            (Span(date(2025, 4, 1), date(2025, 4, 30)), 111),
            (Span(date(2025, 4, 15), date(2025, 4, 30)), 10),
            (Span(date(2025, 4, 15), date(2025, 5, 1)), 10),
            (Span(date(2025, 4, 1), date(2025, 5, 2)), 1111),
            (Span(date(2025, 3, 1), date(2025, 3, 31)), 0),
        ]:
            asked = {"scope": rivers.everything, "surgeries": [rivers.a]}
            page = queries.postings(**asked, account=2030, span=span)
            figure = queries.movements(**asked, spans=[span]).get(2030, (0,))
            assert (page.total, sum(row.amount for row in page.rows), figure) == (total, total, (total,)), (
                span
            )


def test_a_reversal_and_what_it_reverses_name_each_other(rivers):
    with acting(rivers.everything):
        entry = (paper(rivers.a, "7"), [bought(rivers.a, 5, APRIL.first)])
        number = ledger.post([entry], scope=rivers.everything, at=NOON).journals[0]
        back = ledger.reverse(
            journal_id=number,
            why="entered twice",
            dated=MAY.first,
            month=MAY,
            scope=rivers.everything,
            at=NOON,
        ).journals[0]
        original, reversal = (
            queries.journal(scope=rivers.everything, journal_id=place) for place in (number, back)
        )
    assert (original.reversed_by_id, original.reverses_id) == (back, None)
    assert (reversal.reversed_by_id, reversal.reverses_id) == (None, number)
    assert reversal.narrative == f"Reversal of journal {number}: entered twice"
    assert reversal.month == MAY


def test_a_journal_between_two_is_reversed_by_somebody_who_sees_both(rivers):
    with acting(rivers.everything):
        entry = (paper(rivers.a, "7", rivers.b), [lent(rivers.a, rivers.b, 500)])
        number = ledger.post([entry], scope=rivers.everything, at=NOON).journals[0]
        deed = {"journal_id": number, "why": "x", "dated": MAY.first, "month": MAY, "at": NOON}
        for own in (rivers.a, rivers.b):
            with (
                acting(rivers.only(own)),
                pytest.raises(queries.NoSuchJournal, match="is another surgery's too"),
            ):
                ledger.reverse(**deed, scope=rivers.only(own))
        ledger.reverse(**deed, scope=rivers.everything)
        both = queries.movements(scope=rivers.everything, surgeries=[rivers.a, rivers.b], spans=[SPRING])
        assert set(both.values()) == {(0,)}


def test_a_document_lists_its_journals(rivers):
    with acting(rivers.everything):
        document = paper(rivers.a, "7", lines=[1, 2])
        journals = [bought(rivers.a, 5, date(2025, 4, 2)), bought(rivers.a, 7, date(2025, 4, 1))]
        posted = ledger.post([(document, journals)], scope=rivers.everything, at=NOON)
        view = queries.journal(scope=rivers.everything, journal_id=posted.journals[0])
        found = queries.document(scope=rivers.everything, document_id=view.document_id)
    assert (found.kind, found.key, found.title, found.details) == (
        "invoice",
        "7",
        "Invoice 7",
        {"lines": [1, 2]},
    )
    assert [(row[1], row[3]) for row in found.journals] == [(date(2025, 4, 1), 7), (date(2025, 4, 2), 5)]


def test_posting_needs_the_power_to_post(rivers):
    scope = rivers.only(rivers.a)
    reader = type(scope)(scope.actor, scope.partnership_id, scope.surgeries, frozenset({Power.SEE_ACCOUNTS}))
    entry = (paper(rivers.a, "7"), [bought(rivers.a, 5, APRIL.first)])
    with acting(rivers.everything):
        with pytest.raises(NotAllowed, match="You cannot post journals with the role you have"):
            ledger.post([entry], scope=reader, at=NOON)
        with pytest.raises(NotAllowed, match="lock and reopen months"):
            ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=reader, at=NOON)
        with pytest.raises(NotAllowed, match="raise and answer recharges"):
            ledger.withdraw_recharge(recharge_id=1, scope=reader, at=NOON)
        with pytest.raises(OutOfScope):
            ledger.post([(paper(rivers.b, "8"), [])], scope=scope, at=NOON)


def test_every_deed_is_in_the_audit_log(rivers):
    with acting(rivers.everything):
        before = Entry.objects.count()
        entries = [
            (paper(home, f"{home}/{n}"), [bought(home, 5, APRIL.first)])
            for home in (rivers.a, rivers.b)
            for n in (1, 2)
        ]
        number = ledger.post(entries, scope=rivers.everything, at=NOON).journals[0]
        ledger.reverse(
            journal_id=number, why="why", dated=MAY.first, month=MAY, scope=rivers.everything, at=NOON
        )
        ledger.lock_month(surgery_id=rivers.a, month=APRIL, scope=rivers.everything, at=NOON)
        told = list(Entry.objects.order_by("id").values_list("deed", "surgery_id", "subject", "at")[before:])
    assert told == [
        ("ledger.post", rivers.a, "2 documents (invoice)", NOON),
        ("ledger.post", rivers.b, "2 documents (invoice)", NOON),
        ("ledger.post", rivers.a, f"Reversal of journal {number}: why", NOON),
        ("ledger.locked_month", rivers.a, "April 2025 locked", NOON),
    ]


def test_nothing_to_post_posts_nothing(rivers):
    with acting(rivers.everything):
        posted = ledger.post([], scope=rivers.everything, at=datetime(2025, 4, 1, tzinfo=UTC))
        assert (posted.journals, posted.postings) == ((), 0)


# Holes.


def test_a_document_without_journals_is_refused_with_a_sentence(rivers):
    with acting(rivers.everything), pytest.raises(ValueError, match=r"\.$"):
        ledger.post([(paper(rivers.a, "7"), [])], scope=rivers.everything, at=NOON)


@pytest.mark.parametrize("wrong", ["too much", "two sides of one", "other sides"])
def test_a_journal_that_the_database_alone_refuses_is_refused_with_a_sentence(rivers, wrong):
    """CannotPost, as for any other journal that cannot be posted."""
    document, home, host, amount = paper(rivers.a, "7"), rivers.a, None, 5
    if wrong == "too much":
        amount = 2**63
    elif wrong == "two sides of one":
        document, host = paper(rivers.a, "7", rivers.a), rivers.a
    else:
        home = rivers.b
    journal = Journal(
        dated=APRIL.first,
        narrative="Wrong",
        lines=(Line(home, 2030, amount), Line(home, 8310, -amount)),
        home_id=home,
        host_id=host,
    )
    with acting(rivers.everything), pytest.raises(ledger.posting.CannotPost):
        ledger.post([(document, [journal])], scope=rivers.everything, at=NOON)


def test_what_is_posted_to_the_host_is_in_the_hosts_log_too(rivers):
    with acting(rivers.everything):
        entry = (paper(rivers.a, "7", rivers.b), [lent(rivers.a, rivers.b, 500)])
        ledger.post([entry], scope=rivers.everything, at=NOON)
        assert Entry.objects.filter(surgery_id=rivers.b, deed="ledger.post").exists()


def test_opening_months_is_in_the_audit_log():
    rivers = two_rivers()
    with acting(rivers.everything):
        assert Entry.objects.filter(deed__contains="month").exists()


@pytest.mark.parametrize("deed", ["post", "lock", "raise"])
def test_a_power_at_one_surgery_is_none_at_another(rivers, deed):
    """Posts at A, sits on the board of all: reads B, and changes nothing there."""
    reads = frozenset({Power.SEE_ACCOUNTS})
    does = reads | {Power.POST, Power.LOCK_MONTHS, Power.ANSWER_RECHARGES}
    everything = rivers.everything.surgeries
    scope = replace(
        rivers.everything,
        powers=does,
        powers_at={surgery: does if surgery == rivers.a else reads for surgery in everything},
    )
    entry = (paper(rivers.b, "7"), [bought(rivers.b, 5, APRIL.first)])
    asked = {"host_id": rivers.b, "home_id": rivers.a, "amount": 5, "reason": "x", "month": APRIL}
    deeds = {
        "post": lambda: ledger.post([entry], scope=scope, at=NOON),
        "lock": lambda: ledger.lock_month(surgery_id=rivers.b, month=APRIL, scope=scope, at=NOON),
        "raise": lambda: ledger.raise_recharge(**asked, scope=scope, at=NOON),
    }
    with acting(scope), pytest.raises(NotAllowed, match=r"\.$"):
        deeds[deed]()
