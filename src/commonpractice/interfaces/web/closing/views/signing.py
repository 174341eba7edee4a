"""Sign off a surgery's month."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonpractice.domain.partnership import queries as partnership
from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.profits import actions as profits
from commonpractice.interfaces.web.closing import signing
from commonpractice.interfaces.web.closing.forms import SignForm
from commonpractice.interfaces.web.closing.months import month_of
from commonpractice.interfaces.web.powers import needs, surgery_within
from commonpractice.interfaces.web.sent import sent


@needs(Power.SEE_MONTH)
def sign_off(request: HttpRequest, code: str, month: str) -> HttpResponse:
    """What waits in a surgery's month and what it came to; and, for its manager, the signature."""
    asked = month_of(month)
    surgery = surgery_within(request, code, Power.SEE_MONTH)
    if surgery.is_centre:
        raise Http404("The centre signs no month off: the partnership closes it.")
    may_sign = request.scope.may(Power.SIGN_OFF, surgery.id)
    form = SignForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            profits.sign_off(
                surgery_id=surgery.id,
                month=asked,
                words=form.cleaned_data["words"],
                scope=request.scope,
                at=timezone.now(),
            )
        except profits.CannotClose as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"You have signed off {asked.words} of {surgery.name}.")
            return redirect("sign_off", code, month)
    try:
        page = signing.page(
            scope=request.scope,
            of=request.partnership,
            surgery=surgery,
            month=asked,
            on=timezone.localdate(),
        )
    except partnership.NoDeed as refusal:
        return render(request, "closing/no_deed.jinja", {"month": asked, "why": str(refusal)})
    context = {
        "surgery": surgery,
        "month": asked,
        "page": page,
        "form": form,
        "may_sign": may_sign,
    }
    return render(request, "closing/sign_off.jinja", context)
