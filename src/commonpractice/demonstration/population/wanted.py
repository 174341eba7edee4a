"""What population is wanted, and the numbers that its rows are given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.demonstration.population.places import Place
from commonpractice.demonstration.population.processes import AMOUNTS


class NoSuchAmount(ValueError):
    """The amount of events asked for is none of AMOUNTS."""


@dataclass(frozen=True)
class Wanted:
    """The seed, the day of the extract, and how many events: usual (about 30 million for 281,000 patients) or
    many."""

    seed: int
    on: date
    amount: str = "usual"

    def __post_init__(self) -> None:
        if self.amount not in AMOUNTS:
            raise NoSuchAmount(
                f"The amount of events is one of {', '.join(AMOUNTS)}: “{self.amount}” is none."
            )


@dataclass(frozen=True)
class Ids:
    """Numbers of the database: the surgery's, and its first patient's and clinician's, from which they count
    up."""

    surgery: int
    first_patient: int
    first_clinician: int


def counted(places: Sequence[Place], clinicians: Mapping[str, int]) -> dict[str, Ids]:
    """Numbers from 1 for whoever has no database: by the surgery's code. clinicians: how many each has."""
    found: dict[str, Ids] = {}
    clinician = 1
    for number, place in enumerate(places, start=1):
        found[place.code] = Ids(number, 1 + place.first, clinician)
        clinician += clinicians[place.code]
    return found
