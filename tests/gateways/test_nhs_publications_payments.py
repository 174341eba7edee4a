"""NHS Payments to General Practice, of years that are not here."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from commonpractice.gateways.nhs_publications import FileRefused
from tests.gateways.nhs_publications_support import payments, read, table, write


@pytest.fixture
def file(tmp_path):
    return lambda rows, name="nhspaymentsgp-22-23.csv", **how: write(tmp_path / name, rows, **how)


def test_a_practice_is_read_whole(file):
    found = read(file(payments()))
    assert (found.dataset, str(found.year), found.rows, found.practices) == ("payments", "2022/23", 3, 3)
    assert found.registered == Decimal("33382.75")  # 4,029.25 + 18,353.5 + 11,000
    assert found.total_pence == 322127914  # 625,391.41 + 2,594,887.23 + 1,000.50
    densham = found.by_code["A81001"]
    assert (densham.line, densham.name, densham.opened) == (2, "THE DENSHAM SURGERY", date(1974, 4, 1))
    assert (densham.contract, densham.dispensing) == ("GMS", "NO")
    assert (densham.registered, densham.weighted) == (Decimal("4029.25"), Decimal("4579.78"))
    assert found.pence("A81001", "global_sum") == 43809978
    assert found.pence("A81001", "deductions") == -8434276
    assert found.keys == {
        "global_sum": "income",
        "qof": "income",
        "premises": "income",
        "total": "total",
        "deductions": "deduction",
        "net": "total",
    }
    assert found.remarks == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_however_it_was_saved(file, encoding, delimiter):
    rows = payments(A81001={"Practice Name": "CAFÉ ROAD – SURGERY"})
    found = read(file(rows, encoding=encoding, delimiter=delimiter))
    assert found.by_code["A81001"].name == "CAFÉ ROAD – SURGERY"
    assert found.total_pence == 322127914


def test_columns_in_another_order(file):
    rows = [list(reversed(row)) for row in payments()]
    assert read(file(rows)).total_pence == 322127914


def test_a_scheme_that_no_year_had_is_kept_under_its_name(file):
    """| ... | Premises | Brand New Scheme | Total (premises and the new scheme among it) | ..."""
    rows = payments()
    place = rows[0].index("Total NHS Payments to General Practice")
    added = {"A81001": "100.00", "A81002": "0", "A81004": ":"}
    for row in rows:
        row.insert(place, "Brand New Scheme" if row[0] == "Practice Code" else added[row[0]])
    rows[1][place + 1], rows[1][place + 3] = "625491.41", "541148.65"
    found = read(file(rows, "nhspaymentsgp-23-24.csv"))
    assert found.keys["unlisted:brandnewscheme"] == "income"
    assert found.pence("A81001", "unlisted:brandnewscheme") == 10000
    assert found.pence("A81002", "unlisted:brandnewscheme") == 0
    assert found.pence("A81004", "unlisted:brandnewscheme") is None  # missing is not nil
    assert found.remarks == [
        "“Brand New Scheme” is new: kept under that name, inside the total of NHS payments."
    ]


def test_the_sums_say_whether_a_new_column_is_in_the_total(file):
    """It stands among the lines, but the rows add up only without it."""
    rows = payments()
    for row in rows:
        row.insert(8, "New Network Money" if row[0] == "Practice Code" else "77.77")
    found = read(file(rows, "nhspaymentsgp-23-24.csv"))
    assert found.keys["unlisted:newnetworkmoney"] == "outside"
    assert "outside the total" in found.notes[0]


def test_a_new_column_of_words_is_read_past(file):
    rows = payments()
    for row in rows:
        row.insert(9, "Premises Owner" if row[0] == "Practice Code" else "Landlord Ltd")
    assert not any(key.startswith("unlisted") for key in read(file(rows)).keys)


def test_two_new_columns_of_one_name_both_keep_their_money(file):
    rows = payments()
    for row in rows:
        row += ["New Thing", "New Thing"] if row[0] == "Practice Code" else ["1.00", "2.00"]
    found = read(file(rows))
    kept = sorted(key for key in found.keys if key.startswith("unlisted"))
    assert [found.pence("A81001", key) for key in kept] == [100, 200]


def test_the_sum_of_two_lines_is_not_counted_again(file):
    """2015/16: Total Local Enhanced Services is the sum of its NHAIS and ISFE parts."""
    rows = table("""
        | Practice Code | Number of Registered Patients | Global Sum | LocalEnhancedServices_NHAIS | \
