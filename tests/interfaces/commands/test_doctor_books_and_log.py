"""Whatever is done to the books and the audit log with every trigger switched off: what doctor says of it."""

import json

import pytest
from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.interfaces.commands import doctor_heads
from tests import databases
from tests.domain.partnerships import NOON, acting
from tests.interfaces.commands import tampering
from tests.interfaces.commands.tampering import superuser, with_triggers_off, wrong
from tests.interfaces.commands.typing_commands import commands_find_it_running, run_command

pytestmark = pytest.mark.slow  # together they take long

EVENTS, POSTINGS = "Chains of months and recharges", "Ledger's hash chains"
SEALS, LOG, BOTH = "Months' seals", "Audit log's chain", "Books and audit log agree"

LAST_BATCH = "(SELECT max(id) FROM ledger_batch)"
THIRD_BATCH = "(SELECT batch_id FROM ledger_journal WHERE narrative = 'Words of three')"
ERASE_BATCH = """
    CREATE TEMPORARY TABLE gone ON COMMIT DROP AS SELECT id, document_id, batch_id FROM ledger_journal
    WHERE batch_id = {batch};
    UPDATE ledger_balance k SET amount = k.amount - p.amount, postings = k.postings - 1
    FROM ledger_posting p WHERE p.journal_id IN (SELECT id FROM gone)
    AND (k.surgery_id, k.month, k.account_id) = (p.surgery_id, p.month, p.account_id);
    DELETE FROM ledger_balance WHERE postings = 0;
    DELETE FROM ledger_posting WHERE journal_id IN (SELECT id FROM gone);
    DELETE FROM ledger_journal WHERE id IN (SELECT id FROM gone);
    DELETE FROM ledger_document WHERE id IN (SELECT document_id FROM gone);
    DELETE FROM ledger_link WHERE batch_id IN (SELECT batch_id FROM gone);
    DELETE FROM ledger_batch WHERE id IN (SELECT batch_id FROM gone);
    DROP TABLE gone
"""
ERASE_ENTRIES = """
    WITH gone AS (
        DELETE FROM audit_link WHERE number > (SELECT max(number) FROM audit_link) - {number}
        RETURNING entry_id
    ) DELETE FROM audit_entry WHERE id IN (SELECT entry_id FROM gone)
"""
# every link of the log anew, on what the log says by now
FORGE_LOG = """
    DO $$
    DECLARE
        each record;
        before bytea := '';
    BEGIN
        FOR each IN SELECT l.number, e AS entry FROM audit_link l JOIN audit_entry e ON e.id = l.entry_id
                    ORDER BY l.number LOOP
            before := sha256(before || app.audit_digest(each.entry));
            UPDATE audit_link SET hash = before WHERE number = each.number;
        END LOOP;
    END $$
"""
AGREED = "(SELECT id FROM ledger_recharge WHERE state = 'agreed')"


@pytest.fixture(scope="module", autouse=True)
def rivers(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker):
        yield tampering.busy_rivers()


def events_of(*places: str) -> str:
    return f"What was written of the months or recharges of {', '.join(places)} has been changed."


