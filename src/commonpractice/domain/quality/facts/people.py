"""One patient, as a judge sees them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, order=True)
class Event:
    """Something coded on a day, with a value where it has one (in its concept's unit, to three decimals)."""

    day: date
    value: float | None = None


@dataclass(frozen=True)
class Registered:
    """A time on a surgery's list; `ended` is the first day on which no longer."""

    start: date
    ended: date | None = None


@dataclass(frozen=True)
class PatientRecord:
    """What is known of a patient: `events` by codelist, in no order."""

    born: date  # the first of the month of birth
    sex: str
    registrations: tuple[Registered, ...]
    events: dict[str, tuple[Event, ...]] = field(hash=False)
    died_on: date | None = None
    care_home: bool = False


@dataclass(frozen=True)
class Asked:
    """As at which day, and to which year end the looks' windows count.

    Nothing after `on` is known. For what the NHS pays, `year_end` is the 31 March on which it will count; for
    a rolling view both are the same day.
    """

    on: date
    year_end: date
