"""A recall list as its pages show it: patients with their names, what is missing, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.quality.facts.recalls import (
    Code,
    Kind,
    ListFact,
    Missed,
    RecallEvent,
    ToCall,
    ToCode,
    What,
)
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import read_again, recalls
from commonpractice.domain.quality.queries.coding import coded
from commonpractice.domain.quality.queries.read_again import Thing
from commonpractice.domain.quality.rules import recalling
from commonpractice.domain.quality.rules.about import register_codes
from commonpractice.domain.records import actions as records
from commonpractice.domain.records.facts import Person
from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import FinancialYear, Month
from commonpractice.gateways.event_store.reading import SnapshotDamaged

WAITS = (What.DONE, What.DECLINED, What.UNSUITABLE)


@dataclass(frozen=True)
class SoFar:
    """Something done, in words; `about` says what of, where something else is to be asked for too.

    It `waits` for its code where nothing else is to be done about it.
    """

    words: str
    about: str
    waits: bool


@dataclass(frozen=True)
class Row:
    """A patient of a list. `kinds` is what one visit would do; `done` what was done last about each thing."""

    person: Person
    called: ToCall
    benefit: str
    things: tuple[Thing, ...]
    kinds: tuple[Kind, ...]
    done: tuple[SoFar, ...]
    next_counts: date | None
    """From which day one more invitation makes two that count; None where none is wanted."""


@dataclass(frozen=True)
class Rows:
    """`unread` says why the patients' records could not be read again, where they could not."""

    rows: tuple[Row, ...]
    unread: str = ""


@dataclass(frozen=True)
class Waiting:
    """One thing to be coded for something done: which code we propose, and whether it has come back."""

    to_code: ToCode
    words: str
    code: Code | None


@dataclass(frozen=True)
class Done:
    """Something done about a patient, with what is to be coded for it, and the titles that it is about."""

    event: RecallEvent
    about: tuple[str, ...]
    to_code: tuple[Waiting, ...]
    still_missing: bool


@dataclass(frozen=True)
class History:
    """What was done about a patient, the last first; the records are of the day `extract`."""

    done: tuple[Done, ...]
    extract: date | None


def rows(of: ListFact, called: Sequence[ToCall], *, why: str, scope: Scope, at: datetime) -> Rows:
    """Patients of a list with their names; the look is written down with `why`.

    Raises NoSuchPatient, OutOfScope and NotAllowed.
    """
    if not called:
        return Rows(())
    people = records.look_at(patients=[each.patient for each in called], why=why, scope=scope, at=at)
    events = recalls.events(surgery_id=of.surgery_id, patients=[each.patient for each in called])
    things, unread = _things(of, {each.patient: each.missed for each in called})
    found = tuple(
        Row(
            person=people[each.patient],
            called=each,
            benefit=parameters.benefits()[each.benefit],
            things=tuple(things[each.patient]),
            kinds=tuple(dict.fromkeys(kind for thing in things[each.patient] for kind in thing.kinds)),
            done=so_far(each.missed),
            next_counts=next_counts(of, each.missed, events[each.patient]),
        )
        for each in called
    )
    return Rows(found, unread)


def so_far(missed: Sequence[Missed]) -> tuple[SoFar, ...]:
    """What was done last about each thing that a patient misses, the last first."""
    told = definitions().indicators
    asked = [one for one in missed if one.indicator in told]
    events = {one.done.id: one.done for one in asked if one.done is not None}
    found = []
    for event in sorted(events.values(), key=lambda each: (each.on, each.id), reverse=True):
        others = [
            one
            for one in asked
            if one.done != event and recalls.asks_for_the_patient(told[one.indicator], one.task)
        ]
        titles = [told[one.indicator].title for one in asked if one.done == event]
        about = ", ".join(titles) if others else ""
        found.append(SoFar(in_words(event), about, event.what in WAITS))
    return tuple(found)


def of_patient(of: ListFact, patient: int, missed: Sequence[Missed]) -> tuple[list[Thing], str]:
    """What one patient misses; and why the records could not be read again, where they could not."""
    things, unread = _things(of, {patient: missed} if missed else {})
    return things.get(patient, []), unread


