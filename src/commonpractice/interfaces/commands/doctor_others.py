"""Who else may see what is in the database, by the administrator's leave: part of `commonpractice doctor`.

Superusers, roles for reports and backups, a copy on another server: none is tampering by itself, and whoever
reads the answer should know of them. What the application's role or everybody was given is another matter,
and so is any right to write.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.gateways.scoped_postgres.catalogue import Difference, Line

WHAT = "Others who may look in"
OURS = ("cp_app", "PUBLIC")
SECRETS = ("app.", "SCHEMA app", "FUNCTION ")
"""What nobody but the program has cause to use: the key of the tickets is there."""

OTHERS = """
    SELECT format('%I is a superuser', rolname) FROM pg_roles
    WHERE rolsuper AND oid <> 10 AND rolname NOT IN ('cp_app', 'cp_owner') -- 10 is who the server began with
    UNION ALL
    SELECT format('%I may bypass row-level security', rolname) FROM pg_roles
    WHERE rolbypassrls AND NOT rolsuper AND rolname NOT IN ('cp_app', 'cp_owner')
    UNION ALL
    SELECT format('%s may make itself or others a member of %s', member::regrole, roleid::regrole)
    FROM pg_auth_members WHERE admin_option AND pg_get_userbyid(roleid) IN ('cp_app', 'cp_owner')
    UNION ALL
    SELECT format('the publication %I offers tables to other servers', pubname) FROM pg_publication
    ORDER BY 1
"""


@dataclass(frozen=True)
class Right:
    """A line of the catalogue's about a grant: what `role` may do to which thing."""

    privilege: str
    thing: str
    role: str

    @classmethod
    def of(cls, line: Line) -> "Right":
        """Its parts; a name that is quoted may hold anything, also ` TO `."""
        parts = re.fullmatch(
            r'([A-Z]+(?: \((?:"(?:[^"]|"")*"|[^")])*\))?) ON (.*) TO ("(?:[^"]|"")*"|[^" ]+)',
            line.name,
            re.DOTALL,
        )
        if not parts:
            raise ValueError(f"{line} is no grant.")
        return cls(*parts.groups())

    @property
    def reads(self) -> bool:
        """Whether it only lets somebody look."""
        return self.privilege.startswith("SELECT") or self.privilege == "USAGE"

    @property
    def danger(self) -> int:
        """0 is the worst: what the application or everybody may write."""
        return 2 * (self.role not in OURS) + self.reads


def is_others_reading(difference: Difference) -> bool:
    """Whether it is a role of the administrator's own that may look at tables, and no more."""
    if difference.line.kind != "grant" or difference.left is not None or difference.line.state:
        return False
    right = Right.of(difference.line)
    return right.reads and right.role not in OURS and not right.thing.startswith(SECRETS)


def finding(connection: Any, reading: Sequence[Difference], most: int | None) -> Finding:
    """Who they are. Well either way: it is for whoever reads it to know whether they should be there."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        words = [row[0] for row in cursor.fetchall()]
    rights = sorted((Right.of(each.line) for each in reading), key=lambda each: (each.role, each.privilege))
    for (role, privilege), each in groupby(rights, key=lambda each: (each.role, each.privilege)):
        words.append(f"{role} has {privilege} on {listed([right.thing for right in each], most)}")
    if not words:
        return Finding(WHAT, True, "Nobody but the server's own superuser.")
    said = "; ".join(words)
    return Finding(WHAT, True, f"{said}. You should know each of them.")


def listed(things: Sequence[str], most: int | None) -> str:
    """The first few, and how many there are besides."""
    more = len(things) - len(things[:most])
    return ", ".join(things[:most]) + (f" and {more:,} more" if more else "")
