"""The synthetic population: its tables, who is in it, that it is the same each time, and the right size."""

import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from commonpractice.demonstration import population
from commonpractice.demonstration.models import DECENTRALISED
from commonpractice.demonstration.population import (
    concepts,
    identity,
    parameters,
    people,
    places,
    processes,
)
from commonpractice.demonstration.population.items import items
from commonpractice.demonstration.population.measured import values
from commonpractice.demonstration.population.medicines import medicines
from commonpractice.demonstration.surgeries import final_lists, invented
from commonpractice.domain.partnership.facts import Model
from commonpractice.gateways.event_store import layout
from tests.demonstration import populations

ON = datetime.date(2026, 3, 31)
SEED = 11
PATIENTS = 14_050  # a twentieth of the demonstration's
WANTED = population.Wanted(SEED, ON)


@pytest.fixture(scope="module")
def plan():
    return population.of_size(SEED, PATIENTS, 6)


@pytest.fixture(scope="module")
def made(plan):
    return list(population.made_up(plan, WANTED, numbers=populations.numbers(), pseudonyms=populations.named))


@pytest.fixture(scope="module")
def tables(made):
    return {
        table.name: pa.concat_tables([each.tables[table.name] for each in made]) for table in layout.TABLES
    }


@pytest.fixture(scope="module")
def database(tables):
    with populations.database(tables) as connection:
        yield connection


def asked(database, question):
    return database.execute(question).fetchall()[0][0]


@pytest.mark.parametrize("table", layout.TABLES, ids=lambda table: table.name)
def test_tables_have_the_schema_and_order_of_the_layout(made, table):
    for each in made:
        found = each.tables[table.name]
        found.validate(full=True)
        assert found.schema == table.schema
        for field in table.schema:
            assert field.nullable or found[field.name].null_count == 0, field.name
        ordered = found.sort_by([(name, "ascending") for name in table.order])
        assert found.select(table.order).equals(ordered.select(table.order))


def test_a_surgery_alone_is_the_same_as_among_others(plan, made):
    alone = next(
        population.made_up(
            plan[3:4],
            WANTED,
            numbers=populations.numbers(),
            ids=population.counted(plan, {each.place.code: len(each.clinicians) for each in made}),
            pseudonyms=populations.named,
        )
    )
    assert alone.identity.equals(made[3].identity)
    for name, table in alone.tables.items():
        assert table.equals(made[3].tables[name]), name


def test_another_seed_gives_other_people(plan, made):
    other = next(population.made_up(plan, population.Wanted(SEED + 1, ON), numbers=populations.numbers()))
    assert not other.tables["patients"]["born"].equals(made[0].tables["patients"]["born"])


def test_the_plan_has_the_lists_of_the_demonstration():
    for model, surgeries, patients in ((DECENTRALISED, 38, 281_000), (Model.CENTRALISED, 11, 68_000)):
        plan = population.of_model(SEED, model)
        assert len(plan) == surgeries
        assert sum(place.patients for place in plan) == patients
        lists = final_lists(model)
        assert all(place.patients == lists[place.code] for place in plan)
        counts = np.cumsum([0, *(place.people for place in plan)])
        assert [place.first for place in plan] == list(counts[:-1])


def test_registered_on_the_day_are_as_many_as_the_list(plan, database):
    rows = database.execute(
        "SELECT surgery, count(DISTINCT patient) FROM registrations "
        f"WHERE registered_on <= DATE '{ON}' AND coalesce(ended_on > DATE '{ON}', true) "
        "GROUP BY surgery ORDER BY surgery"
    ).fetchall()
    assert [number for _, number in rows] == [place.patients for place in plan]


def test_ages_and_sexes_are_like_englands(database):
    ages = (
        "SELECT 100.0 * avg((date_diff('month', born, DATE '{on}') // 12 >= {age})::INT) FROM patients "
        "JOIN registrations USING (patient) WHERE coalesce(ended_on > DATE '{on}', true)"
    )
    for age, measure in ((65, "share_65_and_over"), (50, "share_50_and_over"), (16, "share_16_and_over")):
        england = parameters.published_spread(measure).england
        assert asked(database, ages.format(on=ON, age=age)) == pytest.approx(england, abs=2), age
    assert asked(database, "SELECT avg((sex = 'male')::INT) FROM patients") == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(
    ("table", "day"), [("events", "day"), ("medications", "day"), ("consultations", "day")]
)
def test_nothing_happens_before_birth_after_death_or_after_the_extract(database, table, day):
    joined = f"FROM {table} LEFT JOIN patients USING (patient)"
    assert asked(database, f"SELECT count(*) {joined}") > 10_000
    assert asked(database, f"SELECT count(*) {joined} WHERE born IS NULL") == 0, "a patient nobody knows"
    assert asked(database, f"SELECT count(*) {joined} WHERE {day} < born") == 0
    assert asked(database, f"SELECT count(*) {joined} WHERE {day} > died_on") == 0
    assert asked(database, f"SELECT count(*) FROM {table} WHERE {day} > DATE '{ON}'") == 0


