"""Ask every page as each role, as a person would: by signing in and following the links."""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

ENOUGH_OF_A_KIND = 3  # pages of one view that are asked for a role: the first ones linked to


@dataclass(frozen=True)
class Asked:
    """One page asked: by whom, what came of it, and how long it took."""

    who: str
    path: str
    status: int
    milliseconds: float
    linked: bool
    """Whether a page of theirs led there; if not, it is another role's, asked to see it refused."""
    signed_out: bool = False
    """Whether it led back to the sign-in page, which is no answer to somebody who has signed in."""

    @property
    def well(self) -> bool:
        answered = self.status == 200 if self.linked else self.status in (200, 302, 403, 404)
        return answered and not self.signed_out


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def ask_every_page(people: Iterable[tuple[str, str]], password: str) -> Iterator[Asked]:
    """Ask every page that each person's own pages lead to, then each role's pages as every other.

    `people` are (who, email). Nothing is changed: links are followed, no form is sent but the sign-in's.
    """
    from django.core.servers.basehttp import get_internal_wsgi_application
    from django.test import Client
    from django.urls import reverse

    get_internal_wsgi_application()  # begins as the server does
    clients: dict[str, Client] = {}
    everything: dict[str, str] = {}
    seen_by: dict[str, set[str]] = {}
    for who, email in people:
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        began = time.perf_counter()
        answer = client.post(reverse("account_login"), {"login": email, "password": password})
        signed_in = answer.status_code == 302
        yield Asked(who, "signing in", 200 if signed_in else 403, _since(began), linked=True)
        clients[who] = client
        seen_by[who] = set()
        for asked, kind in _crawl(who, client):
            everything.setdefault(kind, asked.path)
            seen_by[who].add(kind)
            yield asked
    for who, client in clients.items():
        for kind, path in everything.items():
            if kind not in seen_by[who]:
                yield _ask(who, client, path, linked=False)[0]


def _crawl(who: str, client) -> Iterator[tuple[Asked, str]]:
    from django.urls import Resolver404, resolve

    waiting, known, asked_of = deque(["/"]), {"/"}, {}
    while waiting:
        path = waiting.popleft()
        try:
            kind = resolve(urlsplit(path).path).view_name
        except Resolver404:
            kind = path
        if asked_of.get(kind, 0) >= ENOUGH_OF_A_KIND:
            continue
        asked_of[kind] = asked_of.get(kind, 0) + 1
        asked, links = _ask(who, client, path, linked=True)
        yield asked, kind
        for link in links:
            there = urldefrag(urljoin(path, link)).url
            if there.startswith("/") and not there.startswith("/static/") and there not in known:
                known.add(there)
                waiting.append(there)


def _ask(who: str, client, path: str, *, linked: bool) -> tuple[Asked, list[str]]:
    began = time.perf_counter()
    answer = client.get(path, follow=linked)
    took = _since(began)
    links = _Links()
    if "html" in answer.headers.get("Content-Type", ""):
        links.feed(answer.content.decode())
    return Asked(who, path, answer.status_code, took, linked, _led_to_sign_in(answer)), links.found


def _led_to_sign_in(answer) -> bool:
    from django.urls import reverse

    through = [url for url, _ in getattr(answer, "redirect_chain", [])]
    return any(
        urlsplit(url).path == reverse("account_login") for url in [*through, answer.get("Location", "")]
    )


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000
