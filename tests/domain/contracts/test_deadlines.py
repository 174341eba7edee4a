"""What is due soon, and which usual claims are missing."""

from datetime import date

import pytest

from commonpractice.domain.contracts import parameters
from commonpractice.domain.contracts.rules.deadlines import coming, usual_claims
from commonpractice.foundations.months import Month

APRIL, MAY, JUNE, JULY = (Month(2025, number) for number in (4, 5, 6, 7))


@pytest.mark.parametrize(
    ("on", "within", "found"),
    [
        (date(2025, 11, 22), 60, []),
        (
            date(2026, 2, 1),
            60,
            [
                ("Send each partner’s pension certificate of 2024/25", date(2026, 2, 28)),
                ("Send each partner’s pension estimate for 2026/27", date(2026, 3, 31)),
                ("QOF of 2025/26 is counted as at this day", date(2026, 3, 31)),
            ],
        ),
        (date(2028, 2, 28), 1, [("Send each partner’s pension certificate of 2026/27", date(2028, 2, 29))]),
        (date(2026, 3, 31), 0, ["", ""]),
        (date(2026, 4, 1), 60, []),
    ],
)
def test_what_is_due_soon(on, within, found):
    due = [(each.words, each.on) for each in coming(parameters.deadlines(), on, within=within)]
    assert len(due) == len(found)
    assert due == found or not any(found)


def test_a_deadline_near_new_year_is_found_from_the_year_before():
    due = coming(parameters.deadlines(), date(2025, 12, 20), within=80)
    assert [each.on for each in due] == [date(2026, 2, 28)]


@pytest.mark.parametrize(
    ("claimed", "missing"),
    [
        ({("x", APRIL): 3, ("x", MAY): 9, ("x", JUNE): 4}, [("x", 4)]),  # usual, and not told
        ({("x", APRIL): 3, ("x", MAY): 9, ("x", JUNE): 4, ("x", JULY): 0}, []),  # told: there were none
        ({("x", APRIL): 3, ("x", JUNE): 4}, []),  # not usual
        ({("x", APRIL): 0, ("x", MAY): 9, ("x", JUNE): 4}, []),
        ({}, []),
    ],
)
def test_usual_claims_that_nobody_told(claimed, missing):
    assert [(each.item, each.usual) for each in usual_claims(claimed, JULY)] == missing
