"""FHIR R4 files of others, taken in for real: Synthea's patients, UK Core's examples, bulk NDJSON."""

import csv
import gzip
import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from commonpractice.domain.records import queries
from commonpractice.domain.records.facts import Counts
from commonpractice.gateways.clinical_extracts import fhir, fhir_documents, schema, sources, staging
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import refused, rows
from tests.domain.records.fhir_files import AFTER, ANN, OF_ANN, coded, fhir_in, ndjson

READ = ("Patient", "Condition", "Observation", "MedicationRequest", "Immunization", "Encounter")


def index(folder: Path) -> Counter:
    """How many resources of each kind the sample's own index says there are."""
    with (folder / "index.csv").open(encoding="utf-8", newline="") as stream:
        found = [row for row in csv.DictReader(stream) if (folder / row["file"]).is_file()]
    told: Counter = Counter(Patient=len(found))
    for row in found:
        told.update({kind: int(row[kind]) for kind in READ if kind in row})
    return told


def test_sixty_patients_of_synthea_come_in_whole_and_once(published_data, rivers):
    folder = published_data / "samples" / "fhir_synthea"
    paths = sorted(folder.glob("*.json.gz"))
    assert len(paths) == 60
    told = index(folder)
    first = fhir_in(rivers, paths)
    assert {kind: first.kinds[kind] for kind in READ} == told
    assert told["Observation"] > 6000
    # the sample has one visit, with its diagnosis and medicine, fourteen years before that patient was born
    impossible = ("day", "it is before the patient's month of birth")
    assert [(r.table, r.rows, (r.column, r.reason)) for r in first.reasons] == [
        (table, 1, impossible) for table in ("events", "medications", "consultations")
    ]
    assert {row["refused_file"][:3] for row in refused(first, "events")} == {"045"}
    # each resource is a row; a blood pressure is three, and an answer in SNOMED CT one of its own
    counts = {table: count.taken_in + count.refused for table, count in first.counts.items()}
    assert (counts["patients"], counts["medications"], counts["consultations"]) == (
        told["Patient"],
        told["MedicationRequest"],
        told["Encounter"],
    )
    assert counts["events"] == told["Condition"] + told["Observation"] + told["Immunization"] + _more(paths)
    repeated = {table: count.repeated for table, count in first.counts.items() if count.repeated}
    assert repeated.keys() == {"clinicians"}, "the same doctors are in many bundles"
    again = fhir_in(rivers, paths)
    assert again.unchanged
    # and once more under other names of files, in another order: nothing is doubled either
    before = _contents(rivers)
    third = fhir_in(rivers, [*reversed(paths)], as_at=date(2021, 4, 2))
    assert not third.unchanged
    assert _contents(rivers) == before


def _more(paths: list[Path]) -> int:
    """Counted apart: the parts of blood pressures, and answers that are SNOMED CT codes."""
    more = 0
    for path in paths:
        for entry in json.loads(gzip.decompress(path.read_bytes()))["entry"]:
            resource = entry["resource"]
            if resource["resourceType"] != "Observation":
                continue
            more += len(resource.get("component", []))
            answer = resource.get("valueCodeableConcept", {}).get("coding", [{}])
            more += answer[0].get("system") == "http://snomed.info/sct"
    return more


def _contents(rivers) -> dict[str, Counter]:
    tables = ("patients", "events", "medications", "consultations")
    return {table: Counter(rows(rivers, table)) for table in tables}


def test_what_synthea_measured_is_in_our_units(published_data, rivers):
    folder = published_data / "samples" / "fhir_synthea"
    report = fhir_in(rivers, sorted(folder.glob("*.json.gz")))
    with tickets.acting(actor_id=0, surgeries=rivers.everything.surgeries):
        snapshot = queries.in_use(scope=rivers.everything)[rivers.a]
        members = queries.membership(on=AFTER)
    path = queries.stored(snapshot).path(_layout("events"))
    connection = duckdb.connect()
    connection.register("members", members)
    found = connection.execute(
        "SELECT cluster, count(*), min(value), max(value), count(DISTINCT unit) FROM read_parquet($path) e "
        "JOIN members m USING (concept) WHERE value IS NOT NULL GROUP BY 1",
        {"path": str(path)},
    ).fetchall()
    ranges = {cluster: (count, low, high, units) for cluster, count, low, high, units in found}
    count, low, high, units = ranges["ifcchbam_cod"]  # in per cent there
    assert count > 50
    assert 20 < low < high < 120
    assert units == 1
    count, low, high, units = ranges["chol2_cod"]  # in mg/dL there
    assert count > 50
    assert 2 < low < high < 12
    assert units == 1
    assert not [note for note in report.notes if "unit that is not known" in note and "HbA1c" in note]


