"""What waits in banking: lines that nobody recognised, receipts that belong to nothing, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.banking import actions
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.contract_holders import paid_within, practice_of_sites
from commonpractice.interfaces.web.payments import presenters
from commonpractice.interfaces.web.powers import needs, surgeries_within


@needs(Power.SEE_ACCOUNTS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits, over all surgeries in reach; and the way to clear it one by one."""
    theirs = paid_within(request, Power.SEE_ACCOUNTS)
    chosen = [each for each in theirs if each.code == request.GET.get("surgery")] or theirs
    surgeries = [each.id for each in chosen]
    lines = actions.look_at_waiting_lines(surgeries=surgeries, scope=request.scope, at=timezone.now())
    found = presenters.waiting(scope=request.scope, surgeries=surgeries, lines=lines)
    mine = {each.id for each in surgeries_within(request, Power.POST)}
    practice = practice_of_sites(request, theirs, Month.of(timezone.localdate()))
    context = {
        "found": found,
        "names": presenters.names(theirs),
        "surgeries": theirs,
        "chosen": chosen[0] if len(chosen) < len(theirs) else None,
        "several": len(chosen) > 1,
        "may_clear": sum(each.surgery_id in mine for each in (*found.lines, *found.receipts)),
        "may_post": bool(mine) and not practice,
        "practice": practice,
        "control_account": ledger.nhs_accounts().control,
    }
    return render(request, "payments/waiting.jinja", context)
