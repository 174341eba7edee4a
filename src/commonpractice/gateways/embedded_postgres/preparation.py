"""What the program needs in a server: its roles and its database."""

from pathlib import Path

import psycopg
from psycopg import sql

from commonpractice.gateways.embedded_postgres import folders, paths
from commonpractice.gateways.embedded_postgres.clusters import Cluster
from commonpractice.gateways.embedded_postgres.refusals import CannotRunPostgres

ROLES = Path(__file__).parent.parent / "scoped_postgres" / "roles.sql"
DATABASE, OWNER = "commonpractice", "cp_owner"


class CannotPrepare(CannotRunPostgres):
    """The server runs, but the roles or the database could not be made."""


class RunsUnsafely(CannotRunPostgres):
    """Somebody has started this server without care for the data, as tests do."""


def prepare(cluster: Cluster, *, roles: Path, fast_and_unsafe: bool) -> None:
    """Make the roles and the database where they are missing; a second time changes nothing.

    Raises CannotPrepare, or RunsUnsafely where the caller wants its data kept and the server, which
    somebody else started, would not keep them through a power cut.
    """
    try:
        with psycopg.connect(
            host=str(cluster.socket_directory), port=paths.PORT, user="postgres", dbname="postgres",
            autocommit=True, connect_timeout=30, application_name="commonpractice start",
        ) as connection:  # fmt: skip
            connection.execute(roles.read_bytes())
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
            if found is None:
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )
            careful = connection.execute("SHOW fsync").fetchone() == ("on",)
    except (psycopg.Error, OSError) as error:
        raise CannotPrepare(
            f"PostgreSQL runs in {cluster.home}{folders.free_space(cluster.home)}, but the program's roles "
            f"and database could not be made there: {error}"
        ) from error
    if not careful and not fast_and_unsafe:
        raise RunsUnsafely(
            f"The database in {cluster.home} runs in the fast mode for tests, which would lose data in a "
            f"power cut. End the tests that use it, then try again."
        )
