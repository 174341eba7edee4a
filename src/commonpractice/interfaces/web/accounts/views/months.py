"""Which months take postings. Locking closes a month; reopening needs a reason, and both are kept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts.forms import LockForm, ReopenForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_ACCOUNTS)
def months(request: HttpRequest, form: LockForm | None = None) -> HttpResponse:
    """Each surgery's month: open, locked, or not opened yet."""
    theirs = surgeries_within(request, Power.SEE_ACCOUNTS)
    ids = [surgery.id for surgery in theirs]
    kept = ledger.months_with_postings(scope=request.scope, surgeries=ids)
    period, choice = periods.asked(request, kept=kept, year_starts=request.partnership.year_starts)
    states = _states(request, theirs, period.month)
    context = {
        "period": period,
        "choice": choice,
        "rows": [(surgery, states.get(surgery.id)) for surgery in theirs],
        "some_open": any(locked is False for locked in states.values()),
        "may_lock": request.scope.may(Power.LOCK_MONTHS),
        "form": form,
    }
    return render(request, "accounts/months.jinja", context, status=200 if form is None else 422)


@require_POST
@needs(Power.LOCK_MONTHS)
def lock(request: HttpRequest) -> HttpResponse:
    """Lock a month for the surgeries that were ticked, all or none."""
    month = _month(request.POST.get("month", ""))
    theirs = surgeries_within(request, Power.LOCK_MONTHS)
    states = _states(request, theirs, month)
    open_to = [(s.code, s.name) for s in theirs if states.get(s.id) is False]
    given = request.POST.copy()
    if "all" in given:
        given.setlist("surgeries", [code for code, _ in open_to])
    form = LockForm(given, open_to=open_to)
    if not form.is_valid():
        request.GET = request.POST
        return months(request, form)
    chosen = [surgery.id for surgery in theirs if surgery.code in form.cleaned_data["surgeries"]]
    try:
        ledger_actions.lock_months(surgeries=chosen, month=month, scope=request.scope, at=timezone.now())
    except ledger_actions.MonthRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, f"{month.words} is locked for {len(chosen)} surger{'y' if len(chosen) == 1 else 'ies'}."
        )
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


def _states(request: HttpRequest, surgeries: list[SurgerySummary], month: Month) -> dict[int, bool]:
    """Whether each surgery's month is locked, by surgery id; those not opened yet are left out."""
    states = ledger.month_states(
        scope=request.scope, surgeries=[surgery.id for surgery in surgeries], first=month, last=month
    )
    return {state.surgery_id: state.locked for state in states}


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except NotAMonth as fault:
        raise Http404(str(fault)) from fault
