"""A cursor that sends values apart from the text of a query: for names, NHS numbers and whatever else is of
patients.

Django's own puts them into the text, which everybody who may see what the server is doing can read
(pg_stat_activity), and which a server may write into its log.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, models
from psycopg import sql


@contextmanager
def cursor() -> Iterator[psycopg.Cursor]:
    """A cursor on Django's connection, in the transaction that is open there."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as found:
        yield found


def insert(row: models.Model) -> None:
    """Insert a row, and give it the number that the database drew."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(row._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        sql.SQL(", ").join(sql.Placeholder() for _ in fields),
        sql.Identifier(row._meta.pk.column),
    )
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with cursor() as found:
        (row.pk,) = found.execute(query, values).fetchone()
