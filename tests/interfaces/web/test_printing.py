"""Printed pages: whose they are, what and of when, at the head of each; and no name that ends a style."""

import re

import pytest

from commonpractice.interfaces.web.printing import css_string
from tests.interfaces.agreed import BRYN


def read(css: str) -> str:
    """A string of CSS as a browser reads it: an escape is up to six hexadecimals and one space."""
    assert css[0] == css[-1] == '"'
    return re.sub(r"\\([0-9a-f]{1,6}) ", lambda found: chr(int(found[1], 16)), css[1:-1])


@pytest.mark.parametrize(
    "name",
    [
        "Ash Tree Surgery",
        "Bryn Môr & St Ælfgifu's Medical Practice",
        'The "Old" Baths; } body { display: none',
        "</style><script>alert(1)</script>",
        "back\\slash\nand a line",
        "",
    ],
)
def test_any_name_can_stand_in_a_margin(name):
    written = css_string(name)
    assert read(written) == name
    assert not re.search(r"[<>{};\n]", written)
    assert written.count('"') == 2


def margins(page: str) -> tuple[str, str]:
    found = re.search(
        r"@page \{ @top-left \{ content: (\".*?\"); \} @top-right \{ content: (\".*?\"); \} \}", page
    )
    assert found
    return read(found[1]), read(found[2])


OAKS = "Seven Oaks Partnership"
LONG = "Bryn Môr & St Ælfgifu's Medical Practice with Upper Ottery Branch"
BOOKS = "Income and expenditure, February 2025"
STATEMENT = "Statement of Dr Gwen Price, February 2025 to March 2025"


@pytest.mark.parametrize(
    ("who", "path", "left", "right"),
    [
        ("finance", "/partners/P1/?from=2025-02&to=2025-03", OAKS, STATEMENT),
        ("finance", "/accounts/ALL/income/?month=2025-02", OAKS, BOOKS),
        ("gp", f"/accounts/{BRYN}/income/?month=2025-02", LONG, BOOKS),
        ("finance", "/month-end/2025-02/posted/", OAKS, "What closing posted to February 2025"),
    ],
)
def test_each_printed_page_says_whose_it_is_and_of_when(agreed, sign_in, who, path, left, right):
    assert margins(sign_in(who).get(path).content.decode()) == (left, right)


def test_a_page_title_says_the_month_and_whose_once(agreed, sign_in):
    page = sign_in("finance").get("/accounts/ALL/income/?month=2025-02").content.decode()
    title = re.search(r"<title[^>]*>(.*?)</title>", page, flags=re.DOTALL)
    assert title
    assert title[1].strip() == "Income and expenditure, February 2025 – Seven Oaks Partnership"
