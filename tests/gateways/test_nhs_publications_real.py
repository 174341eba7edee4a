"""The published files themselves, against the figures that are told of them."""

from datetime import date
from decimal import Decimal

import pytest

from tests.gateways.nhs_publications_support import read

pytestmark = pytest.mark.slow

PAYMENTS = [
    # file, year, rows, registered, global sum £m, QOF £m, total £m
    ("nhspaymentsgp-19-20-prac-csv.csv.gz", "2019/20", 7001, 60316398, 3783.6, 715.8, 9377.1),
    ("nhspaymentsgp-21-22-prac-csv-v2.csv.gz", "2021/22", 6758, 61570004, 4140.8, 788.6, 10075.8),
    ("nhspaymentsgp-22-23-prac-csv.csv.gz", "2022/23", 6669, 62134645, 4368.7, 768.5, 10230.1),
]


@pytest.mark.parametrize("told", PAYMENTS, ids=lambda told: told[1])
def test_payments(published_data, told):
    name, year, rows, registered, global_sum, qof, total = told
    found = read(published_data / "payments" / name)
    assert (found.dataset, str(found.year), found.rows, found.practices) == ("payments", year, rows, rows)
    assert round(found.registered) == registered

    def millions(key: str) -> float:
        return round(sum(found.pence(code, key) or 0 for code in found.by_code) / 1e8, 1)

    assert (millions("global_sum"), millions("qof"), millions("total")) == (global_sum, qof, total)
    # in every row the lines make up the total, and the other totals are what they say they are
    assert found.notes == []
    assert not any(key.startswith("unlisted") or key == "not_itemised" for key in found.keys)


@pytest.mark.parametrize(
    ("folder", "name", "dataset", "year", "rows", "practices", "registered"),
    [
        (
            "qof_points",
            "qof_practice_total_points_2019-20.csv.gz",
            "qof_points",
            "2019/20",
            6720,
            6720,
            60407685,
        ),
        (
            "qof_points",
            "qof_practice_total_points_2021-22.csv.gz",
            "qof_points",
            "2021/22",
            6470,
            6470,
            61604213,
        ),
        (
            "qof_points",
            "qof_practice_total_points_2022-23.csv.gz",
            "qof_points",
            "2022/23",
            6378,
            6378,
            62378057,
        ),
        ("qof_prevalence", "PREVALENCE_1920.csv.gz", "qof_prevalence", "2019/20", 141120, 6720, 60407685),
        ("qof_prevalence", "PREVALENCE_2021_v2.csv.gz", "qof_prevalence", "2020/21", 137991, 6571, 60716244),
        (
            "qof_prevalence",
            "MAPPING_NHS_GEOGRAPHIES_1920.csv.gz",
            "qof_geography",
            "2019/20",
            6720,
            6720,
            None,
        ),
        ("ods", "epraccur_2023_trud_format.csv.gz", "ods", "", 15663, 6848, None),
        ("ods", "ebranchs_2017.csv.gz", "ods", "", 2702, 2007, None),
        ("ods", "ePCN_2022.xlsx", "ods", "", 7359, 6803, None),
        ("ods", "nhsd_qof2324_practice_pcn_icb_mapping.csv.gz", "qof_geography", "2023/24", 6410, 6410, None),
        ("list_size", "gp-reg-pat-prac-all_bristol.csv.gz", "list_size", "2020/21", 6658, 6658, 60606345),
        ("list_size", "hocl_gp-by-age_apr2020.csv.gz", "list_size", "2020/21", 6730, 6730, 60442552),
        ("list_size", "hocl_gp_demographics_apr2020.csv.gz", "list_size", "2020/21", 6797, 6797, 60458907),
        ("workforce", "workforce_year_heec.csv.gz", "workforce", "", 62673, 7761, None),
        ("cqc", "cqc_practice_overall_ratings_heec.csv.gz", "cqc", "", 6229, 6185, None),
        ("imd_practice", "fingertips_93553_imd2019_gp_practice.csv.gz", "imd", "", 6547, 6545, None),
    ],
)
def test_rows_practices_and_patients(
    published_data, folder, name, dataset, year, rows, practices, registered
):
    found = read(published_data / folder / name)
    assert (found.dataset, str(found.year or "")) == (dataset, year)
    assert (found.rows, found.practices, found.registered) == (rows, practices, registered)


def test_qof_points_mean_and_at_maximum(published_data):
    for name, mean, greatest, at_maximum in (
        ("qof_practice_total_points_2019-20.csv.gz", "533.88", 559, 489),
        ("qof_practice_total_points_2021-22.csv.gz", "582.43", 635, 89),
        ("qof_practice_total_points_2022-23.csv.gz", "573.79", 635, 151),
    ):
        points = [record.points for record in read(published_data / "qof_points" / name).records]
        assert round(sum(points) / len(points), 2) == Decimal(mean)
        assert sum(one == greatest for one in points) == at_maximum


def test_hypertension_registers(published_data):
    for name, patients in (("PREVALENCE_1920.csv.gz", 8514885), ("PREVALENCE_2021_v2.csv.gz", 8457600)):
        found = read(published_data / "qof_prevalence" / name)
        assert sum(record.register or 0 for record in found.records if record.group == "HYP") == patients


def test_branches_of_one_practice_and_ratings_and_gps(published_data):
    branches = read(published_data / "ods" / "ebranchs_2017.csv.gz").records
    assert sum(record.parent == "M85063" for record in branches) == 9
    ratings = [
        record.rating
        for record in read(published_data / "cqc" / "cqc_practice_overall_ratings_heec.csv.gz").records
    ]
    told = {"Good": 5586, "Outstanding": 294, "Requires improvement": 292, "Inadequate": 57}
    assert {rating: ratings.count(rating) for rating in told} == told
    gps = [
        record
        for record in read(published_data / "workforce" / "workforce_year_heec.csv.gz").records
        if record.year == 2022  # its Year 2023 is the financial year 2022/23
    ]
    assert len(gps) == 6503
    assert sum(record.gp_fte or 0 for record in gps) == Decimal("26726.5")


def test_day_numbers_of_2019_20_are_days(published_data):
    found = read(published_data / "payments" / "nhspaymentsgp-19-20-prac-csv.csv.gz")
    assert found.by_code["E83003"].opened == date(1985, 4, 1)
    assert all(record.opened is not None for record in found.records)
