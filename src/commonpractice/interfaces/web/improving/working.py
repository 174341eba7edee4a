"""One improvement action: what was seen, what became of it, and what the figures say since."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import actions
from commonpractice.domain.quality import queries as quality
from commonpractice.domain.quality.facts.improving import Improvement, Judged, State, What
from commonpractice.domain.quality.parameters.improving import improving
from commonpractice.domain.quality.rules.effects import judge
from commonpractice.foundations import spc
from commonpractice.interfaces.web.improving import presenters
from commonpractice.interfaces.web.improving.forms import (
    ChangeForm,
    CheckForm,
    CommentForm,
    DoneForm,
    WithdrawForm,
)
from commonpractice.interfaces.web.powers import needs, surgery_within


@needs(Power.SEE_QUALITY)
def action(request: HttpRequest, number: int) -> HttpResponse:
    """An action, and what may be written down of it by whoever asks."""
    one, surgery = _action(request, number)
    today = timezone.localdate()
    figures, _ = quality.figures(
        scope=request.scope, surgery=surgery, code=one.indicator, as_of=one.opened_at
    )
    judged = judge(one, figures, on=today, held=improving().held_months, by=spc.making_data_count())
    offered = _offered(request, one, surgery, judged, today)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    form = offered.get(deed)
    if form is not None and form.is_valid():
        try:
            _write(request, one, deed, form.cleaned_data)
        except actions.CannotImprove as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is written down.")
            return redirect("improving:action", number)
    context = {
        "action": one,
        "surgery": surgery,
        "title_of": presenters.title(one.indicator),
        "place_of": presenters.place_of,
        "colours": presenters.COLOURS,
        "seen": presenters.seen_in_words(one.seen, figures.better),
        "goal": presenters.goal_in_words(one, figures.better),
        "when": presenters.when(one, today),
        "picture": presenters.picture(figures, code=one.indicator, surgery=surgery, action=one),
        "compared": presenters.before_and_after(figures, one),
        "judged": judged if one.state.waits_for_check else None,
        "events": [(event, presenters.event_in_words(event)) for event in reversed(one.events)],
        "offered": offered,
        "forms": list(offered.values()),
        "opened": deed,
        "may_rebase": one.state is State.WORKED and request.scope.may(Power.IMPROVE, surgery.id),
    }
    return render(request, "improving/action.jinja", context)


def _action(request: HttpRequest, number: int) -> tuple[Improvement, SurgerySummary]:
    try:
        one = quality.improvement(scope=request.scope, number=number)
    except quality.NoSuchImprovement as refusal:
        raise Http404(str(refusal)) from None
    code = next(each.code for each in request.partnership.surgeries if each.id == one.surgery_id)
    return one, surgery_within(request, code, Power.SEE_QUALITY)


def _offered(
    request: HttpRequest, one: Improvement, surgery: SurgerySummary, judged: Judged, today: date
) -> dict[str, forms.Form]:
    """The forms for what the action allows and whoever asks may do, by the deed; the one sent is filled."""
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    improves = request.scope.may(Power.IMPROVE, surgery.id)
    found: dict[str, forms.Form] = {}

    def offer(name: str, form: type[forms.Form], **how: Any) -> None:
        found[name] = form(request.POST if deed == name else None, prefix=name, **how)

    if one.state.waits_for_check and improves:
        offer("check", CheckForm, initial={"found": judged.state.value})
    if actions.may_work_on(one, request.scope):
        if one.state is State.OPEN:
            offer("done", DoneForm, initial={"on": today})
        offer("comment", CommentForm)
    if one.state.is_open and improves:
        owners = quality.may_own(scope=request.scope, of=request.partnership, surgery=surgery, on=today)
        if one.owner_id not in dict(owners):
            owners = [(one.owner_id, one.owner), *owners]
        now = {"owner": one.owner_id, "due_on": one.due_on, "check_on": one.check_on}
        offer("change", ChangeForm, owners=owners, initial=now)
    if one.state is State.OPEN and improves:
        offer("withdraw", WithdrawForm)
    return found


def _write(request: HttpRequest, one: Improvement, deed: str, given: dict[str, Any]) -> None:
    """Write down what was sent. Raises CannotImprove."""
    who: dict[str, Any] = {"number": one.id, "scope": request.scope, "at": timezone.now()}
    match deed:
        case "done":
            actions.write_down(what=What.DONE, words=given["words"], on=given["on"], **who)
        case "comment":
            actions.write_down(what=What.COMMENT, words=given["words"], **who)
        case "withdraw":
            actions.write_down(what=What.WITHDRAWN, words=given["words"], **who)
        case "change":
            new = {name: given[name] for name in ("due_on", "check_on", "words")}
            actions.change_improvement(of=request.partnership, owner_id=given["owner"], **new, **who)
        case _:
            actions.check_improvement(
                of=request.partnership,
                found=given["found"],
                words=given["words"],
                check_on=given["check_on"],
                **who,
            )