def history(of: ListFact, patient: int, missed: Sequence[Missed], *, scope: Scope, today: date) -> History:
    """What was done about a patient, with what has to be coded for it."""
    events = recalls.events(surgery_id=of.surgery_id, patients=[patient])[patient]
    standing = [event for event in events if event.stands]
    found = coded(standing, scope=scope, surgery_id=of.surgery_id, today=today)
    titles = {code: told.title for code, told in definitions().indicators.items()}
    still = {one.indicator for one in missed}
    words = parameters.words_of_codelists()
    done = [
        Done(
            event=event,
            about=tuple(titles.get(code, code) for code in event.indicators),
            to_code=tuple(
                Waiting(
                    each,
                    words[each.codelist],
                    found.proposed(event, each.codelist, number=which(event, events)),
                )
                for each in found.to_code.get(event.id, [])
            ),
            still_missing=bool(still & set(event.indicators)),
        )
        for event in reversed(events)
    ]
    return History(tuple(done), found.extract)


def next_counts(of: ListFact, missed: Sequence[Missed], events: Sequence[RecallEvent]) -> date | None:
    """From which day a second invitation counts for something that a patient misses."""
    told, coding = definitions().indicators, parameters.coding()
    days = [
        recalling.next_counts_from(
            recalling.invitations(
                events, one.indicator, since=recalling.counts_since(told[one.indicator], of.asked)
            ),
            recalling.days_apart(told[one.indicator], coding),
        )
        for one in missed
        if one.indicator in told
    ]
    return min((found for found in days if found), default=None)


def in_words(event: RecallEvent) -> str:
    """Such as “Invited by letter on 3 May 2026”."""
    return f"{event.what.words}{f' {event.by.words}' if event.by else ''} on {day(event.on)}"


def in_passing(event: RecallEvent) -> str:
    """The same within a sentence: “invited by letter on 3 May 2026”."""
    words = in_words(event)
    return words[0].lower() + words[1:]


def weeks_left(of: ListFact, today: date) -> int | None:
    """How many weeks are left of the NHS's year, where it is near its end."""
    left = (of.asked.year_end - today).days
    return max(left, 0) // 7 if 0 <= left <= parameters.near_year_end() else None


def last_first_invitation(of: ListFact) -> date:
    """The last day on which a first invitation can still be followed by one that counts."""
    apart = max(recalling.days_apart(told, parameters.coding()) for told in definitions().indicators.values())
    return of.asked.year_end - timedelta(days=apart)


def worth(of: ListFact, *, scope: Scope) -> Pence | None:
    """What the year would bring beyond what is expected, if everyone on the list met what the NHS pays for.

    None for whoever may not see the surgery's money, and where nothing was forecast of the year.
    """
    if not scope.may(Power.SEE_MONTH, of.surgery_id):
        return None
    year = FinancialYear.of(Month.of(of.asked.year_end))
    totals = contracts.forecast_totals(scope=scope, surgeries=[of.surgery_id], year=year)
    return totals[of.surgery_id].of_year.at_risk if of.surgery_id in totals else None


def registers(missed: Mapping[str, int]) -> list:
    """The conditions of what anybody on a list misses, by name."""
    told = definitions()
    codes = {
        code
        for indicator in missed
        if indicator in told.indicators
        for code in register_codes(told.indicators[indicator].who)
    }
    return sorted((told.registers[code] for code in codes), key=lambda each: each.name)


def _things(of: ListFact, missed: Mapping[int, Sequence[Missed]]) -> tuple[dict[int, list[Thing]], str]:
    """What is missing, read again; without sentences where the files cannot be read."""
    try:
        return read_again.things(of, missed), ""
    except SnapshotDamaged as fault:
        return read_again.things_unread(missed), str(fault)


def which(event: RecallEvent, events: Sequence[RecallEvent]) -> int:
    """The which invitation it is."""
    days = {
        one.on
        for one in events
        if one.stands
        and one.what is What.INVITED
        and one.on < event.on
        and set(one.indicators) & set(event.indicators)
    }
    return len(days) + 1
