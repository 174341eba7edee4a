"""Attacks on the ledger's journals and postings with raw SQL, as the application's role with a good ticket.

What the program checks first does not count here: the database alone must refuse.
"""

import psycopg
import pytest
from psycopg import errors

from tests import databases
from tests.databases import SOMEBODY, refused, show, undone
from tests.domain import filled
from tests.domain.ledger.pen import Pen, both_ways

NOT_RAISED = pytest.fail.Exception
BROKEN = psycopg.IntegrityError
NEXT_MONTH = (filled.APRIL + 1).first


@pytest.fixture
def pen(house, attacker):
    show(attacker, house.a, house.b, house.centre)
    return Pen(attacker, house.filled.rivers.partnership.id, SOMEBODY)


def test_what_is_in_order_is_taken(house, attacker, pen):
    """So that the refusals below are of what is said there, and of nothing else."""
    with undone(attacker):
        pen.post(pen.blank(house.a), *both_ways(house.a))
    with undone(attacker):
        between = [(house.a, 5820, 5), (house.a, 8620, -5), (house.b, 8620, 5), (house.b, 5820, -5)]
        pen.post(pen.blank(house.a, house.b), *both_ways(house.b), *between)
    with undone(attacker):
        original = house.filled.journals["CENTRE"]
        lines = [(house.centre, 9020, 1250), (house.centre, 2030, -1250)]
        pen.post(pen.blank(house.centre, reverses=original), *lines)


# One statement must balance by itself.


@pytest.mark.parametrize("out", [1, -1, 10**15])
def test_postings_that_do_not_balance(house, attacker, pen, out):
    with refused(attacker, BROKEN, f"does not balance: it is out by {out} pence"):
        pen.post(pen.blank(house.a), (house.a, 2030, 500 + out), (house.a, 8310, -500))


def test_two_wrongs_that_make_a_right(house, attacker, pen):
    """Half a journal in each of two statements; or nil over two journals, or over two surgeries."""
    with refused(attacker, BROKEN, "does not balance"):
        journal = pen.blank(house.a)
        pen.post(journal, (house.a, 2030, 500))
        pen.post(journal, (house.a, 8310, -500))
    with refused(attacker, BROKEN, "does not balance"):
        one, other = pen.blank(house.a), pen.blank(house.a)
        attacker.execute(
            "INSERT INTO ledger_posting (journal_id, surgery_id, month, account_id, amount) "
            "VALUES (%(one)s, %(a)s, '2025-04-01', 2030, 5), (%(other)s, %(a)s, '2025-04-01', 8310, -5)",
            {"one": one, "other": other, "a": house.a},
        )
    with refused(attacker, BROKEN, "does not balance"):
        pen.post(pen.blank(house.a, house.b), (house.a, 2030, 500), (house.b, 8310, -500))


def test_a_posting_of_nothing(house, attacker, pen):
    with refused(attacker, errors.CheckViolation, "posting_not_nil"):
        pen.post(pen.blank(house.a), (house.a, 2030, 0))


def test_sums_that_run_over(house, attacker, pen):
    """Whole numbers that wrap around would balance; sums are exact."""
    most = 2**63 - 1
    with refused(attacker, BROKEN, "out by 18446744073709551614 pence"):
        pen.post(pen.blank(house.a), (house.a, 2030, most), (house.a, 8310, most))
    with refused(attacker, errors.NumericValueOutOfRange):
        lines = [(house.a, 2030, most), (house.a, 8310, -most)]
        pen.post(pen.blank(house.a), *lines, *lines)


def test_internal_accounts_that_do_not_cancel(house, attacker, pen):
    with refused(attacker, BROKEN, "leaves 5 pence on the internal account 5820"):
        pen.post(pen.blank(house.a), (house.a, 5820, 5), (house.a, 8310, -5))
    with refused(attacker, BROKEN, "internal account"):
        between = [(house.a, 5820, 5), (house.a, 8620, -5), (house.b, 5810, -5), (house.b, 8610, 5)]
        pen.post(pen.blank(house.a, house.b), *between)


def test_a_journal_without_postings(house, attacker, pen):
    with refused(attacker, BROKEN, "has no postings"):
        pen.blank(house.a)


# Where a posting belongs.


