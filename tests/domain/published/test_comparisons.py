"""England and the peers, a second, slower way: from the files alone, every line, every group, every measure.

The files are read by the csv module; who is whose peer follows from the words of the rule (contract type,
dispensing, a band of list sizes), the quartiles from Python's own statistics.
"""

import csv
import gzip
import io
import statistics
from collections import defaultdict

import pytest

from commonpractice.domain.published import models, parameters

pytestmark = pytest.mark.slow

CLOSE = 0.0002  # a rate is kept to four places; floats do the rest
YEARS = {
    2019: "nhspaymentsgp-19-20-prac-csv.csv.gz",
    2021: "nhspaymentsgp-21-22-prac-csv-v2.csv.gz",
    2022: "nhspaymentsgp-22-23-prac-csv.csv.gz",
}
KINDS = ("", "gp practice")


def read(path) -> list[dict[str, str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [{" ".join(name.split()): cell.strip() for name, cell in row.items()} for row in rows]


def number(cell: str) -> float | None:
    return None if cell.upper() in ("", ":", "NA", "N/A", "ND", "*", "-") else float(cell.replace(",", ""))


def column(row: dict[str, str], *beginnings: str) -> str:
    """A cell by how its heading begins, whatever the year's footnotes."""
    for name in row:
        if name.lower().startswith(beginnings):
            return row[name]
    raise KeyError(beginnings)


class Practice:
    def __init__(self, row: dict[str, str]) -> None:
        self.row = row
        self.code = column(row, "practice code")
        self.contract = column(row, "contract type").upper()
        self.dispensing = column(row, "dispensing practice").upper()
        self.registered = number(column(row, "average number of registered", "number of registered")) or 0
        self.weighted = number(column(row, "average number of weighted", "number of weighted")) or 0
        usual = not column(row, "atypical").strip("| ") and column(row, "practice type").lower() in KINDS
        self.counted = usual and self.registered > 0 and self.weighted > 0


@pytest.fixture(scope="module")
def practices(published_data) -> dict[int, list[Practice]]:
    return {
        year: [Practice(row) for row in read(published_data / "payments" / name)]
        for year, name in YEARS.items()
    }


@pytest.fixture
def payments(england) -> dict[int, int]:
    """The number of each year's payments file."""
    return {one.year: one.id for one in models.Publication.objects.filter(dataset="payments")}


def bands(of_kind: list[Practice]) -> list[list[Practice]]:
    """Cut into ten, or fewer where there are too few; practices of one size are not parted."""
    book = parameters.peers()
    ordered = sorted(of_kind, key=lambda one: one.registered)
    pieces = max(1, min(book.bands, len(ordered) // book.at_least))
    ends = [len(ordered) * piece // pieces for piece in range(1, pieces + 1)]
    cut: list[list[Practice]] = [[] for _ in ends]
    first: dict[float, int] = {}
    for place, one in enumerate(ordered):
        begins = first.setdefault(one.registered, place)
        cut[next(n for n, end in enumerate(ends) if begins < end)].append(one)
    return [band for band in cut if band]


def members(group: models.PeerGroup, every: list[Practice]) -> list[Practice]:
    """The practices of a group, by the words of its rule."""
    return [
        one
        for one in every
        if one.counted
        and group.contract in ("", one.contract)
        and group.dispensing in ("", one.dispensing)
        and float(group.smallest) - 1e-9 <= one.registered <= float(group.largest) + 1e-9
    ]


def the_same(ours, theirs: list[float]) -> bool:
    lower, median, upper = (
        statistics.quantiles(theirs, n=4, method="inclusive") if len(theirs) > 1 else theirs * 3
    )
    wanted = ((ours.lower, lower), (ours.median, median), (ours.upper, upper))
    return ours.practices == len(theirs) and all(abs(float(a) - b) < CLOSE for a, b in wanted)


@pytest.mark.parametrize("year", YEARS)
def test_who_is_whose_peer(practices, payments, year):
    groups = defaultdict(list)
    for group in models.PeerGroup.objects.filter(publication_id=payments[year]).order_by("number"):
        groups[group.contract, group.dispensing].append(group)
    assert len(groups) > 3
    for (contract, dispensing), banded in groups.items():
        of_kind = [
            one
            for one in practices[year]
            if one.counted and contract in ("", one.contract) and dispensing in ("", one.dispensing)
        ]
        cut = bands(of_kind)
        assert [(float(g.smallest), float(g.largest), g.practices) for g in banded] == [
            (pytest.approx(band[0].registered), pytest.approx(band[-1].registered), len(band)) for band in cut
        ], (contract, dispensing)
        for group, band in zip(banded, cut, strict=True):
            found = models.PeerMember.objects.filter(publication_id=payments[year], number=group.number)
            assert set(found.values_list("code", flat=True)) == {one.code for one in band}


@pytest.mark.parametrize("year", YEARS)
def test_every_line_of_england_and_of_every_group(practices, payments, year):
    number_of = payments[year]
    every = practices[year]
    groups = list(models.PeerGroup.objects.filter(publication_id=number_of))
    sets = {None: [one for one in every if one.counted]}
    sets |= {group.number: members(group, every) for group in groups}
    summaries = {
        (one.peer_group, one.key, one.basis): one
        for one in models.Summary.objects.filter(publication_id=number_of)
    }
    compared = 0
    for line in models.PaymentColumn.objects.filter(publication_id=number_of, place__gt=0):
        paid = {one.code: 100 * (number(one.row[line.heading]) or 0) for one in every}
        for basis in ("weighted", "registered"):
            england = summaries[None, line.key, basis]
            patients = sum(getattr(one, basis) for one in every)
            assert float(england.total) == pytest.approx(sum(paid.values()), abs=1)
            assert abs(float(england.value) - sum(paid.values()) / patients) < CLOSE
            for group, those in sets.items():
                rates = [paid[one.code] / getattr(one, basis) for one in those]
                assert the_same(summaries[group, line.key, basis], rates), (line.key, basis, group)
                compared += 1
    assert compared > 1000


MEASURED = [
    # file, heading of the code, key, years of the file, value of a row
    (
        "qof_points/qof_practice_total_points_2019-20.csv.gz",
        "Practice code",
        "qof_points",
        "Achievement score (559 max)",
    ),
    (
        "qof_points/qof_practice_total_points_2022-23.csv.gz",
        "Practice code",
        "qof_points",
        "Achievement score (635 max)",
    ),
    (
        *("qof_points/qof_practice_total_points_2022-23.csv.gz", "Practice code", "qof_percentage"),
        "QOF points total / 635 available (%)",
    ),
    ("list_size/gp-reg-pat-prac-all_bristol.csv.gz", "CODE", "list_size", "NUMBER_OF_PATIENTS"),
    ("list_size/hocl_gp-by-age_apr2020.csv.gz", "PRACTICE_CODE", "list_size", "TOTAL"),
    ("imd_practice/fingertips_93553_imd2019_gp_practice.csv.gz", "Area Code", "deprivation", "Value"),
    ("workforce/workforce_year_heec.csv.gz", "Practice.Code", "gps_per_10000", "TOTAL_GP_EXTGL_FTE"),
]


@pytest.mark.parametrize("told", MEASURED, ids=lambda told: f"{told[2]} {told[0][-22:-7]}")
def test_every_measure_of_every_group(england, practices, payments, published_data, told):
    path, code, key, heading = told
    publication_id = england[path.rpartition("/")[2]].publication_id
    begins = models.Publication.objects.get(id=publication_id).year
    values: dict[int, dict[str, float]] = defaultdict(dict)
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in read(published_data / path):
        value, year = number(row[heading]), begins
        if key == "gps_per_10000":
            patients, year = number(row["TOTAL_PATIENTS"]), int(row["Year"]) - 1
            if not patients or value is None:
                continue
            sums[year] = [sums[year][0] + value, sums[year][1] + patients]
            value = value * 10_000 / patients
        elif key == "deprivation":
            year = 2019
            if (
                row["Area Code"] == "E92000001"
                or row["Sex"] != "Persons"
                or row["Area Type"] not in ("GP", "GPs")
            ):
                continue
        elif value is not None:
            sums[year] = [sums[year][0] + value, sums[year][1] + 1]
        if value is not None:
            values[year].setdefault(row[code], value)
    compared = 0
    for year, here in values.items():
        nearest = min(YEARS, key=lambda one: (abs(one - year), one))
        england_ = models.Summary.objects.get(publication_id=publication_id, key=key, year=year)
        if key == "gps_per_10000":
            assert abs(float(england_.value) - 10_000 * sums[year][0] / sums[year][1]) < CLOSE
        else:
            assert abs(float(england_.value) - statistics.fmean(here.values())) < CLOSE
        assert the_same(england_, list(here.values()))
        for group in models.PeerGroup.objects.filter(publication_id=payments[nearest]):
            those = [here[one.code] for one in members(group, practices[nearest]) if one.code in here]
            found = models.PeerMeasure.objects.filter(
                publication_id=publication_id, payments_id=payments[nearest], key=key, year=year,
                number=group.number,
            )  # fmt: skip
            assert found.count() == bool(those)
            if those:
                assert the_same(found.get(), those), (year, group.number)
                compared += 1
    assert compared > 20
