"""Recharges between surgeries: one asks, the other answers, and only what both agree on is posted."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.facts import RechargeState
from commonpractice.domain.ledger.queries.months import RechargeView
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.powers import needs, surgeries_within
from commonpractice.interfaces.web.recharges import presenters
from commonpractice.interfaces.web.recharges.forms import AnswerForm, RaiseForm
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_ACCOUNTS)
def recharges(request: HttpRequest) -> HttpResponse:
    """Those that wait for our answer, those that wait for another's, and those that are done; of all
    surgeries within reach, or of one."""
    theirs = surgeries_within(request, Power.SEE_ACCOUNTS)
    chosen = next((each for each in theirs if each.code == request.GET.get("surgery")), None)
    context = {
        "page": presenters.lists(
            scope=request.scope,
            partnership=request.partnership,
            surgeries=[chosen.id] if chosen else request.scope.surgeries,
            shown=presenters.ALL if request.GET.get("show") == "all" else 25,
        ),
        "surgeries": theirs if len(theirs) > 1 else [],
        "chosen": chosen,
        "may_raise": request.scope.may(Power.ANSWER_RECHARGES),
    }
    return render(request, "recharges/list.jinja", context)


@needs(Power.ANSWER_RECHARGES)
def raise_one(request: HttpRequest) -> HttpResponse:
    """Ask another surgery to bear a cost: type it, check it, change it, send it."""
    mine = surgeries_within(request, Power.ANSWER_RECHARGES)
    step = request.POST.get("step", "send")
    form = RaiseForm(
        sent(request),
        mine=mine,
        others=list(request.partnership.surgeries),
        months=presenters.months_to_ask_for(
            scope=request.scope, surgeries=[surgery.id for surgery in mine], on=timezone.localdate()
        ),
    )
    if request.method != "POST":
        return render(request, "recharges/raise.jinja", {"form": form})
    if step in ("check", "send") and form.is_valid():
        return _send(request, form) if step == "send" else _check(request, form)
    if step == "change":
        form.full_clean()
        form.errors.clear()
    return render(request, "recharges/raise.jinja", {"form": form})


def _asked(request: HttpRequest, form: RaiseForm) -> dict:
    """What the form asks for, as the deed takes it."""
    ids = {surgery.code: surgery.id for surgery in request.partnership.surgeries}
    given = form.cleaned_data
    return {
        "host_id": ids[given["host"]],
        "home_id": ids[given["home"]],
        "amount": given["amount"],
        "reason": given["reason"],
        "scope": request.scope,
    }


def _check(request: HttpRequest, form: RaiseForm) -> HttpResponse:
    try:
        ledger_actions.check_recharge(**_asked(request, form))
    except ledger_actions.RechargeRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "recharges/raise.jinja", {"form": form})
    names = {surgery.code: surgery.name for surgery in request.partnership.surgeries}
    given = form.cleaned_data
    context = {
        "form": form,
        "host": names[given["host"]],
        "home": names[given["home"]],
        "month": Month.parse(given["month"]),
    }
    return render(request, "recharges/check.jinja", context)


def _send(request: HttpRequest, form: RaiseForm) -> HttpResponse:
    try:
        ledger_actions.raise_recharge(
            **_asked(request, form), month=Month.parse(form.cleaned_data["month"]), at=timezone.now()
        )
    except ledger_actions.RechargeRefused as refusal:
        form.add_error(None, str(refusal))
        return render(request, "recharges/raise.jinja", {"form": form})
    messages.success(request, said("The recharge is sent. It is posted when the other surgery agrees."))
    return redirect("recharges")


@needs(Power.SEE_ACCOUNTS)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One recharge; and, for the surgery that is asked, its answer."""
    recharge = _recharge(request, number)
    answering = recharge.state is RechargeState.RAISED and request.scope.may(
        Power.ANSWER_RECHARGES, recharge.home_id
    )
    months = presenters.months_to_post_to(recharge, on=timezone.localdate()) if answering else []
    form = AnswerForm(sent(request), months=months) if answering else None
    if request.method == "POST" and form is not None and form.is_valid():
        agree = form.cleaned_data["answer"] == "agree"
        month = Month.parse(form.cleaned_data["month"]) if agree else recharge.month
        today = timezone.localdate()
        try:
            journal = ledger_actions.answer_recharge(
                recharge_id=number,
                agree=agree,
                words=form.cleaned_data["words"],
                dated=today if Month.of(today) == month else month.last,
                month=month,
                scope=request.scope,
                at=timezone.now(),
            )
        except ledger_actions.RechargeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Agreed, and posted to both." if agree else "Declined.")
            return redirect("journal", journal) if journal else redirect("recharges")
    context = {
        "recharge": presenters.one(recharge, request.scope, request.partnership),
        "form": form,
        "journal": ledger.journal_of_recharge(recharge_id=number),
    }
    return render(request, "recharges/recharge.jinja", context)


@require_POST
@needs(Power.ANSWER_RECHARGES)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a recharge that has not been answered."""
    _recharge(request, number)
    try:
        ledger_actions.withdraw_recharge(recharge_id=number, scope=request.scope, at=timezone.now())
    except ledger_actions.RechargeRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The recharge is taken back.")
    return redirect("recharges")


def _recharge(request: HttpRequest, number: int) -> RechargeView:
    try:
        return ledger.recharge(scope=request.scope, recharge_id=number)
    except ledger.NoSuchRecharge as refusal:
        raise Http404(str(refusal)) from None
