"""Recall lists as they are asked for: in which order, which part, and who can do what."""

import random
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from commonpractice.domain.audit.facts import Actor
from commonpractice.domain.partnership.facts import Power, Scope
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.actions import recalling as actions
from commonpractice.domain.quality.facts.recalls import Filter, InvitedBy, Showing, What
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls
from commonpractice.domain.records.models import Patient, Snapshot
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.partnerships import TwoRivers, two_rivers

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY, TODAY = date(2026, 10, 31), date(2026, 11, 20)
CODES = ("SAF001", "DM012", "DM020", "HYP008", "SMOK002", "DDR001", "VI004")
PATIENTS = 60


@pytest.fixture
def rivers(db):
    found = two_rivers()
    put_in_patients(found)
    return found


def put_in_patients(rivers: TwoRivers) -> None:
    """Patients at both surgeries, and a run of each that has found nothing missing yet."""
    for surgery in (rivers.a, rivers.b):
        with tickets.acting(actor_id=0, surgeries=[surgery], patients=[surgery]):
            (snapshot,) = Snapshot.objects.bulk_create(
                [
                    Snapshot(
                        surgery_id=surgery, uuid=UUID(int=surgery), system="plain", as_at=DAY, rows={},
                        manifest_sha256="0" * 64, key_check="0" * 16, at=NOON, actor_id=0, actor_name="",
                    )
                ]
            )  # fmt: skip
            models.Run.objects.bulk_create(
                [
                    models.Run(
                        surgery_id=surgery, batch=UUID(int=1), on=DAY, year_end=date(2027, 3, 31),
                        snapshot_id=snapshot.id, rulebook=definitions().hash, codelists="0" * 64, version="t",
                        engine="duckdb", listed=100, at=NOON, actor_id=0, actor_name="",
                    )
                ]
            )  # fmt: skip
            Patient.objects.bulk_create(
                [
                    Patient(
                        surgery_id=surgery, pseudonym=number.to_bytes(16, "big"), local_id=str(number),
                        given_name="P", family_name=str(number), born=date(1960, 1, 1), told_at=NOON,
                    )
                    for number in range(PATIENTS)
                ]
            )  # fmt: skip


def of(surgery: int) -> Scope:
    powers = frozenset({Power.SEE_PATIENTS, Power.RECALL})
    return Scope(actor=Actor(9, "Sam"), surgeries=(surgery,), powers=powers)


def as_of(surgery: int):
    return tickets.acting(actor_id=9, surgeries=[surgery], patients=[surgery])


def missed(surgery: int, seed: int) -> dict[int, dict[str, tuple[int, date | None]]]:
    """What each patient misses: by indicator the task, and when it was last found. Some miss nothing."""
    rng, told = random.Random(seed), definitions().indicators
    with tickets.acting(actor_id=0, surgeries=[surgery], patients=[surgery]), transaction.atomic():
        run = models.Run.objects.get(surgery_id=surgery)
        patients = list(Patient.objects.filter(surgery_id=surgery).values_list("id", flat=True))
        found = {
            patient: {
                code: (
                    rng.randrange(len(told[code].tasks)),
                    rng.choice([None, date(2020, 1, 1) + timedelta(days=rng.randrange(3))]),
                )
                for code in rng.sample(CODES, rng.randrange(4))
            }
            for patient in patients
        }
        models.Missed.objects.bulk_create(
            [
                models.Missed(
                    surgery_id=surgery, run=run, patient=patient, indicator=code, task=task, last_found=day
                )
                for patient, codes in found.items()
                for code, (task, day) in codes.items()
            ]
        )
    return {patient: codes for patient, codes in found.items() if codes}


def write(surgery: int, patient: int, codes: list[str], what: What, on: date) -> None:
    listed = recalls.the_list(scope=of(surgery), surgery_id=surgery)
    by = InvitedBy.PHONE if what is What.INVITED else None
    actions.write_down(what=what, about={patient: codes}, on=on, of=listed, scope=of(surgery), at=NOON, by=by)


def in_order(found: dict[int, dict[str, tuple[int, date | None]]]) -> list[int]:
    """The second way: most urgent first, then who misses most, then the longest wait for the most urgent."""
    told = definitions().indicators

    def key(patient: int):
        codes = found[patient]
        benefit = min(told[code].benefit for code in codes)
        most_urgent = [day or date.min for code, (_, day) in codes.items() if told[code].benefit == benefit]
        return benefit, -len(codes), min(most_urgent), patient

    return sorted(found, key=key)


@pytest.mark.parametrize("seed", range(3))
def test_a_list_is_in_the_order_in_which_patients_are_called(rivers, seed):
    found = missed(rivers.a, seed)
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        whole = recalls.part(listed, today=TODAY, most=None)
        first, second = (recalls.part(listed, today=TODAY, first=at, most=7) for at in (0, 7))
    assert [each.patient for each in whole.patients] == in_order(found)
    assert [each.patient for each in (*first.patients, *second.patients)] == in_order(found)[:14]
    assert first.of == whole.of == len(found)
    for each in whole.patients:
        assert {(one.indicator, one.task, one.last_found) for one in each.missed} == {
            (code, task, day) for code, (task, day) in found[each.patient].items()
        }


@pytest.mark.parametrize(
    "wanted",
    [
        Filter(indicator="DM020"), Filter(register="DM"), Filter(kind="medicines"), Filter(this_year=True),
        Filter(register="DM", kind="foot_check"),
    ],
    ids=str,
)  # fmt: skip
def test_whoever_misses_what_is_wanted_is_shown_with_everything(rivers, wanted):
    found, told = missed(rivers.a, 4), definitions().indicators
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        shown = recalls.part(listed, wanted, today=TODAY, most=None)
    fitting = {
        patient: codes
        for patient, codes in found.items()
        if any(recalls.is_wanted(told[code], task, wanted) for code, (task, _) in codes.items())
    }
    assert [each.patient for each in shown.patients] == in_order(fitting)
    assert 0 < len(fitting) < len(found)
    assert all(len(each.missed) == len(found[each.patient]) for each in shown.patients)


