"""`quality forecast` and `quality declared`, as they are typed."""

import pytest
from django.db import transaction

from commonpractice.domain.contracts.parameters import qof_indicators
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import two_rivers
from tests.interfaces.worth import YEAR, run_each_month, tell

pytestmark = pytest.mark.slow


@pytest.fixture
def run(typed):
    """Avon's indicators were run at each month-end; Brook's never."""
    rivers = two_rivers()
    everything = rivers.everything.surgeries
    with (
        tickets.acting(actor_id=0, surgeries=everything, patients=everything),
        transaction.atomic(),
    ):
        tell(rivers.everything, {"A1": rivers.a, "B1": rivers.b})
        run_each_month(rivers.a, slow=False, place=0)
    return typed


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
