"""Where everybody starts, and whether we are well."""

from importlib.metadata import version

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from commonpractice.domain.partnership.facts import Power

VERSION = version("commonpractice")


def home(request: HttpRequest) -> HttpResponse:
    """What the person's roles need first: every surgery side by side, or their own; else what there is."""
    if request.scope.may(Power.SEE_PARTNERSHIP):
        return redirect("/partnership/")
    if request.scope.may(Power.SEE_MONTH):
        return redirect("/surgery/")
    if request.scope.may(Power.SEE_QUALITY):
        return redirect("quality:start")
    return render(request, "home/nothing_yet.jinja")


@login_not_required
@never_cache
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers, 503 where it does not: for whatever watches the server."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        return HttpResponse(f"The database does not answer: {fault}\n", status=503, content_type="text/plain")
    return HttpResponse("well\n", content_type="text/plain", headers={"X-Common-Practice": VERSION})
