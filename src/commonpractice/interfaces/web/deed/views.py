"""The deed: what the partners have agreed, as it is kept here, and how the centre charges."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commonpractice.domain.partnership.facts import Power
from commonpractice.interfaces.web.deed import presenters
from commonpractice.interfaces.web.powers import needs


@needs(Power.SEE_ACCOUNTS)
def deed(request: HttpRequest) -> HttpResponse:
    """The deed in force today first, then those to come and those that were."""
    page = presenters.page(scope=request.scope, of=request.partnership, on=timezone.localdate())
    return render(request, "deed/deed.jinja", {"page": page})
