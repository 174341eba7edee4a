"""The drawing of a chart, for the page that refers to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from commonpractice.interfaces.web.charts import kept
from commonpractice.interfaces.web.charts.facts import Width


@cache_control(private=True, max_age=365 * 24 * 60 * 60, immutable=True)
def chart(request: HttpRequest, key: str, width: str) -> HttpResponse:
    """Never changes: other figures have another key."""
    try:
        svg = kept.drawn(key, Width(width))
    except kept.NoSuchChart as refusal:
        raise Http404(str(refusal)) from refusal
    return HttpResponse(svg, content_type="image/svg+xml")
