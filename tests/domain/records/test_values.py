"""Numbers recorded with codes: kept in one unit or set aside; judged anew when codelists say otherwise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.audit.facts import PROGRAM
from commonpractice.domain.records import actions, parameters, queries
from commonpractice.domain.records.parameters import ValueRule
from commonpractice.domain.records.rules.values import one_rule
from commonpractice.foundations import rulebook_files
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import (
    HBA1C,
    HEIGHT,
    MARCH,
    NOON,
    PATIENTS,
    T2,
    events,
    files,
    refused,
    rows,
    take_in,
)

VALUES = [
    (HBA1C, "53", "mmol/mol", (53.0, "mmol/mol"), ""),
    (HBA1C, "53", "MMOL / mol", (53.0, "mmol/mol"), ""),  # without regard to case and spaces
    (
        HBA1C,
        "7.5",
        "%",
        (58.0, "mmol/mol"),
        "",
    ),  # 10.929 x (7.5 - 2.15) = 58.47, in whole numbers as reported
    (HBA1C, "53", "", (53.0, None), ""),  # believable in ours, and taken so
    (HBA1C, "7.5", "", (None, None), "without a unit, and not believable in ours"),
    (HBA1C, "999", "mmol/mol", (None, None), "beyond what is believed"),
    (HBA1C, "53", "furlongs", (None, None), "in a unit that is not known"),
    (HEIGHT, "1.72", "m", (172.0, "cm"), ""),
    (HEIGHT, "172", "", (None, None), "without a unit"),  # inches or centimetres?
    (T2, "4", "apples", (4.0, "apples"), ""),  # nothing is known of such values: as they are
]
"""A code, the value and unit told, those kept, and why a value was set aside."""


def test_values_are_kept_in_one_unit_or_set_aside(rivers, tmp_path):
    """All in one extract, a day a case."""
    lines = [
        f"p1 | {code} | | 2026-01-{number:02} | {value} | {unit}"
        for number, (code, value, unit, _, _) in enumerate(VALUES, start=1)
    ]
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    found = {day.day: (value, unit) for day, value, unit in rows(rivers, "events", "day, value, unit")}
    for number, (*told, kept, _) in enumerate(VALUES, start=1):
        assert found[number] == kept, told
    said = [note.split(" values ")[1].split(", set aside")[0] for note in report.notes if "set aside" in note]
    assert sorted(said) == sorted(aside for *_, aside in VALUES if aside)


FIT = "1049361000000101"
BOUNDS = [
    ("<10", 9.999),
    ("< 10", 9.999),
    ("<=10", 10.0),
    ("10", 10.0),
    (">=10", 10.0),
    (">400", 400.001),
    (" > 400", 400.001),
]
"""What a laboratory reports of a stool test, and what is kept: on the same side of 10 or more."""


def test_a_bound_is_kept_on_its_side(rivers, tmp_path):
    lines = [f"p1 | {FIT} | | 2026-01-{n:02} | {told} | ug/g" for n, (told, _) in enumerate(BOUNDS, start=1)]
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    assert report.reasons == ()
    found = {day.day: value for day, value in rows(rivers, "events", "day, value")}
    assert found == {n: kept for n, (_, kept) in enumerate(BOUNDS, start=1)}


def test_a_bound_is_turned_into_our_unit_before_it_is_moved(rivers, tmp_path):
    """Below 6.5% is below 48 mmol/mol: 10.929 x (6.5 - 2.15) = 47.54, reported as 48."""
    lines = [f"p1 | {HBA1C} | | 2026-01-01 | <6.5 | %", f"p1 | {HBA1C} | | 2026-01-02 | <about 6 | %"]
    report = take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    assert rows(rivers, "events", "value, unit") == [(47.999, "mmol/mol")]
    assert [row["value"] for row in refused(report, "events")] == ["<about 6"]


def test_every_turning_keeps_what_is_more_more():
    """Else a bound would be moved to its other side."""
    assert all(unit.factor > 0 for rule in parameters.value_rules() for unit in rule.units)


SYSTOLIC, DIASTOLIC = "72313002", "1091811000000102"


def test_of_several_rules_the_narrowest_counts(rivers, tmp_path):
    """An upper blood pressure of 30 and a lower one of 250 are beyond belief, though blood pressures both."""
    lines = [
        f"p1 | {SYSTOLIC} | | 2026-01-01 | 30 | mmHg",
        f"p1 | {SYSTOLIC} | | 2026-01-02 | 250 | mmHg",
        f"p1 | {DIASTOLIC} | | 2026-01-03 | 30 | mmHg",
        f"p1 | {DIASTOLIC} | | 2026-01-04 | 250 | mmHg",
    ]
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=events(*lines)))
    assert {day.day: value for day, value in rows(rivers, "events", "day, value")} == {
        1: None,
        2: 250.0,
        3: 30.0,
        4: None,
    }


def rule(cluster: str, unit: str, lowest: float, highest: float) -> ValueRule:
    return ValueRule(cluster, cluster, unit, lowest, highest, True, ())


RULES = st.lists(
    st.builds(
        rule, st.sampled_from("abcdef"), st.sampled_from(["mg", "g"]), st.integers(0, 5), st.integers(6, 12)
    ),
    min_size=1,
    unique_by=lambda each: each.cluster,
)


@given(RULES, st.randoms())
def test_the_one_rule_believes_no_more_than_any_other_in_its_unit(rules, random):
    chosen = one_rule(rules)
    random.shuffle(rules)
    assert one_rule(rules) == chosen, "whatever the order"
    assert chosen.unit == min(rules, key=lambda each: each.cluster).unit
    widths = [each.highest - each.lowest for each in rules if each.unit == chosen.unit]
    assert chosen.highest - chosen.lowest == min(widths)


def test_no_concept_of_the_starter_list_has_rules_in_two_units():
    units = {each.cluster: each.unit for each in parameters.value_rules()}
    found: dict[str, set[str]] = {}
    for row in rulebook_files.rows("records/starter_concepts.csv"):
        if row["cluster"] in units:
            found.setdefault(row["code"], set()).add(units[row["cluster"]])
    assert [code for code, several in found.items() if len(several) > 1] == []


UNLISTED = "1107481000000106"  # another HbA1c, in no list of ours


def list_it(cluster: str = "ifcchbam_cod") -> None:
    """A list of one's own in which it is."""
    with tickets.acting(actor_id=PROGRAM.id, surgeries=()):
        actions.load_codelist(
            cluster=cluster,
            version="own",
            source="own.csv",
            sha256="0" * 64,
            terms={UNLISTED: "", HBA1C: ""},
            actor=PROGRAM,
            at=NOON,
        )


