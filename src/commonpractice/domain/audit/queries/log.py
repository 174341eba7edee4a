"""Who saw and did what."""

from django.db import connection

from commonpractice.domain.audit.facts import PROGRAM, Actor, EntryRow, Page, Wanted
from commonpractice.domain.audit.models import Entry

# Each surgery's newest few are looked up in an index of theirs, and the newest of those are the page: however
# long the log is, no more is read than surgeries times a page.
ENTRIES = """
    SELECT id, at, actor_name, deed, subject, surgery_id FROM (
        SELECT entry.* FROM unnest(%(surgeries)s::int[]) place (id), LATERAL (
            SELECT * FROM audit_entry WHERE surgery_id = place.id {narrowed} {ordered}
        ) entry
        UNION ALL
        (SELECT * FROM audit_entry WHERE surgery_id IS NULL AND %(beyond)s {narrowed} {ordered})
    ) found {ordered}
"""
NEWEST = "ORDER BY at DESC, id DESC LIMIT %(most)s"
OLDEST = "ORDER BY at, id LIMIT %(most)s"

# From each actor to the next by the index, without reading what they did.
ACTORS = """
    WITH RECURSIVE acted (id) AS (
        (SELECT actor_id FROM audit_entry WHERE {where} ORDER BY actor_id LIMIT 1)
        UNION ALL
        SELECT (SELECT actor_id FROM audit_entry WHERE {where} AND actor_id > acted.id
                ORDER BY actor_id LIMIT 1)
        FROM acted WHERE acted.id IS NOT NULL
    )
    SELECT acted.id, CASE WHEN acted.id = %(program)s THEN %(program_name)s ELSE called.actor_name END AS name
    FROM acted, LATERAL (
        SELECT actor_name FROM audit_entry WHERE {where} AND actor_id = acted.id
        ORDER BY at DESC, id DESC LIMIT 1
    ) called
"""
THE_PROGRAM = {"program": PROGRAM.id, "program_name": PROGRAM.name}  # whoever typed the commands
EVERY_ACTOR = """
    SELECT DISTINCT ON (id) id, name FROM (
        SELECT here.* FROM unnest(%(surgeries)s::int[]) place (id), LATERAL ({here}) here
        UNION ALL
        SELECT * FROM ({nowhere}) nowhere WHERE %(beyond)s
    ) every
"""


def entries(wanted: Wanted, *, before: int | None = None, after: int | None = None, a_page: int = 50) -> Page:
    """A page of the log: the newest entries, or those next before or after one of its entries.

    What is written meanwhile moves nothing. Row-level security holds the wall: an entry named that is not
    to be seen is as none.
    """
    edge = after if before is None else before
    edge_at = Entry.objects.filter(pk=edge).values_list("at", flat=True).first() if edge else None
    backwards = before is None and edge_at is not None
    narrowed = _narrowed(wanted)
    if edge_at is not None:
        narrowed += f" AND (at, id) {'>' if backwards else '<'} (%(edge_at)s, %(edge)s)"
    with connection.cursor() as cursor:
        cursor.execute(
            ENTRIES.format(narrowed=narrowed, ordered=OLDEST if backwards else NEWEST),
            {
                "surgeries": list(wanted.surgeries),
                "beyond": wanted.beyond,
                "room": wanted.room,
                "actors": list(wanted.actors or ()),
                "since": wanted.since,
                "until": wanted.until,
                "edge": edge,
                "edge_at": edge_at,
                "most": a_page + 1,
            },
        )
        found = [EntryRow(*row) for row in cursor.fetchall()]
    more, rows = len(found) > a_page, found[:a_page]
    if backwards:
        rows.reverse()
    first, last = (rows[0].id, rows[-1].id) if rows else (None, None)
    return Page(
        rows=tuple(rows),
        newer=first if (more if backwards else edge_at is not None) else None,
        older=last if (backwards or more) else None,
    )


def actors(wanted: Wanted) -> list[Actor]:
    """Everybody who did something in the log of some surgeries, by name, as it called them last.

    All commands are the program's, whoever typed them.
    """
    query = EVERY_ACTOR.format(
        here=ACTORS.format(where="surgery_id = place.id"), nowhere=ACTORS.format(where="surgery_id IS NULL")
    )
    with connection.cursor() as cursor:
        cursor.execute(query, {"surgeries": list(wanted.surgeries), "beyond": wanted.beyond, **THE_PROGRAM})
        found = [Actor(*row) for row in cursor.fetchall()]
    return sorted(found, key=lambda actor: (actor.name.casefold(), actor.id))


def _narrowed(wanted: Wanted) -> str:
    """The conditions of what is wanted, in SQL; all of them such as an index may answer behind the wall."""
    conditions = {
        "room = %(room)s": bool(wanted.room),
        "actor_id = ANY (%(actors)s::bigint[])": wanted.actors is not None,
        "at >= %(since)s": wanted.since is not None,
        "at < %(until)s": wanted.until is not None,
    }
    return "".join(f" AND {condition}" for condition, asked in conditions.items() if asked)
