"""Whatever the owner or a superuser does to what holds the walls up: doctor says so, and how to mend it."""

import pytest

from commonpractice.interfaces.commands import doctor, doctor_catalogue
from tests import databases
from tests.interfaces.commands.tampering import database, findings, remedy, superuser, wrong

pytestmark = pytest.mark.slow  # together they take long

WALL, GUARDS, RIGHTS = "Wall between surgeries", "What guards the tables", "Who owns and may do what"
EMPTY = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS 'BEGIN RETURN NULL; END'"


@pytest.fixture(scope="module", autouse=True)
def empty_house(template, django_db_setup, django_db_blocker):
    with databases.cloned(template, django_db_blocker):
        yield


ATTACKS = [
    # what is done                                                    where doctor says   what
    ("ALTER TABLE ledger_posting DISABLE TRIGGER keep_ledger", GUARDS,
     "The trigger keep_ledger on ledger_posting is switched off."),
    ("ALTER TABLE audit_entry DISABLE TRIGGER append_only", GUARDS,
     "The trigger append_only on audit_entry is switched off."),
    ("ALTER TABLE app.awaited ENABLE REPLICA TRIGGER refuse_empty", GUARDS,
     "The trigger refuse_empty on app.awaited is switched on for a replica alone."),
    ("DROP TRIGGER append_only ON ledger_posting", GUARDS,
     "The trigger append_only on ledger_posting is gone."),
    ("CREATE TRIGGER mine BEFORE INSERT ON ledger_batch EXECUTE FUNCTION app.refuse_change()", GUARDS,
     "ledger_batch has a trigger that Common Practice did not make, mine."),
    ("DROP TRIGGER link_answer ON ledger_recharge; CREATE TRIGGER link_answer AFTER UPDATE "
     "ON ledger_recharge FOR EACH ROW WHEN (false) EXECUTE FUNCTION app.link_recharge()", GUARDS,
     "The trigger link_answer on ledger_recharge has been changed."),
    ("ALTER TABLE ledger_balance DISABLE TRIGGER ALL", GUARDS, "is switched off on ledger_balance."),
    ("CREATE RULE quiet AS ON INSERT TO audit_entry DO INSTEAD NOTHING", GUARDS,
     "audit_entry has a rule that Common Practice did not make, quiet."),
    ("ALTER TABLE ledger_posting DROP CONSTRAINT posting_not_nil", GUARDS,
     "The constraint posting_not_nil of ledger_posting is gone; it was CHECK ((NOT (amount = 0)))."),
    ("DROP INDEX one_centre", GUARDS, "The constraint one_centre of partnership_surgery is gone"),
    (f"CREATE OR REPLACE FUNCTION app.keep_ledger() RETURNS trigger {EMPTY}", GUARDS,
     "The function app.keep_ledger() is not the one that its migration made."),
    ("ALTER FUNCTION app.surgeries() SECURITY DEFINER", GUARDS,
     "The function app.surgeries() is not the one that its migration made."),
    ("ALTER FUNCTION app.ticket() SET search_path = pg_temp", GUARDS,
     "The function app.ticket() is not the one that its migration made."),
    (f"CREATE FUNCTION mine() RETURNS trigger {EMPTY}", GUARDS,
     "There is a function that Common Practice did not make, mine()."),
    ("SET LOCAL session_replication_role = replica", GUARDS,
     "With session_replication_role set to replica, triggers do not fire."),
    ("ALTER ROLE cp_app IN DATABASE {database} SET session_replication_role = replica", GUARDS,
     "session_replication_role is set to replica for ROLE cp_app IN DATABASE run_"),
    ("ALTER DATABASE {database} SET search_path = reports, public", GUARDS,
     "search_path is set to reports, public for DATABASE run_"),
    ("ALTER ROLE cp_owner SET row_security = off", GUARDS, "row_security is set to off for ROLE cp_owner, "),
    ("ALTER ROLE ALL SET search_path = reports", GUARDS, "search_path is set to reports for ROLE ALL, "),
    ("ALTER TABLE ledger_posting ALTER amount DROP NOT NULL", GUARDS,
     "The column amount of ledger_posting is now bigint; it was bigint NOT NULL."),
    ("ALTER TABLE ledger_batch ALTER actor_id SET DEFAULT 3", GUARDS,
     "The column actor_id of ledger_batch is now bigint NOT NULL DEFAULT 3; it was bigint NOT NULL."),
    ("ALTER TABLE audit_entry ADD COLUMN hidden text", GUARDS,
     "audit_entry has a column that Common Practice did not make, hidden: text."),
    ("CREATE SCHEMA other; CREATE TABLE other.more () INHERITS (ledger_balance)", GUARDS,
     "The rows of other.more are shown as if they were of ledger_balance."),
    ("CREATE SCHEMA other; CREATE FUNCTION other.f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
     "CREATE EVENT TRIGGER quiet ON ddl_command_end EXECUTE FUNCTION other.f()", GUARDS,
     "There is an event trigger that Common Practice did not make, quiet."),
    ("CREATE SUBSCRIPTION quiet CONNECTION 'dbname=x' PUBLICATION x WITH (connect = false, slot_name = NONE)",
     GUARDS, "The subscription quiet writes what another server sends, and no trigger looks at it."),
    ("CREATE POLICY oops ON ledger_posting FOR SELECT TO cp_app USING (true)", WALL,
     "ledger_posting has a policy that Common Practice did not make, oops: AS PERMISSIVE FOR SELECT "
     "TO cp_app USING (true)."),
    ('CREATE POLICY "x ON ledger_posting; ALTER ROLE cp_owner SUPERUSER; --" ON ledger_posting '
     "FOR SELECT TO cp_app USING (true)", WALL,
     'Put it right as a superuser: DROP POLICY "x ON ledger_posting; ALTER ROLE cp_owner SUPERUSER; --" ON '
     "ledger_posting."),
    ('CREATE POLICY "A.""b"" C" ON ledger_journal FOR SELECT TO cp_app USING (true)', WALL,
     'Put it right as a superuser: DROP POLICY "A.""b"" C" ON ledger_journal.'),
    ("ALTER POLICY seen ON ledger_posting USING (true)", WALL,
     "The policy seen of ledger_posting has been changed."),
    ("DROP POLICY given ON partnership_role_held", WALL,
     "The policy given of partnership_role_held is gone."),
    ("ALTER TABLE ledger_posting DISABLE ROW LEVEL SECURITY", WALL,
     "Row-level security of ledger_posting is off."),
    ("ALTER TABLE audit_entry NO FORCE ROW LEVEL SECURITY", WALL,
     "Row-level security of audit_entry is on, but not for the owner of the table."),
    ("GRANT UPDATE, DELETE ON ledger_balance TO cp_app", RIGHTS,
     "The right “DELETE ON ledger_balance TO cp_app” was not given by Common Practice. "
     "The right “UPDATE ON ledger_balance TO cp_app” was not given by Common Practice."),
    ("GRANT SELECT (key) ON app.ticket_key TO cp_app", RIGHTS,
     "The right “SELECT (key) ON app.ticket_key TO cp_app” was not given"),
    ("GRANT SELECT ON app.ticket_key TO PUBLIC", RIGHTS,
     "The right “SELECT ON app.ticket_key TO PUBLIC” was not given"),
    ("GRANT EXECUTE ON FUNCTION app.keep_ledger() TO PUBLIC", RIGHTS,
     "The right “EXECUTE ON FUNCTION app.keep_ledger() TO PUBLIC” was not given"),
    ("GRANT UPDATE ON SEQUENCE ledger_posting_id_seq TO cp_app", RIGHTS,
     "The right “UPDATE ON SEQUENCE ledger_posting_id_seq TO cp_app” was not given"),
    ("GRANT CREATE ON SCHEMA public TO cp_app", RIGHTS,
     "The right “CREATE ON SCHEMA public TO cp_app” was not given"),
    ("GRANT SELECT ON ledger_account TO cp_app WITH GRANT OPTION", RIGHTS,
     "The right “SELECT ON ledger_account TO cp_app” may be handed on."),
    ("REVOKE SELECT ON ledger_account FROM cp_app", RIGHTS,
     "The right “SELECT ON ledger_account TO cp_app” has been taken away."),
    ("CREATE SCHEMA reports; CREATE VIEW reports.ledger_balance AS SELECT * FROM public.ledger_balance; "
     "GRANT USAGE ON SCHEMA reports TO cp_app; GRANT SELECT ON reports.ledger_balance TO PUBLIC", RIGHTS,
     "The right “SELECT ON reports.ledger_balance TO PUBLIC” was not given by Common Practice. "
     "The right “USAGE ON SCHEMA reports TO cp_app” was not given by Common Practice."),
    ("GRANT TEMPORARY ON DATABASE {database} TO PUBLIC", RIGHTS, "The right “TEMPORARY ON DATABASE run_"),
    ('CREATE ROLE "rep TO x"; GRANT UPDATE ON ledger_balance TO "rep TO x"', RIGHTS,
     'The right “UPDATE ON ledger_balance TO "rep TO x"” was not given'),
    ("CREATE ROLE alice; GRANT cp_owner TO alice", RIGHTS, "alice is a member of cp_owner."),
    ("GRANT pg_read_server_files TO cp_owner", RIGHTS, "cp_owner is a member of pg_read_server_files."),
    ("ALTER ROLE cp_app SUPERUSER", RIGHTS, "The role cp_app has been made SUPERUSER."),
    ("ALTER ROLE cp_app BYPASSRLS", RIGHTS, "The role cp_app has been made BYPASSRLS."),
    ("ALTER ROLE cp_owner SUPERUSER", RIGHTS, "The role cp_owner has been made SUPERUSER."),
    ("GRANT cp_owner TO cp_app", RIGHTS, "cp_app is a member of cp_owner."),
    ("ALTER TABLE ledger_posting OWNER TO cp_app", RIGHTS, "The TABLE ledger_posting belongs to cp_app."),
    ("ALTER FUNCTION app.set_password(bigint, text) OWNER TO postgres", RIGHTS,
     "The function app.set_password(person bigint, hashed text) belongs to postgres."),
    ("CREATE VIEW everything AS SELECT * FROM ledger_posting", RIGHTS,
     "There is a VIEW everything that Common Practice did not make, of postgres."),
]  # fmt: skip
BY_HAND = (
    "DROP CONSTRAINT",
    "DROP INDEX",
    "FUNCTION app.keep_ledger() RETURNS",
    "ALTER FUNCTION app.surgeries",
    "ALTER FUNCTION app.ticket",
    "SET LOCAL session_replication_role",
    "CREATE VIEW everything",
    "ALTER amount",
    "ALTER actor_id",
    "ADD COLUMN",
)
"""What one statement does not put right; doctor says what was there, or where it is written."""


