"""What stands in a published cell: numbers, counts, money, days and codes. Missing is None, never nil.

Each function returns the value, None where the publisher says that there is none, or raises NotAValue with
the reason in words.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

MISSING = frozenset(
    [
        "",
        ":",
        "*",
        "-",
        "–",
        "—",
        ".",
        "..",
        "~",
        "na",
        "n/a",
        "#n/a",
        "nd",
        "nan",
        "null",
        "none",
        "c",
        "x",
        "z",
    ]
)
PRACTICE = re.compile(r"[A-Z]\d{5}")
ORGANISATION = re.compile(r"[A-Z]\d{5}(\d{3})?|[A-Z]{3}\d{3}")
REGISTERED = re.compile(r"[A-Z0-9]{3,9}")
EXCEL_DAY_NIL = date(1899, 12, 30)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
HALF_A_BINARY_PENNY = Decimal("0.000001")  # of a pound: what a spreadsheet's binary fractions leave behind
LONGEST_SHOWN = 60
TOO_MANY = 100_000_000
TOO_MUCH = 1_000_000_000_000  # pounds
LONG_MONEY = 14  # letters: longer amounts are looked at more closely
PLAIN_MONEY = re.compile(r"-?\d+(\.\d{1,2})?")


class NotAValue(ValueError):
    """A cell that is not what its column holds."""


def shown(cell: str) -> str:
    """What stands in a cell, fit for a sentence: nothing that a terminal would obey, and not too long."""
    plain = "".join(letter if letter.isprintable() else " " for letter in cell).strip()
    return plain if len(plain) <= LONGEST_SHOWN else plain[:LONGEST_SHOWN] + "…"


def text(cell: str) -> str:
    """The cell's words, runs of spaces made one."""
    return " ".join(cell.split())


def is_missing(cell: str) -> bool:
    return cell.strip().lower() in MISSING


def number(cell: str) -> Decimal | None:
    """1234.5, "1,234.50", "£1,234.50", "1.2E+05", "(12)" for a negative."""
    stripped = cell.strip()
    if stripped.lower() in MISSING:
        return None
    cleaned = stripped.replace(",", "").replace("£", "").replace("\u00a0", "").replace(" ", "")
    cleaned = cleaned.replace("−", "-").removesuffix("%")
    if cleaned.startswith("(") and cleaned.endswith(")"):
        cleaned = "-" + cleaned[1:-1]
    if cleaned.startswith("--") or "_" in cleaned:
        raise NotAValue(f"“{shown(cell)}” is not a number")
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        raise NotAValue(f"“{shown(cell)}” is not a number") from None
    if not value.is_finite() or abs(value.adjusted()) > 15:
        raise NotAValue(f"“{shown(cell)}” is not a number that this column can hold")
    return value


def not_negative(cell: str) -> Decimal | None:
    """A number that cannot be below nil: patients, points, staff."""
    value = number(cell)
    if value is not None and value < 0:
        raise NotAValue(f"“{shown(cell)}” is negative")
    if value is not None and value >= TOO_MANY:
        raise NotAValue(f"“{shown(cell)}” is more than a practice can have")
    return value


def count(cell: str) -> int | None:
    """Whole patients: a fraction of one, or fewer than none, is refused."""
    plain = cell.strip()
    if plain.isascii() and plain.isdigit() and len(plain) < 8:
        return int(plain)
    value = not_negative(cell)
    if value is not None and value != value.to_integral_value():
        raise NotAValue(f"“{shown(cell)}” is not a whole number")
    return None if value is None else int(value)


def pence(cell: str) -> int | None:
    """An amount of pounds as whole pence, exactly as published.

    A fraction of a penny is refused, unless it is so small that only a spreadsheet's binary arithmetic can
    have left it (730443.2100000001).
    """
    plain = cell.strip()
    if len(plain) < LONG_MONEY and PLAIN_MONEY.fullmatch(plain):
        whole, _, decimals = plain.partition(".")
        return int(whole + (decimals + "00")[:2])
    value = number(cell)
    if value is None:
        return None
    if abs(value) >= TOO_MUCH:
        raise NotAValue(f"“{shown(cell)}” is more than any practice is paid")
    nearest = value.quantize(Decimal("0.01"))
    if abs(value - nearest) > HALF_A_BINARY_PENNY:
        raise NotAValue(f"“{shown(cell)}” has a fraction of a penny")
    return int(nearest * 100)


def practice(cell: str) -> str:
    """A practice's ODS code: a letter and five digits."""
    code = cell.strip().upper()
    if not PRACTICE.fullmatch(code):
        raise NotAValue(
            "there is no practice code here"
            if not code
            else f"“{shown(cell)}” is not a practice code, which is a letter and five digits, as M85063"
        )
    return code


def organisation(cell: str) -> str:
    """The ODS code of a practice or a branch of one."""
    code = cell.strip().upper()
    if not ORGANISATION.fullmatch(code):
        raise NotAValue(
            "there is no organisation code here"
            if not code
            else f"“{shown(cell)}” is not the ODS code of a practice (M85063) or branch (M85063001)"
        )
    return code


def registered_code(cell: str) -> str:
    """Any code of ODS's own register, which also has other shapes than a practice's."""
    code = cell.strip().upper()
    if not REGISTERED.fullmatch(code):
        raise NotAValue(f"“{shown(cell)}” is not an ODS code")
    return code


def practice_or_other(cell: str) -> str:
    """The code of a practice or branch; "" for that of anything else that CQC counts as a GP practice."""
    code = cell.strip().upper()
    return code if ORGANISATION.fullmatch(code) else ""


def calendar_year(cell: str) -> int | None:
    value = number(cell)
    if value is None:
        return None
    if value != value.to_integral_value() or not 1990 <= value <= 2100:
        raise NotAValue(f"“{shown(cell)}” is not a year")
    return int(value)


def day(cell: str) -> date | None:
    """01/04/1974, 1974-04-01, 19740401, 01APR1974, 1 April 1974, or a spreadsheet's day number."""
    plain = cell.strip()
    if plain.lower() in MISSING or plain == "0":
        return None
    try:
        found = _day(plain)
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2100:
        raise NotAValue(f"“{shown(cell)}” is not a day")
    return found


def _day(plain: str) -> date | None:
    if plain.isdigit():
        if len(plain) == 8:
            return datetime.strptime(plain, "%Y%m%d").date()  # noqa: DTZ007 a day has no time zone
        return EXCEL_DAY_NIL + timedelta(days=int(plain)) if len(plain) == 5 else None
    if match := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})([ T][\d:.]+Z?)?$", plain):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})( [\d:]+)?$", plain):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.match(r"(\d{1,2})[ -]?([A-Za-z]{3})[a-z]*[ -]?(\d{4})$", plain):
        return date(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]))
    return None
