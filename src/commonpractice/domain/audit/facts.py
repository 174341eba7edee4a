"""The nouns of the audit log."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Actor:
    """Somebody, or some command, who acts. `id` is the user's; 0 stands for the program itself."""

    id: int
    name: str


PROGRAM = Actor(0, "Common Practice")
"""The program acting on its own: a command run by whoever administers the installation."""


def at_the_bidding_of(account: str, machine: str) -> Actor:
    """The program, with the account and the machine on which its command was typed.

    Whoever may run commands has the whole database in their hands, so that their account is all that tells
    one from another.
    """
    return Actor(PROGRAM.id, f"{PROGRAM.name} ({account} on {machine})")


STRANGER = Actor(-1, "Nobody signed in")
"""Whoever tried to come in and did not. Not the program: it may do what no stranger should."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the log: of these surgeries, and what else narrows it.

    `beyond` adds what concerns no surgery; `room` is the first part of a deed, `actors` are ids, and the
    time is from the first moment on and before the second.
    """

    surgeries: tuple[int, ...]
    beyond: bool = False
    room: str = ""
    actors: tuple[int, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class EntryRow:
    """One deed or look, as the page shows it."""

    id: int
    at: datetime
    actor: str
    deed: str
    subject: str
    surgery_id: int | None


@dataclass(frozen=True)
class Page:
    """Some entries, newest first, and between which others they lie.

    `older` is the entry before which there are more, `newer` the one after which there are; None for neither.
    """

    rows: tuple[EntryRow, ...]
    newer: int | None
    older: int | None


@dataclass(frozen=True)
class Finding:
    """What a check found: whether all is well and, if not, what is wrong and what to do."""

    what: str
    well: bool
    words: str


@dataclass(frozen=True)
class Head:
    """Where a hash chain ended at some moment: how many links it had, and the last one's hash.

    `chain` says which kind it is, `surgery_id` whose (0 for nobody's), `of` in words what it seals.
    """

    chain: str
    surgery_id: int
    of: str
    number: int
    hash: str
    """64 hexadecimal digits."""
