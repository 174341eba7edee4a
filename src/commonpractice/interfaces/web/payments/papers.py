"""Statements: the list of them, each line by line with where it was posted, and new ones taken in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.banking import actions
from commonpractice.domain.banking import queries as banking
from commonpractice.domain.ledger import parameters as ledger
from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.foundations.money import pounds
from commonpractice.interfaces.web.contract_holders import paid_within
from commonpractice.interfaces.web.payments import presenters
from commonpractice.interfaces.web.payments.forms import TakeInForm
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within

A_PAGE = 50
MOST_TOLD = 30  # faults: whoever has more mends these first


@needs(Power.SEE_ACCOUNTS)
def statements(request: HttpRequest) -> HttpResponse:
    """The statements of one surgery, or of all in reach, the newest month first."""
    theirs = paid_within(request, Power.SEE_ACCOUNTS)
    chosen = [each for each in theirs if each.code == request.GET.get("surgery")] or theirs
    found = banking.statements(scope=request.scope, surgeries=[each.id for each in chosen])
    number = request.GET.get("page", "1")
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(int(number) if number.isdecimal() else 1, 1), last)
    context = {
        "statements": found[(page - 1) * A_PAGE : page * A_PAGE],
        "page": page,
        "last": last,
        "surgeries": theirs,
        "chosen": chosen[0] if len(chosen) == 1 and len(theirs) > 1 else None,
        "names": presenters.names(theirs),
        "may_post": request.scope.may(Power.POST),
    }
    return render(request, "payments/statements.jinja", context)


@needs(Power.SEE_ACCOUNTS)
def statement(request: HttpRequest, number: int) -> HttpResponse:
    """A statement whole: each line with what it is for and where it was posted; the proof of its total."""
    try:
        found = actions.look_at_statement(statement_id=number, scope=request.scope, at=timezone.now())
    except banking.NoSuchStatement as refusal:
        raise Http404(str(refusal)) from None
    code = next(each.code for each in request.partnership.surgeries if each.id == found.summary.surgery_id)
    surgery = surgery_within(request, code, Power.SEE_ACCOUNTS)
    (control,) = banking.control(scope=request.scope, surgeries=[surgery.id])
    paid = {each.receipt_id for each in found.matches}
    receipts = banking.receipts(scope=request.scope, surgeries=[surgery.id]) if paid else []
    persons = {line.recognised.partner_id for line in found.lines if line.recognised} - {None}
    context = {
        "surgery": surgery,
        "view": found,
        "paper": found.summary,
        "proof": presenters.proof(found),
        "control": control,
        "control_account": ledger.nhs_accounts().control,
        "items": ledger.nhs_items(),
        "partners": partnership.partner_names(ids=persons),
        "receipts": {each.id: each for each in receipts if each.id in paid},
        "may_post": request.scope.may(Power.POST, surgery.id),
    }
    return render(request, "payments/statement.jinja", context)


@needs(Power.POST)
def take_in(request: HttpRequest) -> HttpResponse:
    """Take a statement or receipts in from a file: whole or not at all, and once; what is wrong is said."""
    theirs = surgeries_within(request, Power.POST)
    choices = [(each.code, each.name) for each in theirs]
    if request.method != "POST":
        form = TakeInForm(surgeries=choices, initial={"kind": "statement"})
        return render(request, "payments/take_in.jinja", {"form": form})
    form = TakeInForm(request.POST, request.FILES, surgeries=choices)
    if form.is_valid():
        try:
            return _taken_in(request, form)
        except actions.CannotTakeIn as refusal:
            form = _refused(form, refusal.problems, choices)
    return render(request, "payments/take_in.jinja", {"form": form})


def _taken_in(request: HttpRequest, form: TakeInForm) -> HttpResponse:
    given = {"content": form.content, "name": form.called, "scope": request.scope, "at": timezone.now()}
    if form.cleaned_data["kind"] == "statement":
        taken = actions.take_in_statement(**given)
        waits = f"; {taken.waiting} wait for somebody to say what they are" if taken.waiting else ""
        messages.success(
            request,
            f"Taken in: {pounds(taken.net)} in {taken.lines} lines, {taken.recognised} posted{waits}.",
        )
        return redirect("nhs_statement", taken.statement_id)
    received = actions.take_in_receipts(practice_code=form.cleaned_data["surgery"], **given)
    number = len(received.new)
    messages.success(
        request,
        f"Taken in: {number} bank line{'' if number == 1 else 's'}, {pounds(received.amount)}; "
        f"{received.matched} matched to statements.",
    )
    for sentence in received.already[:MOST_TOLD]:
        messages.info(request, sentence)
    return redirect("payments")


def _refused(form: TakeInForm, problems, choices) -> TakeInForm:
    """The page again with everything that is wrong, above the text in a box where it can be mended."""
    text = _text(form.content)
    given = {
        "kind": form.cleaned_data["kind"],
        "surgery": form.cleaned_data["surgery"],
        "pasted": text,
        "name": form.called,
    }
    again = TakeInForm(given, surgeries=choices)
    again.full_clean()
    again.errors.clear()  # such as that there is no text, where the file is a picture
    place = "pasted" if text else "file"
    for problem in problems[:MOST_TOLD]:
        again.add_error(place, problem)
    if len(problems) > MOST_TOLD:
        again.add_error(place, f"And {len(problems) - MOST_TOLD:,} more like these.")
    return again


def _text(content: bytes) -> str:
    """A file's text for a box; nothing where it is not text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text
