"""The expanded statement's own text, line by line.

It was made for the eye: titles repeat, a line may be glued to the title after it or go on below, a paycode
may have no description, a page may break anywhere. What carries money and cannot be read is refused.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from commonpractice.foundations.money import NotMoney, Pence, pence
from commonpractice.foundations.months import Month
from commonpractice.gateways.payment_statements import capitation, spans, table_lines
from commonpractice.gateways.payment_statements.contract_value import ContractReader
from commonpractice.gateways.payment_statements.facts import Layout, Line, Section, Source, Statement
from commonpractice.gateways.payment_statements.refusals import StatementRefused
from commonpractice.gateways.payment_statements.table_lines import Unreadable

HEADING = re.compile(
    r"^(Statement Date|Contractor ID|Net|Invoice \w+|Credit \w+|Statement|Ref\. no)\s*:\s*(.*)$"
)
TOTAL = re.compile(r"^Total Amount Paid\s*(\S.*)$", re.I)
GLUED = re.compile(
    r"£\s?[\d,]+\.\d{2}(?=[A-Za-z(]|\d{2})|\d\.\d+(?=[A-Z][a-z])|\b(?:Add|Minus)(?=[A-Z][a-z])"
    r"|£(?=[A-Z]|\d{5,8} [A-Z])"
)
"""Where a line ends and another is glued to it: at an amount, a number, a word, or a column's heading."""
NOISE = re.compile(r"^(GPP Payments|Description|Page \d+( of \d+)?|\d+ of \d+|-+)$", re.I)
TITLES = {section.words.lower(): section for section in Section} | {
    "quality and outcomes framework": Section.QOF,
    "quality & outcomes framework": Section.QOF,
}
CAPITATION = re.compile(r"^(Capitation Data|Practice Age / Sex Breakdown)", re.I)


@dataclass
class _Reading:
    """What has been read so far."""

    head: dict[str, str] = field(default_factory=dict)
    contract: ContractReader = field(default_factory=ContractReader)
    capitation: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    paid: Pence | None = None
    faults: list[str] = field(default_factory=list)
    section: str = ""
    adjustment: bool = False
    columns: str = ""
    held: tuple[int, str] | None = None
    """A line of a table that has no amount yet: it goes on on the next one."""


def read(text: str, *, name: str, sha256: str) -> Statement:
    """The statement that a text is, as it stands; whether it adds up is `arithmetic`'s to say.

    Raises StatementRefused with every line that cannot be read and everything that is missing.
    """
    reading = _Reading()
    for at, line in _lines(text):
        try:
            _take(reading, at, line)
        except (Unreadable, NotMoney) as fault:
            reading.faults.append(f"Line {at}, “{line}”, cannot be read: {fault}")
    if "Contractor ID" not in reading.head and "Net" not in reading.head:
        raise StatementRefused(
            name,
            [
                "It is not an NHS payment statement: neither the text of an expanded statement, which begins "
                "with “Contractor ID”, nor a CSV file, whose first line has the columns practice_code, "
                "statement_date, month, section, paycode, words, source and amount."
            ],
        )
    if reading.held:
        reading.faults.append(f"Line {reading.held[0]}, “{reading.held[1]}”, has no amount.")
    return _statement(reading, name=name, sha256=sha256)


def _lines(text: str):
    """The lines that say something, each with its number.

    Where a page ended, its last line is glued to the next page's first: they are two.
    """
    for at, line in enumerate(text.split("\n"), start=1):
        for part in GLUED.sub(r"\g<0>\n", line).split("\n"):
            words = re.sub(r"[\s\u00a0]+", " ", part).strip()
            if words:
                yield at, words


def _take(reading: _Reading, at: int, line: str) -> None:
    if found := HEADING.match(line):
        _head(reading, found[1], found[2].strip())
    elif found := TOTAL.match(line):
        total = pence(found[1])
        if reading.paid not in (None, total):
            raise Unreadable("it prints another total than before.")
        reading.paid = total
    elif NOISE.match(line):
        return
    elif section := TITLES.get(line.lower().replace("’", "'")):
        reading.section, reading.adjustment, reading.columns = section.value, False, ""
    elif line.lower() == "adjustments":
        reading.adjustment = True
    elif columns := table_lines.columns_of(line):
        reading.columns = columns
    elif reading.section == Section.CONTRACT.value and not reading.adjustment and "£" not in line:
        _in_contract(reading, at, line)
    else:
        _in_table(reading, at, line)


