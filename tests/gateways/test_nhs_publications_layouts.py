"""Every shape of file that is known, drawn small."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from commonpractice.gateways.nhs_publications import FileRefused
from tests.gateways.nhs_publications_support import read, table, write


def test_qof_points_with_line_breaks_in_its_headings(tmp_path):
    path = tmp_path / "qof_practice_total_points_2022-23.csv"
    path.write_text(
        '\ufeff"Sub ICB Loc \nODS code",Practice code,Practice name,List size,Achievement score (635 max),'
        "QOF points total / 635 available (%)\n"
        "00L,A84006,Alnwick Medical Group,18846,586.63,92.38267717\n",
        encoding="utf-8",
    )
    found = read(path)
    assert (found.dataset, str(found.year), found.rows) == ("qof_points", "2022/23", 1)
    points = found.by_code["A84006"]
    assert (points.line, points.points, points.percentage) == (3, Decimal("586.63"), Decimal("92.38267717"))
    assert found.registered == 18846


@pytest.mark.parametrize(
    ("name", "maximum", "year"),
    [("qof-1819.csv", 559, "2018/19"), ("qof-2021.csv", 567, "2020/21"), ("qof-2526.csv", 564, "2025/26")],
)
def test_the_points_that_could_be_had_tell_the_years_apart(tmp_path, name, maximum, year):
    rows = [["Practice code", f"Achievement score ({maximum} max)"], ["A84006", "500"]]
    assert str(read(write(tmp_path / name, rows)).year) == year
    with pytest.raises(FileRefused, match=rf"out of {maximum}, but in 2022/23 a practice could score 635"):
        read(write(tmp_path / "qof-22-23.csv", rows))


def test_more_points_than_could_be_had_are_refused(tmp_path):
    rows = [["Practice code", "Achievement score (635 max)"], ["A84006", "635.01"]]
    with pytest.raises(FileRefused, match="more than the 635"):
        read(write(tmp_path / "qof-22-23.csv", rows))


def test_a_workbook_saved_as_csv_with_titles_above_and_notes_below(tmp_path):
    rows = [
        ["Quality and Outcomes Framework 2018-19", "", "", ""],
        ["", "", "", ""],
        ["", "", "2018-19", ""],
        ["Practice", "Practice", "Achievement", "Achievement"],
        ["code", "name", "score (max 559)", "(%)"],
        ["A84006", "Alnwick Medical Group", "480.02", "85.87"],
        ["", "", "", ""],
        ["Source: Quality and Outcomes Framework, NHS Digital", "", "", ""],
        ["Copyright © 2019, Health and Social Care Information Centre"],
    ]
    found = read(write(tmp_path / "qof-1819-prac.csv", rows))
    assert (found.dataset, found.rows) == ("qof_points", 1)
    assert found.by_code["A84006"].points == Decimal("480.02")


def test_registers_count_each_list_once(tmp_path):
    rows = table("""
        | PRACTICE_CODE | GROUP_CODE | REGISTER | PATIENT_LIST_TYPE | PRACTICE_LIST_SIZE |
        | A81001 | AF | 95 | TOTAL | 4098 |
        | A81001 | HYP | 700 | TOTAL | 4098 |
        | A81001 | AST | 333 | 06OV | 3852 |
        | A81002 | AF | : | TOTAL | 19000 |
    """)
    found = read(write(tmp_path / "PREVALENCE_2021_v2.csv", rows))
    assert (str(found.year), found.rows, found.practices, found.registered) == ("2020/21", 4, 2, 23098)
    assert [record.register for record in found.records] == [95, 700, 333, None]


def test_registers_as_older_years_headed_them(tmp_path):
    rows = table("""
        | PRACTICE_CODE | INDICATOR_GROUP_CODE | REGISTER | PATIENT_LIST_TYPE | PATIENT_LIST_SIZE |
        | A81001 | AF | 96 | TOTAL | 4247 |
    """)
    assert read(write(tmp_path / "PREVALENCE_1718.csv", rows)).registered == 4247


def test_a_register_stands_once(tmp_path):
    rows = table("""
        | PRACTICE_CODE | GROUP_CODE | REGISTER | PATIENT_LIST_TYPE |
        | A81001 | AF | 95 | TOTAL |
        | A81001 | AF | 96 | TOTAL |
    """)
    with pytest.raises(FileRefused, match="A81001, AF is already on line 2"):
        read(write(tmp_path / "PREVALENCE_2021.csv", rows))


def test_ratings_with_and_without_a_practice_code(tmp_path):
    rows = table("""
        | Practice.Code | Year | location_name | latest_rating | inherited_rating_y_n |
        | A81001 | 2016 | The Densham Surgery | Good | N |
        | NA | 2016 | Eyam Surgery | Requires improvement | Y |
        | C84005 | 2016 | Village Health Group | Outstanding | Y |
        | C84005 | 2018 | Village Health Group | Outstanding | Y |
    """)
    found = read(write(tmp_path / "cqc.csv", rows))
    assert (found.dataset, found.year, found.rows, found.practices) == ("cqc", None, 4, 2)
    assert [(one.code, one.inherited) for one in found.records][:2] == [("A81001", False), ("", True)]


def test_cqcs_own_latest_ratings_are_those_of_general_practices(tmp_path):
    rows = table("""
        | Location ID | Location ODS Code | Location Name | Location Primary Inspection Category | \
