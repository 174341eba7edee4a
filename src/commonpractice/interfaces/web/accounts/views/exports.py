"""Take accounts away as a file: a workbook, or a journal for hledger or beancount."""

import io
import tempfile
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.audit import actions as audit
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.queries import exports
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.months import months
from commonpractice.gateways import journal_formats
from commonpractice.interfaces.web.accounts import books
from commonpractice.interfaces.web.accounts.forms import ExportForm
from commonpractice.interfaces.web.powers import needs
from commonpractice.interfaces.web.sent import sent

IN_MEMORY = 4 * 1024 * 1024  # bytes; a larger file waits on disk while it is sent


@needs(Power.EXPORT)
def export(request: HttpRequest, where: str) -> HttpResponse:
    """Choose a form and up to twelve months; the file follows, and the audit log keeps that it was taken."""
    asked = books.books_of(request, where)
    kept = ledger.months_with_postings(scope=request.scope, surgeries=asked.surgeries)
    form = ExportForm(sent(request), months=list(months(*kept)) if kept else [])
    if request.method == "POST" and form.is_valid():
        return _file(request, asked, form.cleaned_data)
    context = {"books": asked, "surgery": asked.surgery, "form": form, "kept": kept}
    return render(request, "accounts/export.jinja", context)


def _file(request: HttpRequest, asked: books.Books, chosen: dict) -> FileResponse:
    form, first, last = chosen["form"], chosen["first"], chosen["last"]
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    _write(
        form,
        out,
        {
            "scope": request.scope,
            "surgeries": list(asked.surgeries),
            "first": first,
            "last": last,
            "at": timezone.now(),
        },
    )
    for surgery_id in asked.surgeries:
        audit.record(
            actor=request.scope.actor,
            deed="ledger.export",
            subject=f"The books from {first.words} to {last.words}, as {form}",
            surgery_id=surgery_id,
            at=timezone.now(),
        )
    out.seek(0)
    ending = "journal" if form == "hledger" else form
    name = f"{asked.code}-{first}-{last}.{ending}".lower()
    return FileResponse(out, as_attachment=True, filename=name)


def _write(form: str, out: BinaryIO, asked: dict) -> None:
    if form == "xlsx":
        title, sheets = exports.export_sheets_of(**asked)
        journal_formats.write_workbook(sheets, out, title=title)
        return
    write = {"hledger": journal_formats.write_hledger, "beancount": journal_formats.write_beancount}[form]
    text = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
    write(exports.export_book(**asked), text)
    text.detach()  # writes what is left, and leaves the file open
