"""Earned, payable, paid: what is different over all surgeries, a surgery's month, and one item of it."""

from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.banking import queries as banking
from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts import queries as contracts
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import Month, NotAMonth
from commonpractice.interfaces.web import places
from commonpractice.interfaces.web.contract_holders import practice_of, practice_of_sites
from commonpractice.interfaces.web.income import presenters, reading
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.steps import steps

ALL = "all"


@needs(Power.SEE_ACCOUNTS)
def differences(request: HttpRequest) -> HttpResponse:
    """What is payable and not paid, or paid and not payable, over all surgeries: the most pounds first."""
    theirs = reading.surgeries_paid(request)
    if len(theirs) == 1:
        return redirect("earned", theirs[0].code)
    if practice := practice_of_sites(request, theirs, Month.of(timezone.localdate())):
        return render(request, "income/of_sites.jinja", {"practice": practice})
    chosen = [each for each in theirs if each.code == request.GET.get("surgery")] or theirs
    surgeries = [each.id for each in chosen]
    every_penny = request.GET.get("show") == "pennies"
    every = reading.settled(scope=request.scope, surgeries=surgeries, on=timezone.localdate())
    asked = contracts.open_queries(scope=request.scope, surgeries=surgeries)
    least = parameters.tolerance()
    pennies = sum(0 < abs(side.left) <= least for one in every for side in one.open)
    shown = contracts.worst_first(every, asked, tolerance=0 if every_penny else least)
    ends = [one.up_to for one in every if one.up_to and one.sides]
    behind = [one.surgery_id for one in every if one.sides and one.up_to and one.up_to < max(ends)]
    spells = partnership.memberships(scope=request.scope, surgeries=behind)
    left = {each: places.left_on(spells[each], on=max(ends).first) for each in behind}
    number = request.GET.get("page", "1")
    address = {"surgery": request.GET.get("surgery", ""), "show": request.GET.get("show", "")}
    context = {
        "page": presenters.page_of(shown, int(number) if number.isdecimal() else 1),
        "pennies": 0 if every_penny else pennies,
        "surgeries": theirs,
        "chosen": chosen[0] if len(chosen) < len(theirs) else None,
        "names": {each.id: each for each in theirs},
        "latest": max(ends, default=None),
        "behind": [each for each in behind if not left[each]],
        "left": {each: day for each, day in left.items() if day},
        "unknown": sum(len(one.unknown) for one in every),
        "queries": len(asked),
        "address": urlencode({name: value for name, value in address.items() if value}),
        "words": presenters.words,
        "scope_may": partial(request.scope.may, Power.POST),
    }
    return render(request, "income/differences.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def month(request: HttpRequest, code: str) -> HttpResponse:
    """A surgery's month, or all of them up to now: what each item earned, was payable and was paid."""
    surgery = surgery_within(request, code, Power.SEE_ACCOUNTS)
    (every,) = reading.settled(scope=request.scope, surgeries=[surgery.id], on=timezone.localdate())
    asked = contracts.open_queries(scope=request.scope, surgeries=[surgery.id])
    offered = presenters.months_offered(every)
    item = request.GET.get("item", "")
    chosen = None if item else _chosen(request.GET.get("month", ""), every.up_to, offered)
    if item:
        table = presenters.of_item(every.sides, reading.item_named(item).key, asked)
    elif chosen:
        table = presenters.of_month(every.sides, chosen, asked)
    else:
        table = presenters.of_every_month(every.sides)
    found = contracts.worst_first([every], asked, tolerance=parameters.tolerance())
    context = {
        "surgery": surgery,
        "month": chosen,
        "item": presenters.words(item) if item else "",
        "offered": offered,
        "table": table,
        "up_to": every.up_to,
        "practice": practice_of(
            scope=request.scope,
            of=request.partnership,
            surgery=surgery,
            month=chosen or every.up_to or Month.of(timezone.localdate()),
        ),
        "other_differences": [each for each in found if (each.first, each.last) != (chosen, chosen)],
        "unknown": presenters.unknown_of(every, chosen),
        "words": presenters.words,
        "may_ask": request.scope.may(Power.POST, surgery.id),
        "scope_may": partial(request.scope.may, Power.POST),
        "several": len(reading.surgeries_paid(request)) > 1,
        "statements": {
            each.month: each for each in banking.statements(scope=request.scope, surgeries=[surgery.id])
        },
    }
    return render(request, "income/month.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def item(request: HttpRequest, code: str, month: str, item: str) -> HttpResponse:
    """One item of one month: its sides, what settles it, what paid it, and how it was reckoned."""
    surgery = surgery_within(request, code, Power.SEE_ACCOUNTS)
    known, asked = reading.item_named(item), reading.month_named(month)
    (every,) = reading.settled(scope=request.scope, surgeries=[surgery.id], on=timezone.localdate())
    side = reading.side_of(every.sides, item, asked)
    unknown = [one for one in every.unknown if (one.item, one.month) == (item, asked)]
    if side is None and not unknown:
        raise Http404(f"Nothing is known of {known.words} for {asked.words}.")
    queries = [
        query
        for query in contracts.raised(scope=request.scope, surgeries=[surgery.id])
        if query.item == item and query.first <= asked <= query.last
    ]
    last = reading.last_posted(side, scope=request.scope) if side and not side.steps else None
    context = {
        "surgery": surgery,
        "month": asked,
        "item": known,
        "side": side,
        "perhaps": reading.perhaps_paid([side] if side else [], scope=request.scope, surgery_id=surgery.id),
        "unknown": unknown,
        "settled": presenters.settled_in_words(side) if side else [],
        "steps": steps(step.details() for step in side.steps) if side else [],
        "last": last,
        "last_steps": steps(last.told) if last else [],
        "posted": bool(
            side
            and (side.paid or side.earned != side.earned_unposted or side.payable != side.payable_unposted)
        ),
        "paid": banking.paid_lines(
            scope=request.scope, surgery_id=surgery.id, item=item, concerns=(asked, asked)
        ),
        "assumed": presenters.month_is_assumed(item),
        "queries": queries,
        "open_query": next((query for query in queries if query.state.is_open), None),
        "may_ask": request.scope.may(Power.POST, surgery.id),
    }
    return render(request, "income/item.jinja", context)


def _chosen(text: str, up_to: Month | None, offered: list[Month]) -> Month | None:
    """The month that is asked for; the latest that is complete where none is understood; None for all."""
    if text == ALL:
        return None
    try:
        return Month.parse(text)
    except NotAMonth:
        return up_to if up_to in offered or not offered else offered[0]
