"""One patient of a recall list: all that is missing, what was done, and writing down what is done now."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.quality.actions import recalling
from commonpractice.domain.quality.facts.recalls import InvitedBy, What
from commonpractice.domain.quality.parameters import recalls as parameters
from commonpractice.domain.quality.parameters.definitions import definitions
from commonpractice.domain.quality.queries import recalls
from commonpractice.domain.records import actions as records
from commonpractice.domain.records import queries as known
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.recalls import presenters
from commonpractice.interfaces.web.recalls.forms import DoneForm
from commonpractice.interfaces.web.sent import sent


@needs(Power.RECALL)
def recall(request: HttpRequest, code: str, patient: int) -> HttpResponse:
    """Show the patient, and write down what is sent."""
    surgery = surgery_within(request, code, Power.RECALL)
    today, at = timezone.localdate(), timezone.now()
    of = recalls.the_list(scope=request.scope, surgery_id=surgery.id)
    person = _person(request, surgery, patient, at)
    if of is None or person is None:
        raise Http404(f"There is no patient {patient} on a recall list here.")
    called = recalls.part(of, today=today, most=None, patients=[patient]).patients
    missed = called[0].missed if called else ()
    told = definitions().indicators
    form = DoneForm(
        sent(request),
        things=[(one.indicator, told[one.indicator].title) for one in missed if one.indicator in told],
        today=today,
    )
    if request.method == "POST" and form.is_valid() and _write_down(request, form, of, patient, at):
        return redirect("recall_patient", surgery.code, patient)
    found, unread = presenters.of_patient(of, patient, missed)
    context = {
        "surgery": surgery,
        "of": of,
        "person": person,
        "things": found,
        "unread_because": unread,
        "benefits": parameters.benefits(),
        "codelists": parameters.words_of_codelists(),
        "form": form,
        "history": presenters.history(of, patient, missed, scope=request.scope, today=today),
        "in_words": presenters.in_words,
        "in_passing": presenters.in_passing,
        "next_counts": presenters.next_counts(
            of, missed, recalls.events(surgery_id=surgery.id, patients=[patient])[patient]
        ),
    }
    return render(request, "recalls/patient.jinja", context)


@needs(Power.RECALL)
@require_POST
def mistake(request: HttpRequest, code: str, patient: int, event: int) -> HttpResponse:
    """Take back what was written down by mistake."""
    surgery = surgery_within(request, code, Power.RECALL)
    try:
        taken = recalling.take_back(
            event=event, patient=patient, surgery_id=surgery.id, scope=request.scope, at=timezone.now()
        )
        messages.success(request, f"Taken back: {presenters.in_passing(taken)}.")
    except recalling.CannotWriteDown as refusal:
        messages.warning(request, str(refusal))
    return redirect("recall_patient", surgery.code, patient)


def _person(request: HttpRequest, surgery, patient: int, at):
    """Who it is, the look written down; None where there is no such patient of the surgery."""
    try:
        found = records.look_at(patients=[patient], why="Recall of a patient", scope=request.scope, at=at)
    except known.NoSuchPatient:
        return None
    return found[patient] if found[patient].surgery_id == surgery.id else None


def _write_down(request: HttpRequest, form: DoneForm, of, patient: int, at) -> bool:
    """Whether it was written down; else the form says why not."""
    given = form.cleaned_data
    what = What(given["what"])
    try:
        done = recalling.write_down(
            what=what,
            about={patient: given["about"]},
            by=InvitedBy(given["by"]) if what is What.INVITED else None,
            on=given["on"],
            words=given["words"],
            of=of,
            scope=request.scope,
            at=at,
        )
    except recalling.CannotWriteDown as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Written down." if done.patients else "That was written down already.")
    return True
