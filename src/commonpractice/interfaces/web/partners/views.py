"""Partners' statements: what each has in the partnership, for those to whom the deed shows it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.profits import actions as profits
from commonpractice.domain.profits import queries
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.partners import presenters
from commonpractice.interfaces.web.partners.forms import MonthsForm


def partners(request: HttpRequest) -> HttpResponse:
    """Whose statements somebody may see; straight to it, where there is one."""
    try:
        theirs = _to_see(request)
    except partnership.NoDeed as refusal:
        return render(request, "partners/none.jinja", {"why": str(refusal)})
    if not theirs:
        return render(request, "partners/none.jinja", {"why": ""})
    if len(theirs) == 1:
        return redirect("partner_statement", theirs[0].code)
    page = presenters.listed(theirs, scope=request.scope, of=request.partnership, on=timezone.localdate())
    return render(request, "partners/list.jinja", {"page": page})


def statement(request: HttpRequest, code: str) -> HttpResponse:
    """One partner's statement. Every look is in the audit log."""
    if request.partnership is None:
        raise Http404("There is no partnership to be a partner of.")
    form = MonthsForm(request.GET, offered=_offered(request), year_starts=request.partnership.year_starts)
    first, last = form.months
    asked = {"of": request.partnership, "code": code, "scope": request.scope, "at": timezone.now()}
    try:
        found = profits.look_at_statement(**asked, first=first, last=last)
    except queries.NoSuchPartner as refusal:
        raise Http404(str(refusal)) from refusal
    except partnership.NoDeed as refusal:
        return render(request, "partners/none.jinja", {"why": str(refusal)})
    page = presenters.statement(found, scope=request.scope, of=request.partnership)
    return render(request, "partners/statement.jinja", {"page": page, "form": form})


def _to_see(request: HttpRequest) -> tuple:
    if request.partnership is None:
        return ()
    return profits.statements_to_see(of=request.partnership, scope=request.scope, at=timezone.now())


def _offered(request: HttpRequest) -> list[Month]:
    """The months with postings that whoever asks can see, up to this one, which is always among them."""
    this = Month.of(timezone.localdate())
    kept = ledger.months_with_postings(scope=request.scope, surgeries=request.scope.surgeries)
    first, last = kept or (this, this)
    return list(months(first, last))
