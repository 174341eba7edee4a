"""Writing in the ledger by hand: raw SQL through the application's role, with no help from the program."""

from datetime import date

import psycopg

APRIL = date(2025, 4, 1)


class Pen:
    """Writes rows one table at a time. Numbers are drawn as the program draws them, or given."""

    def __init__(self, connection: psycopg.Connection, partnership: int, actor: int):
        self.connection = connection
        self.partnership = partnership
        self.actor = actor

    def batch(self, actor: int | None = None) -> int:
        return self._one(
            "INSERT INTO ledger_batch (at, actor_id, actor_name) VALUES (now(), %s, 'somebody') RETURNING id",
            self.actor if actor is None else actor,
        )

    def document(
        self,
        home: int,
        host: int | None = None,
        *,
        key: str = "by hand",
        number: int | None = None,
        partnership: int | None = None,
    ) -> int:
        return self._one(
            "INSERT INTO ledger_document (id, partnership_id, home_id, host_id, kind, key, title, details) "
            "VALUES (%s, %s, %s, %s, 'by hand', %s, 'by hand', '{}') RETURNING id",
            number or self.number("ledger_document"),
            partnership or self.partnership,
            home,
            host,
            key,
        )

    def journal(
        self,
        batch: int,
        document: int,
        home: int,
        host: int | None = None,
        *,
        month: date = APRIL,
        number: int | None = None,
        reverses: int | None = None,
    ) -> int:
        return self._one(
            "INSERT INTO ledger_journal "
            "(id, batch_id, document_id, home_id, host_id, month, dated, narrative, reverses_id) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, 'by hand', %s) RETURNING id",
            number or self.number("ledger_journal"),
            batch,
            document,
            home,
            host,
            month,
            month,
            reverses,
        )

    def post(self, journal: int, *lines: tuple, month: date = APRIL, partner: int | None = None) -> None:
        """All in one statement: (surgery, account, pence) each."""
        self.connection.execute(
            "INSERT INTO ledger_posting (journal_id, surgery_id, month, account_id, amount, partner_id) "
            "SELECT %s, surgery, %s, account, amount, %s "
            "FROM unnest(%s::int[], %s::int[], %s::bigint[]) AS line (surgery, account, amount)",
            [journal, month, partner, *map(list, zip(*lines, strict=True))],
        )

    def blank(self, home: int, host: int | None = None, **journal) -> int:
        """A journal with its batch and document, and no postings yet."""
        key = f"by hand/{self.number('ledger_document')}"
        return self.journal(self.batch(), self.document(home, host, key=key), home, host, **journal)

    def number(self, table: str) -> int:
        return self._one("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", table)

    def _one(self, query: str, *values) -> int:
        return self.connection.execute(query, values).fetchone()[0]


def both_ways(surgery: int, amount: int = 500) -> list[tuple]:
    """The plainest postings that balance: an expense owed."""
    return [(surgery, 2030, amount), (surgery, 8310, -amount)]