def test_registrations_hold_together(database):
    assert asked(database, "SELECT count(*) FROM registrations WHERE ended_on <= registered_on") == 0
    early = "SELECT count(*) FROM registrations JOIN patients USING (patient) WHERE registered_on < born"
    assert asked(database, early) == 0
    overlapping = (
        "SELECT count(*) FROM (SELECT ended_on, lead(registered_on) "
        "OVER (PARTITION BY patient ORDER BY registered_on) AS next FROM registrations) "
        "WHERE next IS NOT NULL AND coalesce(ended_on > next, true)"
    )
    assert asked(database, overlapping) == 0
    assert asked(
        database, "SELECT count(*) FROM (SELECT 1 FROM registrations GROUP BY patient HAVING count(*) > 1)"
    )


def test_appointments_are_booked_before_they_start(database):
    assert asked(database, "SELECT count(*) FROM appointments WHERE booked_at > starts_at") == 0
    # status, whether it lies ahead
    rows = database.execute(
        f"SELECT DISTINCT status, starts_at > TIMESTAMP '{ON} 23:59:59' FROM appointments ORDER BY 1"
    ).fetchall()
    assert rows == [("attended", False), ("booked", True), ("cancelled", False), ("did_not_attend", False)]
    assert (
        asked(database, f"SELECT count(*) FROM appointments WHERE booked_at > TIMESTAMP '{ON} 23:59:59'") == 0
    )
    assert asked(database, "SELECT count(*) FROM appointments WHERE isodow(starts_at) > 5") == 0


def test_readings_come_in_pairs_and_sometimes_twice_a_day(database):
    pairs = (
        "SELECT {counted} FROM (SELECT patient, day, count(*) FILTER (cluster = 'clinsysbp_own') AS upper, "
        "count(*) FILTER (cluster = 'clindiasbp_own') AS lower FROM events JOIN members USING (concept) "
        "WHERE cluster IN ('clinsysbp_own', 'clindiasbp_own') GROUP BY patient, day)"
    )
    assert asked(database, pairs.format(counted="count(*) FILTER (upper != lower)")) == 0
    assert 0.02 < asked(database, pairs.format(counted="avg((upper > 1)::INT)")) < 0.1


def test_a_few_values_and_units_are_missing(database):
    measured = "FROM events JOIN members USING (concept) WHERE cluster = 'ifcchbam_cod'"
    assert 0.002 < asked(database, f"SELECT avg((unit IS NULL)::INT) {measured}") < 0.02
    assert 0 < asked(database, f"SELECT avg((value IS NULL)::INT) {measured}") < 0.005
    assert asked(database, f"SELECT count(*) {measured} AND unit != 'mmol/mol'") == 0


def test_nhs_numbers_are_of_the_range_for_test_data_and_pass_modulus_11(made):
    numbers = [number for each in made for number in each.identity["nhs_number"].to_pylist()]
    assert len(set(numbers)) == len(numbers)
    for number in numbers[::37]:
        assert number.startswith("999")
        assert len(number) == 10
        # 11 less the remainder of the sum of digits times 10, 9 … 2; 11 stands for 0
        check = (11 - sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11) % 11
        assert int(number[9]) == check


def test_identities_fit_their_patients_and_reach_nobody(made):
    for each in made:
        persons, patients = each.identity, each.tables["patients"]
        assert persons.schema == identity.SCHEMA
        assert persons["patient"].equals(patients["patient"])
        assert persons["sex"].equals(patients["sex"])
        months = pc.floor_temporal(persons["born"], unit="month").cast(pa.date32())
        assert months.equals(patients["born"])
        for column, pattern in (
            ("telephone", r"^01632 960\d{3}$"),
            ("mobile", r"^07700 900\d{3}$"),
            ("email", r"@example\.org$"),
            ("postcode", r"^EL\d{1,2} \d[A-Z]{2}$"),
        ):
            assert pc.all(pc.match_substring_regex(persons[column], pattern)).as_py(), column
        assert patients["pseudonym"].to_pylist() == populations.named(persons["nhs_number"]).to_pylist()


def test_people_beyond_the_range_of_test_numbers_are_refused():
    with pytest.raises(population.TooMany, match=r"There are 909,0\d\d NHS numbers"):
        identity.nhs_numbers(900_000, 20_000)


