"""How long each page takes, for each role: the pages that following links leads to, as in `demo --check`."""

import logging
import multiprocessing
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator

from bench.books import Book, acting
from bench.measuring import Result

ROUNDS = 3
MEDIAN_BELOW, SLOWEST_BELOW = 150, 500  # milliseconds
SLOWEST_SHOWN = 5
OF_ALL_SURGERIES = ("/partnership/", "/month-end/", "/payments/", "/payments/next/")
FIRST_BELOW, AGAIN_BELOW = 400, 150  # milliseconds


def measure(book: Book, *, password: str) -> Iterator[Result]:
    """The median and the slowest of every page that somebody may see; each the median of three askings."""
    from django.utils import timezone

    from commonpractice.domain.partnership import queries
    from commonpractice.domain.partnership.facts import Role
    from commonpractice.interfaces.commands import page_check, serve

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # refusals are asked for here
    serve.collect_static_files()
    with acting(book.scope):
        people = [
            (roles, email) for _, email, roles in queries.demonstration_sign_ins(on=timezone.localdate())
        ]
    finance = next(email for roles, email in people if roles.startswith(Role.PARTNERSHIP_FINANCE.words))
    yield from _of_all_surgeries(finance, password)
    took: dict[tuple[str, str], list[float]] = defaultdict(list)
    wrong: set[str] = set()
    for _ in range(ROUNDS):
        for asked in page_check.ask_every_page(people, password):
            if asked.status == 200:
                took[asked.who, asked.path].append(asked.milliseconds)
            elif not asked.well:
                wrong.add(f"{asked.status} {asked.path}")
    pages = {page: statistics.median(times) for page, times in took.items()}
    if not pages:
        yield Result("pages", "", "none could be asked")
        return
    middle, (slowest, most) = statistics.median(pages.values()), max(pages.items(), key=lambda each: each[1])
    yield Result(
        f"pages: median of {len(pages)}, {len(people)} people",
        f"{middle:.0f} ms",
        goal=f"below {MEDIAN_BELOW} ms",
        met=middle < MEDIAN_BELOW,
    )
    yield Result(
        f"pages: slowest, {slowest[1]}",
        f"{most:.0f} ms",
        goal=f"below {SLOWEST_BELOW} ms",
        met=most < SLOWEST_BELOW,
    )
    by_path: dict[str, float] = {}
    for (_, path), median in pages.items():
        by_path[path] = max(by_path.get(path, 0), median)
    for path, median in sorted(by_path.items(), key=lambda each: -each[1])[1 : SLOWEST_SHOWN + 1]:
        yield Result(f"  next: {path}", f"{median:.0f} ms")
    for page in sorted(wrong):
        yield Result(f"pages: WRONG {page}", "", met=False)


def _of_all_surgeries(email: str, password: str) -> Iterator[Result]:
    """The pages that look at every surgery: the first that a process answers, and those after it."""
    from django.core.servers.basehttp import get_internal_wsgi_application

    get_internal_wsgi_application()  # what the server does before its workers are born
    for path in OF_ALL_SURGERIES:
        first, *again = _in_a_process(path, email, password)
        for what, took, most in (
            (f"{path}, the first of a process", first, FIRST_BELOW),
            (f"{path}, again", statistics.median(again), AGAIN_BELOW),
        ):
            yield Result(what, f"{took:.0f} ms", goal=f"below {most} ms", met=took < most)


def _in_a_process(path: str, email: str, password: str) -> list[float]:
    """How many milliseconds each of some askings took in a process of its own, born as a worker is."""
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()  # a process has connections of its own
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    process = context.Process(target=_ask, args=(answers, path, email, password))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"{path} could not be asked.")
    return answers.get()


def _ask(answers, path: str, email: str, password: str) -> None:
    from django.test import Client
    from django.urls import reverse

    client = Client(headers={"host": "localhost"})
    client.post(reverse("account_login"), {"login": email, "password": password})
    took = []
    for _ in range(1 + 2 * ROUNDS):
        began = time.perf_counter()
        answer = client.get(path, follow=True)
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    answers.put(took)
