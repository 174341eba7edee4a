"""Open an improvement action, and write down what becomes of it. Whether it worked the figures say first."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger.actions.database import saying_why
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import NotAllowed, check_covers, check_may
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.improving import CHECKED, Goal, Improvement, State, What
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import improving as queries
from commonpractice.domain.quality.queries.limits import as_it_may_leave
from commonpractice.domain.quality.rules.effects import seen_in
from commonpractice.domain.quality.rules.improving import (
    AlreadyOpen,
    CannotImprove,
    check_can_change,
    check_can_check,
    check_can_follow,
    check_can_open,
)
from commonpractice.foundations.days import local_day

__all__ = [
    "AlreadyOpen",
    "CannotImprove",
    "change_improvement",
    "check_improvement",
    "may_work_on",
    "open_improvement",
    "write_down",
]


@transaction.atomic
def open_improvement(
    *,
    of: PartnershipSummary,
    surgery: SurgerySummary,
    indicator: str,
    plan: str,
    goal: Goal,
    percent: float | None = None,
    owner_id: int,
    due_on: date,
    check_on: date,
    scope: Scope,
    at: datetime,
) -> int:
    """Open an action on an indicator at a surgery, or (the centre) in the whole partnership; its number.

    What is seen of the indicator now is kept with it, as it may leave the surgery. Raises CannotImprove,
    AlreadyOpen, NotAllowed, OutOfScope.
    """
    check_may(scope, Power.IMPROVE)
    check_covers(scope, [surgery.id], Power.IMPROVE)
    if indicator not in definitions().indicators:
        raise CannotImprove(f"“{indicator}” is no indicator of the rulebook.")
    leaves = as_it_may_leave(scope)
    figures, runs = queries.figures(scope=leaves, surgery=surgery, code=indicator)
    seen = seen_in(figures, runs)
    check_can_open(
        plan=plan,
        goal=goal,
        percent=percent,
        due_on=due_on,
        check_on=check_on,
        seen=seen,
        better=figures.better,
        there=queries.improvements(scope=scope, surgeries=[surgery.id], indicator=indicator),
        on=local_day(at),
    )
    row = models.Improvement(
        surgery_id=surgery.id,
        indicator=indicator,
        run_id=seen.run,
        seen_on=seen.on,
        part=seen.part,
        signal=seen.signal,
        side=seen.side,
        plan=plan.strip(),
        goal=goal.value,
        percent=percent,
        owner_id=owner_id,
        owner_name=_owner(owner_id, of, surgery, scope, local_day(at)),
        due_on=due_on,
        check_on=check_on,
        at=at,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
    )
    models.Improvement.objects.bulk_create([row])
    _audit("quality.open_improvement", f"Action {row.pk} on {indicator}", surgery.id, scope, at)
    return row.pk


@transaction.atomic
def write_down(
    *, number: int, what: What, words: str, on: date | None = None, scope: Scope, at: datetime
) -> None:
    """Write down a comment, that an action is done (on a day, today where none is named) or withdrawn.

    Whoever owns it may, and whoever improves care there; withdrawn only by the latter. Raises CannotImprove,
    NoSuchImprovement, NotAllowed.
    """
    if what not in (What.COMMENT, What.DONE, What.WITHDRAWN):
        raise CannotImprove(f"“{what.words}” is not written down like this.")
    action = queries.improvement(scope=scope, number=number)
    if what is What.WITHDRAWN:
        check_covers(scope, [action.surgery_id], Power.IMPROVE)
    check_may_work_on(action, scope)
    today = local_day(at)
    check_can_follow(action, what, words, on=on or today, today=today)
    _keep(action, what, words, scope, at, on=(on or today) if what is What.DONE else None)


@transaction.atomic
def change_improvement(
    *,
    number: int,
    of: PartnershipSummary,
    owner_id: int,
    due_on: date,
    check_on: date,
    words: str,
    scope: Scope,
    at: datetime,
) -> None:
    """Give an action to somebody else, or move its days, and say why. What it was stays in its history.

    Raises CannotImprove, NoSuchImprovement, NotAllowed.
    """
    action = queries.improvement(scope=scope, number=number)
    check_covers(scope, [action.surgery_id], Power.IMPROVE)
    today = local_day(at)
    check_can_follow(action, What.CHANGED, words, on=today, today=today)
    check_can_change(action, owner_id=owner_id, due_on=due_on, check_on=check_on)
    new: dict[str, Any] = {}
    if owner_id != action.owner_id:
        surgery = next(one for one in of.surgeries if one.id == action.surgery_id)
        new = {"owner_id": owner_id, "owner_name": _owner(owner_id, of, surgery, scope, today)}
    if due_on != action.due_on:
        new["due_on"] = due_on
    if check_on != action.check_on:
        new["check_on"] = check_on
    _keep(action, What.CHANGED, words, scope, at, **new)


@transaction.atomic
def check_improvement(
    *,
    number: int,
    of: PartnershipSummary,
    found: State,
    words: str,
    check_on: date | None = None,
    scope: Scope,
    at: datetime,
) -> None:
    """Confirm whether an action worked. Who finds otherwise than the figures says why.

    The figures are those that whoever checks may see; what is kept of them may leave the surgery. With
    “cannot say yet” comes the day on which it is looked at again. Raises CannotImprove, NoSuchImprovement,
    NotAllowed.
    """
    action = queries.improvement(scope=scope, number=number)
    check_covers(scope, [action.surgery_id], Power.IMPROVE)
    today = local_day(at)
    if found not in CHECKED:
        raise CannotImprove("Choose whether it worked.")
    what = What(found.value)
    check_can_follow(action, what, words, on=today, today=today)
    surgery = next(one for one in of.surgeries if one.id == action.surgery_id)
    judged = queries.judgement(scope=scope, action=action, surgery=surgery, on=today)
    check_can_check(judged, found, words, check_on=check_on, today=today)
    leaves = as_it_may_leave(scope)
    figures, runs = queries.figures(scope=leaves, surgery=surgery, code=action.indicator)
    _keep(
        action,
        what,
        words,
        scope,
        at,
        check_on=check_on if found is State.CANNOT_SAY else None,
        part=seen_in(figures, runs).part,
        found=queries.judgement(scope=leaves, action=action, surgery=surgery, on=today).says,
    )


def may_work_on(action: Improvement, scope: Scope) -> bool:
    """Whether somebody may write down what becomes of an action: its owner, and who improves care there."""
    own = scope.actor.id == action.owner_id and scope.covers(action.surgery_id)
    return own or scope.may(Power.IMPROVE, action.surgery_id)


def check_may_work_on(action: Improvement, scope: Scope) -> None:
    """Raise NotAllowed where somebody may not."""
    if not may_work_on(action, scope):
        raise NotAllowed(
            f"Action {action.id} is {action.owner}’s. They can write down what became of it, and whoever can "
            f"{Power.IMPROVE.words} there."
        )


def _owner(owner_id: int, of: PartnershipSummary, surgery: SurgerySummary, scope: Scope, on: date) -> str:
    names = dict(queries.may_own(scope=scope, of=of, surgery=surgery, on=on))
    if owner_id not in names:
        raise CannotImprove("Choose somebody with a role there as the owner.")
    return names[owner_id]


def _keep(action: Improvement, what: What, words: str, scope: Scope, at: datetime, **more: Any) -> None:
    with saying_why(lambda refusal: CannotImprove(refusal.sentence)):
        models.ImprovementEvent.objects.bulk_create(
            [
                models.ImprovementEvent(
                    surgery_id=action.surgery_id,
                    improvement_id=action.id,
                    what=what.value,
                    words=words.strip(),
                    at=at,
                    actor_id=scope.actor.id,
                    actor_name=scope.actor.name,
                    **more,
                )
            ]
        )
    subject = f"Action {action.id} on {action.indicator}: {what.words}"
    _audit("quality.write_down_improvement", subject, action.surgery_id, scope, at)


def _audit(deed: str, subject: str, surgery_id: int, scope: Scope, at: datetime) -> None:
    audit.record(actor=scope.actor, deed=deed, subject=subject, surgery_id=surgery_id, at=at)
