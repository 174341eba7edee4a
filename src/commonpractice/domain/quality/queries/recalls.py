"""Ask for a surgery's recall list: who is on it, in which order, and what was done about them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.facts.recalls import (
    Filter,
    InvitedBy,
    Kind,
    ListFact,
    Missed,
    RecallEvent,
    Showing,
    ToCall,
    What,
)
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries.lists import of_lists
from commonpractice.domain.quality.rules import recalling
from commonpractice.domain.quality.rules.about import register_codes
from commonpractice.domain.records import queries as records

PAGE = 50

# What was done last is by thing: the last that stands and is about it, while it counts. A patient is in each
# state in which something wanted is; in "not invited yet" with something that asks for the patient, or where
# nothing was done about anything wanted.
CALLED = """
    WITH told AS (
        SELECT * FROM unnest(%(codes)s::text[], %(benefits)s::int[], %(since)s::date[])
        AS t (indicator, benefit, since)
    ), missed AS (
        SELECT m.patient, m.indicator, m.task, m.last_found, t.benefit, t.since,
            coalesce(m.last_found, '-infinity') AS overdue,
            %(wanted)s::text[] IS NULL
                OR m.indicator || ' ' || coalesce(m.task, -1) = ANY (%(wanted)s) AS wanted,
            m.indicator || ' ' || coalesce(m.task, -1) = ANY (%(asking)s) AS asking
        FROM quality_missed m JOIN told t USING (indicator)
        WHERE m.surgery_id = %(surgery)s AND (%(patients)s::int[] IS NULL OR m.patient = ANY (%(patients)s))
    ), last AS (
        SELECT DISTINCT ON (m.patient, m.indicator) m.patient, m.indicator, e.id, e.what, e."on"
        FROM quality_recall_event e
        JOIN missed m ON m.patient = e.patient_id AND e."on" >= m.since AND e.indicators ? m.indicator
        WHERE e.surgery_id = %(surgery)s AND e.what <> 'taken_back'
          AND NOT EXISTS (SELECT FROM quality_recall_event b WHERE b.takes_back_id = e.id)
        ORDER BY m.patient, m.indicator, e."on" DESC, e.id DESC
    ), called AS (
        SELECT m.patient, min(m.benefit) AS benefit, count(*) AS things,
            (array_agg(m.overdue ORDER BY m.benefit, m.overdue))[1] AS overdue,
            json_agg(
                json_build_array(m.indicator, m.task, m.last_found, l.id)
                ORDER BY m.benefit, m.overdue, m.indicator
            ) AS missed,
            array_agg(DISTINCT l.what) FILTER (WHERE m.wanted AND l."on" <= %(by)s) || CASE
                WHEN bool_or(m.wanted AND m.asking AND l.id IS NULL)
                    OR NOT bool_or(m.wanted AND l.id IS NOT NULL)
                THEN ARRAY['nothing_done'] ELSE '{}' END AS states
        FROM missed m LEFT JOIN last l USING (patient, indicator)
        GROUP BY m.patient
        HAVING bool_or(m.wanted)
    )
"""
COUNTED = f"""{CALLED}
    SELECT state, count(*) FROM called, unnest(states) state GROUP BY 1
    UNION ALL SELECT 'everybody', count(*) FROM called
"""  # noqa: S608 no words of anybody's
SHOWN = f"""{CALLED}
    SELECT patient, benefit, missed, count(*) OVER () FROM called
    WHERE %(showing)s = 'everybody' OR %(showing)s = ANY (states)
    ORDER BY benefit, things DESC, overdue, patient
    LIMIT %(most)s OFFSET %(from)s
"""  # noqa: S608


@dataclass(frozen=True)
class Part:
    """A part of a list, in the order in which they are called; `of` is how many there are in all."""

    patients: tuple[ToCall, ...]
    of: int


def the_list(*, scope: Scope, surgery_id: int) -> ListFact | None:
    """A surgery's recall list; None where the indicators were never run. Raises OutOfScope, NotAllowed."""
    reach.check_covers(scope, [surgery_id], Power.RECALL)
    run = of_lists([surgery_id]).get(surgery_id)
    if run is None:
        return None
    now = records.in_use(scope=scope, surgeries=[surgery_id]).get(surgery_id)
    return ListFact(
        run=run.id,
        surgery_id=surgery_id,
        asked=Asked(run.on, run.year_end),
        at=run.at,
        extract=run.snapshot.as_at,
        newer=now.as_at if now is not None and now.id != run.snapshot_id else None,
        definitions_changed=run.rulebook != definitions().hash,
    )