Service / Population Group | Domain | Latest Rating | Publication Date | Inherited Rating (Y/N) |
        | 1-1 | A81001 | The Densham Surgery | GP Practices | Overall | Overall | Good | 05/10/2023 | N |
        | 1-1 | A81001 | The Densham Surgery | GP Practices | Overall | Safe | Good | 05/10/2023 | N |
        | 1-1 | A81001 | The Densham Surgery | GP Practices | Older people | Overall | Good | 05/10/2023 | N |
        | 1-2 | VL9X9 | The Elms | Residential social care | Overall | Overall | Good | 05/10/2023 | N |
        | 1-3 | RWX51 | Walk-in Centre | GP Practices | Overall | Overall | Good | 05/10/2023 | N |
    """)
    found = read(write(tmp_path / "01_July_2024_Latest_ratings.csv", rows))
    assert [(one.code, one.year, one.rating) for one in found.records] == [
        ("A81001", 2023, "Good"),
        ("", 2023, "Good"),  # a trust's code: a location that is no practice of ODS's
    ]
    assert found.remarks == ["3 rows are of other things and were read past."]


def test_workforce_by_year_ends_in_its_year(tmp_path):
    rows = table("""
        | Practice.Code | Year | TOTAL_PATIENTS | TOTAL_GP_EXTGL_HC | TOTAL_GP_EXTGL_FTE | TOTAL_ADMIN_FTE |
        | A81001 | 2016 | 4222 | 2 | 2.1 | 6.2 |
        | A81001 | 2023 | 4096.66666666667 | NA | NA | 6.9 |
    """)
    found = read(write(tmp_path / "workforce_year.csv", rows))
    assert (found.year, found.registered, found.practices) == (None, None, 1)
    assert [(one.year, one.gp_fte) for one in found.records] == [(2015, Decimal("2.1")), (2022, None)]


def test_workforce_of_one_return_has_the_year_of_its_name(tmp_path):
    rows = table("""
        | PRAC_CODE | PRAC_NAME | TOTAL_PATIENTS | TOTAL_GP_EXTGL_FTE | TOTAL_NURSES_FTE |
        | A81001 | THE DENSHAM SURGERY | 4000 | 2.5 | 1.2 |
        | A81002 | QUEENS PARK | 19000 | ND | ND |
    """)
    found = read(write(tmp_path / "1 General Practice – March 2024 Practice Level - Detailed.csv", rows))
    assert (str(found.year), found.as_at, found.registered) == ("2023/24", date(2024, 3, 1), 23000)
    assert found.by_code["A81001"].year == 2023
    assert found.by_code["A81002"].gp_fte is None


def test_older_workforce_columns(tmp_path):
    rows = [["PRAC_CODE", "TOTAL_PATIENTS", "TOTAL_GP_EXRL_FTE"], ["A81001", "4000", "2.5"]]
    assert read(write(tmp_path / "workforce-sept-2017.csv", rows)).by_code["A81001"].gp_fte == Decimal("2.5")


@pytest.mark.parametrize(
    ("headings", "day"),
    [
        (
            "PUBLICATION | EXTRACT_DATE | TYPE | CCG_CODE | ONS_CCG_CODE | CODE | POSTCODE | SEX | AGE",
            "01JAN2021",
        ),
        (
            "PUBLICATION | EXTRACT_DATE | TYPE | SUB_ICB_LOCATION_CODE | ONS_SUB_ICB_LOCATION_CODE | CODE | "
            "POSTCODE | SEX | AGE",
            "2021-01-01",
        ),
    ],
)
def test_list_sizes_of_one_day(tmp_path, headings, day):
    rows = table(f"""
        | {headings} | NUMBER_OF_PATIENTS |
        | GP_PRAC_PAT_LIST | {day} | GP | 00L | E38000130 | A84002 | NE65 7UW | ALL | ALL | 5903 |
        | GP_PRAC_PAT_LIST | {day} | GP | 00L | E38000130 | A84003 | NE63 9UT | ALL | ALL | 14738 |
    """)
    found = read(write(tmp_path / "gp-reg-pat-prac-all.csv", rows))
    assert (found.layout, str(found.year), found.as_at) == ("all_ages", "2020/21", date(2021, 1, 1))
    assert found.registered == 20641


def test_list_sizes_of_two_days_are_refused(tmp_path):
    rows = table("""
        | EXTRACT_DATE | TYPE | CODE | AGE | NUMBER_OF_PATIENTS |
        | 01JAN2021 | GP | A84002 | ALL | 5903 |
        | 01FEB2021 | GP | A84003 | ALL | 5904 |
    """)
    with pytest.raises(FileRefused, match="the other rows are of 1 January 2021"):
        read(write(tmp_path / "lists.csv", rows))


SINGLE = """
    | EXTRACT_DATE | CCG_CODE | ONS_CCG_CODE | ORG_CODE | POSTCODE | SEX | AGE | NUMBER_OF_PATIENTS |
    | 01APR2019 | 00L | E38000130 | A84002 | NE65 7UW | FEMALE | ALL | 30 |
    | 01APR2019 | 00L | E38000130 | A84002 | NE65 7UW | FEMALE | 0 | 10 |
    | 01APR2019 | 00L | E38000130 | A84002 | NE65 7UW | FEMALE | 95+ | 20 |
