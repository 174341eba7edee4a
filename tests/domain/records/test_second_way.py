"""The set-wise judging of events beside a plain, slower one that looks at one row at a time."""

import csv
import itertools
import math
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from commonpractice.foundations import check_digits
from tests.domain.records.extracts import MARCH, refused, rows, take_in
from tests.examples import thorough

BORN = {"p1": date(1960, 5, 17), "p2": date(2025, 12, 31)}
COLUMNS = ("id", "patient", "code", "day", "value")
FIELDS = {
    "id": st.sampled_from(["", "", "1", "2", "3", "4"]),
    "patient": st.sampled_from(["p1", "p1", "p2", "p3", ""]),
    "code": st.sampled_from(["44054006", "418138009", "44054007", "emis:9", "loinc:9999-9", "x:1", ""]),
    "day": st.one_of(
        st.dates(date(1899, 12, 1), date(2026, 4, 30)).map(str),
        st.sampled_from(
            ["", "2026-02-30", "31/03/2026", "2026-03-31T10:00", "2026-3-1", "1960-05-01", "2025-12-01"]
        ),
    ),
    "value": st.sampled_from(
        ["", "", "1", "-2.5", "1e3", "nan", "1,5", "one", "<5", "<= 2", ">3", "~1", "<"]
    ),
}
EVENTS = st.lists(st.fixed_dictionaries(FIELDS), max_size=12)
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def faulty(row: dict[str, str]) -> str | None:
    """The column for which one row is refused by itself: the first that is looked at."""
    if row["patient"] not in BORN:
        return "patient"
    code = row["code"]
    if ":" in code and not code.startswith(("loinc:", "rxnorm:", "cvx:", "icd10:", "atc:")):
        return "code"
    if ":" not in code and not check_digits.is_snomed_concept(code):
        return "code"
    day = _day(row["day"])
    if day is None or not max(date(1900, 1, 1), BORN[row["patient"]].replace(day=1)) <= day <= MARCH:
        return "day"
    if row["value"] and _value(row["value"]) is None:
        return "value"
    return None


def _value(text: str) -> float | None:
    """A number; what is less or more than one lies a little beyond it."""
    mark, number = re.fullmatch(r"(<=|>=|<|>|) *(.*)", text).groups()
    if not NUMBER.fullmatch(number) or not math.isfinite(float(number)):
        return None
    return float(number) + {"<": -0.001, ">": 0.001}.get(mark, 0)


def _day(text: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d([T ].*)?", text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def judged(events: list[dict[str, str]]) -> tuple[Counter, Counter]:
    """What is taken in, by day and value, and what is refused, by line and column: one row after another."""
    same_id = defaultdict(set)
    for row in events:
        if row["id"]:
            same_id[row["id"]].add(tuple(row.values()))
    seen, good, bad = set(), Counter(), Counter()
    for line, row in enumerate(events, start=2):
        column = faulty(row) or ("id" if len(same_id[row["id"]]) > 1 else None)
        content = tuple(row.values())
        if column:
            bad[line, column] += 1
        elif content not in seen:
            good[_day(row["day"]), _value(row["value"]) if row["value"] else None] += 1
        seen.add(content)
    return good, bad


numbers = itertools.count()


@thorough(60, suppress=(HealthCheck.function_scoped_fixture,))
@given(events=EVENTS)
def test_every_row_is_judged_as_one_by_one(rivers, tmp_path, events):
    folder = tmp_path / str(next(numbers))
    folder.mkdir()
    report = take_in(rivers, write(folder, events))
    good, bad = judged(events)
    # a repetition of a refused row is refused like it
    assert (
        Counter((int(row["refused_line"]), row["refused_column"]) for row in refused(report, "events")) == bad
    )
    assert Counter(rows(rivers, "events", "day, value")) == good
    if events:
        counts = report.counts["events"]
        assert counts.read == len(events) == counts.taken_in + counts.refused + counts.repeated


def write(folder: Path, events: list[dict[str, str]]) -> list[Path]:
    with (folder / "patients.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(
            [["patient", "born", "sex"], *([name, born, "female"] for name, born in BORN.items())]
        )
    with (folder / "events.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(events)
    return sorted(folder.iterdir())
