"""A recall list goes by each thing that is missing: one declined leaves the others to be asked for."""

from datetime import date

import pytest

from commonpractice.domain.audit.models import Entry
from commonpractice.domain.quality import models
from commonpractice.domain.quality.actions import recalling as actions
from commonpractice.domain.quality.facts.recalls import Filter, Showing, What
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls
from commonpractice.domain.records.models import Patient
from commonpractice.gateways.scoped_postgres import tickets
from tests.domain.quality.test_recall_lists import NOON, TODAY, as_of, of, rivers, write  # noqa: F401

JAB, SUGAR, FEET = "VI004", "DM020", "DM012"
CODES = {"JAB": JAB, "SUGAR": SUGAR, "FEET": FEET, "PRESSURE": "HYP008"}


def misses(surgery: int, *things: tuple[str, int]) -> int:
    """A patient who misses some things: by which indicator, and which task."""
    with tickets.acting(actor_id=0, surgeries=[surgery], patients=[surgery]):
        run = models.Run.objects.get(surgery_id=surgery)
        patient = Patient.objects.filter(surgery_id=surgery).earliest("id").id
        models.Missed.objects.bulk_create(
            [
                models.Missed(surgery_id=surgery, run=run, patient=patient, indicator=code, task=task)
                for code, task in things
            ]
        )
    return patient


def task_that(code: str, *, asks: bool) -> int:
    told = definitions().indicators[code]
    return next(at for at in range(len(told.tasks)) if recalls.asks_for_the_patient(told, at) is asks)


def states(listed, wanted: Filter = Filter()) -> set[Showing]:  # noqa: B008
    """Where the only patient of the list stands, as it is counted; the same as where she is shown."""
    counts = recalls.counted(listed, wanted)
    for showing, number in counts.items():
        asked = Filter(showing, wanted.weeks, wanted.indicator, wanted.register, wanted.kind)
        assert recalls.part(listed, asked, today=TODAY).of == number
    return {showing for showing, number in counts.items() if number} - {Showing.EVERYBODY}


def to_ask(listed, wanted: Filter = Filter()) -> list[str]:  # noqa: B008
    (called,) = recalls.part(listed, today=TODAY).patients
    return [one.indicator for one in recalls.to_ask(called, wanted, today=TODAY)]


# what was done about which, in turn        shown under                    asked for          not invited yet
STANDS = """
    |                                       | nothing_done                  | JAB SUGAR FEET | JAB SUGAR FEET
    | declined JAB                          | nothing_done declined         | SUGAR FEET     | SUGAR FEET
    | declined JAB, invited SUGAR           | nothing_done declined invited | SUGAR FEET     | FEET
    | declined JAB, invited SUGAR FEET      | declined invited              | SUGAR FEET     |
    | invited JAB SUGAR FEET, booked SUGAR  | invited booked                | JAB FEET       |
    | booked JAB SUGAR FEET                 | booked                        |                |
    | declined JAB, invited JAB             | nothing_done invited          | JAB SUGAR FEET | SUGAR FEET
    | declined PRESSURE                     | nothing_done                  | JAB SUGAR FEET | JAB SUGAR FEET
"""


@pytest.mark.parametrize("line", [line for line in STANDS.splitlines() if line.strip()])
def test_each_thing_stands_where_what_was_done_last_about_it_leaves_it(rivers, line):  # noqa: F811
    done, under, asked, not_invited = (part.strip() for part in line.strip()[1:].split("|"))
    patient = misses(rivers.a, *((code, task_that(code, asks=True)) for code in (JAB, SUGAR, FEET)))
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        for at, each in enumerate(done.split(",") if done else ()):
            what, *codes = each.split()
            write(rivers.a, patient, [CODES[name] for name in codes], What(what), date(2026, 11, 2 + at))
        assert states(listed) == {Showing(state) for state in under.split()}
        assert set(to_ask(listed)) == {CODES[name] for name in asked.split()}
        assert set(to_ask(listed, Filter(Showing.NOTHING_DONE))) == {
            CODES[name] for name in not_invited.split()
        }


def test_what_is_asked_of_the_surgery_alone_keeps_nobody_among_those_not_invited(rivers):  # noqa: F811
    alone = next(
        code
        for code, told in definitions().indicators.items()
        if any(not recalls.asks_for_the_patient(told, task) for task in range(len(told.tasks)))
    )
    patient = misses(rivers.a, (FEET, task_that(FEET, asks=True)), (alone, task_that(alone, asks=False)))
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        assert to_ask(listed) == [FEET]
        write(rivers.a, patient, [FEET], What.INVITED, date(2026, 11, 2))
        assert states(listed) == {Showing.INVITED}
        assert states(listed, Filter(indicator=alone)) == {Showing.NOTHING_DONE}


def test_of_a_part_of_the_list_only_what_is_wanted_says_where_a_patient_stands(rivers):  # noqa: F811
    patient = misses(rivers.a, *((code, task_that(code, asks=True)) for code in (JAB, FEET)))
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        write(rivers.a, patient, [JAB], What.DECLINED, date(2026, 11, 2))
        assert states(listed, Filter(kind="foot_check")) == {Showing.NOTHING_DONE}
        assert states(listed, Filter(kind="vaccination")) == {Showing.DECLINED}
        assert to_ask(listed, Filter(kind="foot_check")) == [FEET]
        assert to_ask(listed, Filter(Showing.DECLINED)) == [JAB]


def test_a_reminder_speaks_of_what_was_asked_for_so_long_ago_alone(rivers):  # noqa: F811
    patient = misses(rivers.a, *((code, task_that(code, asks=True)) for code in (JAB, FEET)))
    with as_of(rivers.a):
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        write(rivers.a, patient, [JAB], What.INVITED, date(2026, 11, 2))
        write(rivers.a, patient, [FEET], What.INVITED, date(2026, 11, 18))
        assert recalls.part(listed, Filter(Showing.INVITED, weeks=2), today=TODAY).of == 1
        assert to_ask(listed, Filter(Showing.INVITED, weeks=2)) == [JAB]
        assert set(to_ask(listed, Filter(Showing.INVITED))) == {JAB, FEET}


def test_the_log_says_in_words_neither_how_many_nor_what_they_answered(rivers):  # noqa: F811
    patient = misses(rivers.a, (FEET, task_that(FEET, asks=True)))
    with as_of(rivers.a):
        write(rivers.a, patient, [FEET], What.DECLINED, date(2026, 11, 2))
        (event,) = recalls.events(surgery_id=rivers.a, patients=[patient])[patient]
        given = {"scope": of(rivers.a), "at": NOON}
        actions.take_back(event=event.id, patient=patient, surgery_id=rivers.a, **given)
        listed = recalls.the_list(scope=of(rivers.a), surgery_id=rivers.a)
        actions.note_taken_out("Recall list", [patient], of=listed, **given)
        told = Entry.objects.filter(deed__contains="recall").order_by("id")
        assert [entry.subject for entry in told] == [
            "Recalls written down",
            "Recall written down by mistake taken back",
            "Recall list taken out as a file",
        ]
        assert [entry.details["patients"] for entry in told] == [[patient]] * 3
