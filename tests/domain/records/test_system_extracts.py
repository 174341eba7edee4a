"""Bulk extracts of EMIS and SystmOne by their column maps: what each becomes, and what is left out."""

# ruff: noqa: E501 drawn tables are as wide as they are

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from commonpractice.domain.records.facts import System
from commonpractice.foundations import rulebook_files
from commonpractice.gateways.clinical_extracts.sources import ExtractRefused
from tests.domain.records.extracts import refused, rows, take_in
from tests.domain.records.system_files import EMIS, GUID, SYSTMONE, emis, emis_in, systmone, systmone_in


def test_an_emis_extract_becomes_a_snapshot(rivers, tmp_path):
    report = emis_in(rivers, emis(tmp_path / "in"))
    assert rows(rivers, "patients", "born, sex, died_on, care_home") == [
        (date(1960, 5, 1), "female", None, True),
        (date(2020, 1, 1), "male", date(2026, 3, 1), False),
        (date(1970, 1, 1), "unknown", None, False),
    ]
    # the temporary resident is on no list
    assert rows(rivers, "registrations", "registered_on, ended_on") == [
        (date(1990, 1, 1), None),
        (date(2020, 2, 10), date(2026, 3, 1)),
    ]
    assert sorted(rows(rivers, "events", "day, value, unit")) == [
        (date(2019, 5, 3), None, None),
        (date(2026, 1, 3), 58.0, "mmol/mol"),
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2026, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, role, mode") == [
        (date(2026, 1, 2), "gp", "telephone"),
        (date(2026, 1, 3), "nurse", "surgery"),
    ]
    assert rows(rivers, "appointments", "starts_at, minutes, category, mode, status") == [
        (datetime(2026, 1, 2, 9, 30), 10, "General Consultation Acute", "telephone", "attended"),
        (datetime(2026, 1, 3, 9, 30), 10, "General Consultation Acute", "telephone", "did_not_attend"),
        (datetime(2026, 4, 3, 9, 30), 10, "General Consultation Acute", "telephone", "booked"),
    ]
    given_back = refused(report, "events")
    assert [(row["refused_line"], row["code"], row["term"], row["refused_reason"]) for row in given_back] == [
        ("4", "emis:3", "Our own code",
         "it is a local code of the surgery's system, which is mapped to no SNOMED CT concept"),
        ("8", "44054006", "Type 2 diabetes", "the extract has no such patient, or refused them"),
        ("9", "44054006", "Type 2 diabetes", "it is blank"),
    ]  # fmt: skip
    assert set(report.notes) >= {
        "Rows deleted in EMIS: 3, left out.",
        "Dummy patients: 1, left out.",
        "Registrations that are not full ones: 1, left out.",
        "Rows about patients who were left out: 2, left out.",
        "Entries in the record that were no consultation: 1, left out.",
        "Slots that nobody has booked: 1, left out.",
        "Files of the extract that hold nothing we read: 1, left out.",
    }


def test_only_the_surgerys_own_rows_of_a_shared_extract_are_taken_in(rivers, tmp_path):
    emis_in(rivers, emis(tmp_path / "in"), surgery=rivers.b)
    assert rows(rivers, "patients", "born", surgery=rivers.b) == [(date(1970, 1, 1),)]
    assert rows(rivers, "events", "day", surgery=rivers.b) == [(date(2026, 1, 3),)]


def test_an_extract_of_another_surgery_is_refused(rivers, tmp_path):
    of_others = EMIS["Admin_Organisation"].replace("A1", "Z9")
    with pytest.raises(
        ExtractRefused, match=r"None of the patients in 291_Admin_Patient_.* is of the surgery A1"
    ):
        emis_in(rivers, emis(tmp_path / "in", Admin_Organisation=of_others))


def test_columns_are_known_by_name_wherever_they_stand_and_by_both_spellings(rivers, tmp_path):
    table = EMIS["CareRecord_Consultation"].replace("ClinicianUserInRoleGuid", "clinicianuserinroleguid")
    emis_in(rivers, emis(tmp_path / "in", CareRecord_Consultation=table))
    assert len(rows(rivers, "consultations")) == 2


def test_a_missing_column_or_file_is_named(rivers, tmp_path):
    table = EMIS["CareRecord_Observation"].replace("CodeId", "CodeNo ")
    with pytest.raises(ExtractRefused, match=r"CareRecord_Observation.*, line 1: it has no column CodeId"):
        emis_in(rivers, emis(tmp_path / "in", CareRecord_Observation=table))
    for path in (tmp_path / "in").glob("*Coding_ClinicalCode*"):
        path.unlink()
    with pytest.raises(ExtractRefused, match="has no file Coding_ClinicalCode"):
        emis_in(rivers, tmp_path / "in")


def test_a_row_that_is_none_is_named_with_its_file_and_line(rivers, tmp_path):
    folder = emis(tmp_path / "in")
    (path,) = folder.glob("*CareRecord_Observation_*")
    path.write_text(path.read_text().replace(",2026-01-03,2,", ",2026-01-03,2,2,"), encoding="utf-8")
    with pytest.raises(
        ExtractRefused, match=r"CareRecord_Observation.*, line 3: it has 9 values under 8 headings"
    ):
        emis_in(rivers, folder)


