"""What every deed asks of the database: the books held in one order, and its refusals in words."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

GAVE_WAY = (
    "Somebody else was writing in the same books at the same moment, and this had to give way. Nothing has "
    "changed: try again."
)
TOO_MUCH = (
    "Together with what is in the books this comes to more than they can hold: that cannot be right. Nothing "
    "was posted."
)
KEYS = {
    "document_posts_once": (
        "This document has been posted already: nothing was posted twice. To post it anew, reverse the whole "
        "document first."
    ),
    "ledger_journal_reverses_id_key": "This has been reversed already: nothing was posted twice.",
}
"""What is there once only, by the name of its key, and what is said of a second."""

DEADLOCK, SERIALIZATION, OUT_OF_RANGE = "40P01", "40001", "22003"
OUR_OWN = {"23000", "42501"}
"""How our own functions refuse; with a sentence and, where it is about rights, with a name for the rule."""


@dataclass(frozen=True)
class Refusal:
    """Why the database refused: a sentence for the screen, and the name of the rule or key that is broken."""

    rule: str
    sentence: str


def hold_books(surgeries: Iterable[int]) -> None:
    """Keep everybody else from writing in some profit centres' books until this transaction ends.

    Taken all at once and in one order, so that two who write in several never wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT app.hold_books(%s::int[])", [sorted(set(surgeries))])


def refusal_in(error: DatabaseError) -> Refusal | None:
    """The refusal that an error is; None for one that is a fault of ours, or the database's end."""
    state = getattr(error.__cause__, "sqlstate", None)
    told = getattr(error.__cause__, "diag", None)
    rule = (told.constraint_name if told else None) or ""
    if state in (DEADLOCK, SERIALIZATION):
        return Refusal("gave_way", GAVE_WAY)
    if state == OUT_OF_RANGE:
        return Refusal("too_much", TOO_MUCH)
    if rule in KEYS:
        return Refusal(rule, KEYS[rule])
    if state in OUR_OWN and (rule or state == "23000") and told and told.message_primary:
        return Refusal(rule, told.message_primary)
    return None


@contextmanager
def saying_why(refused: Callable[[Refusal], Exception]) -> Iterator[None]:
    """Ask something of the database, all or nothing; where it refuses, `refused` makes what is raised."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        refusal = refusal_in(error)
        if refusal is None:
            raise
        raise refused(refusal) from error
