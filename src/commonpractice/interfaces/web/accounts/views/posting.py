"""Post a journal that is typed on a page: type it, check it, post it; each page carries it all on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.rules import posting as rules
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.partnership.rules import reach
from commonpractice.foundations.dated import day
from commonpractice.interfaces.web.accounts import books, posting_presenters
from commonpractice.interfaces.web.accounts.typing_journals import MORE, TypedJournal
from commonpractice.interfaces.web.powers import needs, surgeries_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.POST)
def post_journal(request: HttpRequest, where: str) -> HttpResponse:
    """Type it, add rows, check it, change it, post it: whichever button was pressed."""
    asked, theirs = whose(request, where)
    step = request.POST.get("step", "check") if request.method == "POST" else "type"
    typed = TypedJournal(
        sent(request),
        surgeries=theirs,
        chart=parameters.chart(),
        partners=partnership.partner_ids(scope=request.scope),
        judge=step in ("check", "post"),
        more=MORE if step == "more" else 0,
        first=asked.surgery.code if asked.surgery else "",
    )
    if step not in ("check", "post") or not typed.is_valid():
        return _typing(request, asked, typed)
    if before := ledger.made_from(scope=request.scope, keys=[typed.document.key]):
        return _posted_before(request, asked, typed, before[0])
    if _closed(request, typed):
        return _typing(request, asked, typed)
    return _post(request, asked, typed) if step == "post" else _check(request, asked, typed)


def whose(request: HttpRequest, where: str) -> tuple[books.Books, list[SurgerySummary]]:
    """The books that an address names and the surgeries that somebody may post to.

    Raises Http404 for no such books, OutOfScope or NotAllowed where they may not post to them.
    """
    asked = books.books_of(request, where)
    if asked.surgery:
        reach.check_covers(request.scope, [asked.surgery.id], Power.POST)
    return asked, surgeries_within(request, Power.POST)


def _typing(request: HttpRequest, asked: books.Books, typed: TypedJournal) -> HttpResponse:
    states = ledger.month_states(scope=request.scope, surgeries=list(typed.names))
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "typed": typed,
        "forms": typed.forms,
        "totals": posting_presenters.totals(typed),
        "chart": list(parameters.chart().values()),
        "latest": max((state.month for state in states if not state.locked), default=None),
        "more": MORE,
    }
    return render(request, "accounts/post_journal.jinja", context)


def _check(request: HttpRequest, asked: books.Books, typed: TypedJournal) -> HttpResponse:
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "typed": typed,
        "sides": [typed.names[side] for side in typed.sides],
        "preview": posting_presenters.preview(
            [typed.journal],
            chart=parameters.chart(),
            names=typed.names,
            descriptions=typed.descriptions,
            partners=typed.partners,
        ),
    }
    return render(request, "accounts/check_journal.jinja", context)


def _post(request: HttpRequest, asked: books.Books, typed: TypedJournal) -> HttpResponse:
    entry = (typed.document, [typed.journal])
    how = {"scope": request.scope, "at": timezone.now()}
    try:
        if typed.undone_on:
            posted = ledger_actions.post_and_reverse(entry, **how)
        else:
            posted = ledger_actions.post([entry], **how)
    except ledger_actions.AlreadyPosted:  # by the same button, a moment ago
        before = ledger.made_from(scope=request.scope, keys=[typed.document.key])
        return _posted_before(request, asked, typed, before[0])
    except ledger_actions.CannotPost as refusal:
        typed.about.add_error("rows", str(refusal))
        return _typing(request, asked, typed)
    number, *undone = posted.journals
    also = f" Journal {undone[0]} reverses it on {day(typed.undone_on)}." if undone else ""
    messages.success(request, f"Posted, as journal {number}.{also}")
    return redirect("journal", number)


def _posted_before(
    request: HttpRequest, asked: books.Books, typed: TypedJournal, number: int
) -> HttpResponse:
    """The same page again leads to what it posted; a page that was changed since is not posted unasked."""
    if typed.is_what_was_posted(ledger.journal(scope=request.scope, journal_id=number)):
        messages.info(request, "It was posted already, as this journal. Nothing was posted twice.")
        return redirect("journal", number)
    typed.begin_anew()
    typed.about.add_error(
        "rows",
        f"Journal {number} was posted from this page before you changed it, and stays as it is. "
        "To post this as another journal, check it again.",
    )
    return _typing(request, asked, typed)


def _closed(request: HttpRequest, typed: TypedJournal) -> bool:
    """Whether a month that it would be posted to takes no posting; the form says which."""
    month = typed.journal.posted_to
    months = [month, month + 1] if typed.undone_on else [month]
    wanted = {(side, each) for side in typed.sides for each in months}
    closed = ledger.closed_months(scope=request.scope, wanted=wanted)
    for side, each, locked in closed:
        field = "dated" if each == month else "reverses"
        typed.about.add_error(field, rules.closed(each, typed.names[side], locked=locked))
    return bool(closed)
