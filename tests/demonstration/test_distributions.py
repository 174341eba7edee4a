"""Published payments as distributions: worked by hand on three practices, and made from the real files."""

import gzip
import io
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.demonstration import distributions
from commonpractice.demonstration.distributions import NotTheFiles
from commonpractice.demonstration.sampling import PARTS, chance, published, spread

TODAY = date(2026, 11, 1)
PLACED = {
    "Practice Code": "",
    "Practice type": "GP practice",
    "Practice Open Date": "01/04/2001",
    "Practice Close Date": "",
    "Contract Type": "GMS",
    "Dispensing Practice": "No",
    "Average Number of Registered Patients": "0",
    "Average Number of Weighted Patients": "0",
    "Global Sum": "0",
    "Total QOF Payments": "0",
    "Minor Surgery": "0",
    "Total NHS Payments to General Practice": "",
}


def a_file(*practices: dict) -> str:
    """A payments file with these practices; whatever is not said is nil or blank."""
    lines = [",".join(PLACED)]
    for number, practice in enumerate(practices, start=1):
        qof = practice["Total QOF Payments"]
        told = {"Practice Code": f"A{number:05}", "Total NHS Payments to General Practice": qof, **practice}
        lines.append(",".join(f'"{value}"' for value in {**PLACED, **told}.values()))
    return "\n".join(lines)


THREE = a_file(
    # QOF £10, £14 and £20 a patient; the others have hardly a list, have closed, or are no surgery
    {"Average Number of Registered Patients": "1000", "Total QOF Payments": "10,000.00"},
    {"Average Number of Registered Patients": "2000", "Total QOF Payments": "28000"},
    {"Average Number of Registered Patients": "4000", "Total QOF Payments": "80000", "Minor Surgery": " "},
    {"Average Number of Registered Patients": "999", "Total QOF Payments": "99900"},
    {
        "Average Number of Registered Patients": "5000",
        "Total QOF Payments": "5",
        "Practice Close Date": "31/03/2023",
    },
    {
        "Average Number of Registered Patients": "6000",
        "Total QOF Payments": "6",
        "Practice type": "Walk in centre",
    },
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "payments-21-22.csv").write_text("\ufeff" + THREE, encoding="utf-8")
    with gzip.open(tmp_path / "payments-22-23.csv.gz", "wt", encoding="utf-8") as file:
        file.write(THREE)
    return tmp_path


def test_a_measure_is_each_patients_and_its_percentiles_lie_on_straight_lines(folder):
    found = {(row.year, row.measure): row for row in distributions.distributions(folder, TODAY)}
    qof = found["2021/22", "qof"]
    assert (qof.practices, qof.with_any) == (3, 3)
    by_percentile = dict(zip(distributions.PERCENTILES, qof.quantiles, strict=True))
    assert by_percentile[50] == Decimal("14.0000")
    assert by_percentile[10] == Decimal("10.8000")  # 10 + (14 - 10) * 0.2
    assert by_percentile[90] == Decimal("18.8000")  # 14 + (20 - 14) * 0.8
    assert found["2021/22", "minor_surgery"].with_any == 0
    assert found["2021/22", "minor_surgery"].quantiles == ()
    assert qof.quantiles == found["2022/23", "qof"].quantiles


def test_a_folder_without_one_of_the_years_says_which(folder):
    (folder / "payments-21-22.csv").unlink()
    with pytest.raises(NotTheFiles, match="2021/22"):
        distributions.distributions(folder, TODAY)


@pytest.mark.slow
def test_the_rulebooks_distributions_are_those_of_the_published_files(published_data):
    written = io.StringIO()
    distributions.write(distributions.distributions(published_data / "payments", TODAY), written)
    kept = files("commonpractice.rulebook").joinpath("demonstration/published_distributions.csv")
    assert written.getvalue() == kept.read_text(encoding="utf-8")


def test_a_value_between_two_percentiles_is_on_the_line_between_them():
    qof = published("qof")
    (before, low), (after, high) = [
        point for point in qof.points if point[0] in (Fraction(1, 2), Fraction(3, 5))
    ]
    assert qof.at(before) == low
    assert qof.at((before + after) / 2) == pytest.approx((low + high) / 2, abs=1)
    assert qof.at(Fraction(0)) == qof.points[0][1]
    assert qof.at(Fraction(1)) == qof.points[-1][1]


@given(st.lists(st.integers(0, PARTS), min_size=2, max_size=20))
def test_further_through_is_never_less(places):
    values = [published("list_size").at(Fraction(place, PARTS)) for place in sorted(places)]
    assert all(one <= other for one, other in pairwise(values))


def test_an_unknown_measure_is_named():
    with pytest.raises(LookupError, match="no published distribution of tea"):
        published("tea")


def test_places_are_spread_evenly_and_by_chance_alone():
    places = spread(38, chance(1, "spread"))
    assert sorted(places) == [Fraction(2 * number + 1, 76) for number in range(38)]
    assert places == spread(38, chance(1, "spread")) != spread(38, chance(2, "spread"))
