"""Every published file at once: the figures that are told of them, asked of the database."""

import csv
import gzip
import io
import statistics
import time
from decimal import Decimal

import pytest

from commonpractice.domain.published import queries
from commonpractice.domain.published.facts import LineRole
from commonpractice.domain.published.models import QofPoints, Rating, Workforce
from commonpractice.foundations.months import FinancialYear
from tests.domain.published.support import ohp_codes

pytestmark = pytest.mark.slow

YEAR = FinancialYear(2022)
PENNY = Decimal("0.01")


@pytest.fixture
def ohp(england, published_data):
    return ohp_codes(published_data)


@pytest.fixture(scope="module")
def published_rows(published_data):
    """The payments of 2022/23 as the csv module has them: the second, slower way."""
    packed = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode("utf-8-sig")
    return {row["Practice Code"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def test_every_file_is_in_and_none_takes_the_place_of_another(england):
    assert len(england) == 20
    assert not any(report.superseded for report in england.values())
    assert {report.dataset for report in england.values()} == {
        *("payments", "qof_points", "qof_prevalence", "qof_geography", "cqc"),
        *("workforce", "list_size", "ods", "imd"),
    }


def test_the_totals_of_payments(england):
    told = {
        str(report.year): (report.rows, round(report.registered), report.total)
        for report in england.values()
        if report.dataset == "payments"
    }
    assert told == {
        "2019/20": (7001, 60316398, 937707985868),
        "2021/22": (6758, 61570004, 1007578027050),
        "2022/23": (6669, 62134645, 1023009480370),
    }


def test_our_health_partnership_to_the_penny(ohp):
    lines = queries.payment_lines(year=YEAR, codes=ohp)

    def pounds(key: str) -> Decimal:
        return Decimal(sum(line.pence for line in lines if line.key == key)) / 100

    assert len({line.code for line in lines}) == 28
    assert pounds("total") == Decimal("42150389.05")
    assert pounds("global_sum") == Decimal("26203293.37")
    assert pounds("qof") == Decimal("3167751.14")
    assert pounds("premises") == Decimal("3648392.98")
    assert pounds("drugs") == Decimal("2024486.54")
    assert pounds("deductions") == Decimal("-4576830.59")
    # the lines that are income make up the total, and nothing else does
    income = sum(line.pence for line in lines if line.role is LineRole.INCOME)
    assert Decimal(income) / 100 == pounds("total")


def test_our_health_partnership_looked_up(ohp):
    found = queries.look_up(codes=ohp, year=YEAR)
    (year,) = found.income
    assert (len(year.codes), year.missing) == (28, ())
    assert (year.registered, year.weighted) == (258770, Decimal("271604.84"))
    assert year.total.pence == 4215038905
    assert year.net == 4215038905 - 457683059
    assert year.total.per_weighted == Decimal("15519.0125")  # 4,215,038,905 / 271,604.84 pence
    groups = {group.key: group for group in year.groups}
    assert groups["group:premises"].pence == 364839298
    assert sum(group.pence for group in year.groups) == year.total.pence
    assert len(found.practices) == 28


def test_each_figure_is_one_line_and_column_of_its_file(ohp, published_data):
    packed = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    raw = gzip.decompress(packed.read_bytes()).decode("utf-8-sig").splitlines()
    headings = next(csv.reader([raw[0]]))
    for line in queries.payment_lines(year=YEAR, codes=ohp[:3]):
        cells = next(csv.reader([raw[line.line - 1]]))
        assert headings[line.place - 1] == line.heading
        assert Decimal(cells[line.place - 1]) * 100 == line.pence
        assert cells[headings.index("Practice Code")] == line.code


def test_qof(england):
    for begins, mean, greatest, at_maximum in (
        (2019, "533.88", 559, 489),
        (2021, "582.43", 635, 89),
        (2022, "573.79", 635, 151),
    ):
        found = queries.look_up(codes=["M85063"], year=FinancialYear(begins))
        points = next(measure for measure in found.measures if measure.key == "qof_points")
        assert points.years[0].beside.national.quantize(PENNY) == Decimal(mean)
        (publication,) = [one for one in queries.publications("qof_points") if one.year == begins]
        assert QofPoints.objects.filter(publication=publication, points=greatest).count() == at_maximum


def test_registers(england):
    assert queries.registers(year=FinancialYear(2019))["HYP"] == 8514885
    assert queries.registers(year=FinancialYear(2020))["HYP"] == 8457600
    assert 0 < queries.registers(year=FinancialYear(2020), codes=["M85063"])["HYP"] < 20000


def test_organisations(england):
    practice = queries.organisation("m85063")
    assert (practice.name, practice.postcode, practice.status) == (
        *("MIDLANDS MEDICAL PARTNERSHIP", "B24 0SY", "A"),
    )
    assert practice.networks[-1].name == "MMP CENTRAL AND NORTH PCN"
    branch = queries.organisation("M85063003")
    assert (branch.kind, branch.parent) == ("branch", "M85063")
    known = queries.known_codes()
    assert {"M85063", "M85063003"} <= known
    assert "Z99999" not in known


def test_ratings_and_workforce(england):
    assert Rating.objects.filter(rating="Good").count() == 5586
    rows = Workforce.objects.filter(year=2022)
    assert rows.count() == 6503
    assert sum(row.gp_fte or 0 for row in rows) == Decimal("26726.5")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("midlands medical", "M85063"),
        ("M85063", "M85063"),
        ("b24 0sy", "M85063"),
        ("B240SY midlands", "M85063"),
        ("much wenlock", "M82019"),
    ],
)
def test_search(england, typed, first):
    began = time.perf_counter()
    found = queries.search(typed)
    assert found[0].code == first
    assert time.perf_counter() - began < 1


