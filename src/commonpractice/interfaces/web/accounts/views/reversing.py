"""Reverse a document: all journals that were made from it, at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.rules import reach
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web.accounts.forms import ReverseForm
from commonpractice.interfaces.web.powers import needs
from commonpractice.interfaces.web.sent import sent


@needs(Power.POST)
def reverse_document(request: HttpRequest, number: int) -> HttpResponse:
    """Ask why and in which month; then post the opposite of each journal."""
    try:
        found = ledger_actions.look_at_document(document_id=number, scope=request.scope, at=timezone.now())
    except ledger.NoSuchJournal as refusal:
        raise Http404(str(refusal)) from refusal
    sides = [side for side in (found.home_id, found.host_id) if side is not None]
    reach.check_covers(request.scope, sides, Power.POST)
    open_months = ledger.months_open_to_all(scope=request.scope, surgeries=sides)
    form = ReverseForm(sent(request), open_months=open_months)
    form.fields["why"].error_messages["required"] = "Say why it is reversed: the reason is kept with it"
    if request.method == "POST" and form.is_valid():
        try:
            posted = ledger_actions.reverse_document(
                document_id=number,
                why=form.cleaned_data["why"],
                dated=timezone.localdate(),
                month=Month.parse(form.cleaned_data["month"]),
                scope=request.scope,
                at=timezone.now(),
            )
        except (ledger_actions.CannotPost, ledger.NoSuchJournal) as refusal:
            form.add_error(None, str(refusal))
        else:
            several = "s" if len(posted.journals) > 1 else ""
            messages.success(
                request, f"Reversed: {len(posted.journals):,} journal{several} posted. It can be posted anew."
            )
            return redirect("document", number)
    return render(request, "accounts/reverse_document.jinja", {"document": found, "form": form})
