"""Improvement actions as they are kept: who sees them, who writes them, and in which order."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import actions, models, queries
from commonpractice.domain.quality.facts.improving import State, What
from commonpractice.foundations.months import Month
from tests.domain.quality import kept_courses
from tests.domain.quality.improvers import CODE, COURSE, LATER, OPENED, STEADY, Kept, counted, kept

__all__ = ["counted", "kept"]  # the fixtures


def go_on(kept: Kept) -> None:
    """The months since the action was begun."""
    courses = {kept.avon.id: COURSE[13:], kept.brook.id: [(510, 1000)] * 9}
    kept_courses.keep(kept.rivers.everything, CODE, courses, first=Month(2026, 2))


def test_an_action_keeps_what_was_seen_and_who_is_to_do_what(counted):
    number = counted.open()
    one = counted.one("manager", number)
    assert (one.seen.on, one.seen.part, one.seen.signal, one.seen.side) == (
        date(2026, 1, 31), 0.4, "outside", "low",
    )  # fmt: skip
    with counted.acting("manager"):
        run = models.Run.objects.get(pk=one.seen.run)
        entry = [row for row in _log(counted) if row[0] == "quality.open_improvement"]
    assert (run.surgery_id, run.on) == (counted.avon.id, date(2026, 1, 31))
    assert (one.state, one.owner, one.opened_by) == (State.OPEN, "Maya Avon", "Maya Avon")
    assert entry == [("quality.open_improvement", f"Action {number} on {CODE}", counted.avon.id)]


def _log(kept: Kept) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deed, subject, surgery_id FROM audit_entry ORDER BY id")
        return cursor.fetchall()


def test_a_number_that_stays_at_the_surgery_is_not_kept_with_an_action(kept):
    """Its manager sees 1%, 2 of 200; the partnership reads the action and does not."""
    courses = {kept.avon.id: [*STEADY, None], kept.brook.id: [*STEADY, (510, 1000)]}
    kept_courses.keep(kept.rivers.everything, CODE, courses, first=Month(2025, 1))
    number = kept.open()
    with kept.acting("manager"):
        mine, _ = queries.figures(scope=kept.scope("manager"), surgery=kept.avon, code=CODE)
    with kept.acting("lead"):
        theirs, _ = queries.figures(scope=kept.scope("lead"), surgery=kept.avon, code=CODE)
        whole, _ = queries.figures(scope=kept.scope("lead"), surgery=kept.of.centre, code=CODE)
    assert mine.points[-1].value == 0.01
    assert len(theirs.points) == len(whole.points) == 12
    assert theirs.hidden == (date(2026, 1, 31),)
    seen = kept.one("lead", number).seen
    assert (seen.on, seen.part, seen.signal) == (date(2026, 1, 31), None, "")


def test_what_a_check_keeps_of_the_figures_may_leave_the_surgery(counted):
    """Ten months of 2 of 200: the manager sees that it did not work, and why; what is kept says neither."""
    number = counted.open()
    counted.write("manager", number, What.DONE, on=date(2026, 2, 20))
    courses = {counted.avon.id: [None] * 9, counted.brook.id: [(510, 1000)] * 9}
    kept_courses.keep(counted.rivers.everything, CODE, courses, first=Month(2026, 2))
    with pytest.raises(actions.CannotImprove, match="The chart signals a concern in October 2026"):
        counted.check("manager", number, State.WORKED)
    counted.check("manager", number, State.NOT_WORKED)
    last = counted.one("lead", number).events[-1]
    assert (last.what, last.part) == (What.NOT_WORKED, None)
    assert "stay at the surgery" in last.found


def test_from_open_to_worked_each_step_written_by_somebody(counted):
    number = counted.open()
    counted.write("manager", number, What.COMMENT, "A list is drawn up", at=OPENED)
    counted.write("manager", number, What.DONE, "All called", on=date(2026, 2, 20))
    go_on(counted)
    with counted.acting("lead"):
        one = queries.improvement(scope=counted.scope("lead"), number=number)
        judged = queries.judgement(
            scope=counted.scope("lead"), action=one, surgery=counted.avon, on=date(2026, 12, 1)
        )
    assert judged.state is State.WORKED
    counted.check("lead", number, State.WORKED)
    ended = counted.one("manager", number)
    assert ended.state is State.WORKED
    assert [(event.what, event.by) for event in ended.events] == [
        (What.COMMENT, "Maya Avon"), (What.DONE, "Maya Avon"), (What.WORKED, "Quinn Quality"),
    ]  # fmt: skip
    assert (ended.events[-1].part, ended.events[-1].found) == (0.6, judged.says)
    assert (ended.done_on, ended.next_on) == (date(2026, 2, 20), None)
    with pytest.raises(actions.CannotImprove, match="“It worked”"):
        counted.check("lead", number, State.NOT_WORKED, "After all")


def test_who_cannot_say_yet_names_the_day_on_which_it_is_looked_at_again(counted):
    number = counted.open()
    counted.write("manager", number, What.DONE)
    with pytest.raises(actions.CannotImprove, match="The figures say otherwise"):
        counted.check("manager", number, State.WORKED)
    counted.check("manager", number, State.CANNOT_SAY, check_on=date(2027, 3, 1))
    one = counted.one("manager", number)
    assert (one.state, one.next_on) == (State.CANNOT_SAY, date(2027, 3, 1))
    counted.check("manager", number, State.WORKED, "The list was halved, so the chart lags")
    assert counted.one("manager", number).state is State.WORKED


def test_owner_and_days_are_changed_with_a_reason_and_what_they_were_stays(counted):
    number = counted.open()
    new = {"owner_id": counted.users["staff"], "due_on": date(2026, 3, 31), "check_on": date(2026, 9, 30)}
    with counted.acting("manager"):
        asked = {"number": number, "of": counted.of, "scope": counted.scope("manager"), "at": LATER}
        with pytest.raises(actions.CannotImprove, match="Say why it is changed"):
            actions.change_improvement(**new, words="", **asked)
        actions.change_improvement(**new, words="On leave", **asked)
        with pytest.raises(actions.CannotImprove, match="as they were"):
            actions.change_improvement(**new, words="Again", **asked)
        with pytest.raises(actions.CannotImprove, match="somebody with a role there"):
            actions.change_improvement(**{**new, "owner_id": counted.users["other"]}, words="x", **asked)
    one = counted.one("manager", number)
    assert (one.owner, one.due_on, one.check_on) == ("Sam Avon", date(2026, 3, 31), date(2026, 9, 30))
    assert (one.first_owner[1], one.first_due_on) == ("Maya Avon", date(2026, 2, 28))


def test_an_owner_without_the_power_does_it_and_others_do_not(counted):
    number = counted.open(owner_id=counted.users["staff"])
    counted.write("staff", number, What.DONE, "Called")
    for who, sentence in (("board", "Action . is Sam Avon’s"), ("staff", "You cannot open and check")):
        with pytest.raises(reach.NotAllowed, match=sentence):
            counted.write(who, number, What.WITHDRAWN if who == "staff" else What.COMMENT, "x")
    with pytest.raises(reach.NotAllowed):
        counted.check("staff", number, State.NOT_WORKED, "x")
    with pytest.raises(reach.NotAllowed):
        counted.open("board")


def test_a_surgerys_actions_are_seen_by_it_and_the_partnership_and_by_no_other_surgery(counted):
    mine, whole = counted.open(), counted.open("lead", surgery=counted.of.centre)
    for who, seen in (
        ("manager", {mine}),
        ("staff", {mine}),
        ("other", set()),
        ("lead", {mine, whole}),
        ("board", {mine, whole}),
    ):
        scope = counted.scope(who)
        with counted.acting(who):
            assert {one.id for one in queries.improvements(scope=scope, surgeries=scope.surgeries)} == seen
            with connection.cursor() as cursor:
                cursor.execute("SELECT id FROM quality_improvement")
                assert {row[0] for row in cursor.fetchall()} == seen, "the database holds it too"
    with pytest.raises(queries.NoSuchImprovement):
        counted.one("other", mine)
    with pytest.raises(reach.OutOfScope):
        counted.open("other")


def test_owners_are_those_who_work_there_as_far_as_one_sees(counted):
    on = date(2026, 2, 1)
    for who, surgery, names in (
        ("manager", counted.avon, ["Maya Avon", "Sam Avon"]),
        ("lead", counted.avon, ["Maya Avon", "Quinn Quality", "Sam Avon"]),
        ("lead", counted.of.centre, ["Quinn Quality"]),
    ):
        with counted.acting(who):
            found = queries.may_own(scope=counted.scope(who), of=counted.of, surgery=surgery, on=on)
        assert [name for _, name in found] == names


@pytest.mark.parametrize(
    ("before", "what", "taken"),
    [
        ([], "worked", False),
        ([], "withdrawn", True),
        (["withdrawn"], "done", False),
        (["withdrawn"], "comment", True),
        (["withdrawn"], "changed", False),
        (["done"], "done", False),
        (["done", "cannot_say"], "not_worked", True),
        (["done", "comment"], "worked", True),
        (["done", "worked"], "not_worked", False),
    ],
)
def test_the_database_takes_no_state_that_cannot_follow(counted, before, what, taken):
    """So of two who write at once, the second is refused."""
    number = counted.open()

    def add(one: str) -> None:
        on = date(2026, 2, 1) if one == "done" else None
        row = models.ImprovementEvent(
            surgery_id=counted.avon.id, improvement_id=number, what=one, on=on, at=LATER, actor_id=1,
            actor_name="",
        )  # fmt: skip
        with counted.acting("manager"), transaction.atomic():
            models.ImprovementEvent.objects.bulk_create([row])

    for one in before:
        add(one)
    if taken:
        add(what)
    else:
        with pytest.raises(DatabaseError, match="Somebody else has just written down something else of"):
            add(what)


def test_nothing_of_it_is_changed_or_taken_away(counted):
    counted.open()
    for statement in ("UPDATE quality_improvement SET plan = ''", "DELETE FROM quality_improvement"):
        with (
            counted.acting("manager"),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
