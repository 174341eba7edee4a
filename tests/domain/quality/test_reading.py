"""What a definition can say, and what is refused with its place."""

from datetime import date

import pytest

from commonpractice.domain.quality.facts.expressions import (
    AgeOn,
    AllOf,
    AnyOf,
    Compare,
    Constant,
    Found,
    Named,
    Not,
    OnRegister,
    Shifted,
)
from commonpractice.domain.quality.parameters.reading import NotUnderstood, condition, day

LOOKS = ("hba1c", "resolved", "diagnosis")
REGISTERS = ("DM", "CHD")

SAID = [
    ("DM", OnRegister("DM")),
    ("hba1c", Found("hba1c")),
    ("not hba1c", Not(Found("hba1c"))),
    ("age >= 17", Compare(Named("age"), ">=", Constant(17))),
    ("hba1c.value <= 58.5", Compare(Found("hba1c", "value"), "<=", Constant(58.5))),
    ("sex == 'female'", Compare(Named("sex"), "==", Constant("female"))),
    ("DM and (CHD or hba1c)", AllOf((OnRegister("DM"), AnyOf((OnRegister("CHD"), Found("hba1c")))))),
    (
        "25 <= age < 50",
        AllOf(
            (Compare(Constant(25), "<=", Named("age")), Compare(Named("age"), "<", Constant(50))),
        ),
    ),
    (
        "diagnosis.day > resolved.day",
        Compare(Found("diagnosis", "day"), ">", Found("resolved", "day")),
    ),
    (
        "DM.since > year_end - months(9)",
        Compare(OnRegister("DM", since=True), ">", Shifted(Named("year_end"), months=-9)),
    ),
    (
        "age_on(diagnosis.day) >= 18",
        Compare(AgeOn(Found("diagnosis", "day")), ">=", Constant(18)),
    ),
    (
        "diagnosis.day >= date(2023, 4, 1)",
        Compare(Found("diagnosis", "day"), ">=", Constant(date(2023, 4, 1))),
    ),
]


@pytest.mark.parametrize(("text", "tree"), SAID, ids=[text for text, _ in SAID])
def test_a_condition_is_read_as_it_is_written(text, tree):
    assert condition(text, LOOKS, REGISTERS) == tree


def test_a_day_is_shifted_by_what_it_says():
    assert day("born + years(5) - weeks(2)", LOOKS, REGISTERS) == Shifted(
        Shifted(Named("born"), months=60), days=-14
    )


REFUSED = [
    ("registered > date(2025, 2, 29)", 14, "“date(2025, 2, 29)” is no day of the calendar."),
    ("registered > date(25, 4, 1)", 14, "“date(25, 4, 1)” is before any record begins."),
    ("registered > date(2025, 4)", 14, "A day of the calendar is written as date(2025, 4, 1)."),
    ("registered > date(2025, -4, 1)", 14, "A day of the calendar is written as date(2025, 4, 1)."),
    ("age > date(2025, 4, 1)", 1, "“age” is a number, “date(2025, 4, 1)” a day; only days, numbers or words"),
    ("hba1", 1, "“hba1” is not known here. Known are: diagnosis, hba1c, resolved, CHD, DM, on,"),
    ("DM and hba1c.when", 8, "A look has a day, a value and a count, but no “when”."),
    ("age >= '17'", 1, "“age” is a number, “'17'” a word; only days, numbers or words can be compared"),
    ("hba1c > 58", 1, "“hba1c” is a condition"),
    ("hba1c == DM", 1, "can be compared, each with its own kind."),
    ("age", 1, "“age” is a number; a condition is wanted here."),
    ("DM and age", 8, "“age” is a number; a condition is wanted here."),
    ("registered > year_end - 3", 25, "A day is shifted by days(…), weeks(…), months(…) or years(…)."),
    ("registered > year_end - months(age)", 25, "A day is shifted by"),
    ("registered > year_end - months(True)", 25, "A day is shifted by"),
    ("age - months(3) > 3", 1, "“age” is a number; a day is wanted here."),
    ("True", 1, "“True” is always so or never so; say when it is."),
    ("open('/etc/passwd')", 1, "is not something that a definition can say."),
    ("hba1c.day.year > 2000", 1, "is not something that a definition can say."),
    ("age in (1, 2)", 8, "Compare by <, <=, >, >=, == or !=."),
    ("age >= )", 8, "cannot be read: unmatched"),
    ("", 1, "cannot be read"),
    ("age = 3", 5, "cannot be read"),
    ("[age for age in 'x']", 1, "is not something that a definition can say."),
]


@pytest.mark.parametrize(("text", "column", "sentence"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_what_cannot_be_said_is_refused_with_its_column(text, column, sentence):
    with pytest.raises(NotUnderstood) as refused:
        condition(text, LOOKS, REGISTERS)
    assert sentence in str(refused.value)
    assert refused.value.column == column
