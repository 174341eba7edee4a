"""Reversing a document: every journal in one deed, its key free again, and only then."""

from datetime import date

import pytest
from django.db import connection, transaction

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.ledger import actions as ledger
from commonpractice.domain.ledger import queries
from commonpractice.domain.ledger.facts import Document, Journal, Line
from commonpractice.domain.ledger.queries import Span
from commonpractice.foundations.months import Month
from tests.domain.partnerships import NOON, TwoRivers, acting, two_rivers

APRIL, MAY = Month(2025, 4), Month(2025, 5)
YEAR = [Span(date(2025, 4, 1), date(2026, 3, 31))]


@pytest.fixture
def rivers(db):
    rivers = two_rivers()
    with acting(rivers.everything):
        yield rivers
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def bought(home: int, amount: int, on: date = date(2025, 4, 10)) -> Journal:
    return Journal(on, f"Bought for {amount}", (Line(home, 2030, amount), Line(home, 8310, -amount)), home)


def file_of(home: int, *amounts: int, key: str = "file/1") -> ledger.Entry:
    """A file of invoices, a journal each."""
    return Document("journal file", key, "Journal file bills.csv", home), [
        bought(home, amount) for amount in amounts
    ]


def post(rivers: TwoRivers, *entries: ledger.Entry) -> tuple[int, ...]:
    with transaction.atomic():
        return ledger.post(entries, scope=rivers.everything, at=NOON).journals


def document_of(rivers: TwoRivers, journal: int) -> int:
    return queries.journal(scope=rivers.everything, journal_id=journal).document_id


def reverse(rivers: TwoRivers, document: int, why: str = "the wrong file") -> tuple[int, ...]:
    with transaction.atomic():
        return ledger.reverse_document(
            document_id=document, why=why, dated=date(2025, 5, 2), month=MAY, scope=rivers.everything, at=NOON
        ).journals


def spent(rivers: TwoRivers) -> int:
    sums = queries.movements(scope=rivers.everything, surgeries=rivers.everything.surgeries, spans=YEAR)
    return sums.get(2030, (0,))[0]


def test_every_journal_of_a_document_is_reversed_in_one_deed(rivers):
    """
    file/1   bought for 5, 7 and 9 in April; all three reversed in May, from one document
    """
    journals = post(rivers, file_of(rivers.a, 5, 7, 9))
    back = reverse(rivers, document_of(rivers, journals[0]))
    assert spent(rivers) == 0
    reversals = [queries.journal(scope=rivers.everything, journal_id=number) for number in back]
    assert [each.reverses_id for each in reversals] == list(journals)
    assert {(each.month, each.dated) for each in reversals} == {(MAY, date(2025, 5, 2))}
    assert {each.document_title for each in reversals} == {
        "Reversal of “Journal file bills.csv”: the wrong file"
    }
    document = queries.document(scope=rivers.everything, document_id=document_of(rivers, journals[0]))
    assert document.standing == ()
    last = Entry.objects.filter(deed="ledger.post").order_by("-id").values_list("subject", flat=True)
    assert last[0] == "Reversal of “Journal file bills.csv”: the wrong file"


def test_those_reversed_before_are_left_alone(rivers):
    first, second = post(rivers, file_of(rivers.a, 5, 7))
    ledger.reverse(journal_id=first, why="x", dated=MAY.first, month=MAY, scope=rivers.everything, at=NOON)
    document = document_of(rivers, first)
    assert queries.document(scope=rivers.everything, document_id=document).standing == (second,)
    assert len(reverse(rivers, document)) == 1
    assert spent(rivers) == 0
    with pytest.raises(
        ledger.AlreadyPosted, match="Every journal of this document has been reversed already"
    ):
        reverse(rivers, document)


def test_a_mended_file_of_the_same_key_is_posted_once_the_whole_was_reversed(rivers):
    journals = post(rivers, file_of(rivers.a, 5, 7))
    with pytest.raises(ledger.AlreadyPosted, match="To post it anew, reverse the whole document first"):
        post(rivers, file_of(rivers.a, 5, 8))
    reverse(rivers, document_of(rivers, journals[0]))
    again = post(rivers, file_of(rivers.a, 5, 8))
    assert spent(rivers) == 13
    found = queries.document(scope=rivers.everything, document_id=document_of(rivers, again[0]))
    assert found.key == "file/1/revision 2"
    assert found.details == {"revises": document_of(rivers, journals[0])}
    with pytest.raises(ledger.AlreadyPosted):
        post(rivers, file_of(rivers.a, 5, 8))
    assert queries.made_from(scope=rivers.everything, keys=["file/1"]) == list(again)
    reverse(rivers, document_of(rivers, again[0]))
    assert queries.made_from(scope=rivers.everything, keys=["file/1"]) == []
    third = post(rivers, file_of(rivers.a, 9))
    document = queries.document(scope=rivers.everything, document_id=document_of(rivers, third[0]))
    assert (document.key, spent(rivers)) == ("file/1/revision 3", 9)