def _layout(name: str):
    from commonpractice.gateways.event_store.layout import TABLES

    return next(layout for layout in TABLES if layout.name == name)


KINDS = sorted(fhir.READERS)


def test_every_uk_core_example_of_a_kind_that_we_read_parses(published_data, tmp_path):
    folder = published_data / "samples" / "ukcore" / "examples"
    paths = sorted(folder.glob("*.xml"))
    assert len(paths) == 215
    parsed: Counter = Counter()
    with staging.staged(tmp_path) as staged:
        for path in paths:
            source = sources.text_file(path, copies=tmp_path)
            parsed.update(each.resource["resourceType"] for each in fhir_documents.resources(source))
        fhir.read(staged, paths, as_at=AFTER)
        assert staged.kinds == dict(parsed)
        counts = {table.name: staged.count(table) for table in schema.TABLES}
    assert {kind: parsed[kind] for kind in KINDS} == {
        "Appointment": 3, "Condition": 9, "Encounter": 6, "EpisodeOfCare": 1, "Immunization": 13,
        "MedicationRequest": 9, "Observation": 44, "Patient": 24, "Practitioner": 5,
    }  # fmt: skip
    assert counts["patients"] == 24
    assert counts["medications"] == 9
    assert counts["appointments"] == 3
    assert counts["events"] >= 9 + 44 + 13


def test_uk_core_says_what_it_says(published_data, tmp_path):
    """Some examples, read by eye."""
    folder = published_data / "samples" / "ukcore" / "examples"
    with staging.staged(tmp_path) as staged:
        fhir.read(staged, [folder], as_at=AFTER)
        ask = lambda query: staged.connection.execute(query).fetchall()  # noqa: E731
        richard = ask(
            "SELECT nhs_number, given_name, family_name, born, sex FROM staged_patients "
            "WHERE patient = 'UKCore-Patient-RichardSmith-Example'"
        )
        pressure = ask(
            "SELECT code, value, unit FROM staged_events WHERE id LIKE '%VitalSigns-BloodPressure-Example%' "
            "ORDER BY id"
        )
        amoxicillin = ask("SELECT code, term, day FROM staged_medications WHERE id LIKE '%-Amoxicillin-%'")
        appointment = ask(
            "SELECT patient, clinician, starts_at, minutes, status FROM staged_appointments "
            "WHERE id LIKE '%OrthopaedicSurgery%'"
        )
        ethnicities = ask("SELECT DISTINCT ethnicity FROM staged_patients WHERE ethnicity IS NOT NULL")
    assert richard == [("9912003888", "Richard", "SMITH", "1970-09-11", "male")]
    assert [row[1:] for row in pressure if row[1]] == [("142", "mm[Hg]"), ("94", "mm[Hg]")]
    assert amoxicillin == [("39732411000001106", "Amoxicillin 500mg capsules", "2023-06-15")]
    assert appointment == [
        (
            "UKCore-Patient-RichardSmith-Example",
            "UKCore-Practitioner-ConsultantSandraGose-Example",
            "2022-03-11T10:46:00",
            "154",
            "booked",
        )
    ]
    assert ethnicities


# Bulk NDJSON, made here


