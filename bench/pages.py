"""How long each page takes, for each role: the pages that following links leads to, as in `demo --check`."""

import logging
import statistics
from collections import defaultdict
from collections.abc import Iterator

from bench.books import Book, acting
from bench.measuring import Result

ROUNDS = 3
MEDIAN_BELOW, SLOWEST_BELOW = 150, 500  # milliseconds
SLOWEST_SHOWN = 5


def measure(book: Book, *, password: str) -> Iterator[Result]:
    """The median and the slowest of every page that somebody may see; each the median of three askings."""
    from django.utils import timezone

    from commonpractice.domain.partnership import queries
    from commonpractice.interfaces.commands import page_check, serve

    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # refusals are asked for here
    serve.collect_static_files()
    with acting(book.scope):
        people = [
            (roles, email) for _, email, roles in queries.demonstration_sign_ins(on=timezone.localdate())
        ]
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
