"""Two people who write different things of one action at one moment: one is kept, the other told why not."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from commonpractice.domain.quality import actions
from commonpractice.domain.quality.actions import improving
from commonpractice.domain.quality.facts.improving import State, What
from tests.domain.quality.improvers import Kept


@pytest.mark.parametrize("other", [What.DONE, What.WITHDRAWN])
def test_of_two_at_once_one_is_kept(fresh_database, monkeypatch, other):
    kept = Kept()
    number = kept.open()
    both_have_looked, look = threading.Barrier(2), improving.check_can_follow

    def looked(*given, **asked):
        look(*given, **asked)
        both_have_looked.wait(timeout=30)

    monkeypatch.setattr(improving, "check_can_follow", looked)

    def write(what: What) -> str:
        try:
            kept.write("manager", number, what, "because")
        except actions.CannotImprove as refusal:
            return str(refusal)
        else:
            return ""
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(write, [What.DONE, other]))
    assert said[0] == ""
    assert said[1].startswith("Somebody else has just written down something else of action")
    one = kept.one("manager", number)
    assert len(one.events) == 1
    assert one.state in (State.DONE, State.WITHDRAWN)