def test_a_month_that_is_locked_or_was_never_opened(house, attacker, pen):
    with refused(attacker, BROKEN, "of Avon Surgery is not open: nothing can be posted"):
        never = (filled.APRIL + 20).first
        pen.post(pen.blank(house.a, month=never), *both_ways(house.a), month=never)
    with refused(attacker, BROKEN, "April 2025 of Brook Surgery is locked: nothing can be posted"):
        attacker.execute(
            "INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
            "VALUES (%s, '2025-04-01', 'locked', now(), 0, '', '')",
            [house.b],
        )
        pen.post(pen.blank(house.a, house.b), *both_ways(house.a), *both_ways(house.b))


def test_a_posting_to_another_month_than_its_journal(house, attacker, pen):
    with refused(attacker, BROKEN, "of another month"):
        pen.post(pen.blank(house.a), *both_ways(house.a), month=NEXT_MONTH)


def test_a_month_that_begins_in_its_middle(house, attacker, pen):
    with refused(attacker, errors.CheckViolation):
        pen.blank(house.a, month=filled.APRIL.first.replace(day=2))


def test_a_posting_to_a_third_surgery(house, attacker, pen):
    with refused(attacker, BROKEN, "of another surgery"):
        pen.post(pen.blank(house.a, house.b), *both_ways(house.centre))
    with refused(attacker, BROKEN, "of another surgery"):
        pen.post(pen.blank(house.a), *both_ways(house.b))


def test_a_posting_to_a_surgery_out_of_scope(house, attacker, pen):
    show(attacker, house.a)
    with refused(attacker, match="row-level security"):
        pen.post(pen.blank(house.a), *both_ways(house.b))
    with refused(attacker, match="row-level security"):
        pen.post(house.filled.journals["B"], *both_ways(house.b))
    with refused(attacker, match="row-level security"):
        pen.blank(house.b)
    with refused(attacker, match="row-level security"):
        pen.blank(house.a, house.b)


def test_a_journal_whose_two_sides_are_one(house, attacker, pen):
    with refused(attacker, errors.CheckViolation):
        pen.blank(house.a, house.a)


def test_accounts_and_partners_that_are_not_there(house, attacker, pen):
    with refused(attacker, BROKEN, "chart of accounts of this database has no account 4242"):
        pen.post(pen.blank(house.a), (house.a, 4242, 5), (house.a, 8310, -5))
    with refused(attacker, BROKEN):
        pen.post(pen.blank(house.a), *both_ways(house.a), partner=4242)


# What is closed stays closed.


@pytest.mark.parametrize("whose", ["A", "A-B"])
def test_a_posting_to_an_old_journal(house, attacker, pen, whose):
    with refused(attacker, BROKEN, "is closed"):
        pen.post(house.filled.journals[whose], *both_ways(house.a))


def test_a_journal_from_an_old_document_or_batch(house, attacker, pen, landlord):
    batch, document = landlord.execute(
        "SELECT batch_id, document_id FROM ledger_journal WHERE id = %s", [house.filled.journals["A"]]
    ).fetchone()
    sentence = "does not belong to a document and batch posted with it"
    with refused(attacker, BROKEN, sentence):
        pen.journal(pen.batch(), document, house.a)
    with refused(attacker, BROKEN, sentence):
        pen.journal(batch, pen.document(house.a), house.a)


def test_a_journal_with_other_sides_than_its_document(house, attacker, pen):
    sentence = "does not belong to a document and batch posted with it"
    for of_document, of_journal in [
        ((house.a,), (house.b,)),
        ((house.a,), (house.a, house.b)),
        ((house.a, house.b), (house.a,)),
        ((house.a, house.b), (house.b, house.a)),
    ]:
        with refused(attacker, BROKEN, sentence):
            pen.journal(pen.batch(), pen.document(*of_document), *of_journal)


@pytest.mark.parametrize("table", ["ledger_batch", "ledger_document", "ledger_journal"])
def test_saying_for_oneself_in_which_transaction_it_was_made(attacker, pen, table):
    """With a transaction yet to come, one could write a journal now and add to it then."""
    with refused(attacker, match="permission denied"):
        attacker.execute(f"INSERT INTO {table} (made) VALUES ('99999999')")


def test_a_second_lot_of_postings_to_a_journal_of_this_very_transaction(house, attacker, pen):
    """Balanced each, they would make a reversal twice what it reverses, or change what was reversed."""
    with refused(attacker, BROKEN):
        journal = pen.blank(house.a)
        pen.post(journal, *both_ways(house.a))
        pen.post(journal, *both_ways(house.a))
    original = house.filled.journals["CENTRE"]
    opposite = [(house.centre, 9020, 1250), (house.centre, 2030, -1250)]
    with refused(attacker, BROKEN):
        journal = pen.blank(house.centre, reverses=original)
        pen.post(journal, *opposite)
        pen.post(journal, *opposite)


