"""Set the limits of an indicator's chart anew, and take that back: by a named person, with a reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger.rules.words import unkept_in
from commonpractice.domain.partnership.facts import Power, Scope, SurgerySummary
from commonpractice.domain.partnership.rules.reach import check_covers, check_may
from commonpractice.domain.quality import models
from commonpractice.domain.quality.facts.improving import Baseline
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import limits as queries
from commonpractice.domain.quality.rules.limits import CannotRebase, check_can_rebase
from commonpractice.foundations.dated import day

__all__ = ["CannotRebase", "rebase", "take_back"]


@transaction.atomic
def rebase(
    *,
    surgery: SurgerySummary,
    indicator: str,
    first: date,
    last: date | None = None,
    reason: str,
    scope: Scope,
    at: datetime,
) -> int:
    """Let an indicator's chart at a surgery have new limits from a day on; of the centre, the partnership's.

    They are fixed by the months until `last`; by the usual number from `first` where none is named. Returns
    the baseline's number. Raises CannotRebase, NotAllowed, OutOfScope.
    """
    _check_may(scope, surgery)
    if indicator not in definitions().indicators:
        raise CannotRebase(f"“{indicator}” is no indicator of the rulebook.")
    _check_text(reason)
    found, _ = queries.course(scope=scope, surgery=surgery, code=indicator)
    those = queries.rebased(scope=scope, surgery=surgery, code=indicator)
    check_can_rebase(
        first=first,
        last=last,
        reason=reason,
        days=[one for one, _, _ in found.shown],
        in_force=[one for one in those if one.taken_back_at is None],
    )
    words = f"Limits of {indicator} anew from {day(first)}: {reason.strip()}"
    return _keep(surgery, indicator, first, last, reason, None, words, scope, at)


@transaction.atomic
def take_back(
    *, surgery: SurgerySummary, number: int, indicator: str, why: str, scope: Scope, at: datetime
) -> None:
    """Take new limits back, as if nobody had set them; that they were stays in the chart's history.

    Raises CannotRebase, NotAllowed, OutOfScope.
    """
    _check_may(scope, surgery)
    _check_text(why)
    if not why.strip():
        raise CannotRebase("Say why the limits are taken back.")
    one = _one(surgery, number, indicator, scope)
    words = f"Limits of {indicator} from {day(one.first)} taken back: {why.strip()}"
    try:
        with transaction.atomic():
            _keep(surgery, indicator, one.first, one.last, why, one.id, words, scope, at)
    except IntegrityError as error:  # of two at once, the second
        raise CannotRebase("Somebody has just taken these limits back.") from error


def _one(surgery: SurgerySummary, number: int, indicator: str, scope: Scope) -> Baseline:
    for one in queries.rebased(scope=scope, surgery=surgery, code=indicator):
        if one.id == number:
            if one.taken_back_at is not None:
                raise CannotRebase(f"{one.taken_back_by} has taken these limits back already.")
            return one
    raise CannotRebase(f"There are no limits {number} of this chart.")


def _check_may(scope: Scope, surgery: SurgerySummary) -> None:
    check_may(scope, Power.IMPROVE)
    check_covers(scope, [surgery.id], Power.IMPROVE)


def _check_text(text: str) -> None:
    if bad := unkept_in(text):
        raise CannotRebase(
            f"What you wrote has a character that cannot be kept ({bad}): take it out, or type it again."
        )


def _keep(
    surgery: SurgerySummary,
    indicator: str,
    first: date,
    last: date | None,
    reason: str,
    takes_back: int | None,
    words: str,
    scope: Scope,
    at: datetime,
) -> int:
    row = models.Baseline(
        partnership_id=scope.partnership_id,
        surgery_id=None if surgery.is_centre else surgery.id,
        indicator=indicator,
        first=first,
        last=last,
        reason=reason.strip(),
        takes_back_id=takes_back,
        at=at,
        actor_id=scope.actor.id,
        actor_name=scope.actor.name,
    )
    models.Baseline.objects.bulk_create([row])
    audit.record(actor=scope.actor, deed="quality.rebase", subject=words, surgery_id=surgery.id, at=at)
    return row.pk