def test_bulk_files_come_in_kind_by_kind(rivers, tmp_path):
    paths = ndjson(
        tmp_path / "bulk",
        Patient=[ANN],
        Practitioner=[{"id": "oak", "name": [{"prefix": ["Dr"], "given": ["Olive"], "family": "Oak"}]}],
        EpisodeOfCare=[
            {"id": "e", "status": "active", "patient": {"reference": "Patient/ann"},
             "period": {"start": "2001-02-03"}},
        ],
        Condition=[
            {"id": "c1", "code": coded("44054006"), "onsetDateTime": "2019-05", **OF_ANN},
            {"id": "c2", "code": coded("38341003"), "recordedDate": "2020-01-01", **OF_ANN,
             "verificationStatus": coded("refuted", "x")},
            {"id": "c3", "code": {"text": "something"}, "recordedDate": "2020-01-01", **OF_ANN},
        ],
        Observation=[
            {"id": "o1", "status": "final", "effectiveDateTime": "2021-01-02T23:30:00+00:00", **OF_ANN,
             "code": coded("85354-9", "http://loinc.org"),
             "component": [
                 {"code": coded("8480-6", "http://loinc.org"),
                  "valueQuantity": {"value": 140, "code": "mm[Hg]"}},
                 {"code": coded("8462-4", "http://loinc.org"),
                  "valueQuantity": {"value": 85, "unit": "mmHg"}},
             ]},
            {"id": "o2", "status": "final", "effectiveDateTime": "2021-01-02", **OF_ANN,
             "code": coded("72166-2", "http://loinc.org"), "valueCodeableConcept": coded("8517006")},
            {"id": "o3", "status": "entered-in-error", "effectiveDateTime": "2021-01-02", **OF_ANN,
             "code": coded("44054006")},
        ],
        MedicationRequest=[
            {"id": "m1", "status": "active", "authoredOn": "2021-01-02", **OF_ANN,
             "medicationReference": {"reference": "#drug"},
             "contained": [{"resourceType": "Medication", "id": "drug",
                            "code": coded("39113611000001102", "https://dmd.nhs.uk")}],
             "dispenseRequest": {"quantity": {"value": 200}, "expectedSupplyDuration": {"value": 28}}},
        ],
        Immunization=[
            {"id": "i1", "status": "completed", "patient": {"reference": "Patient/ann"},
             "occurrenceDateTime": "2020-10-01", "vaccineCode": coded("86198006"),
             "extension": [{"url": "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure",
                            "valueCodeableConcept": coded("822851000000102")}]},
            {"id": "i2", "status": "not-done", "patient": {"reference": "Patient/ann"},
             "occurrenceDateTime": "2020-10-01", "vaccineCode": coded("86198006")},
        ],
        Encounter=[
            {"id": "v1", "status": "finished", "class": {"code": "VR"},
             "period": {"start": "2021-02-03T09:00:00Z"},
             "participant": [{"individual": {"reference": "Practitioner/oak"}}], **OF_ANN},
        ],
        Appointment=[
            {"id": "a1", "status": "noshow",
             "start": "2020-07-03T08:00:00Z", "end": "2020-07-03T08:15:00Z",
             "participant": [{"actor": {"reference": "Practitioner/oak"}},
                             {"actor": {"reference": "Patient/ann"}}]},
        ],
        Procedure=[{"id": "p1"}],
    )  # fmt: skip
    report = fhir_in(rivers, paths)
    assert rows(rivers, "patients", "born, sex, language") == [(date(1960, 5, 1), "female", "pl")]
    assert rows(rivers, "registrations", "registered_on") == [(date(2001, 2, 3),)]
    found = sorted(rows(rivers, "events", "day, value, unit"), key=str)
    assert found == [
        (date(2019, 5, 1), None, None),  # of a month alone its first day
        (date(2020, 10, 1), None, None),
        (date(2020, 10, 1), None, None),
        (date(2021, 1, 2), 140.0, "mm[Hg]"),
        (date(2021, 1, 2), 85.0, "mm[Hg]"),
        (date(2021, 1, 2), None, None),
        (date(2021, 1, 2), None, None),
        (date(2021, 1, 2), None, None),  # the smoking status asked for, and the answer
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2021, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, mode") == [(date(2021, 2, 3), "telephone")]
    assert rows(rivers, "appointments", "starts_at, minutes, status") == [
        (datetime(2020, 7, 3, 9), 15, "did_not_attend")  # told in UTC, on a summer's morning
    ]
    (row,) = refused(report, "events")
    assert (row["refused_file"], row["refused_line"], row["refused_reason"]) == (
        "Condition.ndjson", "3", "it is blank",
    )  # fmt: skip
    assert set(report.notes) == {
        "Resources Condition that are refuted: 1, left out.",
        "Resources Observation that are entered-in-error: 1, left out.",
        "Resources Immunization that are not-done: 1, left out.",
        "Resources of kinds that are not read: 1 Procedure.",
    }
    assert report.counts["events"] == Counts(9, 8, 1, 0)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("P.ndjson", '{"resourceType": "Patient"}\n{"resource\n', "P.ndjson, line 2: it is no JSON"),
        ("P.ndjson", '{"resourceType": "Patient"}\n\n[1]\n', "P.ndjson, line 3: it is no FHIR res"),
        ("b.json", '{"resourceType": "Bundle",\n "entry": [', "b.json, line 2: it is no JSON"),
        ("b.json", '{"resourceType": "Bundle", "entry": [{"resource": {"id": 1}}]}', "it is no FHIR res"),
        ("p.xml", "<Patient xmlns='http://hl7.org/fhir'>\n<id", "p.xml, line 2: it is no XML"),
        ("p.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><Patient/>", "it has a document type of its own"),
        ("p.json", "[" * 100_000, "p.json"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_named_with_its_line(rivers, tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExtractRefused) as refusal:
        fhir_in(rivers, [path])
    assert sentence in str(refusal.value)
