"""What FHIR says in other words than codes: died some day, over, below a bound, refuted."""

from datetime import date

import pytest

from commonpractice.domain.records import models
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import numbers, rows
from tests.domain.records.fhir_files import AFTER, ANN, OF_ANN, coded, fhir_in, ndjson

DIABETES, RESOLVED = "44054006", "315051004"
CHD = "53741008"


def by_code(rivers) -> list[tuple[str, date]]:
    """The events that were taken in, by code and day."""
    with tickets.acting(actor_id=0, surgeries=()):
        codes = dict(models.Concept.objects.values_list("id", "code"))
    return sorted((codes[concept], day) for concept, day in rows(rivers, "events", "concept, day"))


def status(code: str) -> dict:
    return {"clinicalStatus": coded(code, "http://terminology.hl7.org/CodeSystem/condition-clinical")}


def condition(number: int, code: str = DIABETES, **more) -> dict:
    return {"id": f"c{number}", "code": coded(code), "onsetDateTime": "2010-05-03", **OF_ANN, **more}


def test_whoever_died_nobody_says_when_had_died_by_the_day_of_the_extract(rivers, tmp_path):
    people = [
        ANN,
        {"id": "bob", "gender": "male", "birthDate": "1950-01-01", "deceasedBoolean": True},
        {"id": "cy", "gender": "male", "birthDate": "1951-01-01", "deceasedBoolean": False},
        {"id": "di", "gender": "female", "birthDate": "1952-01-01", "deceasedDateTime": "2020-02-03"},
    ]
    report = fhir_in(rivers, ndjson(tmp_path / "in", Patient=people))
    assert sorted(rows(rivers, "patients", "born, died_on"), key=str) == [
        (date(1950, 1, 1), AFTER),
        (date(1951, 1, 1), None),
        (date(1952, 1, 1), date(2020, 2, 3)),
        (date(1960, 5, 1), None),
    ]
    assert (
        "Patients who have died, without a day, counted as died on the day of the extract: 1." in report.notes
    )


ENDS = [
    ({}, []),
    (status("active"), []),
    ({**status("resolved"), "abatementDateTime": "2015-06-07"}, [date(2015, 6, 7)]),
    ({"abatementDateTime": "2015-06-07T10:00:00+01:00"}, [date(2015, 6, 7)]),
    ({"abatementPeriod": {"start": "2015-06-01", "end": "2015-06-07"}}, [date(2015, 6, 7)]),
    ({**status("inactive"), "abatementDateTime": "2015-06"}, [date(2015, 6, 1)]),
    (status("resolved"), [AFTER]),
    ({"abatementString": "when he was young"}, [AFTER]),
    ({**status("relapse"), "abatementDateTime": "2015-06-07"}, []),  # there again
    (status("remission"), []),
]
"""What a condition says of its end, and the days on which it is recorded as resolved."""


@pytest.mark.parametrize(("more", "days"), ENDS)
def test_a_condition_that_is_over_is_recorded_as_resolved(rivers, tmp_path, more, days):
    fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Condition=[condition(1, **more)]))
    assert by_code(rivers) == sorted([(DIABETES, date(2010, 5, 3)), *((RESOLVED, day) for day in days)])


def test_what_no_code_says_is_over_is_kept_as_history_and_told(rivers, tmp_path):
    """Coronary heart disease stays on its register once recorded: there is no code that takes it off."""
    conditions = [
        condition(1, CHD, **status("resolved")),
        condition(2, **status("remission")),
        condition(3, abatementDateTime="2015-06-07"),
    ]
    report = fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Condition=conditions))
    assert by_code(rivers) == sorted(
        [(CHD, date(2010, 5, 3)), (DIABETES, date(2010, 5, 3)), (DIABETES, date(2010, 5, 3)),
         (RESOLVED, date(2015, 6, 7))]
    )  # fmt: skip
    assert set(report.notes) >= {
        "Conditions that are over, of which no code says so, kept as what was recorded then: 1.",
        "Conditions that are over, without a day, counted as over from the day of the extract: 1.",
        "Conditions said to be inactive or in remission, without a day on which they ended, kept as "
        "recorded: 1.",
    }


@pytest.mark.parametrize(
    "verification",
    [
        coded("refuted", "x"),
        coded("entered-in-error", "x"),
        {"coding": [{"code": "confirmed"}, {"code": "refuted"}]},
        {"coding": [{"system": "x"}, {"code": "Refuted"}]},
        {"text": "Entered-in-Error"},
    ],
)
def test_what_was_refuted_or_a_mistake_is_never_counted(rivers, tmp_path, verification):
    conditions = [condition(1, verificationStatus=verification)]
    report = fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Condition=conditions))
    assert rows(rivers, "events") == []
    assert any("left out" in note for note in report.notes)


def test_a_result_below_a_bound_lies_below_it(rivers, tmp_path):
    def result(number: int, comparator: str | None, value: float) -> dict:
        quantity = {"value": value, "unit": "ug/g", **({"comparator": comparator} if comparator else {})}
        return {"id": f"o{number}", "status": "final", "effectiveDateTime": f"2021-01-{number:02}", **OF_ANN,
                "code": coded("1049361000000101"), "valueQuantity": quantity}  # fmt: skip

    told = [
        result(1, "<", 10),
        result(2, None, 10),
        result(3, ">=", 10),
        result(4, ">", 400),
        result(5, "ad", 7),
    ]
    fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Observation=told))
    found = sorted(rows(rivers, "events", "day(day), value"))
    assert found == [(1, 9.999), (2, 10.0), (3, 10.0), (4, 400.001), (5, 7.0)]
    assert [value >= 10 for _, value in found] == [False, True, True, True, False]


def test_what_a_condition_was_at_is_mended_like_any_row(rivers, tmp_path):
    """A row that says that it is over comes back as `resolved:` before its code."""
    from pathlib import Path

    from commonpractice.domain.records.facts import System
    from tests.domain.records.extracts import refused, take_in

    ended = [condition(1, **status("resolved"), abatementDateTime="2099-01-01")]
    report = fhir_in(rivers, ndjson(tmp_path / "in", Patient=[ANN], Condition=ended))
    (row,) = refused(report, "events")
    assert (row["code"], row["refused_column"]) == (f"resolved:{DIABETES}", "day")
    path = tmp_path / "events.csv"
    path.write_text((Path(report.refused) / "events.csv").read_text().replace("2099", "2019"))
    take_in(rivers, [path], mended=True, system=System.FHIR, as_at=AFTER)
    assert by_code(rivers) == sorted([(DIABETES, date(2010, 5, 3)), (RESOLVED, date(2019, 1, 1))])
    assert list(numbers(rivers)) == ["ann"]