def test_search_finds_no_wildcards(england):
    assert queries.search("%") == ()
    assert queries.search("zzzzzz") == ()
    assert len(queries.search("medical")) == 50


def test_peers_the_slow_way(england, published_rows):
    """The quartiles beside M85063's global sum per weighted patient, from the published rows themselves."""
    found = queries.look_up(codes=["M85063"], year=YEAR)
    (year,) = found.income
    assert year.peers.words == ("375 GMS practices that do not dispense, with 15,852 to 109,484 patients")
    rates = [
        Decimal(row["Global Sum"]) * 100 / Decimal(row["Average Number of Weighted Patients"])
        for row in published_rows.values()
        if (row["Contract Type"], row["Dispensing Practice"]) == ("GMS", "No")
        and row["Practice type"] == "GP practice"
        and not row["Atypical characteristics"]
        and year.peers.smallest <= Decimal(row["Average Number of Registered Patients"]) <= year.peers.largest
    ]
    assert len(rates) == 375
    lower, median, upper = statistics.quantiles(rates, n=4, method="inclusive")
    line = next(line for line in year.groups[0].lines if line.key == "global_sum")
    peers = line.beside_weighted.peers
    for ours, other in ((peers.lower, lower), (peers.median, median), (peers.upper, upper)):
        assert abs(ours - other) < Decimal("0.0002")


def test_england_the_slow_way(england, published_rows):
    found = queries.look_up(codes=["M85063"], year=YEAR)
    for group in found.income[0].groups:
        for line in group.lines:
            column = line.source.heading
            total = sum(Decimal(row[column]) for row in published_rows.values())
            patients = sum(
                Decimal(row["Average Number of Weighted Patients"]) for row in published_rows.values()
            )
            assert abs(line.beside_weighted.national - total * 100 / patients) < Decimal("0.0001")
            assert line.pence == Decimal(published_rows["M85063"][column]) * 100


def test_peers_of_gps_the_slow_way(england):
    found = queries.look_up(codes=["M85063"])
    gps = next(measure for measure in found.measures if measure.key == "gps_per_10000")
    latest = next(year for year in gps.years if year.year == "2022/23")
    (publication,) = [one for one in queries.publications("payments") if one.year == 2022]
    from commonpractice.domain.published.models import PeerMember

    number = found.practices[0].peers.number
    codes = PeerMember.objects.filter(publication=publication, number=number).values_list("code", flat=True)
    rates = [
        row.gp_fte * 10_000 / row.patients
        for row in Workforce.objects.filter(code__in=codes, year=2022)
        if row.gp_fte is not None and row.patients
    ]
    assert latest.beside.peers.practices == len(rates)
    assert abs(latest.beside.peers.median - statistics.median(rates)) < Decimal("0.0002")
    own = Workforce.objects.get(code="M85063", year=2022)
    assert abs(latest.value - own.gp_fte * 10_000 / own.patients) < Decimal("0.0001")


def test_years_stand_side_by_side(england):
    found = queries.look_up(codes=["M85063"])
    assert [str(one.year) for one in found.income] == ["2019/20", "2021/22", "2022/23"]
    rows = {row.key: row for row in found.income_rows}
    assert [figure.pence for figure in rows["total"].figures] == [952283317, 971687636, 957221123]
    assert rows["forward_view"].figures[1:] == (None, None)
    assert rows["covid_vaccination"].depth == 1
    lists = next(measure for measure in found.measures if measure.key == "list_size")
    assert [year.year for year in lists.years] == ["1 April 2020", "1 January 2021"]
    assert [year.value for year in lists.years] == [63164, 62500]


def test_codes_that_are_no_practices(england):
    with pytest.raises(queries.UnknownPractice, match="Z99999"):
        queries.look_up(codes=["M85063", "Z99999"])
    with pytest.raises(queries.UnknownPractice, match="FOO is not the ODS code"):
        queries.look_up(codes=["foo"])
    with pytest.raises(queries.UnknownPractice, match="Give the ODS code"):
        queries.look_up(codes=[" "])
    with pytest.raises(queries.NothingPublished, match=r"2020/21 .* 2019/20, 2021/22, 2022/23"):
        queries.payment_lines(year=FinancialYear(2020), codes=["M85063"])


def test_a_practice_that_one_year_does_not_have(england):
    """A81632 is in the file of 2019/20 only."""
    found = queries.look_up(codes=["A81632", "M85063"])
    assert [one.missing for one in found.income] == [(), ("A81632",), ("A81632",)]
    assert [len(one.codes) for one in found.income] == [2, 1, 1]
    alone = queries.look_up(codes=["A81632"])
    assert [str(one.year) for one in alone.income] == ["2019/20"]


def test_a_practice_without_patients_has_amounts_and_no_rates(england):
    found = queries.look_up(codes=["A81015"], year=YEAR)
    (year,) = found.income
    assert (year.total.pence, year.total.per_weighted, year.peers) == (-262876, None, None)
    assert found.practices[0].notes


@pytest.mark.slow
def test_a_look_up_is_quick(ohp):
    for codes in (["M85063"], ohp):
        queries.look_up(codes=codes)
        took = []
        for _ in range(5):
            began = time.process_time()
            queries.look_up(codes=codes)
            took.append(time.process_time() - began)
        assert min(took) < 0.3
