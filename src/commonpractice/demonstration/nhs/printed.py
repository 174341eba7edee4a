"""A month's payment statement as a file, in the form that docs/guides/payment-statement.md describes; and the
bank's lines."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from commonpractice.demonstration import calendar
from commonpractice.demonstration.nhs.payer import Line
from commonpractice.foundations import rulebook_files
from commonpractice.foundations.money import Pence, plain_pounds
from commonpractice.foundations.months import Month

COLUMNS = (
    "practice_code", "statement_date", "month", "section", "paycode", "words", "source", "amount", "concerns",
    "item", "partner", "reference", "name",
)  # fmt: skip
BANK_COLUMNS = ("dated", "amount", "words", "reference", "practice_code")
BANK_WORDS = "NHS PAYMENT"


@dataclass(frozen=True)
class TakenOff:
    """What a statement takes off: pence above nil; whose, for a partner's pension: the code and the name."""

    item: str
    amount: Pence
    partner: str = ""
    name: str = ""


@dataclass(frozen=True)
class Statement:
    """A statement's file, and its net."""

    code: str
    month: Month
    reference: str
    net: Pence
    content: bytes

    @property
    def file_name(self) -> str:
        return f"{self.reference}.csv"


@dataclass(frozen=True)
class Receipt:
    """A line of the bank's."""

    code: str
    dated: date
    amount: Pence
    reference: str


def statement(
    code: str, name: str, month: Month, lines: Sequence[Line], taken_off: Sequence[TakenOff]
) -> Statement:
    """Print a statement: its lines, what is taken off, and the net."""
    reference = f"{code}-{month}"
    net = sum(line.amount for line in lines) - sum(each.amount for each in taken_off)
    rows = [
        *(
            _row(_form(line.item), line.amount, line.words, line.paycode, line.month, line.item)
            for line in lines
        ),
        *(
            _row(_form(each.item), -each.amount, each.name, "", None, each.item, each.partner)
            for each in taken_off
        ),
        {"section": "total", "amount": plain_pounds(net)},
    ]
    same = {
        "practice_code": code,
        "statement_date": calendar.day_of(month, "statement").isoformat(),
        "month": str(month),
        "reference": reference,
        "name": name,
    }
    return Statement(code, month, reference, net, _csv(COLUMNS, [{**same, **row} for row in rows]))


def bank_file(receipts: Iterable[Receipt]) -> bytes:
    """The bank's lines of all surgeries, as `commonpractice receipts take-in` reads them."""
    return _csv(
        BANK_COLUMNS,
        [
            {
                "dated": each.dated.isoformat(),
                "amount": plain_pounds(each.amount),
                "words": BANK_WORDS,
                "reference": each.reference,
                "practice_code": each.code,
            }
            for each in receipts
        ],
    )


def _row(
    form: dict[str, str],
    amount: Pence,
    words: str,
    paycode: str,
    concerns: Month | None,
    item: str,
    partner: str = "",
) -> dict[str, str]:
    """`words` and `paycode` in place of the form's own; with another paycode nothing says what it is for."""
    return {
        "section": form["section"],
        "paycode": paycode or form["paycode"],
        "words": words or form["words"],
        "source": form["source"],
        "amount": plain_pounds(amount),
        "concerns": str(concerns) if concerns else "",
        "item": item if (form["says"] == "yes" or (words and not partner)) and not paycode else "",
        "partner": partner,
    }


@cache
def _forms() -> dict[str, dict[str, str]]:
    return {row["item"]: row for row in rulebook_files.rows("demonstration/statement_lines.csv")}


def _form(item: str) -> dict[str, str]:
    return _forms()[item]


def _csv(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
