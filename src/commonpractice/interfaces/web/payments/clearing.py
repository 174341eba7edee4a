"""One exception at a time: a line that nobody knows, a receipt that belongs to nothing. The next follows."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonpractice.domain.banking import actions, parameters
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.banking.facts import LineView
from commonpractice.domain.banking.rules.recognising import concerned, wants_a_name
from commonpractice.domain.contracts.facts.due import Side
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.ledger.actions import CannotPost
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month, months
from commonpractice.interfaces.web.income import reading
from commonpractice.interfaces.web.payments import presenters
from commonpractice.interfaces.web.payments.forms import STAFF, LineForm, NameForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.sent import sent

MONTHS_BACK = 24


@needs(Power.POST)
def next_one(request: HttpRequest) -> HttpResponse:
    """To the oldest that waits, or back to the list where nothing does."""
    return _onwards(request, None)


@needs(Power.SEE_ACCOUNTS)
def line(request: HttpRequest, number: int) -> HttpResponse:
    """A statement's line: choose what it is, or who is named; it is posted, and the next one loads."""
    try:
        found = actions.look_at_line(line_id=number, scope=request.scope, at=timezone.now())
    except banking.NoSuchStatement as refusal:
        raise Http404(str(refusal)) from None
    surgery = _surgery(request, found.surgery_id)
    named = found.waits and wants_a_name(found.line, parameters.paycode_rules())
    form = (_name_form if named else _line_form)(request, found) if found.line.amount else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            done = _name(request, found, form) if named else _say(request, found, form)
        except (actions.CannotRecognise, CannotPost) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return _onwards(request, ("line", number))
    place = _place(request, ("line", number))
    context = {
        "surgery": surgery,
        "line": found,
        "named": named,
        "form": form if request.scope.may(Power.POST, surgery.id) else None,
        "item": ledger.nhs_items()[found.recognised.item].words if found.recognised else "",
        "place": place,
        "onwards": _address(request, place),
    }
    return render(request, "payments/line.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """A receipt that belongs to nothing: what comes closest, each by one click."""
    try:
        found = banking.receipt(scope=request.scope, receipt_id=number)
    except banking.NoSuchReceipt as refusal:
        raise Http404(str(refusal)) from None
    surgery = _surgery(request, found.surgery_id)
    refused = ""
    if request.method == "POST":
        try:
            _match(request, number)
        except (actions.CannotMatch, banking.NoSuchStatement, banking.NoSuchReceipt) as refusal:
            refused = str(refusal)
        else:
            messages.success(request, "The receipt is matched.")
            return _onwards(request, ("receipt", number))
    papers = banking.statements(scope=request.scope, surgeries=[surgery.id])
    place = _place(request, ("receipt", number))
    context = {
        "surgery": surgery,
        "receipt": found,
        "proposals": banking.proposals(scope=request.scope, receipt=found) if found.open else [],
        "papers": [each for each in papers if each.open and (each.open > 0) == (found.open > 0)],
        "may": request.scope.may(Power.POST, surgery.id) and bool(found.open),
        "refused": refused,
        "place": place,
        "onwards": _address(request, place),
    }
    return render(request, "payments/receipt.jinja", context)


def _match(request: HttpRequest, number: int) -> None:
    who = {"scope": request.scope, "at": timezone.now()}
    earlier = request.POST.get("earlier", "")
    if earlier.isdecimal():
        actions.take_back(receipt_id=number, earlier_id=int(earlier), **who)
        return
    chosen = [int(each) for each in request.POST.getlist("statement") if each.isdecimal()]
    if not chosen:
        raise actions.CannotMatch("Choose the statements that it pays.")
    actions.match(receipt_id=number, statement_ids=chosen, **who)


def _surgery(request: HttpRequest, surgery_id: int):
    code = next(each.code for each in request.partnership.surgeries if each.id == surgery_id)
    return surgery_within(request, code, Power.POST if request.method == "POST" else Power.SEE_ACCOUNTS)


def _line_form(request: HttpRequest, found: LineView) -> LineForm:
    """Likeliest is what is missing by just this amount, then what its words and what was said before tell."""
    items = ledger.nhs_items()
    said = found.recognised
    missing = [] if said else _missing(request, found)
    told = banking.likely_items(scope=request.scope, line=found)
    likely = list(dict.fromkeys([*(side.item for side in missing), *told]))
    usual = said.concerns if said else concerned(found.line, found.month)
    if said and said.item in likely:
        first = said.item
    else:
        first = likely[0] if told or len({side.item for side in missing}) == 1 else None
    of = next((side.month for side in missing if side.item == first), usual)
    offered = sorted({*months(found.month - MONTHS_BACK, found.month + 1), usual, of}, reverse=True)
    partners = [(str(each.id), each.name) for each in _partners(request, found)]
    initial = {"month": str(of), "item": first}
    if said and said.partner_id:
        initial["partner"] = str(said.partner_id)
    just = {side.item: side.month for side in reversed(missing)}
    choices = [
        (key, items[key].words + (f": just what is missing of {just[key].words}" if key in just else ""))
        for key in likely
    ]
    return LineForm(sent(request), initial=initial, likely=choices, months=offered, partners=partners)


def _missing(request: HttpRequest, found: LineView) -> list[Side]:
    """What is payable and not paid by just the amount of a line: first of the month it is likely of, then the
    latest."""
    usual = concerned(found.line, found.month)
    (every,) = reading.settled(scope=request.scope, surgeries=[found.surgery_id], on=timezone.localdate())
    same = [side for side in reversed(every.sides) if side.left == found.line.amount]
    return sorted(same, key=lambda side: side.month != usual)


def _name_form(request: HttpRequest, found: LineView) -> NameForm:
    partners = [(str(each.id), each.name) for each in _partners(request, found)]
    alike = presenters.of_that_name(found.line.person_name, partners)
    return NameForm(sent(request), partners=partners, initial={"whom": alike})


def _partners(request: HttpRequest, found: LineView):
    return partnership.partners(scope=request.scope, on=found.month.last, surgery_id=found.surgery_id)


def _say(request: HttpRequest, found: LineView, form: LineForm) -> str:
    given = form.cleaned_data
    partner = given["partner"] if presenters.per_partner(form.chosen) else ""
    actions.recognise_line(
        line_id=found.id,
        item=form.chosen,
        concerns=Month.parse(given["month"]),
        partner_id=int(partner) if partner else None,
        scope=request.scope,
        at=timezone.now(),
    )
    return f"Line {found.line.number} is posted as {ledger.nhs_items()[form.chosen].words}."


def _name(request: HttpRequest, found: LineView, form: NameForm) -> str:
    whom = form.cleaned_data["whom"]
    posted = actions.name_person(
        surgery_id=found.surgery_id,
        name=found.line.person_name,
        code=found.line.person_code,
        partner_id=None if whom == STAFF else int(whom),
        scope=request.scope,
        at=timezone.now(),
    )
    return f"{found.line.person_name} is known from now on: {posted} line{'' if posted == 1 else 's'} posted."


def _place(request: HttpRequest, after: tuple[str, int] | None) -> presenters.Place:
    of = request.GET.get("of", "")
    theirs = surgeries_within(request, Power.POST)
    chosen = [each for each in theirs if each.code == request.GET.get("surgery")] or theirs
    surgeries = [each.id for each in chosen]
    return presenters.place(
        scope=request.scope, surgeries=surgeries, of=int(of[:6]) if of.isdecimal() else 0, after=after
    )


def _address(request: HttpRequest, place: presenters.Place) -> str:
    asked = {"of": place.of, **({"surgery": code} if (code := request.GET.get("surgery")) else {})}
    query = f"?{urlencode(asked)}"
    if place.line:
        return reverse("waiting_line", args=[place.line]) + query
    if place.receipt:
        return reverse("waiting_receipt", args=[place.receipt]) + query
    return reverse("payments") + (f"?{urlencode({'surgery': code})}" if code else "")


def _onwards(request: HttpRequest, after: tuple[str, int] | None) -> HttpResponse:
    """The next that waits, with how many there were; the list where none is left."""
    return redirect(_address(request, _place(request, after)))
