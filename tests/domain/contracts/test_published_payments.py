"""What practices were really paid in 2022/23, beside what our rules expect of their weighted lists."""

import csv
import gzip
from decimal import Decimal
from statistics import median

import pytest

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.rules.global_sum import global_sum
from commonpractice.foundations.months import FinancialYear

RATES = parameters.global_sum_year(FinancialYear(2022))


@pytest.fixture(scope="module")
def paid(published_data) -> list[dict]:
    """Every GMS practice with patients and a global sum: its lists, averages of four quarters, and pounds."""
    path = published_data / "payments" / "nhspaymentsgp-22-23-prac-csv.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig") as file:
        rows = [
            {
                "london": "LONDON" in row["NHS England (Region) Name"],
                "registered": Decimal(row["Average Number of Registered Patients"]),
                "weighted": Decimal(row["Average Number of Weighted Patients"]),
                "global_sum": Decimal(row["Global Sum"]),
            }
            for row in csv.DictReader(file)
            if row["Contract Type"] == "GMS"
        ]
    return [row for row in rows if min(row["registered"], row["weighted"], row["global_sum"]) > 0]


def expected(row: dict, *, in_london: bool) -> Decimal:
    found = global_sum(
        rates=RATES, weighted=row["weighted"], registered=row["registered"], in_london=in_london
    )
    return Decimal(found.annual) / 100


def test_the_median_paid_for_a_weighted_patient_is_what_we_expect_to_half_a_percent(paid):
    assert len(paid) == 4584
    middle = median(row["global_sum"] / row["weighted"] for row in paid)
    ours = expected({"weighted": Decimal(100_000), "registered": Decimal(0)}, in_london=False) / 100_000
    assert (round(middle, 2), round(ours, 2)) == (Decimal("95.09"), Decimal("94.96"))
    assert abs(middle / ours - 1) < Decimal("0.005")


def test_each_practices_own_expectation_is_met_to_half_a_percent_at_the_median(paid):
    assert abs(
        median(row["global_sum"] / expected(row, in_london=row["london"]) for row in paid) - 1
    ) < Decimal("0.005")


def test_londons_two_pounds_eighteen_show_in_what_is_left(paid):
    """Paid less expected without London, for each registered patient."""
    left = {True: [], False: []}
    for row in paid:
        left[row["london"]].append((row["global_sum"] - expected(row, in_london=False)) / row["registered"])
    london, elsewhere = (round(median(left[where]), 2) for where in (True, False))
    assert (len(left[True]), london, elsewhere) == (596, Decimal("2.44"), Decimal("0.02"))
    assert abs(london - elsewhere - RATES.london.value) < Decimal("0.30")
