"""A real browser for journeys, on a thread of its own.

Playwright's synchronous calls keep an event loop running on their thread, and Django rightly refuses to ask
the database from such a thread. So the browser lives on one thread, where the journey itself runs too, and
everything that asks the database (loading the partnership, the server's requests) stays on others.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SCREENSHOTS = CHECKOUT / ".local" / "screenshots"
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
AT_MOST = 180  # seconds for one journey: a browser that hangs fails its test and not the whole run
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


class BrowserThread:
    """The one thread on which the browser lives. `run` runs something there and gives back what it gives."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._playwright: Any = None
        self._browser: Browser | None = None

    def run(self, what: Callable, *args: Any, **kwargs: Any) -> Any:
        return self._thread.submit(what, *args, **kwargs).result(timeout=AT_MOST)

    def browser(self) -> Browser:
        """The browser, started when first asked for. Only on its own thread."""
        if self._browser is None:
            debian = shutil.which("chromium")
            self._playwright = sync_playwright().start()
            self._browser = self._playwright.chromium.launch(executable_path=debian, args=ARGUMENTS)
        return self._browser

    def close(self) -> None:
        self.run(self._close)
        self._thread.shutdown()

    def _close(self) -> None:
        if self._browser is not None:
            self._browser.close()
            self._playwright.stop()


def axe(page: Page) -> None:
    """Fail, in words, on anything in the page that axe-core finds against WCAG 2.2 AA or good practice."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})",
        RULES,
    )
    lines = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n"
        + "\n".join(
            f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in fault["nodes"][:5]
        )
        for fault in found["violations"]
    ]
    assert not lines, f"{page.url} has {len(lines)} faults that axe finds:\n" + "\n".join(lines)


def wide_and_narrow(page: Page, name: str) -> None:
    """Look at the page as on a desk and as on a small telephone: pictures of both, checked by axe in both.

    The pictures are .local/screenshots/NAME-wide.png and -narrow.png. At 320 pixels nothing may make the
    page itself scroll sideways (WCAG 1.4.10); a wide table scrolls within its own region.
    """
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for size, viewport in (("wide", WIDE), ("narrow", NARROW)):
        page.set_viewport_size(viewport)
        page.wait_for_timeout(150)  # the menu folds itself after a resize
        page.wait_for_load_state("networkidle")  # the other width's charts
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > viewport["width"]:
            wide = page.evaluate(
                """limit => [...document.querySelectorAll("body *:not(.nhsuk-scroll__content *)")]
                    .filter(e => e.getBoundingClientRect().right > limit + 1)
                    .slice(0, 5).map(e => e.outerHTML.slice(0, 160))""",
                viewport["width"],
            )
            told = json.dumps(wide, indent=2)
            raise AssertionError(f"{page.url} is {width} pixels wide, the screen {viewport['width']}: {told}")
        page.screenshot(path=SCREENSHOTS / f"{name}-{size}.png", full_page=True)
        axe(page)
    page.set_viewport_size(WIDE)


def go_to(page: Page, room: str) -> None:
    """Follow the menu to a room, which may be among those that had no place beside the others."""
    menu = page.get_by_role("navigation", name="Menu")
    link = menu.get_by_role("link", name=room, exact=True)
    if not link.is_visible():
        page.get_by_role("button", name="Browse More").click()
    link.click()