@pytest.mark.parametrize(("attack", "where", "sentence"), ATTACKS, ids=[attack for attack, *_ in ATTACKS])
def test_what_was_done_is_said_and_what_doctor_says_puts_it_right(attack, where, sentence):
    with superuser() as cursor:
        cursor.execute(attack.replace("{database}", database()))
        found = wrong()
        assert sentence in found.get(where, "")
        assert "Only the database's owner or a superuser can have done this." in found[where]
        if not any(part in attack for part in BY_HAND):
            _put_right(cursor, found)


def _put_right(cursor, found: dict[str, str]) -> None:
    for _ in range(4):  # a few are told at a time
        if found:
            cursor.execute(remedy(next(iter(found.values()))))
            found = wrong()
    assert found == {}


def test_an_untouched_house_is_well_also_to_a_superuser():
    with superuser():
        assert {finding.what for finding in findings()} >= {WALL, GUARDS, RIGHTS}
        assert wrong() == {}


def test_many_differences_are_counted_and_a_few_of_them_told():
    with superuser() as cursor:
        cursor.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_journal DISABLE TRIGGER USER")
        words = wrong()[GUARDS]
    assert words.count("is switched off") == 3
    assert "There is one more: commonpractice doctor --all." in words


def test_all_of_them_are_told_where_that_is_asked_for():
    with superuser() as cursor:
        cursor.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE ledger_journal DISABLE TRIGGER USER")
        (words,) = [each.words for each in doctor.findings(tell_all=True) if each.what == GUARDS]
    assert words.count("is switched off") == 4
    assert "more" not in words


