"""Patients' records taken in: seen by the surgery's own people."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power, SurgerySummary
from commonpractice.domain.quality import queries as quality
from commonpractice.domain.records import queries
from commonpractice.domain.records.actions import handing_out
from commonpractice.interfaces.web.called import said
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.records import presenters


@needs(Power.SEE_PATIENTS)
def imports(request: HttpRequest, code: str) -> HttpResponse:
    """Which extract is in use and how old it is; every import, with what it refused and why."""
    surgery, scope = _surgery(request, code), request.scope
    in_use = queries.in_use(scope=scope, surgeries=[surgery.id]).get(surgery.id)
    run = quality.latest(scope=scope, surgeries=[surgery.id]).get(surgery.id)
    taken_in = queries.imports(scope=scope, surgery_id=surgery.id)
    page = presenters.page(in_use, taken_in, run=run, on=timezone.localdate())
    return render(request, "records/imports.jinja", {"surgery": surgery, "page": page})


@needs(Power.SEE_PATIENTS)
def refused(request: HttpRequest, code: str, snapshot: UUID, table: str) -> FileResponse:
    """The refused rows of one table, as a file to mend. Who took it is written down."""
    surgery = _surgery(request, code)
    try:
        path = handing_out.refused_rows(
            surgery_id=surgery.id, snapshot=snapshot, table=table, scope=request.scope, at=timezone.now()
        )
    except handing_out.NotThere as refusal:
        raise Http404(str(refusal)) from refusal
    name = f"{surgery.code}-{table}-refused.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


def _surgery(request: HttpRequest, code: str) -> SurgerySummary:
    surgery = surgery_within(request, code, Power.SEE_PATIENTS)
    if surgery.is_centre:
        raise Http404(said("The centre has no patients, and no records of them."))
    return surgery
