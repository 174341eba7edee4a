"""Django's PostgreSQL engine, with the ticket presented at the start of each transaction."""

import psycopg
from django.db.backends.postgresql import base

from commonpractice.gateways.scoped_postgres import tickets


class DatabaseWrapper(base.DatabaseWrapper):
    """Every outermost transaction (a view's, a command's) begins by presenting the ticket.

    Outside a transaction there is no ticket, and row-level security shows nothing.
    """

    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)
        if not autocommit:
            tickets.present(self)  # or none, putting down what raw SQL may have left on the connection

    def _close(self) -> None:
        """Clean a connection before it goes back to the pool; one that cannot be cleaned is thrown away."""
        if self.connection is not None and self.pool and not self.connection.closed:
            try:
                self.connection.rollback()
                tickets.leave_clean(self.connection)
            except psycopg.Error:
                self.connection.close()
        super()._close()