def test_a_table_of_somebodys_own_is_told_once_and_after_what_is_worse():
    with superuser() as cursor:
        cursor.execute("CREATE TABLE dba_notes (id int PRIMARY KEY, words text NOT NULL)")
        cursor.execute("GRANT UPDATE ON ledger_balance TO cp_app")
        found = wrong()
    assert found.keys() == {RIGHTS}
    assert found[RIGHTS].startswith(
        "The right “UPDATE ON ledger_balance TO cp_app” was not given by Common Practice. "
        "There is a TABLE dba_notes that Common Practice did not make, of postgres. "
    )


@pytest.mark.parametrize("function", ["digests(bigint[])", "audit_digest(audit_entry)"])
def test_what_seals_the_chains_is_told_by_itself(function):
    with superuser() as cursor:
        cursor.execute(f"ALTER FUNCTION app.{function} RESET search_path")
        found = wrong()
    assert "is not the one that its migration made" in found[doctor_catalogue.SEALING]
    assert GUARDS not in found


def test_an_account_that_was_renamed_is_told_and_the_rest_looked_at():
    with superuser() as cursor:
        cursor.execute("UPDATE ledger_account SET name = name || '.' WHERE code = 2030")
        cursor.execute("ALTER TABLE ledger_posting DISABLE TRIGGER append_only")
        found = wrong()
    assert "The chart in the database is another than the rulebook's." in found["Chart of accounts"]
    assert "The trigger append_only on ledger_posting is switched off." in found[GUARDS]


def test_what_an_extension_brings_is_nobodys_tampering():
    with superuser() as cursor:
        # whichever is at hand: the first with the embedded server, the other with Debian's
        cursor.execute("SELECT name FROM pg_available_extensions WHERE name IN ('vector', 'btree_gist')")
        cursor.execute(f"CREATE EXTENSION {cursor.fetchone()[0]} SCHEMA public")
        assert wrong() == {}


def test_a_database_of_a_later_version_is_not_called_tampered_with():
    with superuser() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_x', now())"
        )
        cursor.execute("CREATE TABLE of_later_on (id int)")
        assert wrong() == {"Version": "The database is of a later version than this program: update it."}
