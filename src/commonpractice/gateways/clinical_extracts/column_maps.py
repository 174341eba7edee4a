"""The small language in which a system's columns are mapped to the plain schema (rulebook/records/layouts).

A value of the map is a column's name, or a table that says how to make a text of some:

    "NhsNumber"                               the column; "New|Old" where versions spell it differently,
                                              "Name?" where some versions have none: blank then
    {text = "gp"}                             always that
    {first = [a, b]}                          the first that is not blank
    {join = [a, b], with = ", "}              all that are not blank
    {of = a, before = "emis:"}                with some letters before it
    {of = a, words = {M = "male"}}            what a word stands for, without regard to case; * is
                                              any letters; `otherwise` is for all the rest, which else stay
    {of = a, file = F, key = K, take = T}     looked up in another file: T of the row of F whose K it is; of
                                              several, one that has it, or with `last` the one with the last
                                              day there, whether it has T or not
    {of = a, unless = b, is = ["false"]}      blank where b is one of these
    {filled = a, then = "x"}                  "x" where a is not blank
    {date = a}, {moment = a, time = b}        a day, or one with its time, as 2026-03-31T09:30:00; a text that
                                              is neither stays, and is refused with its reason later
    {minutes = [a, b]}, {days = [a, b]}       from one moment to the other
    {number = a}                              the number at its beginning: 28 of "28 tablets"
"""

# ruff: noqa: S608 what is put into SQL here is of the rulebook or quoted

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from commonpractice.gateways.clinical_extracts.staging import quoted

Value = str | Mapping[str, Any]


@dataclass
class Translation:
    """Turns values of the map into SQL over one file, joined to those that it looks things up in.

    `headings` are the columns of each file by their lower-case name; `formats` how the system writes days and
    times; `nothing` what it writes where there is nothing.
    """

    file: str
    headings: Mapping[str, Mapping[str, int]]
    formats: Sequence[str]
    nothing: Sequence[str]
    name: str = ""
    joins: list[str] = field(default_factory=list)

    def sql(self, value: Value) -> str:
        """A value as SQL of a text. Raises ExtractRefused where a column that must be there is missing."""
        if isinstance(value, str):
            return self._column(value, self.file, "main")
        kind = next((kind for kind in self.KINDS if kind in value), None)
        if kind is None:
            raise ValueError(f"The map has a value that nothing is known of: {dict(value)}")
        return self.KINDS[kind](self, value)

    def _column(self, name: str, file: str, alias: str) -> str:
        optional = name.endswith("?")
        for spelling in name.removesuffix("?").split("|"):
            at = self.headings.get(file, {}).get(spelling.lower())
            if at is not None:
                blank = ", ".join(quoted(word) for word in ("", *self.nothing))
                return f"CASE WHEN trim({alias}.c{at}) NOT IN ({blank}) THEN trim({alias}.c{at}) END"
        if optional:
            return "NULL::VARCHAR"
        raise ExtractRefused(
            f"{self.name or file}, line 1: it has no column {name.split('|')[0]}. Send the extract as the "
            "system writes it."
        )

    def _text(self, value: Mapping) -> str:
        return quoted(value["text"])

    def _first(self, value: Mapping) -> str:
        return f"coalesce({', '.join(map(self.sql, value['first']))})"

    def _join(self, value: Mapping) -> str:
        between = quoted(value.get("with", " "))
        return f"nullif(concat_ws({between}, {', '.join(map(self.sql, value['join']))}), '')"

    def _before(self, value: Mapping) -> str:
        return f"{quoted(value['before'])} || {self.sql(value['of'])}"

    def _words(self, value: Mapping) -> str:
        of = self.sql(value["of"])
        tests = []
        for word, stands_for in value["words"].items():
            pattern = quoted(word.replace("_", r"\_").replace("%", r"\%").replace("*", "%"))
            tests.append(f"WHEN {of} ILIKE {pattern} ESCAPE '\\' THEN nullif({quoted(stands_for)}, '')")
        rest = quoted(value["otherwise"]) if "otherwise" in value else of
        return f"CASE {' '.join(tests)} ELSE {rest} END"

    def _take(self, value: Mapping) -> str:
        file = value["file"]
        if file not in self.headings:
            return "NULL::VARCHAR"  # a file that may be missing: those that may not were asked for before
        of = self.sql(
            value["of"]
        )  # what it is looked up by may have been looked up itself, and is joined first
        alias = f"other{len(self.joins)}"
        key, take = self._column(value["key"], file, "t"), self._column(value["take"], file, "t")
        chosen = f"any_value({take})"
        if "last" in value:
            day = self._parsed(self._column(value["last"], file, "t"))
            # of one row, whichever of its columns is asked for: an address is not put together of two
            row = "{{'day': {}, 'file': t.file, 'record': t.record, 'taken': {}}}".format(
                f"coalesce({day}, TIMESTAMP '0001-01-01')", take
            )
            chosen = f"max({row}).taken"
        self.joins.append(
            f"LEFT JOIN (SELECT {key} AS key, {chosen} AS taken FROM raw_{file} t WHERE {key} IS NOT NULL "
            f"GROUP BY 1) {alias} ON {alias}.key = {of}"
        )
        return f"{alias}.taken"

    def _unless(self, value: Mapping) -> str:
        words = ", ".join(quoted(word.lower()) for word in value["is"])
        test = f"coalesce(lower({self.sql(value['unless'])}), '')"
        return f"CASE WHEN {test} NOT IN ({words}) THEN {self.sql(value['of'])} END"

    def _filled(self, value: Mapping) -> str:
        return f"CASE WHEN {self.sql(value['filled'])} IS NOT NULL THEN {quoted(value['then'])} END"

    def _date(self, value: Mapping) -> str:
        of = self.sql(value["date"])
        return f"coalesce(strftime({self._parsed(of)}, '%Y-%m-%d'), {of})"

    def _moment(self, value: Mapping) -> str:
        of = self.sql(value["moment"])
        if "time" in value:
            of = f"concat_ws(' ', {of}, {self.sql(value['time'])})"
        return f"coalesce(strftime({self._parsed(of)}, '%Y-%m-%dT%H:%M:%S'), nullif({of}, ''))"

    def _minutes(self, value: Mapping) -> str:
        start, end = (self._parsed(self.sql(each)) for each in value["minutes"])
        return f"date_diff('minute', {start}, {end})::VARCHAR"

    def _days(self, value: Mapping) -> str:
        start, end = (self._parsed(self.sql(each)) for each in value["days"])
        return f"date_diff('day', {start}, {end})::VARCHAR"

    def _number(self, value: Mapping) -> str:
        return f"nullif(regexp_extract({self.sql(value['number'])}, '^[0-9]+([.][0-9]+)?'), '')"

    def _parsed(self, text: str) -> str:
        formats = ", ".join(map(quoted, self.formats))
        return f"try_strptime({text}, [{formats}])"

    KINDS = {
        "text": _text,
        "first": _first,
        "join": _join,
        "before": _before,
        "words": _words,
        "take": _take,
        "unless": _unless,
        "filled": _filled,
        "date": _date,
        "moment": _moment,
        "minutes": _minutes,
        "days": _days,
        "number": _number,
    }
