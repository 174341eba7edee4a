"""A surgery's own pages of care, of tests/interfaces/counted.py: the next thing to do, registers, months."""

import re

import pytest

from tests.interfaces.counted import ASH, CEDAR, counted  # noqa: F401 (fixture)
from tests.interfaces.web.test_pages import row, text

pytestmark = pytest.mark.slow  # a house is built and counted for each

AT_ASH, AT_CEDAR = f"/surgery/{ASH}/quality/", f"/surgery/{CEDAR}/quality/"
TITLE = "ACE inhibitor or angiotensin receptor blocker in diabetes with protein in the urine"
HIDDEN = "Stays at the surgery"


def test_a_surgery_begins_with_the_one_thing_to_do(counted, sign_in):  # noqa: F811
    page = sign_in("manager").get(AT_ASH)
    said = text(page)
    next_ = said[said.index("The one thing to do next") : said.index("Every indicator, the worst first")]
    assert TITLE in next_
    assert "Its chart signals a change for the worse." in next_
    # 72.2% of 100 are 72, and 60 met it
    assert (
        "60.0% (60 of 100 patients), the partnership 72.2%. 12 more patients would bring it there." in next_
    )
    assert "Ask a clinician to start one, or code why not." in next_
    assert row(page, f"{TITLE} DM006")[:3] == ["60.0% 60 of 100 patients", "72.2%", "−12.2"]
    table = page.content.decode().partition('id="indicators"')[2]
    assert re.search(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', table)[1] == TITLE


def test_registers_beside_the_partnerships(counted, sign_in):  # noqa: F811
    own = sign_in("staff").get(AT_CEDAR)
    # 900 of 6,000; 1,800 of 18,000
    assert [cells[:3] for cells in [of_register(own, "Diabetes mellitus")]] == [["900", "15.00%", "10.00%"]]
    assert of_register(own, "Takes valproate")[:2] == ["2", "0.03%"]
    others = sign_in("finance").get(AT_CEDAR)
    assert of_register(others, "Takes valproate")[:2] == [HIDDEN, "–"]
    assert "rounded to the nearest 5" in text(others)
    assert "rounded to the nearest 5" not in text(own)


def of_register(page, name: str) -> list[str]:
    table = page.content.decode().partition('id="on-registers"')[2]
    found = re.search(rf'<th scope="row"[^>]*>{name}.*?</tr>', table, re.DOTALL)
    return [
        re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?>(.*?)</td>", found[0], re.DOTALL)
    ]


def test_one_indicator_of_a_surgery_month_by_month(counted, sign_in):  # noqa: F811
    page = sign_in("manager").get(f"{AT_ASH}DM006/")
    assert row(page, "31 October 2026")[:3] == ["60", "100", "60.0%"]
    assert "Below the lower limit: a concern" in row(page, "31 October 2026")[3]
    assert row(page, "30 September 2026")[:3] == ["81", "100", "81.0%"]
    assert row(page, "31 October 2025")[:3] == ["80", "100", "80.0%"]
    said = text(page)
    assert "Target 97.0%" in page.content.decode()
    assert "Mean and limits come from the baseline, October 2025 to September 2026." in said
    assert "The patient declined, coded 7" in said
    assert "No protein in the urine has been coded 1,234" in said
    assert row(page, "Female")[:3] == ["30", "50", "60.0%"]


def test_the_page_says_how_it_was_counted(counted, sign_in):  # noqa: F811
    said = text(sign_in("manager").get(f"{AT_ASH}DM006/"))
    assert "31 October 2026, towards 31 March 2027" in said
    assert "2 November 2026 at 9:00am, by Common Practice test" in said
    assert "of 31 October 2026, taken in on 2 November 2026 at 9:00am (EMIS bulk extract)" in said
    assert "ab" * 32 in said
    assert "cd" * 32 in said


def test_limits_are_of_chance_or_of_moves_with_and_without_screening(counted, sign_in):  # noqa: F811
    client = sign_in("manager")
    chance, screened, every, odd = (
        text(client.get(f"{AT_ASH}DM006/{asked}"))
        for asked in ("", "?limits=xmr", "?limits=all", "?limits=odd")
    )
    assert "how far chance alone would carry so many patients" in chance
    assert "an XmR chart, moves far larger than the others left out, once" in screened
    assert "an XmR chart of every move" in every
    assert odd == chance


def test_groups_and_reasons_are_for_own_people(counted, sign_in):  # noqa: F811
    page = sign_in("finance").get(f"{AT_ASH}DM006/")
    assert "are seen by the surgery’s own people" in text(page)
    assert "1,234" not in text(page)
    assert "Female" not in text(page)
    assert row(page, "31 October 2026")[:3] == ["60", "100", "60.0%"]
