"""What an indicator says of a patient."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a patient stands with an indicator."""

    NOT_REGISTERED = "not_registered"  # not on the surgery's list on the day
    NOT_CONCERNED = "not_concerned"  # the indicator is about others
    LEFT_OUT = "left_out"  # left out by the definition
    ADJUSTED = "adjusted"  # a personalised care adjustment
    MET = "met"
    NOT_MET = "not_met"

    @property
    def counts(self) -> bool:
        """Whether the patient is in the denominator."""
        return self in (Status.MET, Status.NOT_MET)


@dataclass(frozen=True)
class Verdict:
    """A patient's status, the key of the reason where one was left out or adjusted, and the whole of why."""

    status: Status
    reason: str = ""
    sentence: str = ""
