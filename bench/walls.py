"""What row-level security costs: one statement as the application with its ticket, and as the owner."""

from collections.abc import Iterator

from bench.books import Book
from bench.measuring import Result, compared, race

ROUNDS = 9
MONTHLY = "SELECT surgery_id, month, sum(amount)::bigint FROM {table} {where} GROUP BY 1, 2 ORDER BY 1, 2"
LINES = """
    SELECT account_id, amount FROM ledger_posting WHERE journal_id = %s AND surgery_id = %s ORDER BY id
"""
TABLES = {"balances": "ledger_balance", "postings": "ledger_posting"}


def measure(book: Book) -> Iterator[Result]:
    """Monthly sums of balances and of postings, of all surgeries and of one; and the lines of one journal."""
    from django.db import connections, transaction

    from commonpractice.gateways.scoped_postgres import tickets

    owner = connections["owner"].cursor()
    one = book.surgeries[0]

    def walled(scope, sql: str, values: list) -> list:
        with connections["default"].cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    def bare(sql: str, values: list) -> list:
        owner.execute(sql, values)
        return owner.fetchall()

    owner.execute("SELECT max(journal_id) FROM ledger_posting WHERE surgery_id = %s", [one])
    journal = owner.fetchone()[0]
    questions = [
        (f"monthly sums of {name}, {who}", MONTHLY.format(table=table, where=where), values, scope)
        for name, table in TABLES.items()
        for who, where, values, scope in (
            ("all surgeries", "", [], book.scope),
            ("one surgery", "WHERE surgery_id = %s", [one], book.only(one)),
        )
    ]
    questions.append(("the lines of one journal", LINES, [journal, one], book.only(one)))
    for what, sql, values, scope in questions:
        with (
            tickets.acting(actor_id=scope.actor.id, surgeries=scope.surgeries),
            transaction.atomic(),
        ):
            ours, theirs = race(
                lambda scope=scope, sql=sql, values=values: walled(scope, sql, values),
                lambda sql=sql, values=values: bare(sql, values),
                rounds=ROUNDS,
                same=lambda one, other: one == other,
            )
        yield compared(f"row-level security: {what}", ours, theirs, "without")
    owner.close()
