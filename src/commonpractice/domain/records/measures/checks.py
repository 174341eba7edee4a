"""The parts that judging is made of, as SQL of DuckDB: what a day is, and when a row is refused."""

# ruff: noqa: S608 what is put into SQL here is written in this file

from collections.abc import Iterable
from dataclasses import dataclass

from commonpractice.domain.records.rules.values import A_LITTLE

A_DAY = r"\d{4}-\d{2}-\d{2}"
EARLIEST = "DATE '1900-01-01'"
MOST_DAYS = 3660  # for which one issue of a medicine may last; what says more has another meaning
MOST_MINUTES = 24 * 60
SEXES = ("female", "male", "other", "unknown")
ETHNICITIES = ("white", "mixed", "asian", "black", "other")
ROLES = ("gp", "nurse", "pharmacist", "paramedic", "physiotherapist", "social_prescriber", "other")
MODES = ("surgery", "telephone", "video", "online", "home", "other")
STATUSES = ("booked", "attended", "did_not_attend", "cancelled")
TRUE, FALSE = ("true", "yes", "y", "1"), ("false", "no", "n", "0")

NO_PATIENT = "it names no patient"
ORPHAN = "the extract has no such patient, or refused them"
NOT_A_DAY = "it is not a day written like 2026-03-31"
NOT_A_MOMENT = "it is not a time written like 2026-03-31T09:30"
TOO_EARLY = "it is before 1900"
TOO_LATE = "it is after the day of the extract"
BEFORE_BIRTH = "it is before the patient's month of birth"
UNLIKE = "other rows have the same identifier and say something else"


@dataclass(frozen=True)
class Check:
    """When a row is refused, as SQL; which column is at fault; and why, in a sentence to mend it by.

    `detail` is SQL of a text of this row alone that goes after the sentence, where the row is given back.
    """

    when: str
    column: str
    reason: str
    detail: str = "NULL::VARCHAR"


def several(table: str, columns: Iterable[str], key: str) -> str:
    """The rows of a table that are told more than once: by their key, or whole where they have none.

    `unlike` where they say different things; else all but the `first` row are repetitions.
    """
    return f"""
        CREATE OR REPLACE TABLE several_{table} AS
        SELECT told, count(DISTINCT content) > 1 AS unlike, min(row) AS first
        FROM (SELECT rowid AS row, {_content(columns)} AS content, {_told(columns, key)} AS told
              FROM staged_{table})
        GROUP BY told HAVING count(*) > 1
    """


def _content(columns: Iterable[str]) -> str:
    texts = ", ".join(f"coalesce({column}, '')" for column in columns)
    return f"md5_number(concat_ws(chr(31), {texts}))"


def _told(columns: Iterable[str], key: str) -> str:
    content = _content(columns)
    return f"coalesce(md5_number({key}), {content})" if key else content


def judged(
    table: str,
    columns: Iterable[str],
    key: str,
    *,
    checks: Iterable[Check],
    values: dict[str, str],
    joins: str = "",
) -> str:
    """SQL that judges a table: by checks in their order, to values by the names of the snapshot's columns."""
    columns = tuple(columns)
    cases = " ".join(
        f"WHEN {check.when} THEN {{'column': '{check.column}', 'reason': '{_escaped(check.reason)}', "
        f"'detail': {check.detail}}}"
        for check in [*checks, Check("s.unlike", key or columns[0], UNLIKE)]
    )
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
    return f"""
        CREATE OR REPLACE TABLE judged_{table} AS
        SELECT t.rowid AS row, CASE {cases} END AS fault,
            s.first IS NOT NULL AND NOT s.unlike AND s.first <> t.rowid AS repeated,
            {chosen}
        FROM staged_{table} t
        LEFT JOIN several_{table} s ON s.told = {_told([f"t.{name}" for name in columns], key and f"t.{key}")}
        {joins}
    """


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def day(column: str) -> str:
    """A text as a day, with or without a time after it; NULL where it is none."""
    return (
        f"CASE WHEN regexp_full_match({column}, '{A_DAY}([T ].*)?') "
        f"THEN try_cast(left({column}, 10) AS DATE) END"
    )


def moment(column: str) -> str:
    """A text as a time of a day by the clock on the wall: a zone after it is passed over."""
    return (
        f"CASE WHEN regexp_full_match({column}, '{A_DAY}[T ]\\d{{2}}:\\d{{2}}(:\\d{{2}}.*)?') "
        f"THEN try_cast(replace(left({column}, 19), 'T', ' ') AS TIMESTAMP) "
        f"ELSE CAST({day(column)} AS TIMESTAMP) END"
    )


def number(column: str) -> str:
    """A text as a finite number; NULL where it is none."""
    cast = f"try_cast(t.{column} AS DOUBLE)"
    return f"CASE WHEN isfinite({cast}) THEN {cast} END"


MARK = r"^\s*(<=|>=|<|>)\s*"


def bound(column: str) -> tuple[str, str]:
    """A text as a number, and how much it is to be moved so that it lies on its side of a bound: "<10"
    below 10.

    What is less than a number is less than it by as little as is told apart; a bound that is itself
    included, and a number alone, stay.
    """
    mark = f"regexp_extract(t.{column}, '{MARK}', 1)"
    cast = f"try_cast(regexp_replace(t.{column}, '{MARK}', '') AS DOUBLE)"
    moved = f"CASE {mark} WHEN '<' THEN -{A_LITTLE} WHEN '>' THEN {A_LITTLE} ELSE 0 END"
    return f"CASE WHEN isfinite({cast}) THEN {cast} END", moved


def _one_of(column: str, words: Iterable[str]) -> str:
    """Whether a column has a word, and none of those that it may have."""
    listed = ", ".join(f"'{word}'" for word in words)
    return f"t.{column} IS NOT NULL AND lower(t.{column}) NOT IN ({listed})"


def choice(column: str, words: Iterable[str]) -> Check:
    words = tuple(words)
    reason = f"it is none of {', '.join(words[:-1])} and {words[-1]}"
    return Check(_one_of(column, words), column, reason)


def day_checks(column: str, *, born: str, needed: bool = True, future: bool = False) -> list[Check]:
    """What is asked of a day: that it is one, and that it lies between birth and the extract."""
    on = day(f"t.{column}")
    blank = [Check(f"t.{column} IS NULL", column, "it is blank")] if needed else []
    found = [
        *blank,
        Check(f"t.{column} IS NOT NULL AND {on} IS NULL", column, NOT_A_DAY),
        Check(f"{on} < {EARLIEST}", column, TOO_EARLY),
        Check(f"{on} < {born}", column, BEFORE_BIRTH),
    ]
    return found if future else [*found, Check(f"{on} > $as_at", column, TOO_LATE)]
