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
from commonpractice.interfaces.web.powers import needs, surgeries_within
from commonpractice.interfaces.web.recharges import presenters
from commonpractice.interfaces.web.recharges.forms import AnswerForm, RaiseForm
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_ACCOUNTS)
def recharges(request: HttpRequest) -> HttpResponse:
    """Those that wait for our answer, those that wait for another's, and those that are done."""
    shown = presenters.ALL if request.GET.get("show") == "all" else 25
    page = presenters.lists(scope=request.scope, partnership=request.partnership, shown=shown)
    may = request.scope.may(Power.ANSWER_RECHARGES)
    return render(request, "recharges/list.jinja", {"page": page, "may_raise": may})


@needs(Power.ANSWER_RECHARGES)
def raise_one(request: HttpRequest) -> HttpResponse:
    """Ask another surgery to bear a cost."""
    mine = surgeries_within(request, Power.ANSWER_RECHARGES)
    months = presenters.open_months(scope=request.scope, surgeries=[surgery.id for surgery in mine])
    form = RaiseForm(sent(request), mine=mine, others=list(request.partnership.surgeries), months=months)
    if request.method == "POST" and form.is_valid():
        ids = {surgery.code: surgery.id for surgery in request.partnership.surgeries}
        given = form.cleaned_data
        try:
            ledger_actions.raise_recharge(
                host_id=ids[given["host"]],
                home_id=ids[given["home"]],
                amount=given["amount"],
                reason=given["reason"],
                month=Month.parse(given["month"]),
                scope=request.scope,
                at=timezone.now(),
            )
        except ledger_actions.RechargeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The recharge is sent. It is posted when the other surgery agrees.")
            return redirect("recharges")
    return render(request, "recharges/raise.jinja", {"form": form})


@needs(Power.SEE_ACCOUNTS)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """One recharge; and, for the surgery that is asked, its answer."""
    recharge = _recharge(request, number)
    answering = recharge.state is RechargeState.RAISED and request.scope.may(
        Power.ANSWER_RECHARGES, recharge.home_id
    )
    months = presenters.open_months(scope=request.scope, surgeries=[recharge.home_id]) if answering else []
    latest_first = sorted(months, key=lambda month: (month != recharge.month, -month.year, -month.number))
    form = AnswerForm(sent(request), months=latest_first) if answering else None
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
    context = {"recharge": presenters.one(recharge, request.scope, request.partnership), "form": form}
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
    found = ledger.recharges(scope=request.scope, surgeries=request.scope.surgeries, most=presenters.ALL)
    recharge = next((each for each in found if each.id == number), None)
    if recharge is None:
        raise Http404(f"There is no recharge {number} among those that you may see.")
    return recharge
