"""Who patients are: the numbers that stand for them, and that every look at them is written down."""

import random
from dataclasses import replace
from datetime import date

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.records import actions, models, queries
from commonpractice.domain.records.rules import pseudonyms
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import NOON, files, take_in

KEY = bytes.fromhex("22" * 32)


def told(number: int, **changed) -> actions.Told:
    return actions.Told(
        **{
            "pseudonym": pseudonyms.of_local_id(str(number), surgery_id=1, key=KEY),
            "local_id": str(number),
            "nhs_number": None,
            "given_name": f"Given{number}",
            "family_name": "Family",
            "born": date(1960, 5, 17),
            **changed,
        }
    )


@pytest.fixture
def at_a(rivers):
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        yield rivers


def test_new_patients_get_rising_numbers_in_the_order_given(at_a):
    people = [told(number) for number in range(12_000)]
    random.Random(7).shuffle(people)
    numbers = actions.number_patients(people, surgery_id=at_a.a, at=NOON)
    assert numbers == list(range(numbers[0], numbers[0] + len(people)))


def test_numbers_stay_and_what_is_said_last_is_kept(at_a):
    first = actions.number_patients([told(1), told(2)], surgery_id=at_a.a, at=NOON)
    later = NOON.replace(year=2027)
    second = actions.number_patients(
        [told(3), told(2), told(1, family_name="Married")], surgery_id=at_a.a, at=later
    )
    assert second[1:] == first[::-1]
    rows = dict(models.Patient.objects.values_list("local_id", "family_name"))
    assert rows == {"1": "Married", "2": "Family", "3": "Family"}
    when = dict(models.Patient.objects.values_list("local_id", "told_at"))
    assert (when["1"], when["2"]) == (later, NOON), "what says the same again is not written anew"


def test_pseudonyms_are_keyed_and_the_same_everywhere_only_by_nhs_number():
    number = "9434765919"
    assert pseudonyms.of_nhs_number(number, key=KEY) == pseudonyms.of_nhs_number(number, key=KEY)
    assert len(pseudonyms.of_nhs_number(number, key=KEY)) == pseudonyms.LENGTH
    other = bytes.fromhex("33" * 32)
    assert pseudonyms.of_nhs_number(number, key=KEY) != pseudonyms.of_nhs_number(number, key=other)
    at_one = pseudonyms.of_local_id("1", surgery_id=1, key=KEY)
    assert at_one != pseudonyms.of_local_id("1", surgery_id=2, key=KEY)
    # nobody's own number can be made to look like an NHS number, or another surgery's
    assert pseudonyms.of_local_id(number, surgery_id=1, key=KEY) != pseudonyms.of_nhs_number(number, key=KEY)
    assert pseudonyms.key_check(KEY) != pseudonyms.key_check(other)


def test_each_look_is_written_down_naming_everybody_seen(at_a):
    one, two = actions.number_patients([told(1), told(2)], surgery_id=at_a.a, at=NOON)
    scope = at_a.only(at_a.a)
    found = actions.look_at(patients=[one, two], why="Recall list of HYP008", scope=scope, at=NOON)
    assert {person.given_name for person in found.values()} == {"Given1", "Given2"}
    actions.look_at(patients=[one], why="A patient's page", scope=scope, at=NOON)
    entries = Entry.objects.filter(deed="records.see_patients").order_by("id")
    assert [(entry.subject, entry.details["patients"], entry.surgery_id) for entry in entries] == [
        ("Recall list of HYP008", sorted([one, two]), at_a.a),
        ("A patient's page", [one], at_a.a),
    ]


def test_whoever_may_not_know_patients_is_told_nothing_and_nothing_is_written_down(at_a):
    (one,) = actions.number_patients([told(1)], surgery_id=at_a.a, at=NOON)
    scope = at_a.only(at_a.a)
    with tickets.acting(actor_id=0, surgeries=[at_a.a]), pytest.raises(queries.NoSuchPatient):
        actions.look_at(patients=[one], why="", scope=scope, at=NOON)
    without = replace(scope, powers=scope.powers - {Power.SEE_PATIENTS})
    with pytest.raises(reach.NotAllowed, match="see who a surgery's patients are"):
        actions.look_at(patients=[one], why="", scope=without, at=NOON)
    with pytest.raises(queries.NoSuchPatient, match="not of your surgery, or not here any more"):
        actions.look_at(patients=[one, one + 1000], why="", scope=scope, at=NOON)
    assert not Entry.objects.filter(deed="records.see_patients").exists()


def test_no_file_of_events_says_who_anybody_is(rivers, tmp_path):
    """Names, numbers, days of birth and addresses are looked for in every byte that was written."""
    drawn = """
    patient  | nhs_number | given_name | family_name | born       | sex    | address       | postcode | phone       | email
    LocalId7 | 9434765919 | Annunziata | Ashwood     | 1960-05-17 | female | 1 Long Street | ZZ99 3AA | 07700900001 | ann@example.org
"""  # noqa: E501
    take_in(rivers, files(tmp_path / "in", patients=drawn))
    written = [path for path in queries.records_root().rglob("*/*") if path.is_file()]
    assert len(written) == 7
    content = b"".join(path.read_bytes() for path in written)
    for secret in (
        "LocalId7",
        "9434765919",
        "Annunziata",
        "Ashwood",
        "1960-05-17",
        "Long Street",
        "ZZ99",
        "example",
    ):
        assert secret.encode() not in content
    import duckdb

    born = duckdb.sql(
        f"SELECT born FROM '{next(p for p in written if p.name == 'patients.parquet')}'"
    ).fetchall()
    assert born == [(date(1960, 5, 1),)]


def test_refused_rows_are_for_the_programs_own_account_alone(rivers, tmp_path):
    from pathlib import Path

    report = take_in(rivers, files(tmp_path / "in", patients="""
    patient | born       | sex
    p1      | 1960-05-17 | female
    p2      | someday    | female
"""))  # fmt: skip
    folder = Path(report.refused)
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    assert oct((folder / "patients.csv").stat().st_mode & 0o777) == "0o600"
    assert oct(queries.records_root().stat().st_mode & 0o777) == "0o700"