def test_registers_are_about_as_published(database):
    """So few patients vary: within a fifth, and four standard errors of the count besides."""
    found = populations.registers(database, str(ON))
    for code, share in found.items():
        england = parameters.published_spread(f"register_{code}").england
        expected = england / 100 * PATIENTS * 0.8
        assert share == pytest.approx(england, rel=0.2 + 4 / expected**0.5), code


def test_many_events_are_more_than_twice_as_many(plan, made):
    wanted = population.Wanted(SEED, ON, "many")
    many = next(population.made_up(plan[:1], wanted, numbers=populations.numbers()))
    assert many.tables["patients"].drop("pseudonym").equals(made[0].tables["patients"].drop("pseudonym"))
    assert 2 < many.tables["events"].num_rows / made[0].tables["events"].num_rows < 3


def test_an_unknown_amount_is_refused():
    with pytest.raises(population.NoSuchAmount, match="“plenty” is none"):
        population.Wanted(SEED, ON, "plenty")


def test_a_concept_without_a_number_is_refused(plan):
    known = populations.numbers()
    del known["49436004"]  # atrial fibrillation
    with pytest.raises(population.NoSuchCluster, match="afib_cod"):
        next(population.made_up(plan[:1], WANTED, numbers=known))


def test_tables_are_written_as_the_layout_says(plan, made, tmp_path):
    def folder(place):
        (tmp_path / place.code).mkdir()
        return tmp_path / place.code

    for each in population.write(
        folder, plan[:1], WANTED, numbers=populations.numbers(), pseudonyms=populations.named
    ):
        for table in layout.TABLES:
            file = pq.ParquetFile(tmp_path / each.place.code / table.file_name)
            # Parquet has no whole seconds: times come back in thousandths
            assert file.read().cast(table.schema).equals(made[0].tables[table.name])
            assert all(
                file.metadata.row_group(at).num_rows <= layout.PIECE
                for at in range(file.metadata.num_row_groups)
            )


def test_codes_fit_the_sex(database):
    """Nobody has a cancer of what they have not."""
    terms = {concept.code: concept.term for concept in concepts.cluster("can_cod").concepts}
    known = populations.numbers()
    for word, sex in (("prostate", "female"), ("breast", "male")):
        numbers = [known[code] for code, term in terms.items() if word in term.lower()]
        assert numbers
        count = (
            f"FROM events JOIN patients USING (patient) WHERE list_contains({numbers}, concept) AND sex = "
        )
        assert asked(database, f"SELECT count(*) {count} '{sex}'") == 0
        assert asked(database, f"SELECT count(*) {count} '{'male' if sex == 'female' else 'female'}'") > 10


def test_the_rulebook_files_hold_together():
    groups = {condition.group for condition in parameters.conditions()}
    names = {process.name for process in processes.processes()}
    assert set(items()) <= names
    for row in (*processes.processes(), *medicines(), *(item for each in items().values() for item in each)):
        assert {each for group in (*row.who, *row.without) for each in group.split("&")} <= groups, row
    for process in processes.processes():
        assert process.kind in ("yearly", "missed", "often", "once", "at_age", "recall")
        assert (process.kind == "missed") == bool(process.of)
        assert process.of in names | {""}
        assert processes.month_shape(process.shape)[-1] == pytest.approx(1)
        if process.years:
            assert processes.year_shifts(process.years)
    assert {item.value for each in items().values() for item in each if item.value} <= set(values())
    assert {row["group"] for row in parameters.rows("value_shifts.csv")} <= groups
    assert {row["value"] for row in parameters.rows("value_shifts.csv")} <= set(values())
    assert {row["group"] for row in parameters.rows("diagnoses.csv")} <= groups
    assert {row["group"] for row in parameters.rows("condition_ages.csv")} <= groups
    for row in parameters.rows("background.csv"):
        assert row["value"] in {"ethnicity": people.ETHNICITIES, "language": people.languages()}[row["of"]]
    drawn: set[str] = set()
    for condition in parameters.conditions():
        assert set(parameters.comorbidity().get(condition.group, {})) <= drawn, condition.group
        assert condition.of in drawn | {""}
        drawn.add(condition.group)
    assert set(parameters.comorbidity()) <= drawn


def test_what_is_planted_names_surgeries_and_processes_that_there_are():
    known = {process.name for process in processes.processes()}
    known |= {f"medicine:{medicine.name}" for medicine in medicines()}
    known |= {f"level:{name}" for name in values()}
    known |= {"continuity", "waits", "did_not_attend", places.EVERYTHING}
    for row in parameters.rows("outliers.csv"):
        assert row["surgery"] in {surgery.name for surgery in invented(Model(row["model"]))}
        assert row["process"] in known, row
        assert float(row["shift"])
        assert row["shows"].endswith(".")
