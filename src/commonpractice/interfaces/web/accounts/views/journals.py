"""From a figure down to its postings, a journal, and what the journal was made from; and up again."""

from collections.abc import Sequence
from itertools import accumulate

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import EVER, Span
from commonpractice.domain.ledger.rules.posting import CannotPost
from commonpractice.domain.ledger.rules.statements import RESULT
from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.foundations.dated import ONE_DAY
from commonpractice.foundations.money import Pence
from commonpractice.foundations.months import Month
from commonpractice.interfaces.web import periods
from commonpractice.interfaces.web.accounts import books, document_presenters, posting_presenters
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
    period, form, _ = periods.of_books(request, asked.surgeries)
    over = request.GET.get("over") if request.GET.get("over") in OVER else "month"
    spans = {"month": period.this_month, "year": period.this_year, "ever": Span.ever_to(period.at)}
    page = request.GET.get("page", "1")
    found = ledger_actions.look_at_account(
        surgeries=asked.surgeries,
        account=code,
        span=spans[over],
        page=int(page) if page.isdecimal() else 1,
        known_at=period.known_at,
        oldest_first=True,
        scope=request.scope,
        at=timezone.now(),
    )
    forward = _brought_forward(request, asked, code, period, over) + found.before
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
        "forward": forward,
        "balances": list(accumulate((row.amount for row in found.rows), initial=forward))[1:],
    }
    return render(request, "accounts/account.jinja", context)


def _brought_forward(
    request: HttpRequest, asked: books.Books, code: int, period: ledger.Period, over: str
) -> Pence:
    """What stood on an account before the days that are shown. Results begin each year at nil."""
    first = {"month": period.this_month.first, "year": period.this_year.first, "ever": None}[over]
    begun = period.this_year.first if parameters.chart()[code].kind in RESULT else EVER
    if first is None or first == begun:
        return 0
    span = Span(begun, first - ONE_DAY)
    moved = ledger.movements(
        scope=request.scope, surgeries=asked.surgeries, spans=[span], known_at=period.known_at
    )
    return moved.get(code, (0,))[0]


@needs(Power.SEE_ACCOUNTS)
def journal(request: HttpRequest, number: int) -> HttpResponse:
    """One journal, as the side that asks may see it. A look at persons' money is written down."""
    found = _journal(request, number)
    return render(request, "accounts/journal.jinja", _journal_context(request, found))


@needs(Power.POST)
def reverse(request: HttpRequest, number: int) -> HttpResponse:
    """Put a mistake right: post the opposite of a journal to an open month."""
    found = _journal(request, number)
    context = _journal_context(request, found)
    form = ReverseForm(sent(request), open_months=_open_months(request, found))
    why_not = _why_not_reversed(found, context["barred"], form)
    if request.method == "POST" and not why_not and form.is_valid():
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
    return render(request, "accounts/reverse.jinja", {**context, "form": form, "why_not": why_not})


def _why_not_reversed(
    found: ledger.JournalView, barred: Sequence[SurgerySummary], form: ReverseForm
) -> str | None:
    """Why a journal cannot be reversed by whoever asks, and who can; None where it can."""
    if found.reversed_by_id:
        return f"This journal has been reversed already, by journal {found.reversed_by_id}."
    if barred:
        names = " and ".join(surgery.name for surgery in barred)
        return (
            f"This journal is also in the books of {names}, where you cannot post. Ask your partnership's "
            "finance team: they can reverse it in the books of both."
        )
    if not form.fields["month"].choices:
        return "No month is open to every side of this journal, so it cannot be reversed now."
    return None


@needs(Power.SEE_ACCOUNTS)
def document(request: HttpRequest, number: int) -> HttpResponse:
    """What journals were made from."""
    try:
        found = ledger_actions.look_at_document(document_id=number, scope=request.scope, at=timezone.now())
    except ledger.NoSuchJournal as refusal:
        raise Http404(str(refusal)) from refusal
    context = {
        **document_presenters.document(found, partnership=request.partnership),
        "may_reverse": found.standing
        and all(
            request.scope.may(Power.POST, side) for side in (found.home_id, found.host_id) if side is not None
        ),
    }
    return render(request, "accounts/document.jinja", context)


def _journal(request: HttpRequest, number: int) -> ledger.JournalView:
    try:
        return ledger_actions.look_at_journal(journal_id=number, scope=request.scope, at=timezone.now())
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
        "descriptions": posting_presenters.descriptions(found, surgeries),
        "surgery": surgeries[seen[0]] if len(seen) == 1 else None,
        "unseen": unseen[0] if unseen else None,
        "barred": [surgeries[side] for side in sides if not request.scope.may(Power.POST, side)],
        "may_reverse": not found.reversed_by_id
        and all(request.scope.may(Power.POST, side) for side in sides),
        "recharge": found.document_details.get("recharge") if found.document_kind == "recharge" else None,
    }


def _open_months(request: HttpRequest, found: ledger.JournalView) -> list[Month]:
    """The months that every side of a journal has open, the latest first."""
    sides = {side for side in (found.home_id, found.host_id) if side is not None}
    if not all(request.scope.covers(side) for side in sides):
        return []
    states = ledger.month_states(scope=request.scope, surgeries=sorted(sides))
    open_in = [{s.month for s in states if s.surgery_id == side and not s.locked} for side in sides]
    return sorted(set.intersection(*open_in), reverse=True)
