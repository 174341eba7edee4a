"""One patient, one number: whatever NHS number they get, lose or have had wrong; and nobody takes another's."""

# ruff: noqa: E501 drawn tables are as wide as they are

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.records import models
from commonpractice.domain.records.rules.identities import Known, renamed
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.records.extracts import (
    ANN,
    BOB,
    PATIENTS,
    T2,
    events,
    files,
    numbers,
    refused,
    rows,
    take_in,
)

HEAD = "patient | nhs_number | given_name | family_name | born | sex"
EVENTS = events(f"p1 | {T2} | | 2019-05-03 | | ", f"p2 | {T2} | | 2021-05-03 | | ")


def person(line: str) -> str:
    return f"{HEAD}\n{line}"


def in_use(rivers) -> list[int]:
    return [row[0] for row in rows(rivers, "patients", "patient")]


def test_a_mended_row_does_not_take_over_the_nhs_number_of_another(rivers, tmp_path):
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS))
    before = numbers(rivers)
    taken_over = files(
        tmp_path / "mended", patients=person(f"p9 | {ANN} | Eve | Elder | 1999-09-09 | female")
    )
    report = take_in(rivers, taken_over, mended=True)
    (row,) = refused(report, "patients")
    assert (row["patient"], row["refused_column"], row["refused_reason"]) == (
        "p9",
        "nhs_number",
        "another patient of the surgery has it: p1 in the surgery's system",
    )
    assert [reason.reason for reason in report.reasons] == ["another patient of the surgery has it"]
    assert numbers(rivers) == before
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        assert models.Patient.objects.get(nhs_number=ANN).family_name == "Ash"


def test_in_an_extract_that_takes_the_place_of_all_an_nhs_number_is_whose_it_says(rivers, tmp_path):
    """The surgery gave its patients other numbers of its own, as with another system."""
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    before = numbers(rivers)
    other = PATIENTS.replace("p1", "x7")
    take_in(rivers, files(tmp_path / "in", patients=other), as_at=date(2026, 4, 30))
    assert numbers(rivers) == {"x7": before["p1"], "p2": before["p2"]}


def test_a_patient_who_gets_an_nhs_number_stays_who_they_are(rivers, tmp_path):
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS))
    before, ((old,),) = numbers(rivers), rows(rivers, "patients", "pseudonym", where="born > '2000-01-01'")
    got = files(tmp_path / "mended", patients=person(f"p2 | {BOB} | Bob | Birch | 2020-01-31 | male"))
    take_in(rivers, got, mended=True)
    assert numbers(rivers) == before
    assert in_use(rivers) == sorted(before.values()), "each once"
    assert sorted(row[0] for row in rows(rivers, "events", "patient")) == sorted(before.values())
    ((new,),) = rows(rivers, "patients", "pseudonym", where="born > '2000-01-01'")
    assert new != old, "known by the NHS number now, as at any other surgery"
    with tickets.acting(actor_id=0, surgeries=[rivers.a], patients=[rivers.a]):
        bob = models.Patient.objects.get(local_id="p2")
        assert (bob.nhs_number, bytes(bob.pseudonym)) == (BOB, bytes(new))
    later = PATIENTS.replace("p2      |            |", f"p2      | {BOB} |")
    take_in(rivers, files(tmp_path / "in", patients=later), as_at=date(2026, 4, 30))
    assert numbers(rivers) == before


def test_a_wrong_nhs_number_that_is_mended_makes_nobody_new(rivers, tmp_path):
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS))
    before = numbers(rivers)
    mended = files(tmp_path / "mended", patients=person(f"p1 | {BOB} | Ann | ASH | 1960-05-17 | female"))
    take_in(rivers, mended, mended=True)
    assert (numbers(rivers), in_use(rivers)) == (before, sorted(before.values()))


def test_whoever_was_known_twice_stands_once(rivers, tmp_path):
    """Bob was here long ago with his NHS number, under another number of the surgery's; he is here again without it;
    then it is found, and mended: his rows go to who he was."""
    long_ago = person(f"old | {BOB} | Bob | Birch | 2020-01-31 | male")
    take_in(rivers, files(tmp_path / "in", patients=long_ago), as_at=date(2026, 1, 31))
    first = numbers(rivers)["old"]
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS, events=EVENTS), accept_fewer=True)
    again = numbers(rivers)["p2"]
    assert again != first
    got = files(
        tmp_path / "mended",
        patients=person(f"p2 | {BOB} | Bob | Birch | 2020-01-31 | male"),
        events=events(f"p2 | {T2} | | 2022-05-03 | | "),
    )
    take_in(rivers, got, mended=True)
    assert first in in_use(rivers)
    assert again not in in_use(rivers)
    assert rows(rivers, "events", "year(day)", where=f"patient = {first}") == [(2021,), (2022,)]
    assert rows(rivers, "events", "day", where=f"patient = {again}") == []


def test_the_surgerys_own_number_given_to_somebody_else_is_not_the_same_patient(rivers, tmp_path):
    take_in(rivers, files(tmp_path / "in", patients=PATIENTS))
    before = numbers(rivers)["p1"]
    other = person(f"p1 | {BOB} | Cy | Cedar | 1999-09-09 | male")
    take_in(rivers, files(tmp_path / "in", patients=other), as_at=date(2026, 4, 30))
    assert before not in in_use(rivers)


# The rule by itself, whatever is told

PEOPLE = st.builds(
    lambda local, number, born, family: Known(
        number.encode() if number else f"local {local}".encode(), local, bool(number), born, family
    ),
    st.sampled_from("abc"),
    st.sampled_from(["", "N1", "N2", "N3"]),
    st.sampled_from([date(1960, 5, 17), date(1999, 9, 9)]),
    st.sampled_from(["Ash", "ash", "Birch"]),
)
LISTED = st.lists(PEOPLE, max_size=5, unique_by=(lambda one: one.pseudonym, lambda one: one.local_id))
BEFORE = st.lists(PEOPLE, max_size=6, unique_by=lambda one: one.pseudonym)


@given(told=LISTED, before=BEFORE)
def test_nobody_becomes_two_and_no_two_become_one(told, before):
    known = list(enumerate(before, start=1))
    changed = renamed(told, known)
    after = [changed.get(number, one.pseudonym) for number, one in known]
    assert len(set(after)) == len(after), "each known by something of their own"
    by_pseudonym = {one.pseudonym: one for one in told}
    for number, one in known:
        if one.pseudonym in by_pseudonym:
            assert number not in changed, "whoever is told as they are known stays"
        if number in changed:
            assert by_pseudonym[changed[number]].local_id == one.local_id
    assert (
        renamed(
            told, [(n, Known(after[n - 1], o.local_id, o.numbered, o.born, o.family_name)) for n, o in known]
        )
        == {}
    )