def test_a_systmone_extract_becomes_a_snapshot(rivers, tmp_path):
    report = systmone_in(rivers, systmone(tmp_path / "in"))
    assert rows(rivers, "patients", "born, sex, died_on") == [
        (date(1960, 5, 1), "female", None),
        (date(2020, 1, 1), "male", date(2026, 3, 1)),
    ]
    assert rows(rivers, "registrations", "registered_on, ended_on") == [
        (date(1990, 1, 1), None),
        (date(2020, 2, 10), date(2026, 3, 1)),
    ]
    assert sorted(rows(rivers, "events", "day, value, unit")) == [
        (date(2019, 5, 3), None, None),
        (date(2025, 10, 1), None, None),
        (date(2026, 1, 3), 53.0, "mmol/mol"),
    ]
    assert rows(rivers, "medications", "day, days, quantity") == [(date(2026, 1, 2), 28, 200.0)]
    assert rows(rivers, "consultations", "day, role, mode") == [
        (date(2026, 1, 2), "gp", "telephone"),
        (date(2026, 1, 4), "other", "surgery"),
    ]
    assert rows(rivers, "appointments", "booked_at, starts_at, minutes, mode, status") == [
        (datetime(2026, 1, 1, 8), datetime(2026, 1, 2, 9, 30), 15, "telephone", "attended"),
        (None, datetime(2026, 1, 3, 9, 30), 15, "surgery", "did_not_attend"),
        (None, datetime(2026, 1, 4, 9, 30), 15, "surgery", "cancelled"),
    ]
    assert [
        (row["refused_line"], row["code"], row["refused_column"]) for row in refused(report, "events")
    ] == [
        ("4", "ctv3:Y0001", "code"),
        ("7", "44054006", "day"),
    ]
    assert refused(report, "events")[1]["day"] == "sometime", (
        "a day that is none comes back as it was written"
    )
    assert set(report.notes) >= {
        "Rows removed in SystmOne: 1, left out.",
        "Test patients: 1, left out.",
        "Medicines that others prescribed: 1, left out.",
        "Rows about patients who were left out: 1, left out.",
        "Slots that nobody has booked: 1, left out.",
        "Rows of other organisations in the SystmOne extract: 1, left out.",
    }


@pytest.mark.parametrize(
    ("comparator", "value", "kept"),
    [("<", "10", 9.999), (">=", "10", 10.0), ("=", "10", 10.0), ("<", "", None)],
)
def test_systmone_tells_of_bounds_in_a_column_of_their_own(rivers, tmp_path, comparator, value, kept):
    table = f"""
        RowIdentifier | IDOrganisationVisibleTo | DateEvent            | CTV3Code | CTV3Text | SNOMEDCode       | SNOMEDText | IsNumeric | NumericComparator | NumericValue | NumericUnit | IDPatient | RemovedData
        1             | A1                      | 03 Jan 2026 10:11:12 | X        | FIT      | 1049361000000101 |            | true      | {comparator}      | {value}      | ug/g        | 1         | 0
"""
    report = systmone_in(rivers, systmone(tmp_path / "in", SRCode=table))
    assert report.counts["events"].refused == 0
    assert rows(
        rivers, "events", "value", where="unit IS NOT NULL OR value IS NULL AND day > '2026-01-01'"
    ) == [(kept,)]


# Every version of the systems' columns that is known


def layouts(published_data: Path) -> dict[tuple[str, str], list[list[str]]]:
    """The columns of each file by system and table, every variant of them."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    path = published_data / "samples" / "clinical_extract_layouts" / "extract_columns.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            key = (row["system"], row["table"], row["variant"], row["versions"])
            found.setdefault(key, []).append(row["column"])
    by_table: dict[tuple[str, str], list[list[str]]] = {}
    for (system, table, *_), columns in found.items():
        by_table.setdefault((system, table), []).append(columns)
    return by_table


@pytest.mark.parametrize(("system", "named"), [("emis", "emis"), ("systmone", "tpp")])
def test_every_known_version_of_the_columns_is_understood(published_data, rivers, tmp_path, system, named):
    """Each file's headings in each of its variants, over one row that says nothing but whose it is."""
    known = layouts(published_data)
    wanted = rulebook_files.toml(f"records/layouts/{system}.toml")["files"]
    tables = {table.split("/")[-1] if named == "tpp" else table.replace("/", "_"): variants
              for (of, table), variants in known.items() if of == named}  # fmt: skip
    tables = {_cased(name, wanted): variants for name, variants in tables.items()}
    missing = [name for name in wanted if name not in tables]
    assert not missing, f"nothing is known of the columns of {missing}"
    base = EMIS if system == "emis" else SYSTMONE
    most = max(len(tables[name]) for name in wanted)
    for number in range(most):
        folder = tmp_path / f"{system}{number}"
        folder.mkdir()
        for name in wanted:
            variants = tables[name]
            columns = variants[min(number, len(variants) - 1)]
            path = folder / (f"1_{name}_20260331_{GUID}.csv" if system == "emis" else f"{name}.csv")
            path.write_text(_with_columns(base.get(name, ""), columns), encoding="utf-8")
        report = take_in(rivers, [folder], system=System(system), as_at=date(2026, 3, 31))
        assert report.counts["patients"].taken_in >= 2, (number, report)
        assert report.counts["events"].taken_in >= 2 or number > 3, (number, report)


def _cased(name: str, wanted) -> str:
    return next((each for each in wanted if each.lower() == name.lower()), name)


def _with_columns(table: str, columns: list[str]) -> str:
    """A drawn table with exactly some columns, in their order; what it has not is blank."""
    lines = [
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if line.strip()
    ]
    head, *body = lines or [[]]
    at = {heading.lower(): number for number, heading in enumerate(head)}
    rows = [[row[at[name.lower()]] if name.lower() in at else "" for name in columns] for row in body]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in [columns, *rows]) + "\n"
