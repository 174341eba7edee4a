"""The shell that every page is in: who sees what in it, what it lets a browser do, how it refuses."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.test import Client
from django.urls import clear_url_caches, get_resolver, path

from commonpractice.domain.partnership.facts import Power
from commonpractice.domain.partnership.models import User
from commonpractice.interfaces.web import powers, urls

MONEY = ["Accounts", "NHS income", "Recharges", "Month end"]
MENU = {
    "manager": ["My surgery", "Recall lists", "Quality", *MONEY, "Practice look-up", "Who saw what"],
    "gp": ["My surgery", "Recall lists", "Quality", *MONEY, "Partners", "Practice look-up"],
    "staff": ["Recall lists", "Quality", "Practice look-up"],
    "finance": [
        "Surgeries",
        "Partnership",
        "Quality",
        *MONEY,
        "Partners",
        "Practice look-up",
        "Who saw what",
    ],
    "board": ["Surgeries", "Partnership", "Quality", *MONEY, "Practice look-up"],
    "auditor": [
        "Surgeries",
        "Partnership",
        "Quality",
        *MONEY,
        "Partners",
        "Practice look-up",
        "Who saw what",
    ],
    "nobody": ["Practice look-up"],  # published figures are open to everybody signed in
}


@pytest.mark.parametrize("who", MENU)
def test_the_menu_has_the_rooms_that_a_role_opens(sign_in, who):
    page = sign_in(who).get("/account/").content.decode()
    names = re.findall(r'nhsuk-header__navigation-link" href="[^"]*"[^>]*>(?:<strong[^>]*>)?([^<]*)', page)
    assert names == MENU[who]


@pytest.mark.parametrize(
    ("who", "first"),
    [
        ("manager", "/surgery/"),
        ("gp", "/surgery/"),
        ("finance", "/partnership/"),
        ("board", "/partnership/"),
        ("auditor", "/partnership/"),
        ("staff", "/quality/"),
    ],
)
def test_everybody_starts_with_what_their_role_needs_first(sign_in, who, first):
    assert sign_in(who).get("/").url == first


def test_who_has_nothing_to_see_is_told_so(sign_in):
    assert "You hold no role in a partnership today" in sign_in("nobody").get("/").content.decode()


def test_the_header_says_whose_it_is_and_that_all_is_invented(sign_in):
    page = sign_in("manager").get("/account/").content.decode()
    assert "Seven Oaks Partnership" in page
    assert "Maya O&#39;Neill" in page
    assert "Surgery manager" in page
    assert re.search(r"<strong>Demonstration:</strong> everything here is invented", page)
    assert 'action="/account/sign-out/" method="post"' in page


OPEN_TO_ALL = {
    "/healthz",
    "/source/",
    "/account/sign-in/",
    "/account/closed/",
    "/account/forgotten-password/",
    "/account/forgotten-password/sent/",
    "/account/forgotten-password/changed/",
}


def test_every_page_leads_a_stranger_to_signing_in(house):
    stranger = Client()
    asked = set(addresses(get_resolver().url_patterns))
    assert asked >= OPEN_TO_ALL
    for address in asked - OPEN_TO_ALL - {"/account/sign-out/"}:
        answer = stranger.get(address)
        assert answer.status_code == 302, address
        assert answer.url.startswith("/account/sign-in/"), (address, answer.url)
    for address in OPEN_TO_ALL:
        assert stranger.get(address).status_code == 200, address
    assert stranger.get("/account/sign-out/").url == "/"


def addresses(patterns, before=""):
    """Every address of the product, with something plausible in place of what varies."""
    for pattern in patterns:
        route = before + re.sub(r"<str:\w+>", "M81001", str(getattr(pattern.pattern, "_route", "<")))
        route = re.sub(r"<int:\w+>", "1", route)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        elif "<" not in route:
            yield "/" + route


def test_a_browser_may_load_and_run_only_what_is_ours(sign_in):
    answer = sign_in("manager").get("/account/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    page = answer.content.decode()
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert re.search(r"[\s\"']style=", page) is None
    assert re.search(r"\son\w+=", page) is None
    for opening in re.findall(r"<(?:script|style)[^>]*>", page):
        assert 'src="/static/' in opening or f'nonce="{nonce}"' in opening
    assert not re.findall(r"""(?:src|href)=["']https?://""", page)
    again = sign_in("manager").get("/account/").headers["Content-Security-Policy"]
    assert again != policy, "a nonce is used once"


def test_pages_of_somebody_signed_in_are_not_kept_by_caches(sign_in):
    assert "no-store" in sign_in("manager").get("/account/").headers["Cache-Control"]