def _head(reading: _Reading, label: str, value: str) -> None:
    """A heading may stand on every page; it says the same on each."""
    if reading.head.setdefault(label, value) != value:
        raise Unreadable(f"“{label}” was “{reading.head[label]}” before.")


def _in_contract(reading: _Reading, at: int, line: str) -> None:
    if reading.capitation or CAPITATION.match(line):
        reading.capitation.append(line)
    else:
        reading.contract.take(at, line)


def _in_table(reading: _Reading, at: int, line: str) -> None:
    """A line of a table, whole or the beginning of one that goes on below; or a title that we do not know."""
    began = at
    if held := reading.held:
        reading.held = None
        if table_lines.begins(line, reading.columns):
            reading.faults.append(f"Line {held[0]}, “{held[1]}”, has no amount.")
        else:
            began, line = held[0], f"{held[1]} {line}"
    if not table_lines.has_amount(line):
        if "£" in line or line.count(" ") > table_lines.MOST_WORDS:
            raise Unreadable("it does not end with an amount of pounds and pence.")
        if table_lines.begins(line, reading.columns):
            reading.held = (began, line)
        else:  # a title that is not among ours
            reading.section, reading.adjustment, reading.columns = line, False, ""
        return
    read = table_lines.read(line, columns=reading.columns, section=reading.section)
    span = spans.span_in(read.words)
    reading.lines.append(
        replace(
            read,
            at=began,
            adjustment=reading.adjustment,
            first=span[0] if span else None,
            last=span[1] if span else None,
        )
    )


def _statement(reading: _Reading, *, name: str, sha256: str) -> Statement:
    head, faults = reading.head, reading.faults
    dated = _date(head.get("Statement Date", ""), faults)
    code = head.get("Contractor ID", "").upper()
    if not code:
        faults.append("It does not print its contractor's code (“Contractor ID”).")
    titled, month = _title(head.get("Statement", ""), code, dated, faults)
    money: dict[str, Pence] = {}
    for label in ("Net", *(f"{kind} {source.value}" for kind in ("Invoice", "Credit") for source in Source)):
        try:
            money[label] = pence(head[label])
        except KeyError:
            faults.append(f"It does not print its “{label}”.")
        except NotMoney as fault:
            faults.append(f"“{label}” cannot be read: {fault}")
    if reading.paid is None:
        faults.append("It does not print its “Total Amount Paid”: perhaps the end is missing.")
    contract = reading.contract.value(faults)
    if not reading.lines and contract is None:
        faults.append("It has no lines.")
    printed = capitation.read(reading.capitation, faults)
    if faults or dated is None or month is None or reading.paid is None:
        raise StatementRefused(name, faults)
    lines = reading.lines
    if contract is not None:  # its payment is a line, though it is printed as the end of a sum
        at, section = reading.contract.at, Section.CONTRACT.value
        lines = [Line(0, at, section, "", contract.words, Source.COM, contract.payment), *lines]
    return Statement(
        code=code,
        name=titled,
        dated=dated,
        month=month,
        reference=head.get("Ref. no", ""),
        net=money["Net"],
        lines=tuple(
            replace(_dated_within_reason(line, month), number=number)
            for number, line in enumerate(lines, start=1)
        ),
        layout=Layout.EXPANDED,
        file_name=name,
        sha256=sha256,
        paid=reading.paid,
        invoiced={source: money[f"Invoice {source.value}"] for source in Source},
        credited={source: money[f"Credit {source.value}"] for source in Source},
        contract=contract,
        capitation=printed,
    )


def _dated_within_reason(line: Line, month: Month) -> Line:
    """A line whose words name no month, where what looks like one is a number of something else."""
    if line.first and line.last and not spans.plausible((line.first, line.last), month):
        return replace(line, first=None, last=None)
    return line


def _date(text: str, faults: list[str]) -> date | None:
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        faults.append(f"Its date, “{text}”, cannot be read: it should be like 20/11/2023.")
        return None


def _title(text: str, code: str, dated: date | None, faults: list[str]) -> tuple[str, Month | None]:
    """The practice's name and the month, of "November - The Surgery (X99999)"."""
    found = re.match(r"^(\w+)(?: \d{4})? - (.*?) ?\((\w+)\)$", text)
    month = spans.named_month(found[1], Month.of(dated)) if found and dated else None
    if not found or (dated and month is None):
        faults.append(f"“Statement : {text}” does not say which month it is of, and whose.")
        return "", None
    if found[3].upper() != code:
        faults.append(f"It is of {code} at its head, and of {found[3]} in its title.")
    return found[2], month
