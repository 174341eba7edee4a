"""A surgery's recall list: whom to call, for what, and marking those who were invited."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.quality.actions import recalling
from commonpractice.domain.quality.facts.recalls import Filter, InvitedBy, ListFact, What
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.powers import needs, surgeries_within, surgery_within
from commonpractice.interfaces.web.recalls import presenters
from commonpractice.interfaces.web.recalls.forms import FilterForm, InvitedForm

LARGEST = 2**31 - 1  # of a patient's number, as the database keeps it


@needs(Power.RECALL)
def which_list(request: HttpRequest) -> HttpResponse:
    """Straight to it, for whoever works at one surgery; else the list of theirs."""
    theirs = [each for each in surgeries_within(request, Power.RECALL) if not each.is_centre]
    if len(theirs) == 1:
        return redirect("recall_list", theirs[0].code)
    return render(request, "recalls/which.jinja", {"surgeries": theirs})


@needs(Power.RECALL)
def recall_list(request: HttpRequest, code: str) -> HttpResponse:
    surgery = surgery_within(request, code, Power.RECALL)
    return _page(request, surgery, InvitedForm(initial={"on": timezone.localdate()}))


def _page(request: HttpRequest, surgery, invited: InvitedForm) -> HttpResponse:
    today, at = timezone.localdate(), timezone.now()
    of = recalls.the_list(scope=request.scope, surgery_id=surgery.id)
    if of is None:
        return render(request, "recalls/empty.jinja", {"surgery": surgery})
    form = filters(request, of)
    wanted = form.wanted
    form.counted(recalls.counted(of, wanted))
    page = _number(request.GET.get("page", ""))
    found = recalls.part(of, wanted, today=today, first=(page - 1) * recalls.PAGE)
    shown = presenters.rows(of, found.patients, why="Recall list", scope=request.scope, at=at)
    context = {
        "surgery": surgery,
        "of": of,
        "filters": form,
        "invited": invited,
        "forms": [invited],
        "shown": shown,
        "number": found.of,
        "page": page,
        "last": max(1, -(-found.of // recalls.PAGE)),
        "query": form.query,
        "address": f"{reverse('recall_list', args=[surgery.code])}?{form.query}",
        "weeks_left": presenters.weeks_left(of, today),
        "last_first": presenters.last_first_invitation(of),
        "worth": None if form.query else presenters.worth(of, scope=request.scope),
    }
    return render(request, "recalls/list.jinja", context)


@needs(Power.RECALL)
@require_POST
def invited(request: HttpRequest, code: str) -> HttpResponse:
    """Mark patients of a page as invited: those who were chosen, or everybody who was shown."""
    surgery = surgery_within(request, code, Power.RECALL)
    form = InvitedForm(request.POST)
    if not form.is_valid():
        return _page(request, surgery, form)
    of = recalls.the_list(scope=request.scope, surgery_id=surgery.id)
    chosen = request.POST.getlist("shown" if "everybody" in request.POST else "patient")
    if not all(_is_patient(each) for each in chosen):
        form.add_error(None, "Those chosen are not patients of this list. Open the list again.")
        return _page(request, surgery, form)
    about, without = _to_invite(of, filters(request, of).wanted, {int(each) for each in chosen})
    try:
        done = recalling.write_down(
            what=What.INVITED,
            about=about,
            by=InvitedBy(form.cleaned_data["by"]),
            on=form.cleaned_data["on"],
            of=of,
            scope=request.scope,
            at=timezone.now(),
        )
    except recalling.CannotWriteDown as refusal:
        nobody = "Nobody chosen has anything to be invited for." if without and not about else str(refusal)
        form.add_error(None, nobody)
        return _page(request, surgery, form)
    messages.success(request, _told(done, len(without)))
    return redirect(f"{reverse('recall_list', args=[surgery.code])}?{request.GET.urlencode()}")


def filters(request: HttpRequest, of: ListFact) -> FilterForm:
    """The controls of a list, offering what somebody on it misses."""
    missed = recalls.missed_now(surgery_id=of.surgery_id)
    told = definitions().indicators
    return FilterForm(
        request.GET,
        weeks=parameters.weeks_ago(),
        kinds=list(parameters.kinds().values()),
        registers=presenters.registers(missed),
        indicators=[(told[code], missed[code]) for code in sorted(missed) if code in told],
    )


def _to_invite(of: ListFact, wanted: Filter, patients: set[int]) -> tuple[dict[int, list[str]], list[int]]:
    """What each is invited for, as a letter would speak of it; and those who are to be asked for nothing."""
    today = timezone.localdate()
    everybody = recalls.part(of, today=today, most=None, patients=sorted(patients)).patients
    about, without = {}, []
    for each in everybody:
        codes = [one.indicator for one in recalls.to_ask(each, wanted, today=today)]
        if codes:
            about[each.patient] = codes
        else:
            without.append(each.patient)
    return about, without


def _told(done: recalling.Written, without: int) -> str:
    sentences = [f"{_patients(done.patients)} marked as invited."]
    if done.already:
        sentences.append(f"{_patients(done.already)} marked so already.")
    if without:
        sentences.append(
            f"{without:,} {'has' if without == 1 else 'have'} nothing to be invited for: "
            + said("what is missing is work for the surgery, or was answered.")
        )
    return " ".join(sentences)


def _patients(number: int) -> str:
    return "1 patient is" if number == 1 else f"{number:,} patients are"


def _is_patient(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) <= LARGEST


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
