"""Django's PostgreSQL engine, with the ticket presented at the start of each transaction."""

from typing import Any

import psycopg
from django.db.backends.postgresql import base

from commonpractice.gateways.scoped_postgres import tickets

SESSION = {
    # where names are looked for, and through whose eyes
    "search_path": "public,pg_temp",
    "role": "none",
    "row_security": "on",
    # how values are read and written
    "datestyle": "ISO,DMY",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "standard_conforming_strings": "on",
    "backslash_quote": "safe_encoding",
    "transform_null_equals": "off",
    "array_nulls": "on",
    "xmloption": "content",
    # what a transaction is, and that what was committed stays
    "default_transaction_isolation": "read committed",
    "default_transaction_read_only": "off",
    "default_transaction_deferrable": "off",
    "synchronous_commit": "on",
    # nothing is left out, and nothing ended early
    "gin_fuzzy_search_limit": "0",
    "exit_on_error": "off",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "idle_session_timeout": "0",
    "client_min_messages": "notice",
}
"""What each session is asked to begin with, and RESET ALL goes back to.

A role may give itself defaults for its next sessions (ALTER ROLE cp_app SET search_path = …), and nothing in
PostgreSQL forbids it to: raw SQL as cp_app would change what the program's queries mean from then on. What
is asked for at connection goes before a role's defaults. `commonpractice doctor` reports whatever is there.
"""


def options(settings: dict[str, str]) -> str:
    """The settings as libpq's connection option of that name wants them, blanks and backslashes escaped."""
    escaped = {name: value.replace("\\", r"\\").replace(" ", r"\ ") for name, value in settings.items()}
    return " ".join(f"-c {name}={value}" for name, value in escaped.items())


def settle(connection: Any) -> None:
    """Give a connection that is not of this engine, the owner's, the same settings.

    Whatever the database or a role is set to begin with: in another schema there may be other tables of the
    same names. This function will leave the settings on the session, in a transaction or not. A role that the
    connection asks for by its own address (DATABASE_OWNER_URL) stays.
    """
    asked = connection.settings_dict.get("OPTIONS", {}).get("options", "")
    wanted = {**SESSION, "quote_all_identifiers": "off"}
    if "role=" in asked:
        del wanted["role"]
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, value])


class DatabaseWrapper(base.DatabaseWrapper):
    """Every outermost transaction (a view's, a command's) begins by presenting the ticket.

    Outside a transaction there is no ticket, and row-level security shows nothing.
    """

    def get_connection_params(self) -> dict:
        params = super().get_connection_params()
        asked = params.get("options", "")  # by DATABASE_URL; of two the last one counts
        return {**params, "options": f"{asked} {options(SESSION)}".strip()}

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