def test_what_was_done_last_about_what_is_still_missing_says_where_a_patient_stands(rivers):
    found = missed(rivers.a, 5)
    several = [patient for patient, codes in found.items() if len(codes) > 1]
    one, two, three, four = several[:4]
    other = {patient: next(code for code in CODES if code not in found[patient]) for patient in (three, four)}
    with as_of(rivers.a):
        write(rivers.a, one, list(found[one]), What.INVITED, date(2026, 11, 2))
        write(rivers.a, one, list(found[one]), What.DECLINED, date(2026, 11, 9))
        write(rivers.a, two, list(found[two]), What.INVITED, date(2026, 11, 2))
        write(rivers.a, three, [other[three]], What.INVITED, date(2026, 11, 2))  # not missing any more
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        counts = recalls.counted(listed)
        invited = recalls.part(listed, Filter(Showing.INVITED), today=TODAY, most=None)
        lately = recalls.part(listed, Filter(Showing.INVITED, weeks=4), today=TODAY, most=None)
        long_ago = recalls.part(listed, Filter(Showing.INVITED, weeks=2), today=TODAY, most=None)
    assert counts[Showing.DECLINED] == counts[Showing.INVITED] == 1
    assert counts[Showing.NOTHING_DONE] == len(found) - 2
    assert counts[Showing.EVERYBODY] == len(found)
    assert [each.patient for each in invited.patients] == [two]
    assert [each.patient for each in long_ago.patients] == [two]
    assert lately.patients == ()


def test_what_was_taken_back_counts_no_more_and_both_stay_to_be_read(rivers):
    found = missed(rivers.a, 6)
    patient = next(iter(found))
    with as_of(rivers.a):
        write(rivers.a, patient, list(found[patient]), What.DECLINED, date(2026, 11, 2))
        (event,) = recalls.events(surgery_id=rivers.a, patients=[patient])[patient]
        taken = {
            "event": event.id,
            "patient": patient,
            "surgery_id": rivers.a,
            "scope": of(rivers.a),
            "at": NOON,
        }
        actions.take_back(**taken)
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        assert recalls.counted(listed)[Showing.DECLINED] == 0
        (after,) = recalls.events(surgery_id=rivers.a, patients=[patient])[patient]
        assert not after.stands
        with pytest.raises(actions.CannotWriteDown, match="already"):
            actions.take_back(**taken)
        write(rivers.a, patient, list(found[patient]), What.DECLINED, date(2026, 11, 2))
        assert recalls.counted(listed)[Showing.DECLINED] == 1


def test_last_years_invitation_counts_no_more(rivers):
    found = missed(rivers.a, 7)
    patient = next(patient for patient, codes in found.items() if set(codes) == {"DM012"} or "DM012" in codes)
    with as_of(rivers.a):
        with pytest.raises(actions.CannotWriteDown, match="1 April 2026"):
            write(rivers.a, patient, ["DM012"], What.INVITED, date(2026, 3, 31))
        write(rivers.a, patient, ["DM012"], What.INVITED, date(2026, 4, 1))


def test_nothing_is_written_down_by_whoever_may_not_or_about_another_surgerys_patient(rivers):
    found, theirs = missed(rivers.a, 8), missed(rivers.b, 8)
    mine, other = next(iter(found)), next(iter(theirs))
    looks = Scope(Actor(9, "Sam"), surgeries=(rivers.a,), powers=frozenset({Power.SEE_PATIENTS}))
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        given = {"what": What.BOOKED, "on": TODAY, "of": listed, "at": NOON}
        with pytest.raises(reach.NotAllowed):
            actions.write_down(**given, about={mine: ["DM020"]}, scope=looks)
        with pytest.raises(reach.OutOfScope):
            recalls.the_list(scope=of(rivers.a), surgery_id=rivers.b)
        with pytest.raises(IntegrityError), transaction.atomic():
            actions.write_down(**given, about={other: ["DM020"]}, scope=of(rivers.a))
        assert recalls.part(listed, today=TODAY, most=None, patients=[other]).patients == ()
    everywhere = [rivers.a, rivers.b]
    with tickets.acting(actor_id=9, surgeries=everywhere, counts=everywhere):  # as the quality lead
        assert not models.Missed.objects.exists()
        assert not models.RecallEvent.objects.exists()


INSERT = (
    "INSERT INTO quality_missed (surgery_id, run_id, patient, indicator) "
    "SELECT surgery_id, run_id, patient, 'X' FROM quality_missed LIMIT 1"
)


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("DELETE FROM quality_missed", "deletes none"),
        (INSERT, "row-level security"),
        ("UPDATE quality_missed SET task = 0", "permission denied"),
        ("DELETE FROM quality_recall_event", "permission denied"),
        ("UPDATE quality_recall_event SET words = ''", "permission denied"),
    ],
    ids=["empty a list", "add to a list", "change a list", "remove what was done", "change what was done"],
)
def test_raw_sql_of_a_surgery_cannot_change_its_list_or_what_was_done(rivers, statement, refused):
    from django.db import connection
    from django.db.utils import ProgrammingError

    missed(rivers.a, 9)
    with as_of(rivers.a), connection.cursor() as cursor:
        if refused == "deletes none":
            cursor.execute(statement)
            assert cursor.rowcount == 0
        else:
            with pytest.raises(ProgrammingError, match=refused), transaction.atomic():
                cursor.execute(statement)
        assert models.Missed.objects.count() > 0
