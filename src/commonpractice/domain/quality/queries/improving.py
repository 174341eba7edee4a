"""Ask about improvement actions: which there are, what became of them, and what the figures say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from commonpractice.domain.partnership import parameters as roles
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import PartnershipSummary, Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules import reach
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.improving import (
    Goal,
    Improvement,
    ImprovementEvent,
    Judged,
    Seen,
    What,
)
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.parameters.improving import improving
from commonpractice.domain.quality.queries.limits import baselines, course
from commonpractice.domain.quality.rules import effects
from commonpractice.foundations import spc
from commonpractice.foundations.days import local_day


class NoSuchImprovement(LookupError):
    """An action was asked for that is not there, or not the asker's to see."""


def improvements(
    *, scope: Scope, surgeries: Sequence[int], indicator: str | None = None
) -> list[Improvement]:
    """The actions of some surgeries (the centre's are the partnership's), the newest first: two questions.

    Raises OutOfScope.
    """
    reach.check_covers(scope, surgeries)
    rows = models.Improvement.objects.filter(surgery__in=list(surgeries))
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    return _facts(rows.order_by("-id"))


def improvement(*, scope: Scope, number: int) -> Improvement:
    """One action. Raises NoSuchImprovement, for others' too."""
    found = _facts(models.Improvement.objects.filter(pk=number, surgery__in=scope.surgeries))
    if not found:
        raise NoSuchImprovement(f"There is no improvement action {number} among those that you may see.")
    return found[0]


def may_own(
    *, scope: Scope, of: PartnershipSummary, surgery: SurgerySummary, on: date
) -> list[tuple[int, str]]:
    """Who may be given an action at a surgery on a day, as far as whoever asks sees them: ids and names.

    Those who work there and see how care is measured; of the centre, those who improve care.
    """
    rules_of = roles.role_rules()
    places = [one for one in (surgery, of.centre) if scope.covers(one.id)]
    found: dict[int, str] = {}
    for one in partnership.colleagues(scope=scope, surgeries=[place.id for place in places], on=on):
        needed = Power.IMPROVE if one.surgery_id == of.centre.id else Power.SEE_QUALITY
        if needed in rules_of[one.role].powers:
            found.setdefault(one.id, one.name)
    return list(found.items())


def figures(
    *, scope: Scope, surgery: SurgerySummary, code: str, as_of: datetime | None = None
) -> tuple[effects.Figures, dict[date, int]]:
    """An indicator's months and chart as whoever asks may see them, and the runs that counted, by day.

    With `as_of`, by the limits that stood at that moment. Raises OutOfScope.
    """
    found, runs = course(scope=scope, surgery=surgery, code=code)
    those = baselines(scope=scope, surgeries=[surgery.id], codes=[code], known_at=as_of)
    mine = those.get((None if surgery.is_centre else surgery.id, code), ())
    told = effects.figures(
        found,
        better=better(code),
        baselines=[one for one in mine if as_of is None or one.first <= local_day(as_of)],
        by=spc.making_data_count(),
    )
    return told, runs


def judgement(*, scope: Scope, action: Improvement, surgery: SurgerySummary, on: date) -> Judged:
    """What the figures that whoever asks may see say of an action on a day. Raises OutOfScope."""
    found, _ = figures(scope=scope, surgery=surgery, code=action.indicator, as_of=action.opened_at)
    return effects.judge(action, found, on=on, held=improving().held_months, by=spc.making_data_count())


def better(code: str) -> spc.Better:
    """Which way an indicator improves; higher, of one that is no longer defined."""
    told = definitions().indicators.get(code)
    return spc.Better(told.better) if told else spc.Better.HIGHER


def _facts(rows: Iterable[models.Improvement]) -> list[Improvement]:
    found = list(rows)
    events: dict[int, list[ImprovementEvent]] = defaultdict(list)
    asked = models.ImprovementEvent.objects.filter(improvement__in=[row.pk for row in found])
    for row in asked.order_by("id") if found else ():
        events[row.improvement_id].append(_event(row))
    return [
        Improvement(
            id=row.pk,
            surgery_id=row.surgery_id,
            indicator=row.indicator,
            seen=Seen(row.seen_on, row.part, row.run_id, row.signal, row.side),
            plan=row.plan,
            goal=Goal(row.goal),
            percent=row.percent,
            opened_at=row.at,
            opened_by=row.actor_name,
            first_owner=(row.owner_id, row.owner_name),
            first_due_on=row.due_on,
            first_check_on=row.check_on,
            events=tuple(events[row.pk]),
        )
        for row in found
    ]


def _event(row: models.ImprovementEvent) -> ImprovementEvent:
    return ImprovementEvent(
        what=What(row.what),
        words=row.words,
        at=row.at,
        by=row.actor_name,
        on=row.on,
        owner_id=row.owner_id,
        owner=row.owner_name,
        due_on=row.due_on,
        check_on=row.check_on,
        part=row.part,
        found=row.found,
    )
