"""The nouns of the audit log."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Somebody, or some command, who acts. `id` is the user's; 0 stands for the program itself."""

    id: int
    name: str


PROGRAM = Actor(0, "Common Practice")
"""The program acting on its own: a command run by whoever administers the installation."""


@dataclass(frozen=True)
class Finding:
    """What a check found: whether all is well and, if not, what is wrong and what to do."""

    what: str
    well: bool
    words: str
