"""What an indicator is worth is the same in its definition and in the contracts' table of points."""

from dataclasses import asdict

import pytest

from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.foundations import rulebook_files

YEARS = {"2025/26": (44, 564), "2026/27": (43, 582)}


def paid(year: str) -> dict[str, dict[str, str]]:
    rows = rulebook_files.rows(f"contracts/qof/{year.replace('/', '_')}.csv")
    return {row["code"]: row for row in rows}


@pytest.mark.parametrize("year", YEARS)
def test_every_indicator_that_pays_is_defined_and_no_other(year):
    defined = {
        code: terms
        for code, told in definitions().indicators.items()
        for terms in told.terms
        if terms.year == year
    }
    assert defined.keys() == paid(year).keys()
    assert (len(defined), sum(terms.points for terms in defined.values())) == YEARS[year]


@pytest.mark.parametrize("year", YEARS)
def test_points_thresholds_sources_and_trust_are_the_contracts(year):
    told = definitions().indicators
    for code, row in paid(year).items():
        terms = next(terms for terms in told[code].terms if terms.year == year)
        assert {key: value for key, value in asdict(terms).items() if key != "improvement"} == {
            "year": year,
            "points": float(row["points"]),
            "lower": float(row["lower"]),
            "upper": float(row["upper"]),
            "source": row["source"],
            "points_trust": row["points_trust"],
            "thresholds_trust": row["thresholds_trust"],
            "note": row["note"],
        }, code
        assert (told[code].adjustment, told[code].adjustment_trust) == (
            row["adjustment"],
            row["adjustment_trust"],
        ), code
