"""The set-wise measures of continuity give what measuring each patient gives."""

import random
from collections import defaultdict
from datetime import date, timedelta

import ibis
import pytest

from commonpractice.domain.continuity import measures, rules
from commonpractice.domain.continuity.facts import Contact, OutOf
from commonpractice.gateways.event_engine import open_engine

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
TIMES = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 2, 1), date(2026, 6, 30))]
MEASURES = ("contacts", "upc", "bice_boxerman", "herfindahl", "secon", "mmci")


def consultations(rng: random.Random) -> tuple[list[dict], list[dict]]:
    patients = [
        {"patient": number, "surgery": 7, "clinician": rng.choice((None, 1, 2, 3)), "unused": 0}
        for number in range(60)
    ]
    rows = [
        {
            "patient": rng.randrange(60),
            "day": FIRST + timedelta(days=rng.randrange((LAST - FIRST).days + 30)),
            "clinician": rng.choice((1, 1, 2, 3, 4)),
            "role": rng.choice(("gp", "gp", "gp", "nurse")),
        }
        for _ in range(400)
    ]
    return patients, rows


def one_by_one(patients: list[dict], rows: list[dict], first: date, last: date) -> list[Contact]:
    """Contacts of GPs in a time, in the order of the day and the clinician."""
    own = {row["patient"]: row["clinician"] for row in patients}
    inside = [row for row in rows if row["role"] == "gp" and first <= row["day"] <= last]
    return [
        Contact(str(row["patient"]), str(row["clinician"]), _text(own[row["patient"]]))
        for row in sorted(inside, key=lambda row: (row["day"], row["clinician"]))
    ]


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


@pytest.mark.parametrize("seed", range(4))
def test_patients_lists_and_clinicians_agree_with_the_rules(seed):
    patients, rows = consultations(random.Random(seed))
    with open_engine() as engine:
        seen = measures.contacts(
            ibis.memtable(
                rows, schema={"patient": "int32", "day": "date", "clinician": "int32", "role": "string"}
            ),
            ibis.memtable(
                patients,
                schema={"patient": "int32", "surgery": "int32", "clinician": "int32", "unused": "int32"},
            ),
            measures.windows(TIMES),
        )
        of_patients = engine.rows(measures.of_patients(seen, minimum=2))
        by_list = engine.rows(measures.by_list(seen))
        by_clinician = engine.rows(measures.by_clinician(seen))
    for at, (first, last) in enumerate(TIMES):
        contacts = one_by_one(patients, rows, first, last)
        of: dict[str, list[str]] = defaultdict(list)
        for contact in contacts:
            of[contact.patient].append(contact.clinician)
        mine = [row for row in of_patients if row["at"] == at]
        assert {str(row["patient"]) for row in mine} == set(of)
        for row in mine:
            measured = rules.measured(of[str(row["patient"])], minimum=2)
            for name in MEASURES:
                assert row[name] == pytest.approx(getattr(measured, name), abs=1e-12), (row, name)
        assert _summed(by_list, at, "list_clinician") == dict(rules.by_list(contacts))
        whole = {one: part for one, part in rules.by_clinician(contacts).items() if part.of}
        assert _summed(by_clinician, at, "clinician") == whole


def _summed(rows: list[dict], at: int, who: str) -> dict[str, OutOf]:
    found: dict[str, OutOf] = {}
    for row in rows:
        if row["at"] == at:
            before = found.get(str(row[who]), OutOf(0, 0))
            found[str(row[who])] = OutOf(before.count + row["own"], before.of + row["contacts"])
    return found


def test_means_are_of_those_who_can_be_measured():
    rows = [
        {"patient": 1, "day": date(2026, 1, 5), "clinician": 1, "role": "gp"},
        {"patient": 1, "day": date(2026, 1, 6), "clinician": 1, "role": "gp"},
        {"patient": 2, "day": date(2026, 1, 5), "clinician": 1, "role": "gp"},
        {"patient": 2, "day": date(2026, 1, 6), "clinician": 2, "role": "gp"},
        {"patient": 3, "day": date(2026, 1, 6), "clinician": 2, "role": "gp"},
    ]
    patients = [{"patient": number, "surgery": 7, "clinician": 1} for number in (1, 2, 3)]
    with open_engine() as engine:
        seen = measures.contacts(
            ibis.memtable(rows), ibis.memtable(patients), measures.windows([(FIRST, LAST)])
        )
        (row,) = engine.rows(measures.together(measures.of_patients(seen, minimum=2)))
    assert (row["patients"], row["upc"], row["secon"]) == (2, 0.75, 0.5)