ATTACKS = [
    # what is done                                              where doctor says   what
    ("UPDATE ledger_month_event SET reason = 'nothing to see' WHERE deed = 'reopened'", EVENTS,
     events_of("Avon Surgery")),
    ("UPDATE ledger_month_event SET actor_name = 'Somebody else' WHERE deed = 'reopened'", EVENTS,
     events_of("Avon Surgery")),
    ("UPDATE ledger_month_event SET seal = NULL WHERE deed = 'locked'", EVENTS, events_of("Avon Surgery")),
    ("UPDATE ledger_month_event SET at = at - interval '1 day' WHERE deed = 'reopened'", BOTH,
     "One deed is in the audit log and no longer in the books: “April 2025 reopened: An invoice "
     "came late” by Common Practice, "),
    ("DELETE FROM ledger_event_link WHERE number = 1", EVENTS,
     events_of("Avon Surgery", "Brook Surgery", "Two Rivers centre")),
    ("INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
     "SELECT surgery_id, month, deed, now(), 0, '', 'x' FROM ledger_month_event WHERE deed = 'reopened'",
     EVENTS, events_of("Avon Surgery")),
    (f"UPDATE ledger_recharge SET amount = 400 WHERE id = {AGREED}", EVENTS,
     events_of("Avon Surgery", "Brook Surgery")),
    ("UPDATE ledger_recharge SET answer = 'ours after all' WHERE state = 'declined'", EVENTS,
     events_of("Avon Surgery", "Brook Surgery")),
    ("UPDATE ledger_recharge SET state = 'withdrawn' WHERE state = 'declined'", EVENTS,
     events_of("Avon Surgery", "Brook Surgery")),
    ("UPDATE ledger_recharge SET state = 'raised', answered_at = NULL WHERE state = 'declined'", EVENTS,
     events_of("Avon Surgery", "Brook Surgery")),
    (f"DELETE FROM ledger_event_link WHERE recharge_id = {AGREED}; DELETE FROM ledger_recharge "
     f"WHERE id = {AGREED}", EVENTS, events_of("Avon Surgery", "Brook Surgery")),
    (ERASE_BATCH.format(batch=LAST_BATCH), BOTH,
     "One deed is in the audit log and no longer in the books: “Invoice last” by Common Practice, 2025-04-30 "
     "12:13 UTC."),
    (ERASE_BATCH.format(batch=THIRD_BATCH), SEALS,
     "Postings of Avon Surgery that were there when a month was opened, locked or reopened are gone."),
    (ERASE_ENTRIES.format(number=5), BOTH, "deeds are in the books and not in the audit log: “"),
    ("DELETE FROM ledger_month_event WHERE deed = 'opened' AND month = (SELECT min(month) FROM ledger_month) "
     "AND surgery_id = (SELECT min(surgery_id) FROM ledger_month_event)", BOTH,
     "One deed is in the audit log and no longer in the books: “April 2025 to "),
    ("INSERT INTO ledger_month_event (surgery_id, month, deed, at, actor_id, actor_name, reason) "
     "SELECT surgery_id, '2019-04-01', deed, at, actor_id, actor_name, '' FROM ledger_month_event "
     "WHERE deed = 'opened' ORDER BY id LIMIT 1", BOTH,
     "One deed is in the books and not in the audit log: “April 2019 opened” by Common Practice, "),
    ("UPDATE audit_entry SET subject = 'Foo 2025 opened' WHERE deed = 'ledger.open_months'", BOTH,
     "3 deeds are in the audit log and no longer in the books: “Foo 2025 opened” by "),
    ("UPDATE ledger_recharge SET raised_at = raised_at - interval '1 day' WHERE state = 'withdrawn'", BOTH,
     "One deed is in the audit log and no longer in the books: “Recharge of £5.00: two sessions” by "),
    ("UPDATE ledger_recharge SET state = 'declined' WHERE state = 'withdrawn'", BOTH, " withdrawn” by "),
    ("UPDATE audit_entry SET subject = 'nothing' WHERE deed = 'ledger.reopened_month'", LOG,
     "The audit log is not as it was written"),
    ("UPDATE ledger_posting SET amount = amount * 2", POSTINGS,
     "What was posted to Avon Surgery, Brook Surgery has been changed."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("attack", "where", "sentence"), ATTACKS, ids=[" ".join(attack.split())[:60] for attack, *_ in ATTACKS]
)
def test_what_was_done_is_said(attack, where, sentence):
    with superuser() as cursor:
        with_triggers_off(cursor, attack)
        assert sentence in wrong().get(where, "")


def test_an_untouched_house_is_well():
    with superuser():
        assert wrong() == {}


POST_AGAIN = """
    WITH copied AS (SELECT * FROM ledger_batch WHERE id = {batch}),
    batch AS (INSERT INTO ledger_batch (at, actor_id, actor_name) SELECT at, actor_id, actor_name FROM copied
              RETURNING id)
    SELECT id FROM batch
"""
FIRST_BATCH = "(SELECT batch_id FROM ledger_journal WHERE narrative = 'Words of one')"


def _forge(cursor, place: int, *, batch: str = FIRST_BATCH) -> None:
    """Post £99,000 to a profit centre as the owner can: every trigger firing, the time from another batch."""
    cursor.execute(POST_AGAIN.format(batch=batch))
    made = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO ledger_document (id, partnership_id, home_id, kind, key, title, details) SELECT "
        "nextval('ledger_document_id_seq'), partnership_id, id, 'invoice', 'forged', 'Invoice forged', '{}' "
        "FROM partnership_surgery WHERE id = %s RETURNING id",
        [place],
    )
    document = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO ledger_journal (id, batch_id, document_id, home_id, month, dated, narrative) VALUES "
        "(nextval('ledger_journal_id_seq'), %s, %s, %s, '2025-05-01', '2025-05-01', 'forged') RETURNING id",
        [made, document, place],
    )
    journal = cursor.fetchone()[0]
    cursor.execute(
        "INSERT INTO ledger_posting (journal_id, surgery_id, month, account_id, amount) VALUES "
        "(%(j)s, %(p)s, '2025-05-01', 2030, 9900000), (%(j)s, %(p)s, '2025-05-01', 8310, -9900000)",
        {"j": journal, "p": place},
    )
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("side", ["a", "b"])
def test_what_is_posted_with_a_time_copied_from_another_deed_is_found(rivers, side):
    """To the surgery of that deed, and to another."""
    with superuser() as cursor:
        _forge(cursor, getattr(rivers, side))
        found = wrong()
    assert found.keys() == {BOTH}
    assert found[BOTH].startswith("One deed is in the books and not in the audit log: “Invoice ")