LocalEnhancedServices_ISFE | Total Local Enhanced Services | Total NHS Payments to General Practice |
        | A81001 | 100 | 1000.00 | 10.00 | 5.00 | 15.00 | 1015.00 |
        | A81002 | 100 | 2000.00 | 20.00 | 5.50 | 25.50 | 2025.50 |
    """)
    found = read(file(rows, "nhspaymentsgp-15-16.csv"))
    assert found.keys["local_schemes"] == "total"
    assert found.keys["local_nhais"] == found.keys["local_isfe"] == "income"
    assert "is the sum of other columns" in found.notes[0]


def test_whole_pounds_leave_their_rounding_as_a_line(file):
    """2014/15 was published in whole pounds: lines and totals were rounded one by one."""
    rows = table("""
        | Practice Code | Number of Registered Patients | Global Sum | Premises Payments | \
Total NHS Payments to General Practice |
        | A81001 | 100 | 1000 | 10 | 1011 |
        | A81002 | 100 | 2000 | 20 | 2020 |
    """)
    found = read(file(rows, "nhspaymentsgp-14-15.csv"))
    assert found.pence("A81001", "not_itemised") == 100
    assert found.pence("A81002", "not_itemised") == 0
    assert "by £1.00 at most" in found.notes[0]


def test_a_row_that_alone_does_not_add_up_is_refused(file):
    rows = payments(A81002={"Global Sum": "1990614.25"})
    with pytest.raises(FileRefused) as refusal:
        read(file(rows))
    (row,) = refusal.value.rows
    assert (row.line, row.column) == (3, "Total NHS Payments to General Practice")
    assert row.reason == "its lines add up to £2,594,887.24, but the total says £2,594,887.23"


@pytest.mark.parametrize(
    "heading", ["Total NHS Payments to General Practice", "Global Sum", "Total QOF Payments"]
)
def test_a_wrong_figure_is_told_once(file, heading):
    with pytest.raises(FileRefused) as refusal:
        read(file(payments(A81002={heading: "1.00"})))
    assert [row.line for row in refusal.value.rows] == [3]


def test_differences_may_be_accepted_and_then_have_a_line(file):
    found = read(file(payments(A81004={"Global Sum": "400.00"})), accept_differences=True)
    assert found.pence("A81004", "not_itemised") == 60000
    assert found.pence("A81001", "not_itemised") == 0
    assert found.total_pence == 322127914
    assert "in 1 of 3 rows" in found.notes[0]


def test_a_file_whose_total_is_of_something_else_is_kept_with_a_note(file):
    """Where most rows disagree the publication means something else by its total; no row is wrong."""
    rows = payments(
        **{
            code: {"Total NHS Payments to General Practice": "9999999.00"}
            for code in ("A81001", "A81002", "A81004")
        }
    )
    found = read(file(rows))
    assert "in 3 of 3 rows" in found.notes[0]
    assert found.pence("A81001", "not_itemised") == 999999900 - 62539141


def test_money_as_people_write_it(file):
    rows = payments(
        A81004={"Global Sum": "£1,000.00", "Total QOF Payments": ":", "Premises Payments": "5E-01"}
    )
    found = read(file(rows))
    assert found.pence("A81004", "global_sum") == 100000
    assert found.pence("A81004", "qof") is None
    assert found.pence("A81004", "premises") == 50


def test_the_days_of_2019_20_are_day_numbers(file):
    found = read(file(payments(A81001={"Practice Open Date": "31138"})))
    assert found.by_code["A81001"].opened == date(1985, 4, 1)


@pytest.mark.parametrize(
    ("changes", "line", "column", "reason"),
    [
        ({"Practice Code": "M8506"}, 2, "Practice Code", "not a practice code"),
        ({"Practice Code": "A81004"}, 4, "Practice Code", "already on line 2"),
        (
            {"Average Number of Registered Patients": "-5"},
            2,
            "Average Number of Registered Patients",
            "negative",
        ),
        (
            {"Average Number of Weighted Patients": "many"},
            2,
            "Average Number of Weighted Patients",
            "not a number",
        ),
        ({"Global Sum": "lots"}, 2, "Global Sum", "not a number"),
        ({"Global Sum": "1.005"}, 2, "Global Sum", "fraction of a penny"),
        ({"Practice Open Date": "31/02/2020"}, 2, "Practice Open Date", "not a day"),
    ],
)
def test_a_bad_cell_is_told_by_line_and_column(file, changes, line, column, reason):
    with pytest.raises(FileRefused, match="Nothing of the file was stored") as refusal:
        read(file(payments(A81001=changes)))
    (row,) = refusal.value.rows
    assert (row.line, row.column) == (line, column)
    assert reason in row.reason


def test_every_bad_row_is_told_and_the_sums_of_the_others_checked(file):
    rows = payments(
        A81001={"Global Sum": "x"}, A81002={"Total QOF Payments": "0"}, A81004={"Practice Code": "?"}
    )
    rows += payments()[3:4]
    rows += [["A81005", *row[1:]] for row in payments()[1:2]] + [
        ["A81006", *row[1:]] for row in payments()[1:2]
    ]
    with pytest.raises(FileRefused) as refusal:
        read(file(rows))
    assert sorted(row.line for row in refusal.value.rows) == [2, 3, 4]
    assert refusal.value.row_count == 3


@pytest.mark.parametrize(
    ("changes", "name", "sentence"),
    [
        (
            {"Practice Open Date": "01/06/2022"},
            "nhspaymentsgp-21-22.csv",
            "opened on 1 June 2022, after 2021/22",
        ),
        ({}, "nhspaymentsgp-12-13.csv", "first published for 2013/14"),
        ({}, "nhspaymentsgp-29-30.csv", "has not begun"),
    ],
)
def test_a_wrong_year_is_refused(file, changes, name, sentence):
    with pytest.raises(FileRefused, match=sentence):
        read(file(payments(A81001=changes), name))


def test_a_payment_that_did_not_exist_yet_shows_the_wrong_year(file):
    rows = payments()
    for row in rows:
        row.append("PCN Leadership" if row[0] == "Practice Code" else "10.00")
    with pytest.raises(FileRefused, match="began in 2019/20; so it is not of 2018/19"):
        read(file(rows, "nhspaymentsgp-18-19.csv"))
    assert read(file(rows, "nhspaymentsgp-19-20.csv")).pence("A81001", "pcn_leadership") == 1000


def test_a_file_and_its_gzip_are_one_publication(file, tmp_path):
    plain = file(payments())
    packed = tmp_path / "nhspaymentsgp-22-23-again.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(plain).sha256 == read(packed).sha256


# A file that is given a later year than its own


def _thousand(opened: str, closed: str) -> list[list[str]]:
    """A thousand practices that have been open for long, but the last, which opened and closed as given."""
    headings, row, *_ = payments()
    place = headings.index("Practice Open Date")
    headings = [*headings[: place + 1], "Practice Close Date", *headings[place + 1 :]]
    rows = [[f"A8{number:04d}", *row[1:place], "01/04/1974", "", *row[place + 1 :]] for number in range(1000)]
    rows[-1][place : place + 2] = [opened, closed]
    return [headings, *rows]


@pytest.mark.parametrize(
    ("opened", "closed", "year", "told"),
    [
        (
            "01/04/1974",
            "31/03/2020",
            "22-23",
            "none of its 1,000 practices opened or closed in 2022/23 or since",
        ),
        ("01/06/2021", "", "22-23", "none of its 1,000 practices opened or closed in 2022/23 or since"),
        ("01/04/1974", "30/06/2022", "22-23", "no practice in it opened in 2022/23"),
        ("01/04/1974", "30/06/2023", "22-23", "no practice in it opened in 2022/23"),  # published later
        ("01/04/2022", "", "22-23", ""),
        ("31/03/2023", "", "22-23", ""),
    ],
)
def test_a_file_of_an_earlier_year_gives_itself_away(tmp_path, opened, closed, year, told):
    """Some practices open or close in every year; where none has, the file is of an earlier one."""
    path = write(tmp_path / f"nhspaymentsgp-{year}.csv", _thousand(opened, closed))
    if told.startswith("none"):
        with pytest.raises(FileRefused, match=told) as refusal:
            read(path)
        assert "the latest did on" in refusal.value.sentence
    else:
        notes = " ".join(note for note in read(path).notes if "opened" in note)
        assert (told in notes) if told else not notes


def test_a_small_file_is_not_judged_by_who_opened(tmp_path):
    assert read(write(tmp_path / "nhspaymentsgp-24-25.csv", payments())).rows == 3
