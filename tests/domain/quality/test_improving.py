"""Improvement actions judged by drawn charts: what the figures say, and what may be written down when.

A drawing has a mark a month, from January 2024, of the percent that met: * is 50, + is 52, ^ is 60, - is 48,
v is 40, ? is a number that stays at the surgery. Limits are fixed by the first twelve, * and + in turn.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonpractice.domain.quality.facts.courses import Course
from commonpractice.domain.quality.facts.improving import (
    TRANSITIONS,
    Baseline,
    Goal,
    Improvement,
    ImprovementEvent,
    Judged,
    Seen,
    State,
    What,
)
from commonpractice.domain.quality.parameters.improving import improving
from commonpractice.domain.quality.rules import effects
from commonpractice.domain.quality.rules import improving as rules
from commonpractice.domain.quality.rules.years import LOOKED_BACK
from commonpractice.foundations.months import Month
from commonpractice.foundations.spc import Better, making_data_count

BY = making_data_count()
JANUARY = Month(2024, 1)
PERCENT = {"*": 50, "+": 52, "^": 60, "-": 48, "v": 40, "t": 42, "w": 62, "x": 54}
TURNED = str.maketrans("*+^v-", "+*twx")  # about the mean of 51
STEADY = "*+*+*+*+*+*+"  # mean 51, limits 51 ± 2.66 × 2
BEGUN = datetime(2025, 1, 10, 12, tzinfo=UTC)  # before the 13th mark
DONE = date(2025, 2, 10)  # before the 14th


def course(drawn: str) -> Course:
    """Of 1,000 patients each month."""
    days = tuple((JANUARY + at).last for at in range(len(drawn)))
    met = tuple(None if mark == "?" else round(10 * PERCENT[mark]) for mark in drawn)
    return Course("X001", days, met, tuple(None if one is None else 1000 - one for one in met))


def figures(
    drawn: str, better: Better = Better.HIGHER, baselines: tuple[Baseline, ...] = ()
) -> effects.Figures:
    return effects.figures(course(drawn), better=better, baselines=baselines, by=BY)


def action(*events: ImprovementEvent, percent: float | None = None) -> Improvement:
    return Improvement(
        id=7, surgery_id=1, indicator="X001", seen=Seen(), plan="Call them",
        goal=Goal.SIGNAL if percent is None else Goal.PERCENT, percent=percent, opened_at=BEGUN,
        opened_by="Maya", first_owner=(3, "Maya"), first_due_on=date(2025, 2, 7),
        first_check_on=date(2025, 9, 30), events=events,
    )  # fmt: skip


def event(what: What, **more) -> ImprovementEvent:
    return ImprovementEvent(what, more.pop("words", ""), BEGUN + timedelta(days=31), "Maya", **more)


done = event(What.DONE, on=DONE)
LATER = date(2026, 12, 1)


def judge(one: Improvement, drawn: str, *, on: date = LATER, better: Better = Better.HIGHER) -> Judged:
    return effects.judge(one, figures(drawn, better), on=on, held=3, by=BY)


@pytest.mark.parametrize(
    ("since", "state", "says"),
    [  # the months from January 2025, of which January is before it was done
        ("*", State.CANNOT_SAY, "No month has been counted since it was done on 10 February 2025."),
        ("*^", State.WORKED, "a month beyond the better limit since February 2025"),
        ("*v", State.NOT_WORKED, "The chart signals a concern in February 2025."),
        ("*+*+", State.CANNOT_SAY, "The 3 months counted since it was done show no improvement yet."),
        ("*+", State.CANNOT_SAY, "The 1 month counted since it was done shows no improvement yet."),
        ("*+*+*+*+", State.NOT_WORKED, "The 7 months counted since it was done show no improvement that"),
        ("*+++++++", State.WORKED, "a run of months on the better side of the mean since February 2025"),
        ("*^+*+*+*+", State.NOT_WORKED, "The 8 months counted since it was done show no improvement that"),
        ("?????", State.CANNOT_SAY, "so small that they stay at the surgery"),
    ],
)
def test_what_the_chart_says_since(since, state, says):
    found = judge(action(done), STEADY + since)
    assert found.state is state
    assert says in found.says


@pytest.mark.parametrize(
    ("since", "state", "says"),
    [  # limits of chance: 51 ± 4.7
        ("*+++++++", State.CANNOT_SAY, "no improvement yet, and still look back on months before it"),
        (
            "*+",
            State.CANNOT_SAY,
            "The 1 month counted since it was done shows no improvement yet, and still looks",
        ),
        (
            "*" + "+" * 12,
            State.NOT_WORKED,
            "The 12 months counted since it was done show no improvement that",
        ),
        ("*^", State.WORKED, "a month beyond the better limit since February 2025"),
        ("*v", State.NOT_WORKED, "The chart signals a concern in February 2025."),
    ],
)
def test_of_months_that_share_what_they_count_runs_say_nothing(since, state, says):
    whole = replace(course(STEADY + since), looks_back=12)
    drawn = effects.figures(whole, better=Better.HIGHER, baselines=(), by=BY)
    found = effects.judge(action(done), drawn, on=LATER, held=3, by=BY)
    assert found.state is state
    assert says in found.says


def test_fewer_is_better_of_some():
    assert judge(action(done), STEADY + "*v", better=Better.LOWER).state is State.WORKED
    assert judge(action(done), STEADY + "*^", better=Better.LOWER).state is State.NOT_WORKED


def test_an_improvement_that_was_there_before_is_not_the_actions():
    found = judge(action(done), STEADY[:-3] + "^^^" + "^^^^^")
    assert found.state is State.CANNOT_SAY
    assert found.says == "The chart signalled an improvement already when the action was begun."


def test_a_month_before_that_chanced_to_be_good_is_no_part_of_the_run():
    """Six good months by chance before it and one since: a run of seven on the chart that proves nothing."""
    drawn = STEADY[:-6] + "++++++" + "++"
    assert figures(drawn).points[-1].signal is not None
    assert judge(action(done), drawn).state is State.CANNOT_SAY
    found = judge(action(done), STEADY + "+++++++")  # the 12th, before it, is on that side too
    assert found.state is State.WORKED
    assert "since January 2025" in found.says


def test_trial_limits_decide_nothing():
    found = judge(action(done), "*+*+*+"[:4] + "?" * 8 + "*^^^^^^")
    assert found.state is State.CANNOT_SAY
    assert "trial limits only, from fewer than 12 months" in found.says


def test_it_has_not_failed_before_the_day_on_which_it_is_checked():
    early = judge(action(done), STEADY + "*+*+*+*+", on=date(2025, 9, 29))
    assert early.state is State.CANNOT_SAY
    assert early.says.endswith("It is to be checked on 30 September 2025.")
    assert judge(action(done), STEADY + "*+*+*+*+", on=date(2025, 9, 30)).state is State.NOT_WORKED


@pytest.mark.parametrize(
    ("since", "state", "says"),
    [
        (
            "*^^^",
            State.WORKED,
            "It was 60.0% at the end of April 2025, and 55% or more for 3 months in a row.",
        ),
        ("*^^", State.CANNOT_SAY, "and 55% or more for 2 months so far. 3 months count."),
        ("*^^v^", State.CANNOT_SAY, "for 1 month so far"),
        ("^^^^v", State.NOT_WORKED, "It was 40.0% at the end of May 2025, and was to be 55% or more."),
        ("^^^", State.CANNOT_SAY, "2 months so far"),  # January was before it was done
    ],
)
def test_a_percentage_counts_once_it_is_held(since, state, says):
    found = judge(action(done, percent=55), STEADY + since)
    assert (found.state, says in found.says) == (state, True), found.says


def test_limits_set_anew_since_neither_make_it_work_nor_fail():
    """They are not handed over: queries.figures leaves out what was written down after it was begun."""
    new = Baseline(1, 1, "X001", date(2025, 1, 1), None, "A new nurse", BEGUN, "Maya")
    drawn = STEADY + "^" * 14
    assert effects.judge(action(done), figures(drawn), on=LATER, held=3, by=BY).state is State.WORKED
    without = effects.judge(action(done), figures(drawn, baselines=(new,)), on=LATER, held=3, by=BY)
    assert without.state is State.NOT_WORKED, "which is why they must not be"


def test_nothing_is_said_before_it_is_done():
    assert judge(action(), STEADY + "^^^^").says == "It is not done yet."


@given(since=st.text("*+^v-", max_size=30), percent=st.none() | st.floats(0, 100))
def test_a_judgement_is_one_that_a_check_may_find_and_a_sentence(since, percent):
    found = judge(action(done, percent=percent), STEADY + since)
    assert found.state in TRANSITIONS[State.DONE]
    assert found.says.endswith(".")
    if found.state is State.WORKED:
        assert since, "an action without a month since cannot have worked"


@given(since=st.text("*+^v-", min_size=2, max_size=30))
def test_what_worked_when_more_is_better_did_not_when_less_is(since):
    up = judge(action(done), STEADY + since)
    down = judge(action(done), (STEADY + since).translate(TURNED), better=Better.LOWER)
    assert up == down


# What may be written down.


def test_states_follow_one_another_and_each_can_be_reached():
    reached = {State.OPEN}
    for _ in State:
        reached |= {after for before in reached for after in TRANSITIONS[before]}
    assert reached == set(State) == set(TRANSITIONS)
    assert {what.state for what in What if what.state} == set(State) - {State.OPEN}


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("state", State)
def test_what_does_not_follow_is_refused(state, what):
    one = action(*([] if state is State.OPEN else [event(What(state.value), on=DONE)]))
    allowed = (
        what is What.COMMENT
        or (what is What.CHANGED and one.state.is_open)
        or (what.state in TRANSITIONS[one.state])
    )
    try:
        rules.check_can_follow(one, what, "because", on=DONE, today=LATER)
    except rules.CannotImprove:
        assert not allowed
    else:
        assert allowed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"plan": "  "}, "Say what will be done."),
        ({"plan": "x\x00"}, "has a character that cannot be kept (U+0000)"),
        ({"due_on": date(2025, 1, 9)}, "It cannot be due on 9 January 2025, which is past."),
        ({"check_on": date(2025, 2, 7)}, "Check it after it is due"),
        ({"goal": Goal.PERCENT}, "Say which percentage it is to reach."),
        ({"percent": 60.0}, "Choose one goal."),
        ({"goal": Goal.PERCENT, "percent": 101.0}, "from 0 to 100"),
        ({"goal": Goal.PERCENT, "percent": 50.0}, "It is 50.0% already, so 50% would be no improvement."),
    ],
)
def test_what_cannot_be_opened(change, sentence):
    asked = {
        "plan": "Call them", "goal": Goal.SIGNAL, "percent": None, "due_on": date(2025, 2, 7),
        "check_on": date(2025, 9, 30), "seen": Seen(part=0.4996), "better": Better.HIGHER, "there": [],
        "on": date(2025, 1, 10),
    }  # fmt: skip
    rules.check_can_open(**asked)
    with pytest.raises(rules.CannotImprove) as refusal:
        rules.check_can_open(**{**asked, **change})
    assert sentence in str(refusal.value)
    with pytest.raises(rules.AlreadyOpen) as twice:
        rules.check_can_open(**{**asked, "there": [action()], "plan": " Call  them"})
    assert twice.value.number == 7
    rules.check_can_open(**{**asked, "there": [action(event(What.WITHDRAWN))]})


def test_who_finds_otherwise_than_the_figures_says_why():
    judged = Judged(State.NOT_WORKED, "The chart signals a concern.")
    rules.check_can_check(judged, State.NOT_WORKED, "", check_on=None, today=DONE)
    rules.check_can_check(judged, State.WORKED, "The list doubled", check_on=None, today=DONE)
    with pytest.raises(rules.CannotImprove, match=r"signals a concern\. Say why"):
        rules.check_can_check(judged, State.WORKED, " ", check_on=None, today=DONE)
    with pytest.raises(rules.CannotImprove, match="on which day to come"):
        rules.check_can_check(judged, State.CANNOT_SAY, "Too soon", check_on=DONE, today=DONE)


def test_done_is_on_a_day_since_it_was_begun():
    for on in (date(2025, 1, 9), date(2025, 2, 11)):
        with pytest.raises(rules.CannotImprove, match="It was begun on 10 January 2025"):
            rules.check_can_follow(action(), What.DONE, "", on=on, today=DONE)
    rules.check_can_follow(action(), What.DONE, "", on=DONE, today=DONE)


def test_the_longest_overdue_come_first_and_those_done_with_last():
    first, second = action(), replace(action(), id=8, first_due_on=date(2025, 1, 20))
    ended = replace(action(event(What.WITHDRAWN)), id=9)
    waits = replace(action(done), id=10)  # due again when it is checked
    those = rules.due_first([ended, waits, first, second], DONE)
    assert [one.id for one in those] == [8, 7, 10, 9]
    assert [one.is_overdue(DONE) for one in those] == [True, True, False, False]


def test_what_was_seen_is_the_last_month_with_its_signal():
    assert effects.seen_in(figures(""), {}) == Seen()
    low = effects.seen_in(figures(STEADY + "v"), {date(2025, 1, 31): 5})
    assert low == Seen(date(2025, 1, 31), 0.4, 5, "outside", "low")
    assert effects.seen_in(figures(STEADY + "?"), {}) == Seen(date(2025, 1, 31))


def test_the_rulebook_has_a_source_for_each_number():
    told = improving()
    assert (told.due_days, told.check_months, told.held_months) == (28, 12, 3)
    assert told.check_months >= LOOKED_BACK, "sooner a month may look back on days before it"