"""


def test_lists_by_single_ages_are_summed_and_checked(tmp_path):
    found = read(write(tmp_path / "gp-reg-pat-prac-sing-age-female.csv", table(SINGLE)))
    kind = "single_ages_female"  # that of the men is a file of its own
    assert (found.layout, found.rows, found.registered, found.practices) == (kind, 3, 30, 1)
    bands, sizes = found.records[:2], found.records[2:]
    assert [(band.age, band.patients) for band in bands] == [("0", 10), ("95+", 20)]
    assert [(size.sex, size.patients) for size in sizes] == [("FEMALE", 30)]


def test_ages_that_do_not_add_up_are_refused(tmp_path):
    rows = table(SINGLE.replace("| ALL | 30 |", "| ALL | 31 |"))
    with pytest.raises(FileRefused, match=r"add up to 30, not to the 31 of its row of all ages"):
        read(write(tmp_path / "ages.csv", rows))


def test_an_age_stands_once(tmp_path):
    rows = table(SINGLE)
    with pytest.raises(FileRefused, match="age 95"):
        read(write(tmp_path / "ages.csv", [*rows, rows[-1]]))


def test_lists_by_five_year_ages_leave_out_regions(tmp_path):
    rows = table("""
        | PUBLICATION | EXTRACT_DATE | ORG_TYPE | ORG_CODE | ONS_CODE | POSTCODE | SEX | AGE_GROUP_5 | \