def test_a_journal_reversed_by_itself_does_not_free_its_documents_key(rivers):
    """An accrual is reversed as it is posted; the same button pressed twice must not post it twice."""
    entry = file_of(rivers.a, 5)
    ledger.post_and_reverse(entry, scope=rivers.everything, at=NOON)
    with pytest.raises(ledger.AlreadyPosted), transaction.atomic():
        ledger.post_and_reverse(entry, scope=rivers.everything, at=NOON)


def test_a_reversal_that_was_itself_reversed_frees_nothing(rivers):
    """What was reversed by mistake stands again, and is not posted beside itself."""
    journals = post(rivers, file_of(rivers.a, 5))
    back = reverse(rivers, document_of(rivers, journals[0]))
    reverse(rivers, document_of(rivers, back[0]), why="it was right after all")
    assert spent(rivers) == 5
    with pytest.raises(ledger.AlreadyPosted):
        post(rivers, file_of(rivers.a, 5))
    assert queries.made_from(scope=rivers.everything, keys=["file/1"]) == list(journals)


def test_of_several_documents_all_must_be_free(rivers):
    first, second = file_of(rivers.a, 5, key="one"), file_of(rivers.a, 7, key="two")
    one, _ = post(rivers, first, second)
    reverse(rivers, document_of(rivers, one))
    new = file_of(rivers.a, 11, key="three")
    with pytest.raises(ledger.AlreadyPosted):
        post(rivers, first, second, new)
    with pytest.raises(ledger.AlreadyPosted):
        post(rivers, first, first)
    post(rivers, first, new)
    assert spent(rivers) == 5 + 7 + 11


def test_one_surgerys_key_is_not_anothers(rivers):
    """Avon's document is reversed, Brook's of the same key stands."""
    mine, _ = post(rivers, file_of(rivers.a, 5), file_of(rivers.b, 7))
    reverse(rivers, document_of(rivers, mine))
    with pytest.raises(ledger.AlreadyPosted):
        post(rivers, file_of(rivers.b, 7))
    post(rivers, file_of(rivers.a, 6))
    assert spent(rivers) == 13


def test_whoever_reverses_says_why_and_sees_both_sides(rivers):
    lines = (
        Line(rivers.a, 5820, 5),
        Line(rivers.a, 8620, -5),
        Line(rivers.b, 8620, 5),
        Line(rivers.b, 5820, -5),
    )
    journal = Journal(date(2025, 4, 10), "A locum lent", lines, rivers.a, rivers.b)
    (number,) = post(rivers, (Document("lent", "lent/1", "Lent", rivers.a, rivers.b), [journal]))
    document = document_of(rivers, number)
    deed = {"document_id": document, "dated": MAY.first, "month": MAY, "at": NOON}
    with pytest.raises(ledger.posting.CannotPost, match="Say why the document is reversed"):
        ledger.reverse_document(**deed, why=" ", scope=rivers.everything)
    with (
        acting(rivers.only(rivers.a)),
        pytest.raises(queries.NoSuchJournal, match="another surgery's too: somebody who sees both"),
    ):
        ledger.reverse_document(**deed, why="x", scope=rivers.only(rivers.a))
    for whose in ([rivers.centre], []):
        with (
            acting(rivers.only(*whose)),
            pytest.raises(queries.NoSuchJournal, match=f"There is no document {document} among those"),
        ):
            ledger.reverse_document(**deed, why="x", scope=rivers.only(*whose))
    assert len(reverse(rivers, document)) == 1
    both = queries.by_surgery(scope=rivers.everything, surgeries=[rivers.a, rivers.b], spans=YEAR)
    assert {amount for sums in both.values() for (amount,) in sums.values()} == {0}


def test_a_closed_month_takes_no_reversal(rivers):
    journals = post(rivers, file_of(rivers.a, 5))
    for month in (APRIL, MAY):
        ledger.lock_month(surgery_id=rivers.a, month=month, scope=rivers.everything, at=NOON)
    with pytest.raises(ledger.MonthIsLocked, match="May 2025 of Avon Surgery is locked"):
        reverse(rivers, document_of(rivers, journals[0]))
    assert spent(rivers) == 5


def test_a_thousand_journals_are_reversed_as_quickly_as_posted(rivers, django_assert_max_num_queries):
    journals = post(rivers, file_of(rivers.a, *range(1, 1001)))
    document = document_of(rivers, journals[0])
    with django_assert_max_num_queries(30):
        assert len(reverse(rivers, document)) == 1000
    assert spent(rivers) == 0
