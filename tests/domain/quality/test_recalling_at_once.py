"""Two who write down the same of one patient at one moment: it is kept once."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from commonpractice.domain.quality import models
from commonpractice.domain.quality.actions import recalling as actions
from commonpractice.domain.quality.facts.recalls import What
from commonpractice.domain.quality.queries import recalls
from tests.domain.partnerships import two_rivers
from tests.domain.quality import test_recall_lists as lists


@pytest.fixture
def at_once(fresh_database, monkeypatch):
    """Two who have looked at what is there before either writes, unless one has to wait for the other."""
    rivers, both_have_looked, look = two_rivers(None), threading.Barrier(2), recalls.events
    lists.put_in_patients(rivers)

    def looked(**asked):
        found = look(**asked)
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits until this one is done
            both_have_looked.wait(timeout=1.5)
        return found

    def run(do) -> list[object]:
        def one(_):
            try:
                with lists.as_of(rivers.a), transaction.atomic():
                    return do()
            except actions.CannotWriteDown as refusal:
                return str(refusal)
            finally:
                connections["default"].close()

        with monkeypatch.context() as patch, ThreadPoolExecutor(2) as threads:
            patch.setattr(recalls, "events", looked)
            return list(threads.map(one, range(2)))

    return rivers, run


def test_what_two_write_down_at_once_is_written_once(at_once):
    rivers, run = at_once
    missed = lists.missed(rivers.a, 5)
    about = {patient: list(codes) for patient, codes in missed.items()}

    def write():
        listed = recalls.the_list(scope=lists.of(rivers.a), surgery_id=rivers.a)
        return actions.write_down(
            what=What.BOOKED, about=about, on=lists.TODAY, of=listed, scope=lists.of(rivers.a), at=lists.NOON
        )

    done = run(write)
    assert sorted((one.patients, one.already) for one in done) == [(0, len(about)), (len(about), 0)]
    with lists.as_of(rivers.a), transaction.atomic():
        assert models.RecallEvent.objects.count() == len(about)


def test_what_two_take_back_at_once_is_taken_back_once_and_the_other_is_told(at_once):
    rivers, run = at_once
    patient, codes = next(iter(lists.missed(rivers.a, 5).items()))
    with lists.as_of(rivers.a), transaction.atomic():
        lists.write(rivers.a, patient, list(codes), What.BOOKED, lists.TODAY)
        event = models.RecallEvent.objects.get().id

    def take_back():
        return actions.take_back(
            event=event, patient=patient, surgery_id=rivers.a, scope=lists.of(rivers.a), at=lists.NOON
        )

    said = run(take_back)
    assert "That has been taken back already." in said
    assert len({str(each) for each in said}) == 2
