"""Pages for what cannot be shown: not yours, not found, out of date, or a mistake of our own.

They ask nothing of the database, which may be what has failed.
"""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger(__name__)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/forbidden.jinja", {"why": str(exception or "")}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "refusals/not_found.jinja", {"address": request.path}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "refusals/broken.jinja", {}, status=500)


def out_of_date(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection against forgery does not fit: most often a page left open overnight."""
    log.warning("A form was refused on %s: %s", request.path, reason)
    return render(request, "refusals/out_of_date.jinja", {"address": request.path}, status=403)