NUMBER_OF_PATIENTS |
        | P | 01JUL2024 | Region | Y56 | E40000003 | : | ALL | ALL | 9000000 |
        | P | 01JUL2024 | GP | A84002 | : | NE65 7UW | ALL | ALL | 100 |
        | P | 01JUL2024 | GP | A84002 | : | NE65 7UW | MALE | 0_4 | 45 |
        | P | 01JUL2024 | GP | A84002 | : | NE65 7UW | FEMALE | 0_4 | 55 |
    """)
    found = read(write(tmp_path / "gp-reg-pat-prac-quin-age.csv", rows))
    assert (found.layout, str(found.year), found.registered) == ("five_year_ages", "2024/25", 100)


def test_lists_with_a_column_for_each_age(tmp_path):
    rows = table("""
        | PRACTICE_CODE | POSTCODE | TOTAL_ALL | TOTAL_MALE | TOTAL_FEMALE | MALE_0_1 |
        | A84002 | NE65 7UW | 100 | 45 | 55 | 3 |
    """)
    found = read(write(tmp_path / "gp-reg-patients-prac-sing-year-age-jan-2014.csv", rows))
    assert (found.layout, str(found.year), found.registered) == ("wide", "2013/14", 100)
    rows[1][2] = "101"
    with pytest.raises(FileRefused, match="45 males and 55 females are not 101 patients"):
        read(write(tmp_path / "lists-jan-2014.csv", rows))


TOTAL = "Total NHS Payments to General Practice"
EPRACCUR = [
    *("M85063", "MIDLANDS MEDICAL PARTNERSHIP", "Y60", "QHL", "EATON WOOD MEDICAL CENTRE", "1128 TYBURN RD"),
    *(
        "ERDINGTON",
        "BIRMINGHAM",
        "",
        "B24 0SY",
        "19740401",
        "",
        "A",
        "B",
        "15E",
        "20180401",
        "",
        "0121 3730959",
    ),
    *("", "", "", "0", "", "15E", "", "4", ""),
]


def test_ods_practices_without_headings(tmp_path):
    closed = ["M85999", "OLD", *EPRACCUR[2:11], "20200331", "C", *EPRACCUR[13:]]
    clinic = ["Y00001", "EYE CLINIC", *EPRACCUR[2:25], "10", ""]
    found = read(write(tmp_path / "epraccur.csv", [EPRACCUR, closed, clinic]))
    assert (found.dataset, found.layout, found.year, found.rows) == ("ods", "practices", None, 3)
    assert found.practices == 1  # active general practices
    practice = found.by_code["M85063"]
    assert (practice.line, practice.kind, practice.status, practice.postcode) == (
        1,
        "practice",
        "A",
        "B24 0SY",
    )
    assert practice.address == "EATON WOOD MEDICAL CENTRE, 1128 TYBURN RD, ERDINGTON, BIRMINGHAM"
    assert found.by_code["M85999"].closed == date(2020, 3, 31)
    assert found.by_code["Y00001"].kind == "other"


def test_ods_branches_without_headings(tmp_path):
    branch = ["M85063001", "EATON WOOD", *EPRACCUR[2:12], "", "", "M85063", *EPRACCUR[15:]]
    found = read(write(tmp_path / "ebranchs.csv", [branch]))
    assert (found.layout, found.practices) == ("branches", 1)
    assert (found.records[0].kind, found.records[0].parent) == ("branch", "M85063")


def _workbook(path, rows):
    book = openpyxl.Workbook()
    book.active.title = "PCNDetails"
    book.active.append(["PCN Code", "PCN Name", "Open Date"])
    sheet = book.create_sheet("PCN Core Partner Details")
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


NETWORKS = [
    [
        *("Partner\nOrganisation\nCode", "Partner\nName", "PCN Code", "PCN Name"),
        *("Practice to PCN\nRelationship\nStart Date", "Practice to PCN\nRelationship\nEnd Date"),
    ],
    ["C85628", "CAXTON HOUSE SURGERY", "U16464", "BARNSLEY PCN", "20191001", "20200831"],
    ["C85024", "HIGH STREET PRACTICE", "U16464", "BARNSLEY PCN", "20191001", None],
]


@pytest.mark.parametrize("name", ["ePCN.xlsx", "epcn.csv"])
def test_networks_in_a_workbook_whatever_it_is_called(tmp_path, name):
    found = read(_workbook(tmp_path / name, NETWORKS))
    assert (found.dataset, found.layout, found.rows) == ("ods", "networks", 2)
    assert found.by_code["C85628"].left == date(2020, 8, 31)
    assert found.by_code["C85024"].left is None


def test_a_workbook_of_payments_with_real_numbers_and_days(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(
        ["Practice Code", "Practice Open Date", "Number of Registered Patients", "Global Sum", TOTAL]
    )
    book.active.append(["A81001", date(1974, 4, 1), 4029.25, 0.1 + 0.2, 0.3])
    book.save(tmp_path / "payments-22-23.xlsx")
    found = read(tmp_path / "payments-22-23.xlsx")
    assert found.pence("A81001", "global_sum") == 30
    assert found.by_code["A81001"].opened == date(1974, 4, 1)
    assert found.by_code["A81001"].registered == Decimal("4029.25")


def test_a_zip_of_one_csv(tmp_path):
    stream = io.StringIO()
    csv.writer(stream).writerows([["Practice code", "Achievement score (635 max)"], ["A84006", "500"]])
    with zipfile.ZipFile(tmp_path / "QOF 22-23.zip", "w") as archive:
        archive.writestr("anything.csv", stream.getvalue())
        archive.writestr("readme.html", "<html>")
    assert read(tmp_path / "QOF 22-23.zip").rows == 1


def test_deprivation_leaves_out_england_itself(tmp_path):
    rows = table("""
        | Indicator ID | Indicator Name | Area Code | Area Name | Area Type | Sex | Time period | Value |
        | 93553 | Deprivation score (IMD 2019) | E92000001 | England | England | Persons | 2019 | 21.72 |
        | 93553 | Deprivation score (IMD 2019) | A81001 | The Densham | GP | Persons | 2019 | 29.94546757 |
    """)
    found = read(write(tmp_path / "fingertips.csv", rows))
    assert [(one.code, one.year, one.score) for one in found.records] == [
        ("A81001", 2019, Decimal("29.94546757"))
    ]


def test_geography_without_a_network(tmp_path):
    rows = table("""
        | PRACTICE_CODE | PRACTICE_NAME | PCN_ODS_CODE | PCN_NAME | CCG_ODS_CODE | CCG_NAME | STP_ODS_CODE | \
