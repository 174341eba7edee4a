"""Post a file of journals, chosen or pasted: the whole file or nothing of it, and once only."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.ledger import actions as ledger_actions
from commonpractice.domain.ledger import parameters
from commonpractice.domain.ledger import queries as ledger
from commonpractice.domain.ledger.rules import journal_table
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.accounts import books, posting_presenters
from commonpractice.interfaces.web.accounts.journal_file_form import JournalFile, JournalFileForm
from commonpractice.interfaces.web.accounts.views.posting import whose
from commonpractice.interfaces.web.powers import needs

MOST_TOLD = 30  # faults: whoever has more mends these first
TWICE = "These journals have been posted already: nothing was posted twice."


@needs(Power.POST)
def post_file(request: HttpRequest, where: str) -> HttpResponse:
    """Choose or paste it, check it, change it, post it: whichever button was pressed."""
    asked, _ = whose(request, where)
    step = request.POST.get("step", "check") if request.method == "POST" else "choose"
    file = JournalFile.carried_by(request.POST)
    form = JournalFileForm(initial={"pasted": file.text if file else ""})
    if step == "check" or (step == "post" and file is None):
        form = JournalFileForm(request.POST, request.FILES)
        file = form.chosen if form.is_valid() else None
    if file is None or step not in ("check", "post"):
        return _choosing(request, asked, form)
    try:
        entries = _entries(request, file)
    except ledger.InTheBooks as refusal:
        if step == "post":  # most often by the same button, a moment ago
            messages.info(request, TWICE)
            return _to_what_was_posted(request, asked, refusal.journals)
        return _refused(request, asked, file, [TWICE, *refusal.problems])
    except journal_table.TableRefused as refusal:
        return _refused(request, asked, file, refusal.problems)
    return (_check if step == "check" else _post)(request, asked, file, entries)


def _entries(request: HttpRequest, file: JournalFile) -> list[ledger_actions.Entry]:
    """What the file says is to be posted. Raises TableRefused, also where the books do not take it."""
    return ledger.journals_of_file(
        file.content,
        name=file.name,
        title=file.title(on=timezone.localdate()),
        partnership=request.partnership,
        scope=request.scope,
        on=timezone.localdate(),
    )


def _choosing(request: HttpRequest, asked: books.Books, form: JournalFileForm) -> HttpResponse:
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "form": form,
        "example": (asked.surgery or request.partnership.surgeries[0]).code,
    }
    return render(request, "accounts/post_journal_file.jinja", context)


def _refused(
    request: HttpRequest, asked: books.Books, file: JournalFile, problems: Sequence[str]
) -> HttpResponse:
    """Everything that is wrong, above the file's text in a box where it can be mended."""
    form = JournalFileForm({"pasted": file.text})
    form.full_clean()
    form.errors.clear()  # such as that there is no text, where the file is a picture
    for problem in problems[:MOST_TOLD]:
        form.add_error("pasted" if file.text else "file", problem)
    if len(problems) > MOST_TOLD:
        form.add_error("pasted", f"And {len(problems) - MOST_TOLD:,} more like these.")
    return _choosing(request, asked, form)


def _check(
    request: HttpRequest, asked: books.Books, file: JournalFile, entries: list[ledger_actions.Entry]
) -> HttpResponse:
    names = {surgery.id: surgery.name for surgery in request.partnership.surgeries}
    journals = [journal for _, made in entries for journal in made]
    context = {
        "books": asked,
        "surgery": asked.surgery,
        "file": file,
        "preview": posting_presenters.preview(
            journals,
            chart=parameters.chart(),
            names=names,
            partners=partnership.partner_ids(scope=request.scope),
        ),
    }
    return render(request, "accounts/check_journal_file.jinja", context)


def _post(
    request: HttpRequest, asked: books.Books, file: JournalFile, entries: list[ledger_actions.Entry]
) -> HttpResponse:
    try:
        posted = ledger_actions.post(entries, scope=request.scope, at=timezone.now())
    except ledger_actions.CannotPost as refusal:
        return _refused(request, asked, file, [str(refusal)])
    number = len(posted.journals)
    several = "s" if number > 1 else ""
    messages.success(request, f"Posted: {number:,} journal{several}, {posted.postings:,} postings.")
    return _to_what_was_posted(request, asked, posted.journals)


def _to_what_was_posted(request: HttpRequest, asked: books.Books, journals: Sequence[int]) -> HttpResponse:
    """To the journal; to the accounts where there are several."""
    if len(journals) == 1:
        return redirect("journal", journals[0])
    return redirect("income", asked.code)
