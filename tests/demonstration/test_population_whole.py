"""The demonstration's whole synthetic population, counted in plain SQL: registers, and what is planted."""

import datetime
from collections import Counter

import pytest

from commonpractice.demonstration import SEED, population
from commonpractice.demonstration.population import parameters, published
from commonpractice.demonstration.surgeries import invented
from commonpractice.domain.quality.facts.people import Asked
from commonpractice.domain.quality.measures import tallies
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries.judged import Records, judge_all
from commonpractice.domain.quality.rules.numbers import MET, NOT_MET
from commonpractice.gateways.event_engine import Limits, open_engine
from commonpractice.gateways.event_store import layout
from tests.demonstration import populations

pytestmark = pytest.mark.slow

ON = datetime.date(2026, 3, 31)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """(folder with a folder a surgery, rows a table)"""
    folder = tmp_path_factory.mktemp("population")

    def folder_of(place):
        (folder / place.code).mkdir()
        return folder / place.code

    rows: dict[str, int] = {}
    plan = population.of_model(SEED)
    wanted = population.Wanted(SEED, ON)
    for made in population.write(folder_of, plan, wanted, numbers=populations.numbers()):
        for name, table in made.tables.items():
            rows[name] = rows.get(name, 0) + table.num_rows
    return folder, rows


@pytest.fixture(scope="module")
def database(written):
    with populations.database(written[0]) as connection:
        yield connection


@pytest.fixture(scope="module")
def found(database):
    return populations.registers(database, str(ON))


def test_there_are_about_thirty_million_events(written):
    _, rows = written
    assert 30_000_000 <= rows["events"] <= 40_000_000


@pytest.mark.parametrize("code", populations.REGISTERS)
def test_each_register_is_within_a_tenth_of_the_published(found, code):
    assert found[code] == pytest.approx(parameters.published_spread(f"register_{code}").england, rel=0.1)


# What the surgery has on the last day, in percent: a question of (surgery, whether it holds) a patient.
ACHIEVED = {
    "dm_feet": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'footexam_cod' "
    "AND latest > on_day - INTERVAL 12 MONTH) AS ok FROM register_DM",
    "asthma_review": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'rev_cod' "
    "AND latest > on_day - INTERVAL 12 MONTH) AS ok FROM register_AST",
    "imms_1_year": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'mmr_own') AS ok "
    "FROM here WHERE date_diff('month', born, on_day) BETWEEN 18 AND 36",
    "smear_younger": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'smear_cod' "
    "AND latest > on_day - INTERVAL 42 MONTH) AS ok FROM here WHERE sex = 'female' AND age BETWEEN 29 AND 49",
    "level:systolic": "SELECT surgery, arg_max(value, day) <= 140 AS ok "
    "FROM register_HYP JOIN events USING (patient) JOIN members USING (concept) "
    "WHERE cluster = 'clinsysbp_own' AND value IS NOT NULL GROUP BY surgery, patient",
    "ld_check": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'hlthchk_cod' "
    "AND latest > on_day - INTERVAL 12 MONTH) AS ok FROM register_LD WHERE age >= 14",
    "continuity": "SELECT patients.surgery, consultations.clinician = patients.clinician AS ok "
    "FROM consultations JOIN patients USING (patient) WHERE role = 'gp' AND patients.clinician IS NOT NULL",
    "all": "SELECT surgery, patient IN (SELECT patient FROM coded WHERE cluster = 'smok_cod' "
    "AND latest > on_day - INTERVAL 12 MONTH) AS ok FROM register_HYP",
}


@pytest.mark.parametrize(
    ("surgery", "process", "shift"),
    [
        (row["surgery"], row["process"], float(row["shift"]))
        for row in parameters.rows("outliers.csv")
        if row["model"] == "decentralised" and row["process"] in ACHIEVED
    ],
)
def test_what_is_planted_stands_out(database, found, surgery, process, shift):
    """Among the three that are furthest out on its side, of 38."""
    assert found
    places = [each.name for each in invented() if each.rank]
    question = f"SELECT surgery FROM ({ACHIEVED[process]}) GROUP BY surgery ORDER BY avg(ok::INT)"
    order = [places[number - 1] for (number,) in database.execute(question).fetchall()]
    assert surgery in (order[:3] if shift < 0 else order[-3:])


