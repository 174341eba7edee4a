"""Tables of the same names in another schema, put before ours: neither the pages nor doctor look there."""

import pytest
from django.db import connection, connections, transaction

from commonpractice.domain.ledger.models import Balance
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.commands import migrate
from tests import conftest, databases
from tests.interfaces.commands import tampering

pytestmark = pytest.mark.slow  # together they take long

REPORTS = """
    CREATE SCHEMA reports;
    CREATE VIEW reports.ledger_balance AS
        SELECT surgery_id, month, account_id, amount * 2 AS amount, postings FROM public.ledger_balance;
    CREATE VIEW reports.ledger_posting AS SELECT * FROM public.ledger_posting WHERE false;
    CREATE TABLE reports.audit_entry (LIKE public.audit_entry);
    GRANT USAGE ON SCHEMA reports TO cp_app;
    GRANT SELECT ON ALL TABLES IN SCHEMA reports TO cp_app
"""


@pytest.fixture(scope="module")
def poisoned(template, django_db_setup, django_db_blocker):
    """The reviewer of somebody's books finds what the database's owner has put in the way."""
    with databases.cloned(template, django_db_blocker) as name:
        rivers = tampering.busy_rivers()
        with databases.as_owner(name) as owner:
            owner.execute(REPORTS)
            owner.execute(f'ALTER DATABASE "{name}" SET search_path = reports, public')
        conftest._close()  # sessions begin anew
        yield rivers, name


def test_a_plain_session_would_be_misled(poisoned):
    """So that what follows is no empty proof."""
    rivers, name = poisoned
    with databases.as_application(name) as raw:
        databases.show(raw, rivers.a)
        (others,) = raw.execute(
            "SELECT count(*) FROM ledger_balance WHERE surgery_id <> %s", [rivers.a]
        ).fetchone()
        assert others > 0


def test_the_program_sees_its_own_tables_and_nobody_elses_rows(poisoned):
    rivers, name = poisoned
    with databases.as_owner(name) as owner:
        kept = owner.execute(
            "SELECT account_id, amount FROM public.ledger_balance WHERE surgery_id = %s ORDER BY 1, 2",
            [rivers.a],
        ).fetchall()
    with tickets.acting(actor_id=databases.SOMEBODY, surgeries=(rivers.a,)), transaction.atomic():
        assert not Balance.objects.exclude(surgery_id=rivers.a).exists()
        seen = sorted(Balance.objects.values_list("account_id", "amount"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'ledger_balance'::regclass = 'public.ledger_balance'::regclass")
            assert cursor.fetchone() == (True,)
    assert seen == kept


def test_doctor_reads_the_books_themselves_and_names_what_is_in_the_way(poisoned):
    found = tampering.wrong()
    assert found.keys() == {"What guards the tables", "Who owns and may do what"}
    assert "search_path is set to reports, public for DATABASE " in found["What guards the tables"]
    words = found["Who owns and may do what"]
    assert "The right “SELECT ON … TO cp_app” was not given by Common Practice on any of reports." in words
    assert "The right “USAGE ON SCHEMA reports TO cp_app” was not given by Common Practice." in words


def test_migrate_writes_to_our_own_schema(poisoned):
    migrate.bring_up_to_date()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        assert cursor.fetchone() == ("public",)
