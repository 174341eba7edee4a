"""One table of a partnership file (TOML, already parsed): its values taken out, and what is wrong noted.

A table is read to its end whatever is wrong with it, so that a file can be mended in one go. A row with
anything wrong in it is left out of the facts, and its place is noted as unread: what is said of the rest must
not depend on it.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, TypeVar, cast

from commonpractice.domain.partnership.rules.unread import unread
from commonpractice.domain.partnership.rules.words import not_text
from commonpractice.foundations.dated import NotAPeriod, Period
from commonpractice.foundations.money import Pence
from commonpractice.foundations.worded import Worded

T = TypeVar("T")
W = TypeVar("W", bound=Worded)
CENTRE = "CENTRE"
PLACES = {2: "two", 4: "four"}
_MISSING: Any = object()
_NOTHING: Any = None


class Table:
    """One table of the file: takes out values, and notes what is wrong under the table's name.

    One problem is noted for each key, the first. What a bad key gives is of no use: the file is refused.
    `place` is whose the table is ("surgery M85063"), and `unread` the places and keys of rows left out.
    """

    def __init__(self, data: dict[str, Any], name: str, problems: list[str], unread: set[str]):
        self.name = name
        self.problems = problems
        self.data = data
        self.unread = unread
        self.place = ""
        self.taken: set[str] = set()
        self.bad: set[str] = set()

    def called(self, name: str, place: str = "") -> None:
        """Say what to call the table in sentences, and whose it is."""
        self.name = name
        self.place = place or self.place

    def wrong(self, key: str, problem: str) -> Any:
        if key not in self.bad:
            self.bad.add(key)
            self.problems.append(f"In {self.name}: {problem}")
        return _NOTHING

    def not_read(self, key: str) -> None:
        """Note that something under a key of this table is not among the facts."""
        self.unread.add(unread(self.place, key))

    def take(self, key: str, default: Any = _MISSING) -> Any:
        self.taken.add(key)
        value = self.data.get(key, default)
        if value is _MISSING:
            self.wrong(key, f"“{key}” is missing.")
        return value

    def one(self, key: str, name: str) -> "Table | None":
        """The table of a key, empty where it is left out; None, and noted, where it is no table."""
        return self._table(self.take(key, {}), name)

    def rows(self, key: str) -> "Iterator[Table]":
        """Each [[table]] under a key; what is no table is noted and left out."""
        rows = self.take(key, [])
        if not isinstance(rows, list):
            self.wrong(key, f"write each “{key}” under [[{key}]], with two brackets.")
            self.not_read(key)
            return
        for number, data in enumerate(cast(list[Any], rows), start=1):
            if row := self._table(data, f"{self.name}, {key} {number}"):
                yield row
            else:
                self.not_read(key)

    def each(self, key: str, build: "Callable[[Table], T | None]") -> list[T]:
        """What each [[table]] under a key describes; one with anything wrong in it is noted and left out."""
        built: list[T] = []
        for row in self.rows(key):
            fact = build(row)
            row.refuse_unknown_keys()
            if fact is None or row.bad:
                self.not_read(key)
            else:
                built.append(fact)
        return built

    def _table(self, data: Any, name: str) -> "Table | None":
        if isinstance(data, dict):
            return Table(cast(dict[str, Any], data), name, self.problems, self.unread)
        self.problems.append(f"In {name}: this should be a table of its own, in [brackets].")
        return None

    def text(self, key: str, default: Any = _MISSING, *, most: int | None = None) -> str:
        """Text, of so many characters `most`; not empty unless it may be left out."""
        value = self.take(key, default)
        if not isinstance(value, str) or (default is _MISSING and not value.strip()):
            return self.wrong(key, f"“{key}” should be text in quotes.")
        value = value.strip()
        if fault := not_text(value):
            return self.wrong(key, f"“{key}” {fault}")
        if most is not None and len(value) > most:
            return self.wrong(key, f"“{key}” is too long: {most} characters at the most.")
        return value

    def code(self, key: str) -> str:
        value = self.text(key)
        if key in self.bad:
            return value
        value = value.upper()
        if not (value.isascii() and value.isalnum()) or len(value) > 12 or value == CENTRE:
            return self.wrong(key, f"“{value}” is not a code: letters and digits, twelve at the most.")
        return value

    def slug(self, key: str) -> str:
        """A word for commands and addresses."""
        value = self.text(key)
        if key not in self.bad and not re.fullmatch("[A-Za-z0-9_-]{1,50}", value):
            return self.wrong(
                key, f"“{key}” should be one short word of letters, digits and hyphens, fifty at the most."
            )
        return value

    def colour(self, key: str) -> str:
        value = self.text(key, default="#005eb8")
        if key not in self.bad and not re.fullmatch("#[0-9a-f]{6}", value):
            return self.wrong(key, f"“{key}” should be a colour like #005eb8.")
        return value

    def yes(self, key: str) -> bool:
        value = self.take(key, False)
        if not isinstance(value, bool):
            return self.wrong(key, f"“{key}” should be true or false.")
        return value

    def whole(self, key: str, *, default: Any = _MISSING, least: int = 0, most: int = 10_000_000) -> int:
        value = self.take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            return self.wrong(key, f"“{key}” should be a whole number from {least:,} to {most:,}.")
        return value

    def number(
        self, key: str, *, below: int, default: Any = _MISSING, above_nil: bool = False, places: int = 2
    ) -> Decimal:
        """A number with so many decimal places at the most: more would be rounded when it is kept."""
        value = self.take(key, default)
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return self.wrong(key, f"“{key}” should be a number.")
        if not number.is_finite() or number < 0 or (above_nil and number == 0):
            least = "above nil" if above_nil else "of nil or more"
            return self.wrong(key, f"“{key}” should be a number {least}.")
        if number >= below:
            return self.wrong(key, f"“{key}” should be a number below {below:,}.")
        if number != round(number, places):
            return self.wrong(key, f"“{key}” should have {PLACES[places]} decimal places at the most.")
        return number

    def pence(self, key: str, *, below: int) -> Pence:
        """Pounds above nil, with or without pence, as whole pence."""
        pounds = self.number(key, below=below, above_nil=True)
        return _NOTHING if key in self.bad else int(pounds * 100)

    def part(self) -> Fraction:
        """What part of a whole, above nil: `percent` of it, or `part` as “1/3” where that is exact."""
        if ("percent" in self.data) == ("part" in self.data):
            self.taken |= {"percent", "part"}
            return self.wrong("part", 'give either “percent”, as 50, or “part”, as "1/3".')
        if "percent" in self.data:
            percent = self.number("percent", below=101, above_nil=True)
            if "percent" in self.bad:
                return _NOTHING
            found = Fraction(percent) / 100
        else:
            text = self.text("part", most=20)
            match = None if "part" in self.bad else re.fullmatch(r"(\d{1,6})\s*/\s*(\d{1,6})", text)
            if not match or not int(match[1]) or not int(match[2]):
                return self.wrong("part", 'write “part” as "1/3": two whole numbers above nil, in quotes.')
            found = Fraction(int(match[1]), int(match[2]))
        if found > 1:
            return self.wrong("part", "that is more than the whole.")
        return found

    def day(self, key: str) -> date:
        value = self.take(key)
        if isinstance(value, datetime) or not isinstance(value, date):
            return self.wrong(key, f"“{key}” should be a date like 2015-11-01, without quotes.")
        return value

    def period(self) -> Period:
        """The period of a `from` and, perhaps, an `until`."""
        start = self.day("from")
        last = self.day("until") if "until" in self.data else None
        self.taken.add("until")
        if self.bad & {"from", "until"}:
            return _NOTHING
        try:
            return Period.until(start, last)
        except NotAPeriod as refusal:
            return self.wrong("until", str(refusal))

    def one_of(self, key: str, kinds: type[W], default: Any = _MISSING) -> W:
        value = self.take(key, default)
        try:
            return kinds(value)
        except ValueError:
            choices = ", ".join(f"“{kind.value}”" for kind in kinds)
            return self.wrong(key, f"“{key}” is “{value}”; it should be one of {choices}.")

    def refuse_unknown_keys(self) -> None:
        for key in sorted(self.data.keys() - self.taken):
            near = difflib.get_close_matches(key, self.taken, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            self.wrong(key, f"“{key}” is not known here.{hint}")