def test_the_time_of_a_recharge_hides_no_posting_either(rivers):
    with superuser() as cursor:
        _forge(cursor, rivers.a, batch="(SELECT batch_id FROM ledger_journal WHERE host_id IS NOT NULL)")
        assert "“Invoice forged”" in wrong()[BOTH]


def test_a_month_reopened_and_locked_again_with_a_copied_time_is_found(rivers):
    with superuser() as cursor:
        cursor.execute("ALTER TABLE ledger_month_event DISABLE TRIGGER keep_month")
        for deed in ("reopened", "locked"):
            cursor.execute(
                "INSERT INTO ledger_month_event "
                "(surgery_id, month, deed, at, actor_id, actor_name, reason, seal) "
                "SELECT surgery_id, month, %s, at, actor_id, actor_name, 'x', seal "
                "FROM ledger_month_event WHERE deed = 'locked' ORDER BY id DESC LIMIT 1",
                [deed],
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger_month_event ENABLE TRIGGER keep_month")
        words = wrong()[BOTH]
    assert words.startswith("2 deeds are in the books and not in the audit log: “April 2025 ")


@pytest.mark.parametrize("title", ["5 documents (invoice)", "1,000 documents (scans) and more"])
def test_a_title_that_looks_like_a_number_of_documents_is_one(rivers, title):
    with superuser() as cursor:
        with_triggers_off(
            cursor,
            f"UPDATE ledger_document SET title = '{title}' WHERE key = 'last'; "
            f"UPDATE audit_entry SET subject = '{title}' WHERE subject = 'Invoice last'",
        )
        assert BOTH not in wrong()


@pytest.fixture
def kept(tmp_path):
    """The heads of the chains, as somebody keeps them elsewhere."""
    file = tmp_path / "heads.json"
    with superuser() as cursor:
        doctor_heads.write(file, cursor.db, at=NOON)
    return doctor_heads.read(file)


OUTSIDE = [
    # what is done, what its heads say, and what else doctor sees
    (ERASE_ENTRIES.format(number=1), "the chain of the audit log had {log} links and has been cut", {BOTH}),
    # the books' end and the log's, so that neither gives the other away
    (ERASE_BATCH.format(batch=LAST_BATCH) + ";" + ERASE_ENTRIES.format(number=1),
     "the chain of the audit log had {log} links and has been cut; the chain of what was posted to Brook "
     "Surgery had 3 links and has been cut", set()),
    # one word, and every link after it made to follow
    ("UPDATE audit_entry SET subject = 'nothing' WHERE deed = 'partnership.load';" + FORGE_LOG,
     "the chain of the audit log has been changed at or before its link {log}", set()),
]  # fmt: skip


@pytest.mark.parametrize(("attack", "sentence", "besides"), OUTSIDE, ids=["cut", "cut both", "forged"])
def test_what_follows_from_itself_does_not_lead_to_the_heads_that_were_kept(kept, attack, sentence, besides):
    written, heads = kept
    assert written == "2025-04-30T12:00:00+00:00"
    log = next(head.number for head in heads if head.chain == "audit")
    with superuser() as cursor:
        with_triggers_off(cursor, attack)
        found = wrong(kept)
    assert found.pop(doctor_heads.WHAT).startswith(f"Since {written}: {sentence.format(log=log)}")
    assert found.keys() == besides


def test_what_was_added_since_leaves_the_heads_in_their_chains(kept, rivers):
    with acting(rivers.everything), transaction.atomic():
        audit.record(actor=PROGRAM, deed="room.deed", subject="since", at=NOON)
    with superuser():
        assert wrong(kept) == {}


def test_heads_are_written_once_and_proved_by_command(typed_in_rivers, tmp_path):
    file, again = tmp_path / "march.json", tmp_path / "april.json"
    wrote = typed_in_rivers("doctor", "--write-heads", file)
    assert wrote.exit_code == 0
    heads = json.loads(file.read_text())["heads"]
    assert f"{len(heads)} heads are in {file}. Keep it where the database's owner cannot" in wrote.output
    assert {(head["chain"], head["of"]) for head in heads} >= {
        ("audit", "the audit log"),
        ("postings", "what was posted to Avon Surgery"),
        ("events", "the months and recharges of Brook Surgery"),
    }
    proved = typed_in_rivers("doctor", "--since", file, "--write-heads", again)
    assert proved.exit_code == 0
    assert f"Heads that were kept: All {len(heads)} of " in proved.output
    assert again.exists()
    refused = typed_in_rivers("doctor", "--write-heads", file)
    assert refused.exit_code == 1
    assert "is there already, and heads are kept, not written over" in refused.output


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("UPDATE audit_link SET hash = sha256(hash) WHERE number = 1",
         "UPDATE audit_link SET hash = '{was}' WHERE number = 1"),
        ("ALTER FUNCTION app.audit_digest STABLE RESET search_path",
         "ALTER FUNCTION app.audit_digest SET search_path = public, pg_temp"),
    ],
)  # fmt: skip
def test_heads_of_chains_that_are_not_whole_are_not_written(typed_in_rivers, tmp_path, broken, mended):
    with databases.as_owner(tampering.database()) as owner:
        (was,) = owner.execute("SELECT hash::text FROM audit_link WHERE number = 1").fetchone()
        owner.execute("ALTER TABLE audit_link DISABLE TRIGGER append_only")
        owner.execute(broken)
        try:
            said = typed_in_rivers("doctor", "--write-heads", tmp_path / "heads.json")
        finally:
            owner.execute(mended.replace("{was}", was))
            owner.execute("ALTER TABLE audit_link ENABLE TRIGGER append_only")
    assert said.exit_code == 1
    assert "heads.json was not written: the chains are not whole. Mend them first." in said.output
    assert not (tmp_path / "heads.json").exists()


