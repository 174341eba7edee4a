"""Which financial year a file is of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.foundations.months import FinancialYear
from commonpractice.gateways.nhs_publications import years
from commonpractice.gateways.nhs_publications.years import YearUnclear
from tests.gateways.nhs_publications_support import TODAY


def _years(name: str) -> list[str]:
    return [str(year) for year in sorted(years.named(name).years)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nhspaymentsgp-19-20-prac-csv.csv.gz", ["2019/20"]),
        ("nhspaymentsgp-21-22-prac-csv-v2.csv", ["2021/22"]),
        ("qof_practice_total_points_2019-20.csv", ["2019/20"]),
        ("payments 2019_2020.csv", ["2019/20"]),
        ("payments201920.csv", ["2019/20"]),
        ("PREVALENCE_1920.csv", ["2019/20"]),
        ("PREVALENCE_2021_v2.csv.gz", ["2020/21"]),
        ("nhsd_qof2324_mapping.csv", ["2023/24"]),
        ("hocl_gp-by-age_apr2020.csv", ["2020/21"]),
        ("list-mar-2020.csv", ["2019/20"]),
        ("1 General Practice – March 2024 Practice Level - Detailed.csv", ["2023/24"]),
        ("lists_2021-04-01.csv", ["2021/22"]),
        ("u16-22-23.csv", ["2022/23"]),
        ("qof-9900.csv", ["1999/00"]),
        ("epraccur_2023_trud_format.csv", []),
        ("payments.csv", []),
        ("payments-2022-24.csv", []),
        ("declaration-of-2023.csv", []),
        ("22-23 and 21-22.csv", ["2021/22", "2022/23"]),
    ],
)
def test_the_year_in_a_name(name, expected):
    assert _years(name) == expected


@given(st.integers(2004, 2080))
def test_every_way_of_writing_a_year(begins):
    first, second = f"{begins % 100:02d}", f"{(begins + 1) % 100:02d}"
    for form in (f"{begins}-{second}", f"{begins}{second}", f"{first}-{second}", f"{begins}_{begins + 1}"):
        assert _years(f"file-{form}-x.csv") == [str(FinancialYear(begins))]


def _decide(**said) -> str:
    usual = {"within": [], "by_name": [], "asked": None, "today": TODAY, "first": None}
    parsed = {
        name: [FinancialYear.parse(year) for year in those] for name, those in said.items() if name != "asked"
    }
    if "asked" in said:
        parsed["asked"] = FinancialYear.parse(said["asked"])
    return str(years.decide(**usual | parsed))


def test_rows_name_and_user_agree():
    assert _decide(within=["2022/23"]) == "2022/23"
    assert _decide(by_name=["2022/23"]) == "2022/23"
    assert _decide(asked="2022/23") == "2022/23"
    assert _decide(within=["2022/23"], by_name=["2022/23"], asked="2022/23") == "2022/23"
    assert _decide(by_name=["2022/23", "2021/22"], asked="2021/22") == "2021/22"
    assert _decide(within=["2022/23"], by_name=["2022/23", "2021/22"]) == "2022/23"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Say so, for example with --year 2022/23"),
        ({"by_name": ["2022/23"], "asked": "2021/22"}, "you said 2021/22, but the file's name says 2022/23"),
        ({"within": ["2022/23"], "asked": "2021/22"}, "its own rows are of 2022/23"),
        (
            {"within": ["2022/23"], "by_name": ["2021/22"]},
            "its name says 2021/22, but its own rows are of 2022/23",
        ),
        ({"within": ["2022/23", "2021/22"]}, "several financial years, 2021/22 and 2022/23"),
        ({"by_name": ["2022/23", "2021/22"]}, "Say which with --year"),
        ({"asked": "2031/32"}, "has not begun"),
    ],
)
def test_a_year_is_not_guessed(said, sentence):
    with pytest.raises(YearUnclear, match=sentence):
        _decide(**said)


def test_nothing_was_published_before_the_first_year():
    with pytest.raises(YearUnclear, match="first published for 2013/14"):
        years.check(FinancialYear(2009), today=TODAY, first=FinancialYear(2013))


def test_the_current_year_is_no_future_year():
    years.check(FinancialYear(2026), today=date(2026, 4, 1), first=None)
    with pytest.raises(YearUnclear):
        years.check(FinancialYear(2026), today=date(2026, 3, 31), first=None)
