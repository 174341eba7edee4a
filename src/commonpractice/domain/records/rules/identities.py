"""Who of a surgery's patients is who was known there before: one patient, one number, whatever they are
known by.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Known:
    """A patient as a surgery's system tells of them, or as it did before.

    `pseudonym` is of the NHS number where they have one (`numbered`), else of the surgery's own number for
    them.
    """

    pseudonym: bytes
    local_id: str
    numbered: bool
    born: date
    family_name: str


def renamed(told: Iterable[Known], before: Iterable[tuple[int, Known]]) -> dict[int, bytes]:
    """The pseudonyms that patients who are known by another now get, by the number that stands for them.

    Whoever is told by a pseudonym that is known is that patient. Else it is the patient whom the surgery
    knew by the same number of its own: without an NHS number before, or with one that was mended or taken
    away, where the day of birth and the family name are the same. Nobody is taken whom somebody else is
    told to be.
    """
    told, before = list(told), list(before)
    here = {known.pseudonym for _, known in before}
    claimed = {person.pseudonym for person in told}
    free: dict[str, list[tuple[int, Known]]] = defaultdict(list)
    for number, known in before:
        if known.pseudonym not in claimed:
            free[known.local_id].append((number, known))
    found: dict[int, bytes] = {}
    for person in told:
        if person.pseudonym in here:
            continue
        same = [
            (not known.numbered, number) for number, known in free[person.local_id] if _same(person, known)
        ]
        if same:
            _, number = max(same)
            found[number] = person.pseudonym
            free[person.local_id] = [each for each in free[person.local_id] if each[0] != number]
    return found


def _same(person: Known, known: Known) -> bool:
    if not known.numbered:
        return True
    return (person.born, person.family_name.casefold()) == (known.born, known.family_name.casefold())
