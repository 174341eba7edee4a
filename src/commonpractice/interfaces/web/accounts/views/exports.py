"""Take accounts away as a file: a workbook, or a journal for hledger or beancount."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.actions.taking_away import ENDINGS
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import months
from commonpractice.interfaces.web.accounts import books
from commonpractice.interfaces.web.accounts.forms import MOST_MONTHS, ExportForm
from commonpractice.interfaces.web.powers import needs
from commonpractice.interfaces.web.sent import sent

IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file waits on disk while it is sent


@needs(Power.EXPORT)
def export(request: HttpRequest, where: str) -> HttpResponse:
    """Choose a form and up to twelve months; the file follows, and the audit log keeps that it was taken."""
    asked = books.books_of(request, where)
    kept = ledger.months_with_postings(scope=request.scope, surgeries=asked.surgeries)
    usual = ledger.month_to_open_on(scope=request.scope, surgeries=asked.surgeries, on=timezone.localdate())
    form = ExportForm(
        sent(request), months=list(months(*kept)) if kept else [], initial={"first": usual, "last": usual}
    )
    if request.method == "POST" and form.is_valid():
        return _file(request, asked, form.cleaned_data)
    context = {"books": asked, "surgery": asked.surgery, "form": form, "kept": kept, "most": MOST_MONTHS}
    return render(request, "accounts/export.jinja", context)


def _file(request: HttpRequest, asked: books.Books, chosen: dict) -> FileResponse:
    form, first, last = chosen["form"], chosen["first"], chosen["last"]
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    ledger_actions.take_away(
        form,
        out,
        surgeries=asked.surgeries,
        first=first,
        last=last,
        scope=request.scope,
        at=timezone.now(),
    )
    out.seek(0)
    name = f"{asked.code}-{first}-{last}.{ENDINGS[form]}".lower()
    return FileResponse(out, as_attachment=True, filename=name)