def test_a_reversal_that_is_not_the_opposite(house, attacker, pen):
    original = house.filled.journals["CENTRE"]
    sentence = "is not the opposite of the journal that it reverses"
    for lines in [
        [(house.centre, 2030, 1250), (house.centre, 9020, -1250)],
        [(house.centre, 2030, -1249), (house.centre, 9020, 1249)],
        [(house.centre, 2030, -1250), (house.centre, 8310, 1250)],
        both_ways(house.centre),
    ]:
        with refused(attacker, BROKEN, sentence):
            pen.post(pen.blank(house.centre, reverses=original), *lines)
    with refused(attacker, BROKEN, sentence):
        pen.post(pen.blank(house.a, reverses=house.filled.journals["B"]), *both_ways(house.a, -1250))


def test_a_second_reversal(house, attacker, pen):
    opposite = [(house.centre, 9020, 1250), (house.centre, 2030, -1250)]
    with refused(attacker, errors.UniqueViolation):
        for _ in range(2):
            pen.post(pen.blank(house.centre, reverses=house.filled.journals["CENTRE"]), *opposite)


def test_the_same_document_twice(house, attacker, pen):
    with refused(attacker, errors.UniqueViolation, "document_posts_once"):
        pen.document(house.a, key="invoice/A")


@pytest.mark.parametrize(
    "table", ["ledger_batch", "ledger_document", "ledger_journal", "ledger_posting", "ledger_link"]
)
def test_what_is_written_is_never_changed_not_even_by_its_owner(attacker, pen, landlord, table):
    column = landlord.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
    ).fetchone()[0]
    for statement in [
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({column}) DO UPDATE SET {column} = 0",
        f"MERGE INTO {table} t USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
    ]:
        with refused(attacker, match="permission denied"):
            attacker.execute(statement)
    for statement in [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]:
        with pytest.raises(BROKEN, match=f"{table} is append-only"):
            landlord.execute(statement)
    with pytest.raises(BROKEN, match="is append-only"):
        landlord.execute(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", ["ledger_balance", "ledger_month", "ledger_link", "ledger_account"])
def test_what_the_database_keeps_is_not_for_writing(attacker, pen, table):
    column = "code" if table == "ledger_account" else "surgery_id"
    for statement in [
        f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1",
        f"INSERT INTO {table} DEFAULT VALUES",
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
    ]:
        with refused(attacker, match="permission denied"):
            attacker.execute(statement)


def test_the_rows_that_are_locked_are_not_for_locking_others_out(attacker, pen):
    """FOR SHARE on a month would hold up whoever closes it; it needs the right to change the row."""
    with refused(attacker, match="permission denied"):
        attacker.execute("SELECT FROM ledger_month FOR SHARE")
    with refused(attacker, match="permission denied"):
        attacker.execute("LOCK TABLE ledger_posting IN SHARE MODE")


def test_posting_in_another_actors_name(house, attacker, pen):
    with refused(attacker, match="row-level security"):
        pen.batch(actor=SOMEBODY + 1)
    databases.present(attacker, "")
    with refused(attacker, match="row-level security"):
        pen.batch()


def test_a_posting_left_out_because_its_number_is_taken(house, attacker, pen, landlord):
    """ON CONFLICT DO NOTHING would let half of what balances in."""
    taken = landlord.execute("SELECT min(id) FROM ledger_posting").fetchone()[0]
    with refused(attacker, psycopg.Error, "does not balance|permission denied"):
        attacker.execute(
            "INSERT INTO ledger_posting (id, journal_id, surgery_id, month, account_id, amount) "
            "VALUES (%(new)s, %(journal)s, %(a)s, '2025-04-01', 2030, 5), "
            "(%(taken)s, %(journal)s, %(a)s, '2025-04-01', 8310, -5) ON CONFLICT (id) DO NOTHING",
            {"new": 10**9, "taken": taken, "journal": pen.blank(house.a), "a": house.a},
        )


# Holes.


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_month_event", "ledger_recharge", "audit_entry"])
def test_choosing_the_number_of_a_row(landlord, table):
    """Whoever may take the next number beforehand stops everybody's posting, or the whole audit log."""
    query = "SELECT has_column_privilege('cp_app', %s, 'id', 'INSERT')"
    assert landlord.execute(query, [table]).fetchone() == (False,)


@pytest.mark.parametrize("wrong", ["month", "side", "reversal"])
def test_postings_that_come_before_their_journal(house, attacker, pen, wrong):
    """The foreign key is asked at the commit alone: by then the journal may say anything."""
    with refused(attacker, BROKEN):
        number = pen.number("ledger_journal")
        pen.post(number, *both_ways(house.a))
        sides = (house.b,) if wrong == "side" else (house.a,)
        pen.journal(
            pen.batch(),
            pen.document(*sides),
            *sides,
            number=number,
            month=NEXT_MONTH if wrong == "month" else filled.APRIL.first,
            reverses=house.filled.journals["A"] if wrong == "reversal" else None,
        )


def test_every_posting_is_sealed_whatever_the_order_it_was_written_in(house, attacker, pen):
    query = "SELECT count(*) FROM ledger_link WHERE surgery_id = %s"
    before = attacker.execute(query, [house.a]).fetchone()[0]
    number = pen.number("ledger_journal")
    try:
        with attacker.transaction():
            pen.post(number, *both_ways(house.a))
    except BROKEN:
        return  # refused is as good as sealed
    pen.journal(pen.batch(), pen.document(house.a), house.a, number=number)
    attacker.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert attacker.execute(query, [house.a]).fetchone()[0] == before + 1


def test_a_journal_that_comes_before_its_document(house, attacker, pen):
    """The document may then be anybody's: here B's, from which A's journal was made."""
    with refused(attacker, BROKEN):
        document = pen.number("ledger_document")
        pen.post(pen.journal(pen.batch(), document, house.a), *both_ways(house.a))
        pen.document(house.b, number=document)


@pytest.mark.parametrize("key", ["reversal/1", "recharge/1"])
def test_a_document_without_a_journal(house, attacker, pen, key):
    """It would keep its key for good: nobody could reverse journal 1, or agree recharge 1."""
    with refused(attacker, BROKEN):
        pen.document(house.a, key=key)


def test_one_surgerys_key_does_not_stand_in_anothers_way(house, attacker, pen):
    show(attacker, house.a)
    with undone(attacker):
        pen.post(
            pen.journal(pen.batch(), pen.document(house.a, key="invoice/B"), house.a), *both_ways(house.a)
        )


@pytest.fixture
def elsewhere(landlord):
    """Another partnership with one surgery: their ids."""
    partnership, surgery = landlord.execute(
        "WITH other AS (INSERT INTO partnership_partnership "
        "(code, name, model, founded, year_starts, demonstration) "
        "VALUES ('other', 'Other', 'decentralised', '2020-01-01', 4, false) RETURNING id) "
        "INSERT INTO partnership_surgery (partnership_id, kind, code, name, strapline, colour) "
        "SELECT id, 'surgery', 'Y1', 'Yeo Surgery', '', '#000000' FROM other RETURNING partnership_id, id"
    ).fetchone()
    yield partnership, surgery
    landlord.execute("DELETE FROM partnership_surgery WHERE id = %s", [surgery])
    landlord.execute("DELETE FROM partnership_partnership WHERE id = %s", [partnership])


def add_partner(connection, number: int, partnership: int) -> None:
    connection.execute(
        "INSERT INTO partnership_partner (id, partnership_id, code, name, kind) "
        "VALUES (%s, %s, 'P9', 'Dr Yew', 'gp')",
        [number, partnership],
    )


@pytest.mark.parametrize("comes", ["before", "after"])
def test_a_partner_of_another_partnership(house, attacker, pen, landlord, elsewhere, comes):
    """Before its posting or after: the foreign key is asked at the commit alone."""
    partnership, surgery = elsewhere
    show(attacker, house.a, surgery)
    number = landlord.execute("SELECT max(id) + 100 FROM partnership_partner").fetchone()[0]
    with refused(attacker, BROKEN, "partner of another partnership"):
        if comes == "before":
            add_partner(attacker, number, partnership)
        pen.post(pen.blank(house.a), *both_ways(house.a), partner=number)
        add_partner(attacker, number, partnership)


def test_money_that_is_kept_by_partner_says_whose_it_is(house, attacker, pen):
    with refused(
        attacker, BROKEN, "does not say whose its posting on 9040 Drawings is: it is kept by partner"
    ):
        pen.post(pen.blank(house.a), (house.a, 9040, 500), (house.a, 8310, -500))
