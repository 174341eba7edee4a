"""What of a count may leave its surgery."""

from enum import StrEnum

from commonpractice.foundations.disclosing import Parts, Shown

__all__ = ["Counted", "Parts", "Shown"]


class Counted(StrEnum):
    """What was counted: an indicator's patients, or who is on a register."""

    INDICATOR = "indicator"
    REGISTER = "register"
