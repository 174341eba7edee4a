"""What a bank's file says."""

from dataclasses import dataclass
from datetime import date

from commonpractice.foundations.money import Pence


@dataclass(frozen=True)
class BankLine:
    """One line of a bank account: money in, or out where it is negative. `at` is its line in the file."""

    at: int
    dated: date
    amount: Pence
    words: str
    reference: str = ""
    practice_code: str = ""


@dataclass(frozen=True)
class BankFile:
    """The lines of a file, in its order, and which file it was."""

    lines: tuple[BankLine, ...]
    file_name: str
    sha256: str
