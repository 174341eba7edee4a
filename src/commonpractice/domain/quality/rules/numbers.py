"""Verdicts as the numbers under which sets of patients are counted."""

from commonpractice.domain.quality.facts.definitions import Indicator
from commonpractice.domain.quality.facts.verdicts import Status, Verdict

# Of those concerned: not met, met, left out (and by which reason), adjusted (and by which).
NOT_MET, MET, LEFT_OUT, ADJUSTED = 0, 1, 100, 200


def number_of(verdict: Verdict, told: Indicator) -> int | None:
    """None for whoever the indicator is not about."""
    match verdict.status:
        case Status.NOT_MET:
            return NOT_MET
        case Status.MET:
            return MET
        case Status.LEFT_OUT:
            return LEFT_OUT + [reason.key for reason in told.leave_out].index(verdict.reason)
        case Status.ADJUSTED:
            return ADJUSTED + [reason.key for reason in told.adjustments].index(verdict.reason)
        case Status.NOT_REGISTERED | Status.NOT_CONCERNED:
            return None


def read(number: int, told: Indicator) -> tuple[Status, str]:
    """The status and the key of the reason (blank where there is none) that a number stands for."""
    if number >= ADJUSTED:
        return Status.ADJUSTED, told.adjustments[number - ADJUSTED].key
    if number >= LEFT_OUT:
        return Status.LEFT_OUT, told.leave_out[number - LEFT_OUT].key
    return (Status.MET if number == MET else Status.NOT_MET), ""
