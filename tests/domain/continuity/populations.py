"""Random patients with contacts and diagnoses, and their continuity worked out one by one: the second way."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import ibis
import pyarrow as pa

from commonpractice.domain.continuity import parameters, rules
from commonpractice.domain.continuity.facts import Contact, Split, Time
from commonpractice.domain.continuity.queries.measured import Records
from commonpractice.gateways.event_store import layout

MEASURES = ("upc", "bice_boxerman", "herfindahl", "secon", "mmci")
FIRST, LAST = date(2024, 11, 1), date(2026, 3, 31)
TIMES = rules.times(LAST, 4, window=12)
DOCTORS = {7: (71, 72, 73), 8: (81, 82)}


@dataclass
class People:
    """Rows of the event store's tables, as dictionaries; `codes` are (condition, ends) by concept."""

    patients: list[dict] = field(default_factory=list)
    consultations: list[dict] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)
    members: list[tuple[int, int, bool]] = field(default_factory=list)

    def records(self) -> Records:
        def table(rows: list[dict], of: layout.Layout) -> ibis.Table:
            wanted = [of.schema.field(name) for name in rows[0]]
            return ibis.memtable(pa.Table.from_pylist(rows, schema=pa.schema(wanted)))

        return Records(
            table(self.patients, layout.PATIENTS),
            table(self.consultations, layout.CONSULTATIONS),
            table(self.events, layout.EVENTS),
        )


def people(number: int, chance: random.Random, surgeries: Sequence[int] = (7, 8)) -> People:
    """Patients of some surgeries, some on nobody's list, with contacts of all roles and days."""
    found = People(members=[(10 + n, n // 2, bool(n % 2)) for n in range(10)])
    for patient in range(1, number + 1):
        surgery = chance.choice(list(surgeries))
        own = chance.choice((None, *DOCTORS[surgery]))
        born = date(chance.randrange(1930, 2024), chance.randrange(1, 13), 1)
        found.patients.append({"patient": patient, "surgery": surgery, "born": born, "clinician": own})
        for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 5, 9, 20))):
            found.consultations.append(
                {
                    "patient": patient,
                    "day": _day(chance),
                    "clinician": own if own and chance.random() < 0.5 else chance.choice(DOCTORS[surgery]),
                    "role": chance.choice(("gp", "gp", "gp", "nurse")),
                }
            )
        for _ in range(chance.choice((0, 0, 1, 2, 6, 9))):
            found.events.append(
                {"patient": patient, "day": _day(chance), "concept": chance.randrange(10, 22)}
            )
    return found


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 20))


def expected(told: People, time: Time) -> Mapping[tuple, tuple]:
    """What each group and list comes to in one month, patient by patient: (own, contacts, seen), patients and
    the sums of their measures.

    Keys are (surgery, split, group), and (surgery, clinician).
    """
    seen: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in told.consultations:
        if row["role"] == "gp" and time.year_from <= row["day"] <= time.on:
            seen[row["patient"]].append((row["day"], row["clinician"]))
    coded: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in told.events:
        coded[row["patient"]].append((row["day"], row["concept"]))
    contacts: dict[tuple, list[Contact]] = defaultdict(list)
    measured: dict[tuple, list] = defaultdict(list)
    for patient in told.patients:
        number, own = patient["patient"], patient["clinician"]
        in_order = sorted(seen[number])
        if not in_order:
            continue
        keys = [(patient["surgery"], *group) for group in _groups(told, patient, coded[number], time)]
        found = rules.measured([str(by) for _, by in in_order], minimum=parameters.minimum_contacts())
        for key in [*keys, *([(patient["surgery"], own)] if own else [])]:
            if found.upc is not None:
                measured[key].append(found)
        for day, by in in_order:
            if day >= time.month_from:
                for key in keys:
                    contacts[key].append(Contact(str(number), str(by), None if own is None else str(own)))
    result: dict[tuple, tuple] = {}
    for key, of in contacts.items():
        own = rules.together(rules.by_list(of).values())
        result[key] = (own.count, own.of)
        if key[1:] == ("", ""):
            for clinician, one in rules.by_list(of).items():
                result[key[0], int(clinician)] = (one.count, one.of)
            for clinician, one in rules.by_clinician(of).items():
                result[key[0], int(clinician), "seen"] = (one.count, one.of)
    return {
        **{("contacts", *key): value for key, value in result.items() if value[1]},
        **{
            ("means", *key): (
                len(of),
                *(sum(getattr(one, name) for one in of) / len(of) for name in MEASURES),
            )
            for key, of in measured.items()
        },
    }


def _groups(
    told: People, patient: dict, coded: Sequence[tuple[date, int]], time: Time
) -> list[tuple[str, str]]:
    born = patient["born"]
    age = time.on.year - born.year - (time.on.month < born.month)
    days: dict[tuple[int, bool], list[date]] = defaultdict(list)
    for day, concept in coded:
        for one, condition, ends in told.members:
            if one == concept and day <= time.on:
                days[condition, ends].append(day)
    need = sum(
        not days.get((condition, True)) or max(found) >= max(days[condition, True])
        for (condition, ends), found in list(days.items())
        if not ends
    )
    values = {Split.AGE: age, Split.NEED: need}
    bands = parameters.bands()
    return [
        ("", ""),
        *(
            (split.value, next(b.key for b in bands[split] if b.below is None or value < b.below))
            for split, value in values.items()
        ),
    ]
