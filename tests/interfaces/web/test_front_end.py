"""The styles and scripts as they are served: ours, small in number, and asking nothing of anybody else."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from commonpractice.interfaces.web import front_end


def test_nothing_that_is_served_asks_another_server(static_files):
    served = [file for file in settings.STATIC_ROOT.rglob("*") if file.suffix in (".css", ".js")]
    assert len(served) >= 8
    for file in served:
        text = file.read_text(encoding="utf-8")
        assert "@font-face" not in text, file
        assert not re.search(r"""url\(["']?(https?:)?//|@import|from ["']https?:""", text), file
        for address in re.findall(r"url\(([^)]*)\)", text):
            address = address.strip("\"'")
            assert address.startswith("data:") or (file.parent / address).exists(), (file, address)


def test_only_what_pages_ask_for_is_gathered(static_files):
    gathered = {name for finder in finders.get_finders() for name, _ in finder.list([])}
    assert {"start.js", "commonpractice.css", "nhsuk-frontend.min.css", "nhsuk-frontend.min.js"} <= gathered
    assert len(gathered) < 40


def test_files_are_named_by_their_content(static_files):
    start = staticfiles_storage.url("start.js")
    assert re.fullmatch(r"/static/start\.[0-9a-f]{12}\.js", start)
    with (settings.STATIC_ROOT / start.removeprefix("/static/")).open(encoding="utf-8") as file:
        assert re.search(r'from "\./nhsuk/nhsuk-frontend\.min\.[0-9a-f]{12}\.js"', file.read())


@pytest.mark.parametrize(
    ("given", "served"),
    [
        ("@font-face{font-family:x;src:url(https://assets.nhs.uk/x.woff)}a{b:c}", "a{b:c}"),
        ("a{background:url(/assets/images/x.svg)}", "a{background:url(assets/images/x.svg)}"),
        ("a{b:c}/*# sourceMappingURL=x.map */", "a{b:c}"),
    ],
)
def test_the_design_system_is_brought_home(given, served):
    assert front_end.at_home(given) == served


def test_the_finder_finds_what_it_lists_and_nothing_beside():
    finder = front_end.DesignSystemFinder()
    assert finder.find("nhsuk/nhsuk-frontend.min.css").endswith("nhsuk-frontend.min.css")
    assert finder.find("nhsuk/../../package.json") == []
    assert finder.find("nhsuk-frontend.min.css") == []