def test_an_extract_is_judged_anew_where_a_codelist_says_what_its_numbers_are(rivers, tmp_path):
    paths = files(
        tmp_path / "in", patients=PATIENTS, events=events(f"p1 | {UNLISTED} | | 2026-01-01 | 7.5 | %")
    )
    take_in(rivers, paths)
    assert rows(rivers, "events", "value, unit") == [(7.5, "%")]
    assert take_in(rivers, paths).unchanged
    list_it()
    again = take_in(rivers, paths)
    assert not again.unchanged
    assert rows(rivers, "events", "value, unit") == [(58.0, "mmol/mol")]
    assert take_in(rivers, paths).unchanged


def test_mended_rows_are_not_doubled_by_another_way_of_reading_them(rivers, tmp_path):
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    mended = files(tmp_path / "mended", events=events(f"p1 | {UNLISTED} | | 2026-01-01 | 7.5 | %"))
    take_in(rivers, mended, mended=True)
    list_it()
    assert take_in(rivers, mended, mended=True).unchanged
    assert rows(rivers, "events", "value, unit") == [(7.5, "%")]


@pytest.mark.django_db
def test_whoever_reads_values_is_told_their_unit_and_bounds(rivers):
    before = {row["concept"]: row for row in queries.units(on=MARCH).to_pylist()}
    list_it()
    after = {row["concept"]: row for row in queries.units(on=MARCH).to_pylist()}
    (new,) = after.keys() - before.keys()
    assert after[new] == {"concept": new, "unit": "mmol/mol", "lowest": 15, "highest": 200, "assumed": True}
    assert queries.units(on=date(1899, 1, 1)).num_rows == 0
