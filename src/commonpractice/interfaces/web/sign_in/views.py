"""Signing in, and a person's own account."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.views import LoginView, PasswordResetFromKeyView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonpractice.domain.partnership import queries as partnership
from commonpractice.gateways.scoped_postgres import tickets
from commonpractice.interfaces.web.middleware import CHOSEN, be_nobody


class SignIn(LoginView):
    """allauth's, with the sign-ins of a demonstration where nothing else is here."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | _demonstration()


class NewPassword(PasswordResetFromKeyView):
    """allauth's, for the link that was sent by email."""

    def logout(self) -> None:
        """Whoever is signed in here makes way for the person of the link, and the page says so."""
        name = self.request.user.name
        logout(self.request, show_message=False)
        be_nobody(self.request)
        messages.info(self.request, f"{name} has been signed out: this link is for somebody else.")

    def form_valid(self, form) -> HttpResponse:
        """Who has proved it by email may sign in at once, however often they tried before."""
        get_adapter()._delete_login_attempts_cached_email(self.request, email=self.reset_user.email)
        return super().form_valid(form)


def _demonstration() -> dict:
    """The invented people and their password; nothing where no password is set, or a real partnership is."""
    password = getattr(settings, "DEMONSTRATION_PASSWORD", None)
    if not password:
        return {}
    surgeries = [s.id for each in partnership.partnerships() if each.demonstration for s in each.surgeries]
    with tickets.acting(actor_id=0, surgeries=surgeries):
        held = partnership.demonstration_sign_ins(on=timezone.localdate())
    people: dict[tuple[str, str], list[str]] = {}
    for name, email, role in held:
        people.setdefault((name, email), []).append(role)
    if not people:
        return {}
    shown = [(name, email, "; ".join(roles)) for (name, email), roles in people.items()]
    return {"demonstration": shown, "demonstration_password": password}


def your_account(request: HttpRequest) -> HttpResponse:
    theirs = partnership.partnerships_of(user_id=request.user.pk, on=timezone.localdate())
    return render(request, "sign_in/your_account.jinja", {"partnerships": theirs})


@require_POST
def choose_partnership(request: HttpRequest) -> HttpResponse:
    """Go over to another partnership in which one holds a role; one's roles there decide what one sees."""
    theirs = dict(partnership.partnerships_of(user_id=request.user.pk, on=timezone.localdate()))
    chosen = request.POST.get("partnership", "")
    if not chosen.isdecimal() or int(chosen) not in theirs:
        messages.error(request, "Choose one of the partnerships in which you hold a role.")
        return redirect("your_account")
    request.session[CHOSEN] = int(chosen)
    return redirect("home")
