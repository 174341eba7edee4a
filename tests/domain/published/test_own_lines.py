"""The lines of every file are here as they stand in it."""

import csv
import gzip
import io
from decimal import Decimal

import openpyxl
import pytest

from commonpractice.domain.published import queries
from tests.domain.published.support import files, import_file
from tests.gateways.nhs_publications_support import payments, write

MMP, BRANCH = "M85063", "M85063001"


def as_it_stands(path, codes: set[str], place: int) -> list[tuple[int, list[str]]]:
    """A second way, by the csv module alone: the lines of which the cell at a place is one of the codes."""
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["PCN Core Partner Details"]
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        return [(number, row) for number, row in enumerate(rows, 1) if row[place] in codes]
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig")
    reader, ended, found = csv.reader(io.StringIO(text, newline="")), 0, []
    for row in reader:
        if len(row) > place and row[place].strip() in codes:
            found.append((ended + 1, row))
        ended = reader.line_num
    return found


@pytest.mark.slow
def test_every_line_of_every_published_file(england, published_data):
    compared = 0
    for path in files(published_data):
        number = england[path.name].publication_id
        file = next(one for one in queries.publications() if one.id == number)
        lines = queries.published_lines(publication_id=number, codes=[MMP, BRANCH, "A81001", "Y00003"])
        stands = as_it_stands(path, {MMP, BRANCH, "A81001", "Y00003"}, file.fields["code"])
        assert [(one.line, [cell.value for cell in one.cells]) for one in lines] == stands, path.name
        assert {one.code for one in lines} <= {MMP, BRANCH, "A81001", "Y00003"}
        for one in lines:
            own = {cell.field: cell.value.strip() for cell in one.cells if cell.field}
            assert own["code"] == one.code
            assert [cell.place for cell in one.cells] == list(range(1, len(file.headings) + 1))
        compared += len(lines)
    assert compared > 100


@pytest.mark.slow
def test_the_files_that_name_a_practice(england, published_data):
    named = {file.file_name for file in queries.files_naming(MMP)}
    assert named == {path.name for path in files(published_data)} - {"ebranchs_2017.csv.gz"}
    assert [file.file_name for file in queries.files_naming(BRANCH)] == ["ebranchs_2017.csv.gz"]
    assert queries.files_naming("Z99999") == ()


@pytest.mark.slow
def test_every_measure_knows_its_line_and_its_heading(england):
    """What stands under the heading, on the line, is the figure."""
    found = queries.look_up(codes=[MMP])
    checked = set()
    for measure in found.measures:
        for year in measure.years:
            (part,) = year.parts
            (line,) = [
                one
                for one in queries.published_lines(publication_id=part.source.publication_id, codes=[MMP])
                if one.line == part.source.line
            ]
            says = {cell.heading: cell.value for cell in line.cells}
            headings = part.source.heading.split(" and ")
            stands = [says[heading] for heading in headings]
            expected = [part.words] if part.value is None else [part.value, part.over][: len(stands)]
            assert [type(one)(cell) for one, cell in zip(expected, stands, strict=True)] == expected
            places = queries.columns_of(part.source.publication_id, measure.key)
            assert {line.cells[place - 1].heading for place in places} == set(headings)
            checked.add(measure.key)
    assert checked == {"list_size", "qof_points", "qof_percentage", "cqc", "gps_per_10000", "deprivation"}


@pytest.fixture
def file(tmp_path, fresh_database):
    return lambda rows, name="nhspaymentsgp-22-23.csv": write(tmp_path / name, rows)


def test_a_superseded_file_keeps_its_lines(file):
    older = import_file(file(payments())).publication_id
    newer = import_file(
        file(payments(A81001={"Practice Name": "X"}), "nhspaymentsgp-22-23-v2.csv")
    ).publication_id
    for number, name in ((older, "THE DENSHAM SURGERY"), (newer, "X")):
        (line,) = queries.published_lines(publication_id=number, codes=["a81001"])
        assert (line.line, line.code, line.cells[1].heading, line.cells[1].value) == (
            *(2, "A81001", "Practice Name"),
            name,
        )
    assert [found.id for found in queries.files_naming("A81001")] == [newer]


def test_what_is_not_there_has_no_lines(file):
    number = import_file(file(payments())).publication_id
    assert queries.published_lines(publication_id=number, codes=["Z99999"]) == ()
    assert queries.published_lines(publication_id=number + 1, codes=["A81001"]) == ()
    with pytest.raises(queries.UnknownPractice):
        queries.published_lines(publication_id=number, codes=["nonsense"])


@pytest.mark.parametrize(
    ("figure", "headings"),
    [
        ("global_sum", {"Global Sum"}),
        ("group:core", {"Global Sum"}),
        ("total", {"Total NHS Payments to General Practice"}),
        (
            "net",
            {
                "Total NHS Payments to General Practice",
                "Deductions for Pensions, Levies and Prescription Charge Income",
            },
        ),
        ("weighted", {"Average Number of Weighted Patients"}),
        ("nothing", set()),
        ("", set()),
        ("qof_points", set()),
    ],
)
def test_the_columns_of_a_payment(file, figure, headings):
    number = import_file(file(payments())).publication_id
    (line,) = queries.published_lines(publication_id=number, codes=["A81001"])
    places = queries.columns_of(number, figure)
    assert {line.cells[place - 1].heading for place in places} == headings


def test_a_share_of_points_that_a_file_leaves_out_is_worked_out_from_its_points(file):
    """Of 500 of 635 points: 78.74%; the figure stands where the points do."""
    rows = [["Practice code", "Achievement score (635 max)"], ["A81001", "500"]]
    import_file(file(payments()))
    import_file(file(rows, "qof-22-23.csv"))
    share = next(one for one in queries.look_up(codes=["A81001"]).measures if one.key == "qof_percentage")
    (year,) = share.years
    assert round(year.value, 4) == Decimal("78.7402")
    assert year.parts[0].source.heading == "Achievement score (635 max)"
