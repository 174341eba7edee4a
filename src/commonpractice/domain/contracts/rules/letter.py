"""A query as text to send to the payer: what is payable and why, what was paid, and what is different."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonpractice.foundations.dated import day
from commonpractice.foundations.money import Pence, pounds
from commonpractice.foundations.months import Month

WIDTH = 78


@dataclass(frozen=True)
class Reckoning:
    """What a month of the item is worth, and the steps of it as (words, value with unit, source, doubt)."""

    month: Month
    payable: Pence
    settled: Pence
    steps: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Payment:
    """A line that paid the item: the statement's month, reference and day, and the line's own words."""

    of: Month
    reference: str
    dated: date
    line: int
    words: str
    amount: Pence


@dataclass(frozen=True)
class Sender:
    """Who signs: their name, their role (empty where it is not known), and for whom."""

    name: str
    role: str
    place: str


def letter(
    *,
    number: int,
    surgery: str,
    code: str,
    item: str,
    of: str,
    reckonings: Sequence[Reckoning],
    payments: Sequence[Payment],
    difference: Pence,
    reason: str,
    words: str,
    raised_by: str,
    raised_on: date,
    sender: Sender,
) -> str:
    """The text, in lines of at most 78 characters where words allow it; it ends with whom to answer."""
    said = [
        f"Query {number}: {item}, {of}",
        "",
        *_fact("Contractor code", code),
        *_fact("Practice", surgery),
        *_fact("Payment", item),
        *_fact("Of", of),
        *_fact("Raised", f"{day(raised_on)}, by {raised_by}" if raised_by != sender.name else day(raised_on)),
        "",
        *_wrapped(reason),
        *(["", *_wrapped(words)] if words else []),
        "",
        "What is payable",
    ]
    for one in reckonings:
        said += ["", f"{one.month.words}: {pounds(one.payable)}"]
        for step, value, source, doubt in one.steps:
            told = f"{step}: {value}" + (f" ({source})" if source else "") + (f" [{doubt}]" if doubt else "")
            said += _wrapped(told, "  - ")
        if one.settled > 0:
            apart = f"{pounds(one.settled)} of it was paid as another line or month of the same money."
            said += _wrapped(apart, "  ")
        elif one.settled < 0:
            apart = (
                f"{pounds(-one.settled)} of what was paid is due as another line or month of the same money."
            )
            said += _wrapped(apart, "  ")
    said += ["", "What was paid", ""]
    for paid in payments:
        reference = f", reference {paid.reference}" if paid.reference else ""
        told = (
            f"{pounds(paid.amount)}: “{paid.words}”, line {paid.line} of the statement of {paid.of.words}"
            f"{reference}, dated {day(paid.dated)}"
        )
        said += _wrapped(told, "  - ")
    said += [] if payments else ["  Nothing, on the statements received so far."]
    way = "Missing" if difference > 0 else "Paid too much"
    said += ["", f"{way}: {pounds(abs(difference))}", ""]
    asked = "Please pay it" if difference > 0 else "Please say how it will be taken back"
    said += [*_wrapped(f"{asked}, or say why it is not due, naming query {number}."), ""]
    for line in (sender.name, sender.role, sender.place):
        said += _wrapped(line) if line else []
    return "\n".join(said) + "\n"


def _fact(name: str, value: str) -> list[str]:
    """A line of the head, its value in the second column, where it goes on on a further line."""
    return _wrapped(value, f"{name + ':':<17}")


def _wrapped(text: str, indent: str = "") -> list[str]:
    found: list[str] = []
    for part in text.splitlines() or [""]:
        found += textwrap.wrap(
            part,
            WIDTH,
            initial_indent=indent,
            subsequent_indent=" " * len(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )
    return found