def counted(of: ListFact, wanted: Filter = Filter()) -> dict[Showing, int]:  # noqa: B008 frozen
    """How many of a list are in each state, and in all; of those who miss what is wanted.

    Whoever misses several things may be in several states.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, _asked(of, wanted) | {"by": date.max})
        found = {Showing(state): patients for state, patients in cursor.fetchall()}
    return {state: found.get(state, 0) for state in Showing}


def part(
    of: ListFact,
    wanted: Filter = Filter(),  # noqa: B008 frozen
    *,
    today: date,
    first: int = 0,
    most: int | None = PAGE,
    patients: Sequence[int] | None = None,
) -> Part:
    """Some of a list from a place (0 the first) on: most urgent first, then who misses most, then longest.

    All of it where `most` is None; of some patients alone where they are named.
    """
    asked = _asked(of, wanted, patients) | {
        "showing": wanted.showing.value,
        "by": today - timedelta(weeks=wanted.weeks),
        "most": most,
        "from": first,
    }
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, asked)
        rows = cursor.fetchall()
    done = {event for _, _, missed, _ in rows for _, _, _, event in missed if event is not None}
    events_by_id = {event.id: event for event in _events(id__in=done)}
    called = tuple(
        ToCall(
            patient=patient,
            benefit=benefit,
            missed=tuple(
                Missed(code, task, None if day is None else date.fromisoformat(day), events_by_id.get(event))
                for code, task, day, event in missed
            ),
        )
        for patient, benefit, missed, _ in rows
    )
    return Part(called, rows[0][3] if rows else 0)


def events(*, surgery_id: int, patients: Collection[int]) -> dict[int, list[RecallEvent]]:
    """What was done about some patients of a surgery, the first first, taken back or not."""
    found: dict[int, list[RecallEvent]] = {patient: [] for patient in patients}
    for event in _events(surgery_id=surgery_id, patient__in=list(patients)):
        found[event.patient].append(event)
    return found


def events_since(*, surgery_id: int, since: date) -> list[RecallEvent]:
    """What was done since a day about anybody of a surgery and stands, the first first."""
    return [event for event in _events(surgery_id=surgery_id, on__gte=since) if event.stands]


def missed_now(*, surgery_id: int) -> dict[str, int]:
    """How many patients of a surgery miss each indicator."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, count(*) FROM quality_missed WHERE surgery_id = %s GROUP BY 1", [surgery_id]
        )
        return dict(cursor.fetchall())


def is_wanted(told: Indicator, task: int | None, wanted: Filter) -> bool:
    """Whether something missed is of the part of a list that is asked for, whatever was done about it."""
    fits = not wanted.indicator or told.code == wanted.indicator
    fits &= not wanted.register or wanted.register in register_codes(told.who)
    fits &= not wanted.this_year or not told.rolling
    if wanted.kind:
        fits &= wanted.kind in {kind.key for kind in kinds_of(told, task)}
    return fits


def to_ask(called: ToCall, wanted: Filter, *, today: date) -> list[Missed]:
    """What to ask a patient for now, of what is wanted: what a letter speaks of.

    Of everybody's, what was not answered yet: neither declined nor booked, done or not suitable. Of another
    part of the list, what is in that state.
    """
    told, by = definitions().indicators, today - timedelta(weeks=wanted.weeks)
    return [
        one
        for one in called.missed
        if one.indicator in told
        and is_wanted(told[one.indicator], one.task, wanted)
        and asks_for_the_patient(told[one.indicator], one.task)
        and _is_shown(one, wanted.showing, by)
    ]


def _is_shown(one: Missed, showing: Showing, by: date) -> bool:
    if one.done is None:
        return showing in (Showing.EVERYBODY, Showing.NOTHING_DONE)
    if showing is Showing.EVERYBODY:
        return one.done.what is What.INVITED
    return one.done.what.value == showing.value and one.done.on <= by


def asks_for_the_patient(told: Indicator, task: int | None) -> bool:
    """Whether a letter can ask for it; else it is work for the surgery alone."""
    return any(kind.letter for kind in kinds_of(told, task))


def kinds_of(told: Indicator, task: int | None) -> tuple[Kind, ...]:
    """The kinds of work of a task, by its place."""
    fits = task is not None and task < len(told.tasks)
    return parameters.kinds_of(told.tasks[task] if fits else None)


def _asked(of: ListFact, wanted: Filter, patients: Sequence[int] | None = None) -> Mapping[str, object]:
    told = list(definitions().indicators.values())
    tasks = [(each, task) for each in told for task in (None, *range(len(each.tasks)))]
    pairs = None
    if wanted.indicator or wanted.register or wanted.kind or wanted.this_year:
        pairs = [_pair(each, task) for each, task in tasks if is_wanted(each, task, wanted)]
    return {
        "codes": [each.code for each in told],
        "benefits": [each.benefit for each in told],
        "since": [recalling.counts_since(each, of.asked) for each in told],
        "wanted": pairs,
        "asking": [_pair(each, task) for each, task in tasks if asks_for_the_patient(each, task)],
        "surgery": of.surgery_id,
        "patients": None if patients is None else list(patients),
    }


def _pair(told: Indicator, task: int | None) -> str:
    return f"{told.code} {-1 if task is None else task}"


def _events(**of: object) -> list[RecallEvent]:
    rows = models.RecallEvent.objects.filter(**of).exclude(what=What.TAKEN_BACK)
    return [_event(row) for row in rows.select_related("taken_back_by").order_by("on", "id")]


def _event(row: models.RecallEvent) -> RecallEvent:
    back = getattr(row, "taken_back_by", None)
    return RecallEvent(
        id=row.id,
        patient=row.patient_id,
        what=What(row.what),
        by=InvitedBy(row.by) if row.by else None,
        on=row.on,
        indicators=tuple(row.indicators),
        words=row.words,
        at=row.at,
        who=row.actor_name,
        taken_back_by=back.actor_name if back is not None else "",
    )
