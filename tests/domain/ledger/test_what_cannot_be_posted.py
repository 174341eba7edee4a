"""What is refused with a sentence before the database sees it, and what only the database can know."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import parameters, queries
from commonpractice.domain.ledger.facts import Document, Journal, Line, NotPence
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.posting import LARGEST, CannotPost, check_can_post, check_dated
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

APRIL = Month(2025, 4)
CHART = parameters.chart()


@pytest.fixture
def rivers(db):
    return two_rivers()


def paper(home: int, **changed) -> Document:
    return Document(**{"kind": "invoice", "key": "1", "title": "An invoice", "home_id": home, **changed})


def journal(home: int, *amounts: int, on: date = date(2025, 4, 10), words: str = "Cotton", **more) -> Journal:
    """Consumables, each amount owed to who sold them."""
    lines = [line for amount in amounts for line in (Line(home, 2030, amount), Line(home, 8310, -amount))]
    return Journal(on, words, tuple(lines), home, **more)


def refused(
    rivers: TwoRivers, match: str, journal: Journal, document: Document | None = None, at=NOON
) -> None:
    entry = (document or paper(rivers.a), [journal])
    with acting(rivers.everything):
        with pytest.raises(CannotPost, match=match), transaction.atomic():
            ledger.post([entry], scope=rivers.everything, at=at)
        spans = [Span.ever_to(date(2027, 3, 31))]
        assert queries.movements(scope=rivers.everything, surgeries=[rivers.a], spans=spans) == {}


# Amounts


@pytest.mark.parametrize("amount", [10.5, 0.1 + 0.2, 10.0, "10", None, True, 1e30])
def test_an_amount_is_whole_pence_or_no_line_is_made(amount):
    with pytest.raises(NotPence, match=r"is not an amount: write whole pence, as a whole number\."):
        Line(1, 2030, amount)


@pytest.mark.parametrize(
    ("amounts", "refused"),
    [
        ([LARGEST], False),
        ([LARGEST - 1, 1], False),
        ([LARGEST, 1], True),
        ([LARGEST + 1], True),
        ([LARGEST] * 9300, True),  # more than a database's whole number holds
        ([2**63], True),
        ([-LARGEST, -1], True),
    ],
)
def test_a_journal_comes_to_no_more_than_books_can_hold(amounts, refused):
    if refused:
        with pytest.raises(CannotPost, match=r"“Cotton” comes to £.*: that cannot be right\."):
            check_can_post(journal(1, *amounts), CHART)
    else:
        check_can_post(journal(1, *amounts), CHART)


def test_what_books_hold_is_bounded_by_the_database_too(rivers):
    """Each journal within bounds, all of them together beyond: 9,300 times ten trillion pounds."""
    entries = [(paper(rivers.a), [journal(rivers.a, LARGEST)] * 9300)]
    with acting(rivers.everything), pytest.raises(CannotPost, match="more than they can hold"):
        ledger.post(entries, scope=rivers.everything, at=NOON)


# Dates


@pytest.mark.parametrize(
    ("dated", "month", "sentence"),
    [
        (date(2025, 4, 10), APRIL, None),
        (date(2023, 4, 1), APRIL, None),  # 24 months
        (date(2023, 3, 31), APRIL, "is dated 31 March 2023, more than 24 months before April 2025"),
        (date(1925, 4, 10), APRIL, "Check the year"),
        (date(2025, 5, 31), APRIL, None),  # a bill dated ahead
        (date(2025, 6, 1), APRIL, "which is still to come and after April 2025"),
        (date(2025, 5, 1), Month(2024, 4), None),  # no later than the day of posting
        (date(2025, 5, 2), Month(2024, 4), "still to come"),
        (date(2099, 4, 10), APRIL, "Check the year"),
        (date(2026, 3, 31), Month(2026, 3), None),  # a month that is open ahead of its time
    ],
)
def test_a_date_that_is_far_from_its_month_is_a_slip(dated, month, sentence):
    how = {"today": date(2025, 5, 1), "dating": parameters.dating()}
    if sentence:
        with pytest.raises(CannotPost, match=sentence):
            check_dated(dated, month, **how)
    else:
        check_dated(dated, month, **how)


def test_a_slip_of_the_year_is_not_posted(rivers):
    for dated in (date(2099, 1, 1), date(1999, 1, 1)):
        refused(rivers, "Check the year", journal(rivers.a, 5, on=dated, month=APRIL))


def test_the_day_of_posting_is_the_day_in_london(rivers):
    """Half past eleven in the evening of 30 June in UTC is 1 July, so that 1 July has come."""
    late = journal(rivers.a, 5, on=date(2025, 7, 1), month=APRIL)
    refused(rivers, "still to come", late, at=datetime(2025, 6, 30, 22, 30, tzinfo=UTC))
    with acting(rivers.everything):
        ledger.post(
            [(paper(rivers.a), [late])],
            scope=rivers.everything,
            at=datetime(2025, 6, 30, 23, 30, tzinfo=UTC),
        )


def test_a_recharge_is_dated_like_any_journal(rivers):
    home, host = rivers.only(rivers.a), rivers.only(rivers.b)
    with acting(host):
        number = ledger.raise_recharge(
            host_id=rivers.b, home_id=rivers.a, amount=5, reason="x", month=APRIL, scope=host, at=NOON
        )
    with acting(home), pytest.raises(ledger.RechargeRefused, match="Check the year"):
        ledger.answer_recharge(
            recharge_id=number,
            agree=True,
            words="",
            dated=date(2099, 1, 1),
            month=APRIL,
            scope=home,
            at=NOON,
        )


# Words


@pytest.mark.parametrize(("bad", "named"), [("\0", r"U\+0000"), ("\ud83d", r"U\+D83D")])
@pytest.mark.parametrize("where", ["narrative", "title", "key", "kind", "details", "deep", "a name"])
def test_a_character_that_cannot_be_kept_is_named(rivers, where, bad, named):
    changed = {
        "title": {"title": f"A{bad}"},
        "key": {"key": f"A{bad}"},
        "kind": {"kind": f"A{bad}"},
        "details": {"details": {"file": f"A{bad}"}},
        "deep": {"details": {"lines": [{"words": ("fine", f"A{bad}")}]}},
        "a name": {"details": {f"A{bad}": 1}},
    }
    words = f"Cotton{bad}" if where == "narrative" else "Cotton"
    document = paper(rivers.a, **changed.get(where, {}))
    match = rf"has a character that cannot be kept \({named}\): take it out\."
    refused(rivers, match, journal(rivers.a, 5, words=words), document)


def test_a_refusal_can_be_shown(rivers):
    with pytest.raises(CannotPost) as refusal:
        check_can_post(journal(1, 5, words="A\ud83dB"), CHART)
    assert "A�B" in str(refusal.value).encode().decode()


def test_every_other_character_is_kept(rivers):
    words = "".join(map(chr, [*range(1, 0xD800), *range(0xE000, 0x10000), 0x1F600, 0x10FFFF]))
    with acting(rivers.everything):
        posted = ledger.post(
            [(paper(rivers.a, details={"all": words}), [journal(rivers.a, 5, words=words)])],
            scope=rivers.everything,
            at=NOON,
        )
        kept = queries.journal(scope=rivers.everything, journal_id=posted.journals[0])
    assert (kept.narrative, kept.document_details["all"]) == (words, words)


def test_a_key_is_no_longer_than_an_index_holds(rivers):
    refused(rivers, "a key of more than 400 characters", journal(rivers.a, 5), paper(rivers.a, key="k" * 401))
    with acting(rivers.everything):
        ledger.post(
            [(paper(rivers.a, key="ÿ" * 400), [journal(rivers.a, 5)])], scope=rivers.everything, at=NOON
        )


# What only the database knows


def test_an_account_that_the_database_has_not_heard_of(owner):
    """The rulebook of a new version has it, the database of an earlier one not yet."""
    rivers = two_rivers()
    owner.execute("DELETE FROM ledger_account WHERE code = 6030")
    lines = (Line(rivers.a, 6030, 5), Line(rivers.a, 8220, -5))
    refused(
        rivers,
        "has no account 6030. Run: commonpractice migrate",
        Journal(date(2025, 4, 10), "Depreciation", lines, rivers.a),
    )
