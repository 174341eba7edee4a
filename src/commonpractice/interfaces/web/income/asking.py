"""Queries to the payer: raised in two clicks, sent as a letter, and followed until they are done with."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.contracts import actions
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.contracts.facts.querying import QueryState, QueryView
from commonpractice.domain.contracts.rules import querying
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.income import letters, presenters, reading
from commonpractice.interfaces.web.income.forms import AnswerForm, RaiseForm
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.POST)
def raise_one(request: HttpRequest, code: str, month: str, item: str) -> HttpResponse:
    """Ask the payer about an item of a month, or of months on end with ?until=: filled in from the books."""
    surgery = surgery_within(request, code, Power.POST)
    known, asked = reading.item_named(item), reading.month_named(month)
    until = reading.month_named(request.GET["until"]) if request.GET.get("until") else asked
    (every,) = reading.settled(scope=request.scope, surgeries=[surgery.id], on=timezone.localdate())
    of_months = [each for each in every.sides if each.item == item and asked <= each.month <= until]
    side = presenters.over_months(of_months, asked, until)
    of = asked.words if until == asked else f"{asked.words} to {until.words}"
    if not side.left:
        messages.info(request, f"Nothing of {known.words} is different for {of}, so there is nothing to ask.")
        return redirect("earned", code)
    reason = querying.reason(payable=side.payable, paid=side.paid, settled=side.settled, difference=side.left)
    form = RaiseForm(sent(request), initial={"reason": reason})
    context = {"surgery": surgery, "month": asked, "of": of, "item": known, "side": side, "form": form}
    context["perhaps"] = reading.perhaps_paid(of_months, scope=request.scope, surgery_id=surgery.id)
    context["already"] = None
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.raise_query(
                surgery_id=surgery.id,
                item=item,
                first=asked,
                last=until,
                amount=side.left,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                scope=request.scope,
                at=timezone.now(),
            )
        except actions.AlreadyQueried as refusal:
            form.add_error(None, str(refusal))
            context["already"] = refusal.number
        except actions.CannotQuery as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Query {number} is raised. Its letter is below, to copy or take away.")
            return redirect("payer_query", number)
    return render(request, "income/raise.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def queries(request: HttpRequest) -> HttpResponse:
    """Every query within reach: how old it is, what is still different, and what became of it."""
    theirs = reading.surgeries_paid(request)
    every = request.GET.get("show") == "all"
    raised = contracts.raised(scope=request.scope, surgeries=[each.id for each in theirs])
    shown = [each for each in raised if every or each.state.is_open]
    today = timezone.localdate()
    found = reading.standing(shown, scope=request.scope, on=today)
    context = {
        "queries": sorted(found, key=lambda each: (-abs(each.outstanding), each.query.id)),
        "names": {each.id: each for each in theirs},
        "several": len(theirs) > 1,
        "done": len(raised) - len([each for each in raised if each.state.is_open]),
        "every": every,
        "today": today,
        "words": presenters.words,
    }
    return render(request, "income/queries.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def query(request: HttpRequest, number: int) -> HttpResponse:
    """One query: the letter to send, what became of it, and what is still different."""
    found = _query(request, number)
    surgery = next(each for each in request.partnership.surgeries if each.id == found.surgery_id)
    may = found.state.is_open and request.scope.may(Power.POST, surgery.id)
    form = AnswerForm(sent(request), state=found.state) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            actions.answer_query(
                query_id=number,
                state=QueryState(form.cleaned_data["state"]),
                words=form.cleaned_data["words"],
                scope=request.scope,
                at=timezone.now(),
            )
        except actions.CannotQuery as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, "It is written down.")
            return redirect("payer_query", number)
    today = timezone.localdate()
    (standing,) = reading.standing([found], scope=request.scope, on=today)
    context = {
        "surgery": surgery,
        "query": found,
        "standing": standing,
        "item": presenters.words(found.item),
        "form": form,
        "today": today,
        "letter": letters.letter(request, found, surgery),
    }
    return render(request, "income/query.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The letter as a file of text."""
    found = _query(request, number)
    surgery = next(each for each in request.partnership.surgeries if each.id == found.surgery_id)
    text = letters.letter(request, found, surgery)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="query-{number}-{surgery.code}-{found.first}.txt"'
    )
    return answer


def _query(request: HttpRequest, number: int) -> QueryView:
    try:
        found = contracts.query(scope=request.scope, query_id=number)
    except contracts.NoSuchQuery as refusal:
        raise Http404(str(refusal)) from None
    code = next(each.code for each in request.partnership.surgeries if each.id == found.surgery_id)
    surgery_within(request, code, Power.SEE_ACCOUNTS)
    return found
