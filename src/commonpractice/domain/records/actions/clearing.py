"""Take away what nobody needs any more: what killed imports left behind, and refused rows of long ago."""

from datetime import datetime

from django.db import connection

from commonpractice.domain.records import queries
from commonpractice.domain.records.actions import giving_back
from commonpractice.foundations.days import local_day
from commonpractice.gateways.event_store import ownership, writing

ANOTHERS = (
    "Nothing was cleared away that killed imports may have left: the folder {root} is used by another "
    "database, perhaps the one that this is a copy of. Where that one is given up, delete the file {file} in "
    "the folder."
)


def database() -> str:
    """What tells this database from every other, copies of it too: PostgreSQL's own numbers of server and
    database.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || d.oid FROM pg_control_system(), pg_database d "
            "WHERE d.datname = current_database()"
        )
        return cursor.fetchone()[0]


def claim() -> bool:
    """Whether the folder of snapshots is this database's, which it becomes where it is nobody's yet."""
    return ownership.claim(queries.records_root(), database())


def clear_away(at: datetime) -> str:
    """Clear away, and say in a sentence why nothing was; blank where all is well."""
    root = queries.records_root()
    if not claim():
        return ANOTHERS.format(root=root, file=ownership.FILE)
    writing.clear_away(root, store=queries.store(), known=queries.named, now=at)
    giving_back.clear(root, known=queries.named, at=at, on=local_day(at))
    return ""
