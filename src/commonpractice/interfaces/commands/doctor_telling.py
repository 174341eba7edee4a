"""How each kind of difference from what the migrations left is said: part of `commonpractice doctor`."""

import re
from dataclasses import dataclass

from commonpractice.gateways.scoped_postgres.catalogue import Difference


@dataclass(frozen=True)
class Told:
    """How a difference is said, and the statement that puts it right; empty where another line says it.

    `{name}` is whose difference it is, `{table}` and `{last}` its two parts, or `{first}` and `{second}` the
    halves of one that says two things, `{left}` and `{found}` how it was and is.
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
    "column": (
        Told("The column {last} of {table} is gone; it was {left}"),
        Told(f"{{table}} has a column {NOBODYS}, {{last}}: {{found}}"),
        Told("The column {last} of {table} is now {found}; it was {left}"),
    ),
    "child": (
        Told(""),
        Told("The rows of {first} are shown as if they were of {second}", "ALTER TABLE {name}"),
        Told(""),
    ),
    "event trigger": (
        Told(""),
        Told(f"There is an event trigger {NOBODYS}, {{name}}", "DROP EVENT TRIGGER {name}"),
        Told("The event trigger {name} is now on {found}"),
    ),
    "subscription": (
        Told(""),
        Told(
            "The subscription {name} writes what another server sends, and no trigger looks at it",
            "DROP SUBSCRIPTION {name}",
        ),
        Told(""),
    ),
    "setting": (
        Told(""),
        Told("With {name} set to {found}, triggers do not fire"),
        Told("With {name} set to {found}, triggers do not fire"),
    ),
    "default": (
        Told(""),
        Told(
            "{first} is set to {found} for {second}, which may change what queries mean or what is checked",
            "ALTER {second} RESET {first}",
        ),
        Told(""),
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
        Told("{first} lacks {second}", "ALTER ROLE {first} {second}"),
        Told("The role {first} has been made {second}", "ALTER ROLE {first} NO{second}"),
        Told(""),
    ),
    "member": (Told(""), Told("{second} is a member of {first}", "REVOKE {revoked}"), Told("")),
}

# a name as PostgreSQL quotes it: plain, or in double quotes with anything in it
NAME = r'(?:"(?:[^"]|"")*"|[^". ]+)'
PARTS = {"member": " TO ", "role": " ", "child": " NO INHERIT ", "default": " of "}
"""By kind: what stands between the two halves of its name."""


def tell(difference: Difference) -> Told:
    """What is said of a difference, and the statement that puts it right."""
    line, left, found = difference.line, difference.left, difference.found
    gone, new, other = TELLING[line.kind]
    table, last = split(line.name)
    first, _, second = line.name.partition(PARTS.get(line.kind, " "))
    said = {
        "name": line.name,
        "table": table,
        "last": last,
        "left": left.state if left else "",
        "found": found.state if found else "",
        "first": first,
        "second": second,
        "revoked": re.sub(rf" TO ({NAME})$", r" FROM \1", line.name),
    }
    told = gone if found is None else new if left is None else other
    return Told(told.words.format(**said), told.mend.format(**said))


def split(name: str) -> tuple[str, str]:
    """The table and the last name of `table.name`; what is quoted may hold full stops."""
    parts = re.fullmatch(rf"(.*)\.({NAME})", name, re.DOTALL)
    return (parts[1], parts[2]) if parts else ("", name)
