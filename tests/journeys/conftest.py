"""What a journey has: the product on a port of its own with a partnership in it, and a browser."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page

from tests.interfaces.house import (  # noqa: F401 (fixtures)
    PASSWORD,
    House,
    cloned_from,
    house,
    house_to_clone,
    static_files,
)
from tests.journeys.browser import WIDE, BrowserThread


def pytest_collection_modifyitems(items):
    here = __name__.rpartition(".")[0]
    for item in items:
        if item.module.__name__.startswith(here):
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """A journey runs on the browser's thread (browser.py says why)."""
    wanted = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    if "page" not in wanted:
        return None
    pyfuncitem.funcargs["browser_thread"].run(pyfuncitem.obj, **wanted)
    return True


@pytest.fixture(scope="session")
def browser_thread():
    thread = BrowserThread()
    yield thread
    thread.close()


@pytest.fixture
def backstage(house):  # noqa: F811
    """Runs something that asks the database while the journey goes on: backstage(post, journal)."""
    from django.db import connections

    with ThreadPoolExecutor(1) as thread:
        yield lambda what, *args, **kwargs: thread.submit(what, *args, **kwargs).result()
        thread.submit(connections.close_all).result()


@pytest.fixture
def address(house):  # noqa: F811
    """The product, served by threads of this process on a free port."""
    server = LiveServerThread("localhost", static_handler=lambda application: application, port=0)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()


@dataclass
class Visit:
    """Somebody in front of a browser: `visit.open("/accounts/")`, `visit.sign_in("manager")`."""

    page: Page
    address: str

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, who: str) -> None:
        self.open("/account/sign-in/")
        self.page.get_by_label("Email address").fill(House.email(who))
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(re.compile(r"^(?!.*/sign-in/)"))


@pytest.fixture(params=[True])
def javascript(request) -> bool:
    """Whether scripts run; a journey that must work without them asks for both."""
    return request.param


@pytest.fixture
def page(browser_thread, address, javascript):
    """A page of a fresh browser, which complains of nothing and fetches nothing from elsewhere."""
    complaints: list[str] = []

    def start() -> Page:
        context = browser_thread.browser().new_context(
            viewport=WIDE, java_script_enabled=javascript, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(f"script: {fault}"))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on(
            "request",
            lambda asked: (
                complaints.append(f"asked {asked.url}")
                if not asked.url.startswith((address, "data:", "blob:"))
                else None
            ),
        )
        return page

    page = browser_thread.run(start)
    yield page
    browser_thread.run(page.context.close)
    expected = re.compile(r"Failed to load resource: .* (40[34]|422|429)")  # a page that is meant to refuse
    assert not [said for said in complaints if not expected.search(said)]


@pytest.fixture
def visit(page, address) -> Visit:
    return Visit(page, address)
