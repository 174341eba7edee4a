"""A line of a table: paycode, words, mark, source, amount; or, of pensions, a person with tier and rate."""

import re

from commonpractice.foundations.money import Pence, pence
from commonpractice.gateways.payment_statements.facts import Line, Person, Section, Source
from commonpractice.gateways.payment_statements.spans import NAME

AMOUNT = re.compile(r"(?:^|\s)(?P<sign>-?)\s?£\s?(?P<figure>[\d,]+\.\d{2})$")
PAYCODE = re.compile(r"[A-Z][A-Z0-9]{3,9}")
WITH_PAYCODES, WITHOUT, OF_PERSONS = "paycodes", "no paycodes", "persons"
COLUMNS = {"paycode": WITH_PAYCODES, "gmc code": OF_PERSONS}
"""How the headings of columns begin; those of other tables have no paycodes. They end with a pound sign."""
PENSIONS = {Section.PENSION_EMPLOYEE.value, Section.PENSION_EMPLOYER.value}
PERSON = re.compile(
    r"^(?:(?P<code>\d{5,8})\s)?(?P<name>\D.*?)(?:\s(?P<tier>\d))?(?:\s(?P<rate>\d{1,2}(?:\.\d+)?)%?)?"
    rf"(?:\s(?:{NAME})[a-z]*\s?'?(?:20)?\d{{2}})?$",  # some tables have the month in place of tier and rate
    re.IGNORECASE,
)
MOST_WORDS = 30  # of a line that goes on below: longer ones are something else


class Unreadable(ValueError):
    """A line that carries money, or should, and cannot be read."""


def columns_of(line: str) -> str:
    """The kind of table whose column headings a line is; empty where it is none."""
    if not line.endswith("£"):
        return ""
    return next((kind for words, kind in COLUMNS.items() if line.lower().startswith(words)), WITHOUT)


def has_amount(line: str) -> bool:
    """Whether a line ends with an amount of pounds and pence."""
    return bool(AMOUNT.search(line))


def begins(line: str, columns: str) -> bool:
    """Whether a line without an amount begins one of a table: with a paycode, or a person's code."""
    first = line.split(" ")[0]
    if columns == WITH_PAYCODES:
        return bool(PAYCODE.fullmatch(first))
    return columns == OF_PERSONS and first.isdigit()


def read(line: str, *, columns: str, section: str) -> Line:
    """A line with its amount; its number, place and months are its reader's to fill in. Raises Unreadable."""
    found = AMOUNT.search(line)
    if not found:
        raise Unreadable("it has no amount.")
    amount: Pence = pence(f"{found['sign']}{found['figure']}")
    words = line[: found.start()].split(" ") if found.start() else []
    source = Source.COM
    if words and words[-1] in Source.__members__:
        source = Source[words.pop()]
    mark = words.pop() if words and words[-1] in ("A", "M") and columns == WITH_PAYCODES else ""
    if columns == OF_PERSONS and section in PENSIONS:
        return Line(0, 0, section, "", " ".join(words), source, amount, person=_person(" ".join(words)))
    paycode = ""
    if columns != WITHOUT and words and PAYCODE.fullmatch(words[0]):
        paycode = words.pop(0)
    if not paycode and not words:
        raise Unreadable("it says what is paid and not what for.")
    said = " ".join(words)
    person = Person(said.split(" - ")[0].strip()) if section in PENSIONS and said else None
    return Line(0, 0, section, paycode, said, source, amount, mark=mark, person=person)


def _person(words: str) -> Person:
    found = PERSON.match(words)
    if not found:
        raise Unreadable("it does not say whose pension it is.")
    return Person(found["name"], found["code"] or "", found["tier"] or "", found["rate"] or "")
