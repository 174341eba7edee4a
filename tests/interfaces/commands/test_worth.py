"""`quality forecast` and `quality declared`, as they are typed."""

from datetime import date

import pytest
from django.db import transaction

from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.foundations.months import Month
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.commands import worth
from tests.domain.partnerships import two_rivers
from tests.interfaces.worth import YEAR, run_each_month, tell

pytestmark = pytest.mark.slow


@pytest.fixture
def rivers(typed):
    return two_rivers()


def as_the_program(rivers):
    everything = rivers.everything.surgeries
    return tickets.acting(actor_id=0, surgeries=everything, patients=everything)


@pytest.fixture
def run(typed, rivers):
    """Avon's indicators were run at each month-end; Brook's never."""
    with as_the_program(rivers), transaction.atomic():
        tell(rivers.everything, {"A1": rivers.a, "B1": rivers.b})
        run_each_month(rivers.a, slow=False, place=0)
    return typed


def today_is(monkeypatch, day: date) -> None:
    monkeypatch.setattr(worth, "today", lambda: day)


@pytest.fixture
def ended(run, rivers, monkeypatch):
    """2025/26 was forecast in October and run until its end, and nothing since. It is 20 April."""
    assert run("quality", "forecast", "--on", "2025-10-31").exit_code == 0
    with as_the_program(rivers), transaction.atomic():
        run_each_month(rivers.a, slow=False, place=7, of=(Month(2025, 11), Month(2026, 3)))
    today_is(monkeypatch, date(2026, 4, 20))
    return run


def test_a_year_that_has_just_ended_is_forecast_from_its_last_run_until_it_is_declared(ended):
    first = ended("quality", "forecast")
    assert first.exit_code == 0, first.output
    (row,) = [line for line in first.output.splitlines() if line.startswith("A1")]
    assert "2025/26 £" in first.output
    expected, low, high, _ = row.split()[-4:]
    assert low[:-3] == expected[:-3] == high[:-3] == "£60,661"  # to the penny what was counted on 31 March
    assert "have not been run for a day of this NHS year up to 20 April 2026" in first.output
    again = ended("quality", "forecast")
    assert again.exit_code == 1  # nothing is new, and this year was not run yet
    assert "have not been run for a day of this NHS year" in again.output


def test_a_year_that_is_declared_is_not_forecast_any_more(ended, tmp_path):
    asked = ("--year", "2025/26", "--declared-on", "2026-04-20")
    assert ended("quality", "declared", declaration(tmp_path), *asked).exit_code == 0
    nothing = ended("quality", "forecast")
    assert (nothing.exit_code, "2025/26" in nothing.output) == (1, False)


def test_a_year_that_was_never_forecast_is_forecast_where_its_last_day_is_asked_for(run, monkeypatch):
    today_is(monkeypatch, date(2026, 4, 20))
    unasked = run("quality", "forecast")
    assert (unasked.exit_code, "2025/26" in unasked.output) == (1, False)
    assert "2025/26 £" in run("quality", "forecast", "--on", "2026-03-31").output


def declaration(tmp_path, change: str = ""):
    file = tmp_path / "cqrs.csv"
    rows = [f"A1,{code},50,100" for code in sorted(qof_indicators(YEAR))]
    rows[0] = change or rows[0]
    file.write_text("\n".join(["practice_code,indicator,numerator,denominator", *rows]))
    return file


def test_a_forecast_is_told_by_surgery_and_once_a_run(run):
    said = run("quality", "forecast", "--on", "2025-10-31")
    assert said.exit_code == 0, said.output
    (row,) = [line for line in said.output.splitlines() if line.startswith("A1")]
    assert "£58,782.86" in row or "58,782.86" in row
    again = run("quality", "forecast", "--on", "2025-10-31")
    assert again.output == "1 was forecast from this run already.\n"
    none = run("quality", "forecast", "--on", "2023-10-31")
    assert none.exit_code == 1
    assert "quality run --months 24" in none.output


def test_a_declaration_is_taken_in_whole_or_not_at_all(run, tmp_path):
    asked = ("--year", "2025/26", "--declared-on", "2026-04-20")
    wrong = run("quality", "declared", declaration(tmp_path, "A1,AF006,60,50"), *asked)
    assert wrong.exit_code == 1
    assert "Nothing was taken in." in wrong.output
    assert "cqrs.csv, line 2: 60 patients met it, and only 50 were eligible." in wrong.output
    first = run("quality", "declared", declaration(tmp_path), *asked)
    assert first.output == "1 surgery: 44 rows written down.\n"
    again = run("quality", "declared", declaration(tmp_path), *asked)
    assert again.output == "1 surgery: 0 rows written down; 44 known already.\n"
