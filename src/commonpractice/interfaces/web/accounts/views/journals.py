"""From a figure down to its postings, a journal, and what the journal was made from; and up again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import Span
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts import books
from commonpractice.interfaces.web.accounts.forms import ReverseForm
from commonpractice.interfaces.web.powers import needs
from commonpractice.interfaces.web.sent import sent

OVER = {"month": "the month", "year": "the year so far", "ever": "since the books began"}


@needs(Power.SEE_ACCOUNTS)
def account(request: HttpRequest, where: str, code: int) -> HttpResponse:
    """The postings on one account behind one figure."""
    asked = books.books_of(request, where)
    if code not in parameters.chart():
        raise Http404(f"There is no account {code} in the chart of accounts.")
    kept = ledger.months_with_postings(scope=request.scope, surgeries=asked.surgeries)
    period, form = periods.asked(request, kept=kept, year_starts=request.partnership.year_starts)
    over = request.GET.get("over") if request.GET.get("over") in OVER else "month"
    spans = {"month": period.this_month, "year": period.this_year, "ever": Span.ever_to(period.at)}
    page = request.GET.get("page", "1")
    found = ledger.journals(
        scope=request.scope,
        surgeries=asked.surgeries,
        account=code,
        span=spans[over],
        page=int(page) if page.isdecimal() else 1,
        known_at=period.known_at,
    )
    for surgery_id in {row.surgery_id for row in found.rows if row.partner_id}:
        audit.record(
            actor=request.scope.actor,
            deed="ledger.see_account",
            subject=f"partners' postings on {code} {parameters.chart()[code].name}",
            surgery_id=surgery_id,
            at=timezone.now(),
        )
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "account": parameters.chart()[code],
        "period": period,
        "form": form,
        "over": over,
        "overs": OVER,
        "names": {surgery.id: surgery.name for surgery in request.partnership.surgeries},
        "page": found,
    }
    return render(request, "accounts/account.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def journal(request: HttpRequest, number: int) -> HttpResponse:
    """One journal, as the side that asks may see it. A look at a person's money is written down."""
    found = _journal(request, number)
    if found.names_a_person:
        person = next(line for line in found.lines if line.partner_id)
        audit.record(
            actor=request.scope.actor,
            deed="ledger.see_journal",
            subject=f"journal {number}: {person.partner_name}",
            surgery_id=person.surgery_id,
            at=timezone.now(),
        )
    return render(request, "accounts/journal.jinja", _journal_context(request, found))


@needs(Power.POST)
def reverse(request: HttpRequest, number: int) -> HttpResponse:
    """Put a mistake right: post the opposite of a journal to an open month."""
    found = _journal(request, number)
    form = ReverseForm(sent(request), open_months=_open_months(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            posted = ledger_actions.reverse(
                journal_id=number,
                why=form.cleaned_data["why"],
                dated=timezone.localdate(),
                month=Month.parse(form.cleaned_data["month"]),
                scope=request.scope,
                at=timezone.now(),
            )
        except (CannotPost, ledger.NoSuchJournal) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Journal {number} is reversed by this one.")
            return redirect("journal", posted.journals[0])
    return render(request, "accounts/reverse.jinja", {**_journal_context(request, found), "form": form})


@needs(Power.SEE_ACCOUNTS)
def document(request: HttpRequest, number: int) -> HttpResponse:
    """What journals were made from."""
    try:
        found = ledger.document(scope=request.scope, document_id=number)
    except ledger.NoSuchJournal as refusal:
        raise Http404(str(refusal)) from refusal
    names = {surgery.id: surgery.name for surgery in request.partnership.surgeries}
    return render(request, "accounts/document.jinja", {"document": found, "names": names})


def _journal(request: HttpRequest, number: int) -> ledger.JournalView:
    try:
        return ledger.journal(scope=request.scope, journal_id=number)
    except ledger.NoSuchJournal as refusal:
        raise Http404(str(refusal)) from refusal


def _journal_context(request: HttpRequest, found: ledger.JournalView) -> dict:
    surgeries = {surgery.id: surgery for surgery in request.partnership.surgeries}
    sides = [side for side in (found.home_id, found.host_id) if side is not None]
    seen = [side for side in sides if request.scope.covers(side)]
    unseen = [surgeries[side] for side in sides if not request.scope.covers(side)]
    return {
        "journal": found,
        "chart": parameters.chart(),
        "surgeries": surgeries,
        "surgery": surgeries[seen[0]] if len(seen) == 1 else None,
        "unseen": unseen[0] if unseen else None,
        "may_reverse": not found.reversed_by_id
        and all(request.scope.may(Power.POST, side) for side in sides),
    }


def _open_months(request: HttpRequest, found: ledger.JournalView) -> list[Month]:
    """The months that every side of a journal has open, the latest first."""
    sides = {side for side in (found.home_id, found.host_id) if side is not None}
    if not all(request.scope.covers(side) for side in sides):
        return []
    states = ledger.month_states(scope=request.scope, surgeries=sorted(sides))
    open_in = [{s.month for s in states if s.surgery_id == side and not s.locked} for side in sides]
    return sorted(set.intersection(*open_in), reverse=True)
