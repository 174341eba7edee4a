"""What a form was sent with."""

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """The fields of a form that was sent, even where every one was left empty; None before it is sent."""
    return request.POST if request.method == "POST" else None