STP_NAME | REGION_ODS_CODE | REGION_NAME |
        | A81001 | The Densham | U89141 | Stockton PCN | 16C | Tees | QHM | NENC | Y63 | North East |
        | A81002 | Queens Park | U | Unallocated | 16C | Tees | QHM | NENC | Y63 | North East |
    """)
    found = read(write(tmp_path / "MAPPING_NHS_GEOGRAPHIES_1920.csv", rows))
    assert [one.pcn_code for one in found.records] == ["U89141", ""]


# Missing figures


@pytest.mark.parametrize("cell", [":", "*", " ", "", "ND"])
def test_a_practice_without_a_figure_is_read_past_and_told(tmp_path, cell):
    """A publisher hides a small number or has none: nobody can mend that, and the others have theirs."""
    qof = [
        ["Practice code", "Achievement score (635 max)"],
        *(["A81001", "500"], ["A81002", cell], ["A81004", "600"]),
    ]
    lists = [
        ["EXTRACT_DATE", "TYPE", "CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"],
        ["01JAN2021", "GP", "A81001", "ALL", "ALL", "4000"],
        ["01JAN2021", "GP", "A81002", "ALL", "ALL", cell],
        ["01JAN2021", "GP", "A81004", "ALL", "ALL", "5000"],
    ]
    for name, rows, heading in (
        ("qof-22-23.csv", qof, "Achievement score (635 max)"),
        ("lists.csv", lists, "NUMBER_OF_PATIENTS"),
    ):
        found = read(write(tmp_path / name, rows))
        assert [record.code for record in found.records] == ["A81001", "A81004"]
        assert (found.rows, found.practices) == (3, 2)
        assert f"1 row has no figure under “{heading}” and was read past." in found.notes


def test_an_age_without_a_figure_is_read_past(tmp_path):
    rows = [
        ["EXTRACT_DATE", "ORG_CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"],
        ["01JAN2021", "A81001", "MALE", "0", "7"],
        ["01JAN2021", "A81001", "MALE", "1", ":"],
        ["01JAN2021", "A81001", "FEMALE", "0", "8"],
    ]
    found = read(write(tmp_path / "ages.csv", rows))
    assert found.registered == 15
    assert "1 row has no figure under “NUMBER_OF_PATIENTS” and was read past." in found.notes


def test_a_file_without_any_figure_is_refused(tmp_path):
    rows = [["Practice code", "Achievement score (635 max)"], ["A81001", ":"], ["A81002", ""]]
    with pytest.raises(FileRefused, match="none of its rows has a figure under “Achievement score"):
        read(write(tmp_path / "qof-22-23.csv", rows))


def test_a_file_with_far_fewer_rows_than_usual_says_so(tmp_path):
    rows = [["Practice code", "Achievement score (635 max)"], ["A81001", "500"]]
    found = read(write(tmp_path / "qof-22-23.csv", rows))
    assert found.notes == [
        "it has 1 row, where a file of this kind has about 6,500: look whether it is whole."
    ]
