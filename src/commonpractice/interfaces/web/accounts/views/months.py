"""Which months take postings. Locking closes a month; reopening needs a reason, and both are kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts import month_presenters
from commonpractice.interfaces.web.accounts.forms import LockForm, ReopenForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_ACCOUNTS)
def months(request: HttpRequest, form: LockForm | None = None) -> HttpResponse:
    """Each surgery's month: open, locked, or not opened yet."""
    theirs = surgeries_within(request, Power.SEE_ACCOUNTS)
    period, choice, _ = periods.of_books(request, [surgery.id for surgery in theirs])
    rows = month_presenters.rows(scope=request.scope, surgeries=theirs, month=period.month)
    context = {
        "period": period,
        "choice": choice,
        "rows": rows,
        "to_lock": [row.surgery for row in rows if row.may_be_locked],
        "may_lock": request.scope.may(Power.LOCK_MONTHS),
        "form": form,
    }
    return render(request, "accounts/months.jinja", context, status=200 if form is None else 422)


@require_POST
@needs(Power.LOCK_MONTHS)
def lock(request: HttpRequest) -> HttpResponse:
    """Lock a month for the surgeries that were ticked, all or none: what still waits is shown first."""
    month = _month(request.POST.get("month", ""))
    theirs = surgeries_within(request, Power.LOCK_MONTHS)
    rows = month_presenters.rows(scope=request.scope, surgeries=theirs, month=month)
    given = request.POST.copy()
    if "all" in given:
        given.setlist("surgeries", [row.surgery.code for row in rows if row.may_be_locked])
    form = LockForm(
        given, open_to=[(row.surgery.code, row.surgery.name) for row in rows if row.locked is False]
    )
    if not form.is_valid():
        request.GET = request.POST
        return months(request, form)
    check = month_presenters.check(
        scope=request.scope,
        whole=request.partnership,
        every=rows,
        chosen=form.cleaned_data["surgeries"],
        month=month,
        on=timezone.localdate(),
    )
    if "sure" not in given:
        return render(request, "accounts/lock_months.jinja", {"check": check})
    chosen = [surgery.id for surgery in check.chosen]
    try:
        ledger_actions.lock_months(surgeries=chosen, month=month, scope=request.scope, at=timezone.now())
    except ledger_actions.MonthRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{month.words} is locked for {check.words}.")
    return redirect(f"{reverse('months')}?month={month}")


@needs(Power.LOCK_MONTHS)
def reopen(request: HttpRequest) -> HttpResponse:
    """Reopen one surgery's month, with the reason."""
    month = _month(request.GET.get("month", ""))
    surgery = surgery_within(request, request.GET.get("surgery", ""), Power.LOCK_MONTHS)
    form = ReopenForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            ledger_actions.reopen_month(
                surgery_id=surgery.id,
                month=month,
                why=form.cleaned_data["why"],
                scope=request.scope,
                at=timezone.now(),
            )
        except ledger_actions.MonthRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{month.words} of {surgery.name} is open again.")
            return redirect(f"{reverse('months')}?month={month}")
    return render(request, "accounts/reopen.jinja", {"form": form, "surgery": surgery, "month": month})


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except NotAMonth as fault:
        raise Http404(str(fault)) from fault
