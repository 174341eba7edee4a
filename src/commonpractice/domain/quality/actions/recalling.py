"""Write down what was done about patients on a recall list. It changes no verdict.

Whoever reads a surgery's log need not be one who knows its patients: what the log says in words holds neither
how many they were nor what they answered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.recalls import InvitedBy, ListFact, RecallEvent, What
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls as queries
from commonpractice.domain.quality.rules import recalling
from commonpractice.foundations.dated import day as day_in_words
from commonpractice.foundations.days import local_day

LONGEST = 200  # characters of what somebody adds in words


class CannotWriteDown(Exception):
    """What was done cannot be written down, with a sentence that says what to mend."""


@dataclass(frozen=True)
class Written:
    """For how many patients something was written down, and for how many it stood there already."""

    patients: int
    already: int


@transaction.atomic
def write_down(
    *,
    what: What,
    about: Mapping[int, Sequence[str]],
    on: date,
    of: ListFact,
    scope: Scope,
    at: datetime,
    by: InvitedBy | None = None,
    words: str = "",
) -> Written:
    """Write down what was done on a day; `about` has the indicators that it is about, by patient.

    What stands there word for word is not written twice. Raises CannotWriteDown, OutOfScope and NotAllowed.
    """
    reach.check_covers(scope, [of.surgery_id], Power.RECALL)
    _check(what, about, on, of, at, by, words)
    _one_at_a_time(of.surgery_id)
    before = queries.events(surgery_id=of.surgery_id, patients=list(about))
    told = [
        (patient, tuple(sorted(codes)))
        for patient, codes in about.items()
        if not any(_same(event, what, by, on, tuple(sorted(codes)), words) for event in before[patient])
    ]
    if told:
        models.RecallEvent.objects.bulk_create(
            [
                models.RecallEvent(
                    surgery_id=of.surgery_id, patient_id=patient, what=what.value, by=by.value if by else "",
                    on=on, indicators=list(codes), words=words.strip(), at=at,
                    actor_id=scope.actor.id, actor_name=scope.actor.name,
                )
                for patient, codes in told
            ]
        )  # fmt: skip
        audit.record(
            actor=scope.actor,
            deed="quality.write_down_recall",
            subject="Recalls written down",
            surgery_id=of.surgery_id,
            details={"patients": sorted(patient for patient, _ in told)},
            at=at,
        )
    return Written(len(told), len(about) - len(told))


@transaction.atomic
def take_back(*, event: int, patient: int, surgery_id: int, scope: Scope, at: datetime) -> RecallEvent:
    """Say that something was written down by mistake: both stay to be read, and it counts no more.

    Raises CannotWriteDown where it is not there or was taken back already, OutOfScope and NotAllowed.
    """
    reach.check_covers(scope, [surgery_id], Power.RECALL)
    _one_at_a_time(surgery_id)
    events = queries.events(surgery_id=surgery_id, patients=[patient])[patient]
    taken = next((one for one in events if one.id == event), None)
    if taken is None:
        raise CannotWriteDown("That is not in what was written down for this patient.")
    if not taken.stands:
        raise CannotWriteDown("That has been taken back already.")
    models.RecallEvent.objects.bulk_create(
        [
            models.RecallEvent(
                surgery_id=surgery_id, patient_id=patient, what=What.TAKEN_BACK.value, by="",
                on=local_day(at), indicators=list(taken.indicators), takes_back_id=event, at=at,
                actor_id=scope.actor.id, actor_name=scope.actor.name,
            )
        ]
    )  # fmt: skip
    audit.record(
        actor=scope.actor,
        deed="quality.take_back_recall",
        subject="Recall written down by mistake taken back",
        surgery_id=surgery_id,
        details={"patients": [patient], "event": event},
        at=at,
    )
    return taken


def note_taken_out(what: str, patients: Sequence[int], *, of: ListFact, scope: Scope, at: datetime) -> None:
    """Write down that a file about some patients of a list was taken away; `what` says which, in words.

    Raises OutOfScope and NotAllowed.
    """
    reach.check_covers(scope, [of.surgery_id], Power.RECALL)
    audit.record(
        actor=scope.actor,
        deed="quality.export_recalls",
        subject=f"{what} taken out as a file",
        surgery_id=of.surgery_id,
        details={"patients": sorted(patients)},
        at=at,
    )


def _check(
    what: What,
    about: Mapping[int, Sequence[str]],
    on: date,
    of: ListFact,
    at: datetime,
    by: InvitedBy | None,
    words: str,
) -> None:
    today = local_day(at)
    if not about:
        raise CannotWriteDown("Choose at least one patient.")
    if not all(about.values()):
        raise CannotWriteDown("Choose at least one thing that it is about.")
    if on > today:
        raise CannotWriteDown(f"{day_in_words(on)} is still to come. Write down what has happened.")
    known = definitions().indicators
    codes = {code for some in about.values() for code in some}
    if not codes <= known.keys():
        raise CannotWriteDown(
            "That is about something that is not measured here any more. Open the list again."
        )
    first = min(recalling.counts_since(known[code], of.asked) for code in codes)
    if on < first:
        raise CannotWriteDown(
            f"{day_in_words(on)} is before {day_in_words(first)}: it does not count for this list any more."
        )
    if what is What.INVITED and by is None:
        raise CannotWriteDown("Say how the patient was invited.")
    if len(words.strip()) > LONGEST:
        raise CannotWriteDown(f"Say it in {LONGEST} characters; the rest belongs in the patient's record.")


def _same(
    event: RecallEvent, what: What, by: InvitedBy | None, on: date, codes: tuple[str, ...], words: str
) -> bool:
    told = (event.what, event.by, event.on, tuple(sorted(event.indicators)), event.words)
    return event.stands and told == (what, by, on, codes, words.strip())


def _one_at_a_time(surgery_id: int) -> None:
    """Wait for whoever writes at the surgery now, so that what they write is seen before writing it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quality_recall'), %s)", [surgery_id])
