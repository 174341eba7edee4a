"""Who did something is called what they are called, whatever the writer of the row says."""

from django.db import connection

UNNAMED = """
    SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
    WHERE a.attname = 'actor_name' AND a.attnum > 0 AND NOT EXISTS (
        SELECT FROM pg_trigger t
        WHERE t.tgrelid = c.oid AND t.tgfoid = 'app.name_actor'::regproc AND t.tgenabled = 'O'
    )
    ORDER BY 1
"""
WITH_ACTORS = "SELECT count(*) FROM pg_attribute WHERE attname = 'actor_name' AND attnum > 0"


def test_every_table_that_says_who_did_it_looks_the_name_up(db):
    with connection.cursor() as cursor:
        cursor.execute(WITH_ACTORS)
        assert cursor.fetchone()[0] > 10, "the question is of the right tables"
        cursor.execute(UNNAMED)
        assert cursor.fetchall() == []