GOOD = (
    '{"written": "2026-04-01", "heads": [{"chain": "audit", "surgery_id": 0, "of": "the log", "number": 1, '
    f'"hash": "{"a" * 64}"}}]}}'
)


def test_a_file_that_could_be_one_is_read_and_one_without_heads_is_refused(typed_in_rivers, tmp_path):
    """So that what is refused below is refused for what is wrong in it."""
    file, empty = tmp_path / "heads.json", tmp_path / "empty.json"
    file.write_text(GOOD)
    assert (
        "WRONG  Heads that were kept: Since 2026-04-01: the chain of"
        in typed_in_rivers("doctor", "--since", file).output
    )
    empty.write_text('{"written": "2026-04-01", "heads": []}')
    said = typed_in_rivers("doctor", "--since", empty)
    assert said.exit_code == 1
    assert f"{empty} holds no head of any chain, so it proves nothing." in said.output


@pytest.mark.parametrize(
    "text",
    ["", "{}", "<html>", "[" * 100_000, '{"written": 5, "heads": []}',
     '{"written": "then", "heads": []}', GOOD.replace('"audit"', '["audit"]'),
     GOOD.replace("0,", '"x",'), GOOD.replace("0,", "99999999999,"), GOOD.replace("1,", "true,"),
     GOOD.replace("1,", "1.5,"), GOOD.replace('"the log"', "null"), GOOD.replace("a" * 64, "a" * 63),
     '{"written": "x", "heads": [{"chain": "audit"}]}', "\xff\xfe", '{"heads": 5}',
     '{"written": "x", "heads": [{"chain": "other", "surgery_id": 1, "of": "x", "number": 1, "hash": "x"}]}'],
)  # fmt: skip
def test_a_file_of_something_else_is_refused_in_a_sentence(typed_in_rivers, tmp_path, text):
    file = tmp_path / "heads.json"
    file.write_bytes(text.encode("latin-1"))
    said = typed_in_rivers("doctor", "--since", file)
    assert said.exit_code == 1
    assert "is not a file of heads. `commonpractice doctor --write-heads FILE` writes one." in said.output


@pytest.fixture
def typed_in_rivers(rivers):
    with commands_find_it_running():
        yield run_command
