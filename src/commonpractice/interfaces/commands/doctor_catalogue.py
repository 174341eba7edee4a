"""Whether the database is still as its migrations left it: part of `commonpractice doctor`.

What they leave is written down in catalogue.txt, a line a thing: each table's wall, triggers, constraints
and grants, each function by the hash of its body, and what the two roles may. `make catalogue`
writes it anew from an empty database; tests/architecture/test_catalogue.py compares the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonpractice.domain.audit.facts import Finding
from commonpractice.gateways.scoped_postgres import catalogue
from commonpractice.gateways.scoped_postgres.catalogue import Difference

FILE = Path(__file__).with_name("catalogue.txt")
MOST = 3
"""So many differences are told by each line of doctor's; whoever has to do with more knows enough."""


@dataclass(frozen=True)
class Told:
    """How a difference is said, and the statement that puts it right; empty where another line says it.

    `{name}` is whose difference it is, `{table}` and `{last}` its two parts, `{left}` and `{found}` how it
    was and is.
    """

    words: str
    mend: str = ""


NOBODYS = "that Common Practice did not make"
DROP_POLICY = "DROP POLICY {last} ON {table}"
MAKE_POLICY = "CREATE POLICY {last} ON {table} {left}"
DROP_TRIGGER = "DROP TRIGGER {last} ON {table}"
FROM_MIGRATION = "the CREATE FUNCTION of it in this version's migrations"

# by kind: what is said where it is gone, where it is new, and where it is another
TELLING = {
    "row security": (
        Told(""),
        Told(""),
        Told(
            "Row-level security of {name} is {found}",
            "ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        ),
    ),
    "policy": (
        Told("The policy {last} of {table} is gone", MAKE_POLICY),
        Told(f"{{table}} has a policy {NOBODYS}, {{last}}: {{found}}", DROP_POLICY),
        Told("The policy {last} of {table} has been changed", f"{DROP_POLICY}; {MAKE_POLICY}"),
    ),
    "trigger": (
        Told("The trigger {last} on {table} is gone", "{left}"),
        Told(f"{{table}} has a trigger {NOBODYS}, {{last}}", DROP_TRIGGER),
        Told("The trigger {last} on {table} has been changed", f"{DROP_TRIGGER}; {{left}}"),
    ),
    "trigger fires": (
        Told(""),
        Told(""),
        Told(
            "The trigger {last} on {table} is switched {found}", "ALTER TABLE {table} ENABLE TRIGGER {last}"
        ),
    ),
    "foreign key": (
        Told(""),
        Told(""),
        Told(
            "The foreign key {last} is switched {found} on {table}", "ALTER TABLE {table} ENABLE TRIGGER ALL"
        ),
    ),
    "rule": (
        Told("The rule {last} on {table} is gone", "{left}"),
        Told(f"{{table}} has a rule {NOBODYS}, {{last}}", "DROP RULE {last} ON {table}"),
        Told("The rule {last} on {table} has been changed", "DROP RULE {last} ON {table}; {left}"),
    ),
    "constraint": (
        Told("The constraint {last} of {table} is gone; it was {left}"),
        Told(f"{{table}} has a constraint {NOBODYS}, {{last}}: {{found}}"),
        Told("The constraint {last} of {table} is now {found}; it was {left}"),
    ),
    "function": (
        Told("The function {name} is gone", FROM_MIGRATION),
        Told(f"There is a function {NOBODYS}, {{name}}", "DROP FUNCTION {name}"),
        Told("The function {name} is not the one that its migration made", FROM_MIGRATION),
    ),
    "setting": (
        Told(""),
        Told("With {name} set to {found}, triggers do not fire"),
        Told("With {name} set to {found}, triggers do not fire"),
    ),
    "owner": (
        Told("The {name} is gone"),
        Told(f"There is a {{name}} {NOBODYS}, of {{found}}"),
        Told("The {name} belongs to {found}", "ALTER {name} OWNER TO {left}"),
    ),
    "function owner": (
        Told(""),
        Told(""),
        Told("The function {name} belongs to {found}", "ALTER FUNCTION {name} OWNER TO {left}"),
    ),
    "grant": (
        Told("The right “{name}” has been taken away", "GRANT {name}"),
        Told("The right “{name}” was not given by Common Practice", "REVOKE {revoked}"),
        Told("The right “{name}” {found}", "REVOKE GRANT OPTION FOR {revoked}"),
    ),
    "role": (
        Told("{role} lacks {attribute}", "ALTER ROLE {role} {attribute}"),
        Told("The role {role} has been made {attribute}", "ALTER ROLE {role} NO{attribute}"),
        Told(""),
    ),
    "member": (Told(""), Told("cp_app is a member of {name}", "REVOKE {name} FROM cp_app"), Told("")),
}

LINES = {
    "Wall between surgeries": (
        ("row security", "policy"),
        "Row-level security is on, and forced, for surgeries and for how people sign in.",
    ),
    "What guards the tables": (
        ("trigger", "trigger fires", "foreign key", "rule", "constraint", "function", "setting"),
        "Every trigger, function and constraint is as its migration made it, and switched on.",
    ),
    "Who owns and may do what": (
        ("role", "member", "owner", "function owner", "grant"),
        "As the migrations said, and nothing besides.",
    ),
}


def findings(connection: Any) -> Iterator[Finding]:
    """Compare the database that a connection is of with what the migrations leave."""
    left = catalogue.parse(FILE.read_text(encoding="utf-8"))
    differences = list(catalogue.differences(left, catalogue.read(connection)))
    for what, (kinds, well) in LINES.items():
        ours = sorted((each for each in differences if each.line.kind in kinds), key=_order(kinds))
        told = [told for each in ours if (told := _tell(each)).words]
        yield Finding(what, not told, _sentences(told) if told else well)


def _order(kinds: tuple[str, ...]) -> Callable[[Difference], int]:
    """As doctor's line names the kinds: who owns a table comes before what others may do to it."""
    return lambda difference: kinds.index(difference.line.kind)


def _tell(difference: Difference) -> Told:
    line, left, found = difference.line, difference.left, difference.found
    gone, new, other = TELLING[line.kind]
    table, _, last = line.name.rpartition(".")
    role, _, attribute = line.name.partition(" ")
    said = {
        "name": line.name,
        "table": table,
        "last": last,
        "left": left.state if left else "",
        "found": found.state if found else "",
        "role": role,
        "attribute": attribute,
        "revoked": " FROM ".join(line.name.rsplit(" TO ", 1)),
    }
    told = gone if found is None else new if left is None else other
    return Told(told.words.format(**said), told.mend.format(**said))


def _sentences(told: list[Told]) -> str:
    words = [f"{each.words}." for each in told[:MOST]]
    if len(told) > MOST:
        more = len(told) - MOST
        words.append("There is one more." if more == 1 else f"There are {more:,} more.")
    words.append("Only the database's owner or a superuser can have done this.")
    mends = [each.mend for each in told[:MOST] if each.mend]
    if mends:
        words.append(f"Put it right as a superuser: {'; '.join(mends)}.")
    words.append("Then find out who did it, and look at what was written meanwhile.")
    return " ".join(words)