@pytest.mark.parametrize("who", ["manager", None])
def test_an_unknown_address_is_said_to_be_one(sign_in, house, who):
    answer = (sign_in(who) if who else Client()).get("/no/such/<b>place</b>/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "<h1>Page not found</h1>" in page
    assert "/no/such/&lt;b&gt;place&lt;/b&gt;/" in page


def test_a_form_from_an_old_page_is_refused_in_plain_words(house):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/account/sign-in/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "This page is out of date" in answer.content.decode()
    assert "Nothing was changed" in answer.content.decode()


def test_a_mistake_of_ours_is_owned_up_to(sign_in, monkeypatch):
    from commonpractice.interfaces.web.sign_in import views

    client = sign_in("manager")
    client.raise_request_exception = False
    monkeypatch.setattr(views.partnership, "partnerships_of", lambda **_: 1 / 0)
    answer = client.get("/account/")
    assert answer.status_code == 500
    assert "The fault is ours" in answer.content.decode()
    assert "ZeroDivision" not in answer.content.decode()


def test_the_page_for_our_mistakes_needs_no_database(house, monkeypatch):
    """Such as when the database has gone away in the middle of the night."""
    from django.test import RequestFactory

    from commonpractice.interfaces.web import refusals

    monkeypatch.setattr(connection, "cursor", lambda *_: pytest.fail("asked the database"))
    answer = refusals.broken(RequestFactory().get("/partnership/"))
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content


def test_health_is_asked_of_the_database(house):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"well\n")
    assert answer.headers["X-Common-Practice"]


def test_health_says_when_the_database_does_not_answer(house, monkeypatch):
    from django.db import OperationalError

    def fails(*_):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", fails)
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert b"connection refused" in answer.content


def test_a_view_runs_with_the_ticket_of_its_scope_and_no_wider(sign_in, house, one_more_page):
    """What the database itself lets through, asked with raw SQL from within a view."""

    def raw(request):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT app.actor(), app.surgeries(), count(DISTINCT surgery_id) FROM ledger_month"
            )
            actor, surgeries, seen = cursor.fetchone()
        return JsonResponse({"actor": actor, "surgeries": surgeries, "seen": seen})

    one_more_page("raw/", raw)
    one, everything, nothing = (sign_in(who).get("/raw/").json() for who in ("manager", "finance", "nobody"))
    assert one["surgeries"] == [house.surgery("M81001").id]
    assert one["seen"] == 1
    assert sorted(everything["surgeries"]) == sorted(surgery.id for surgery in house.partnership.surgeries)
    assert everything["seen"] == 4
    assert (nothing["surgeries"], nothing["seen"]) == ([], 0)
    assert len({one["actor"], everything["actor"], nothing["actor"]}) == 3


def test_nothing_of_a_view_that_fails_is_kept(sign_in, one_more_page):
    def half_done(request):
        User.objects.filter(pk=request.user.pk).update(password="half done")
        raise RuntimeError

    one_more_page("half/", half_done)
    client = sign_in("manager")
    client.raise_request_exception = False
    assert client.get("/half/").status_code == 500
    assert User.objects.get(email="manager@example.nhs.uk").password != "half done"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("manager", "You cannot see every surgery side by side with the role you have (Surgery manager)."),
        (
            "staff",
            "You cannot see every surgery side by side with the role you have (Salaried or other staff).",
        ),
    ],
)
def test_what_a_role_does_not_allow_is_refused_in_a_sentence(sign_in, one_more_page, who, sentence):
    one_more_page("all/", powers.needs(Power.SEE_PARTNERSHIP)(lambda request: HttpResponse("seen")))
    assert sign_in("finance").get("/all/").content == b"seen"
    answer = sign_in(who).get("/all/")
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert "seen" not in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "code", "status"),
    [
        ("manager", "M81001", 200),
        ("manager", "M81003", 403),
        ("manager", "X99999", 404),
        ("nobody", "M81001", 404),
        ("board", "M81003", 200),
        ("board", "CENTRE", 200),
    ],
)
def test_a_surgery_is_shown_to_whom_it_is_theirs_to_see(sign_in, one_more_page, who, code, status):
    one_more_page(
        "of/<str:code>/", lambda request, code: HttpResponse(powers.surgery_within(request, code).name)
    )
    assert sign_in(who).get(f"/of/{code}/").status_code == status


@pytest.fixture
def one_more_page():
    """Adds a page to the product for one test: one_more_page("raw/", view)."""
    added = []

    def add(route, view):
        urls.urlpatterns.append(path(route, view))
        added.append(route)
        clear_url_caches()

    yield add
    del urls.urlpatterns[-len(added) :]
    clear_url_caches()