def test_years_show_the_spring_rush_and_the_pandemic(database):
    """Reviews by the month and the year in which they were done, in percent of all."""
    reviews = dict(
        database.execute(
            "SELECT month(day), count(*) / sum(count(*)) OVER () FROM events JOIN members USING (concept) "
            "WHERE cluster = 'copdrvw_cod' AND day BETWEEN DATE '2016-04-01' AND DATE '2026-03-31' "
            "GROUP BY 1"
        ).fetchall()
    )
    assert reviews[2] + reviews[3] > 1.5 * (reviews[5] + reviews[6])
    years = dict(
        database.execute(
            "SELECT year(day - INTERVAL 3 MONTH), count(*) FROM events JOIN members USING (concept) "
            "WHERE cluster = 'copdrvw_cod' GROUP BY 1"
        ).fetchall()
    )
    assert years[2020] < 0.8 * years[2018]
    assert years[2020] < 0.9 * years[2023]


def test_deprived_places_have_more_lung_disease_and_fewer_checks(database, found):
    """The most deprived fifth of patients beside the least deprived."""
    assert found
    shares = (
        "SELECT avg(held::INT) FILTER (deprivation <= 2) / avg(held::INT) FILTER (deprivation >= 9) FROM "
        "(SELECT deprivation, patient IN (SELECT patient FROM {those}) AS held FROM {among} WHERE {which})"
    )
    copd = shares.format(those="register_COPD", among="here", which="age BETWEEN 50 AND 74")
    assert database.execute(copd).fetchall()[0][0] > 1.6
    checked = shares.format(
        those="coded WHERE cluster = 'footexam_cod' AND latest > coded.on_day - INTERVAL 12 MONTH",
        among="register_DM",
        which="true",
    )
    assert database.execute(checked).fetchall()[0][0] < 0.98


def test_indicators_land_where_practices_do(written):
    """Every indicator of both years has patients who meet it and who do not; most lie between 60 and 95%."""
    folder, _ = written
    told = definitions()
    wanted = {**told.of_year("2025/26"), **told.of_year("2026/27")}
    year_end = Asked(ON, ON)
    with open_engine("duckdb", Limits(threads=2)) as engine:

        def table(of):
            return engine.read(sorted(folder.glob(f"*/{of.file_name}")))

        records = Records(
            patients=table(layout.PATIENTS),
            registrations=table(layout.REGISTRATIONS),
            events=table(layout.EVENTS),
            medications=table(layout.MEDICATIONS),
        )
        members = populations.members()
        judged = judge_all(engine, records, members, list(wanted.values()), told.registers, [year_end])
        counted: Counter = Counter()
        for verdicts in judged.verdicts:
            for row in engine.rows(tallies.by_verdict(verdicts)):
                counted[judged.indicators[row["indicator"]], row["verdict"]] += row["patients"]
    met = {
        code: 100 * counted[code, MET] / (counted[code, MET] + counted[code, NOT_MET])
        for code, indicator in wanted.items()
        if indicator.programme == "qof"
    }
    assert len(met) > 50
    assert {code: share for code, share in met.items() if not 10 < share < 99} == {}
    assert sum(60 <= share <= 95 for share in met.values()) > 0.75 * len(met)


def test_the_published_spread_is_what_the_publications_say(published_data):
    kept = {row["measure"]: row for row in parameters.rows("published_spread.csv")}
    for measure, _, england, shares in published.measures(published_data):
        assert kept[measure]["england"] == f"{england:.4f}"
        assert int(kept[measure]["practices"]) == len(shares)
        assert [kept[measure][f"p{place:02d}"] for place in published.PERCENTILES] == [
            f"{value:.4f}" for value in published.quantiles(shares)
        ]
