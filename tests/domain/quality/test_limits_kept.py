"""New limits of charts as they are kept: by whom, why, since when, and who sees them."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import actions, models, queries
from tests.domain.quality.improvers import CODE, LATER, OPENED, Kept, counted, kept

__all__ = ["counted", "kept"]  # the fixtures


def rebase(kept: Kept, who: str, surgery, first: date = date(2025, 7, 1), last: date | None = None) -> int:
    with kept.acting(who):
        return actions.rebase(
            surgery=surgery, indicator=CODE, first=first, last=last, reason="A new nurse",
            scope=kept.scope(who), at=LATER,
        )  # fmt: skip


def test_new_limits_have_a_name_and_a_reason_and_can_be_taken_back(counted):
    number = rebase(counted, "manager", counted.avon)
    with counted.acting("manager"):
        scope = counted.scope("manager")
        ((chart, (one,)),) = queries.baselines(scope=scope, surgeries=[counted.avon.id], codes=[CODE]).items()
        figures, _ = queries.figures(scope=scope, surgery=counted.avon, code=CODE)
        as_was, _ = queries.figures(scope=scope, surgery=counted.avon, code=CODE, as_of=OPENED)
        with pytest.raises(actions.CannotRebase, match="Maya Avon has set these limits already"):
            rebase(counted, "manager", counted.avon)
    assert (chart, one.id, one.by, one.reason) == (
        (counted.avon.id, CODE),
        number,
        "Maya Avon",
        "A new nurse",
    )
    assert [period.start for period in figures.charted.chart.periods] == [0, 6]
    assert [period.start for period in as_was.charted.chart.periods] == [0], "as it stood before"
    with counted.acting("manager"):
        back = {"surgery": counted.avon, "number": number, "indicator": CODE, "scope": scope, "at": LATER}
        actions.take_back(why="It was the wrong month", **back)
        assert not queries.baselines(scope=scope, surgeries=[counted.avon.id])
        (told,) = queries.rebased(scope=scope, surgery=counted.avon, code=CODE)
        with pytest.raises(actions.CannotRebase, match="Maya Avon has taken these limits back already"):
            actions.take_back(why="Twice", **back)
    assert (told.taken_back_by, told.why_taken_back) == ("Maya Avon", "It was the wrong month")


def test_the_partnerships_limits_are_set_from_its_centre_and_seen_by_all(counted):
    whole = rebase(counted, "lead", counted.of.centre)
    with counted.acting("other"):
        found = queries.baselines(scope=counted.scope("other"), surgeries=[counted.brook.id], codes=[CODE])
    assert {chart: [one.id for one in those] for chart, those in found.items()} == {(None, CODE): [whole]}
    row = {"indicator": CODE, "first": date(2025, 7, 1), "reason": "x", "at": LATER, "actor_id": 1}
    for surgery in (None, counted.brook.id):
        with (
            counted.acting("manager"),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            models.Baseline.objects.bulk_create(
                [models.Baseline(partnership_id=counted.of.id, surgery_id=surgery, **row)]
            )
    with pytest.raises(reach.NotAllowed):
        rebase(counted, "board", counted.of.centre)
    with pytest.raises(reach.OutOfScope):
        rebase(counted, "manager", counted.brook)
