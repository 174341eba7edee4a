"""What the files of a recall list hold: their headings and rows, as texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonpractice.domain.partnership.facts import Scope
from commonpractice.domain.quality.facts.recalls import Filter, ListFact
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls
from commonpractice.domain.quality.queries.coding import coded
from commonpractice.domain.quality.rules import recalling
from commonpractice.domain.quality.rules.days import age_on
from commonpractice.domain.records import actions as records
from commonpractice.domain.records.facts import Person
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.recalls import presenters

LIST = (
    "NHS number",
    "Name",
    "Born",
    "Telephone",
    "Most urgent",
    "What is missing",
    "What to do",
    "Done so far",
)
CODES = ("NHS number", "Name", "Born", "SNOMED code", "Term", "Date", "Reason")
LETTERS = ("To", "Address", "Postcode", "What for")


@dataclass(frozen=True)
class Table:
    """A file's rows, the headings first, and the patients who are in it."""

    rows: Sequence[Sequence[str]]
    patients: Sequence[int]


def of_list(of: ListFact, wanted: Filter, *, scope: Scope, at: datetime, today: date) -> Table:
    """A row a patient, in the order in which they are called."""
    found = recalls.part(of, wanted, today=today, most=None).patients
    shown = presenters.rows(of, found, why="Recall list as a file", scope=scope, at=at)
    rows = [
        (
            *_who(row.person), row.person.phone, row.benefit,
            "; ".join(f"{thing.indicator.title}: {thing.why}".removesuffix(": ") for thing in row.things),
            "; ".join(dict.fromkeys(thing.task.do for thing in row.things if thing.task)),
            "; ".join(f"{each.words}: {each.about}".removesuffix(": ") for each in row.done),
        )
        for row in shown.rows
    ]  # fmt: skip
    return Table([LIST, *rows], [row.person.id for row in shown.rows])


def of_codes(of: ListFact, wanted: Filter, *, scope: Scope, at: datetime, today: date) -> Table:
    """A row for each code that is to be entered in the clinical system and has not come back yet.

    Of everybody who was invited, declined or for whom care is not suitable, whichever part is asked for.
    """
    told = definitions().indicators
    since = min(recalling.counts_since(each, of.asked) for each in told.values())
    events = [
        event
        for event in recalls.events_since(surgery_id=of.surgery_id, since=since)
        if event.what in recalling.TO_CODE
    ]
    result = coded(events, scope=scope, surgery_id=of.surgery_id, today=today)
    by_patient: dict[int, list] = {}
    for event in events:
        by_patient.setdefault(event.patient, []).append(event)
    waiting = [(event, each) for event in events for each in result.waiting(event)]
    people = _people([event.patient for event, _ in waiting], "Codes to enter as a file", scope, at)
    rows: list[tuple[str, ...]] = []
    for event, each in waiting:
        number = presenters.which(event, by_patient[event.patient])
        code = result.proposed(event, each.codelist, number=number)
        if code is not None:
            titles = ", ".join(told[code].title for code in each.indicators)
            reason = f"{presenters.in_words(event)}: {titles}"
            rows.append((*_who(people[event.patient]), code.code, code.term, event.on.isoformat(), reason))
    return Table([CODES, *dict.fromkeys(rows)], sorted(people))


def of_letters(of: ListFact, wanted: Filter, *, scope: Scope, at: datetime, today: date) -> Table:
    """Whom to write to and what for, in plain words.

    Of each patient the things alone that they are to be asked for now (queries.recalls.to_ask): nobody is
    written to about what they declined. A child's letter is to the parents.
    """
    told = definitions().indicators
    what_for: dict[int, list[str]] = {}
    for each in recalls.part(of, wanted, today=today, most=None).patients:
        kinds = [
            kind
            for one in recalls.to_ask(each, wanted, today=today)
            for kind in recalls.kinds_of(told[one.indicator], one.task)
        ]
        words = [kind.letter for kind in parameters.kinds().values() if kind in kinds and kind.letter]
        if words:
            what_for[each.patient] = words
    people = _people(list(what_for), "Letters of a recall list as a file", scope, at)
    rows = [
        (_to(people[patient], today), people[patient].address, people[patient].postcode, listed(words))
        for patient, words in what_for.items()
    ]
    return Table([LETTERS, *rows], list(what_for))


def listed(words: Sequence[str]) -> str:
    """“a blood test, a foot check and a vaccination”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _people(patients: Sequence[int], why: str, scope: Scope, at: datetime) -> dict[int, Person]:
    if not patients:
        return {}
    return records.look_at(patients=sorted(set(patients)), why=why, scope=scope, at=at)


def _who(person: Person) -> tuple[str, str, str]:
    return person.nhs_number or "", _name(person), day(person.born)


def _to(person: Person, today: date) -> str:
    child = age_on(person.born, today) < parameters.letters_to_parents_under()
    return f"The parent or guardian of {_name(person)}" if child else _name(person)


def _name(person: Person) -> str:
    return f"{person.given_name} {person.family_name}".strip()
