"""What an indicator is worth is told once, in its definition; contracts pay by it."""

from datetime import date
from importlib.resources import files

import pytest

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.facts import Kind, Trust
from commonpractice.domain.quality.facts.refusals import DefinitionRefused
from commonpractice.domain.quality.parameters.definitions import definitions, read, terms
from commonpractice.foundations.months import FinancialYear

YEARS = {"2025/26": (44, 564), "2026/27": (43, 582)}
RULEBOOK = files("commonpractice.rulebook")


@pytest.mark.parametrize("year", YEARS)
def test_contracts_pay_what_the_definitions_say_and_no_table_says_it_again(year):
    defined = {code: found for code, told in definitions().indicators.items() if (found := terms(told, year))}
    paid = parameters.qof_indicators(FinancialYear.parse(year))
    assert (len(defined), sum(one.points for one in defined.values())) == YEARS[year]
    assert defined.keys() == paid.keys()
    for code, one in defined.items():
        told = definitions().indicators[code]
        assert (one.points, one.lower, one.upper) == (paid[code].points, paid[code].lower, paid[code].upper)
        assert (one.source, one.points_trust) == (paid[code].source, paid[code].points_trust.value)
        assert (told.family, told.adjustment) == (paid[code].group, paid[code].adjustment.value)
        assert paid[code].kind is Kind.FRACTION
    tables = [entry.name for entry in RULEBOOK.joinpath("contracts/qof").iterdir()]
    assert f"{year.replace('/', '_')}.csv" not in tables


def test_only_the_vaccinations_of_2026_27_may_be_earned_by_improving_and_that_was_not_verified():
    for year in YEARS:
        for code, one in parameters.qof_indicators(FinancialYear.parse(year)).items():
            told = terms(definitions().indicators[code], year)
            assert told is not None
            assert (one.improvement is not None) == told.improvement
            assert (one.improvement is not None) == (
                year == "2026/27" and code in ("VI001", "VI002", "VI003")
            )
            assert one.improvement is None or one.improvement.trust is Trust.UNVERIFIED


def changed(of: str) -> dict[str, str]:
    """The rulebook's texts, with the last year's terms of DM020 told otherwise."""
    folder = RULEBOOK.joinpath("quality")
    text = folder.joinpath("indicators/dm020.toml").read_text(encoding="utf-8")
    begin = text.index('[years."2026/27"]')
    end = text.index("\n[", begin)
    texts = {
        f"registers/{one.name}": one.read_text(encoding="utf-8")
        for one in folder.joinpath("registers").iterdir()
        if one.name.endswith(".toml")
    }
    texts["adjustments.toml"] = folder.joinpath("adjustments.toml").read_text(encoding="utf-8")
    return texts | {"indicators/dm020.toml": text[:begin] + of + text[end:]}


TWICE = """[[years."2026/27"]]
points = 17
lower = 35
upper = 75
source = "a letter"
points_trust = "found"
thresholds_trust = "found"

[[years."2026/27"]]
points = 17
lower = 35
upper = 80
known_on = {known_on}
source = "an amendment"
points_trust = "found"
thresholds_trust = "found"
"""


def codelists() -> frozenset[str]:
    from commonpractice.foundations import rulebook_files

    return frozenset(row["cluster"] for row in rulebook_files.rows("records/clusters.csv"))


def test_what_is_changed_within_a_year_is_told_again_with_the_day_from_which_it_was_known():
    told = read(changed(TWICE.format(known_on="2026-07-15")), codelists()).indicators["DM020"]
    of_year = [one for one in told.terms if one.year == "2026/27"]
    assert [(one.upper, one.known_on) for one in of_year] == [(75, None), (80, date(2026, 7, 15))]
    assert terms(told, "2026/27") == of_year[1]


def test_a_day_that_is_none_is_refused_with_its_line():
    texts = changed(TWICE.format(known_on='"July"'))
    line = texts["indicators/dm020.toml"].split("\n").index('known_on = "July"') + 1
    with pytest.raises(DefinitionRefused, match="has to be a day") as refusal:
        read(texts, codelists())
    assert refusal.value.line == line
